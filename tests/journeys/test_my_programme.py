"""A participant finds the next session, marks self-study done and subscribes to the calendar: on a phone, and without scripts."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from npq_portal import clock
from sessions.models import CalendarSubscription, MarkStatus, StudyRecord
from tests.factories.cohorts import CohortFactory, facilitator_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import CatchUpFactory, MarkFactory, StudyUnitFactory, TrainingSessionFactory
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = clock.at(dt.date(2022, 5, 16), dt.time(9))


@pytest.fixture
def enrolment():
    clock.move_to(NOW)
    cohort = CohortFactory(name="November 2021")
    facilitator_of(cohort, full_name="Sam Iqbal")
    enrolment = EnrolmentFactory(cohort=cohort, participant__user__full_name="Chloe Nyambura")
    missed = MarkFactory(
        session=TrainingSessionFactory(cohort=cohort), enrolment=enrolment, status=MarkStatus.ABSENT
    ).session
    CatchUpFactory(session=missed, enrolment=enrolment)
    StudyUnitFactory(cohort=cohort)
    TrainingSessionFactory(
        cohort=cohort,
        title="Seminar 6: Leading behaviour",
        starts_at=dt.datetime(2022, 6, 22, 14, 45, tzinfo=dt.UTC),
        preparation="Read the case of Alder Vale.",
        preparation_minutes=40,
    )
    return enrolment


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_participant_finds_the_next_session_marks_self_study_done_and_subscribes_to_the_calendar(
    new_page, enrolment, scripts
):
    page = new_page(width=390, has_touch=True, is_mobile=True, java_script_enabled=scripts)
    sign_in(page, enrolment.participant.user)

    page.goto("/")
    following = page.get_by_role("region", name="Seminar 6: Leading behaviour")
    expect(following).to_contain_text("Next · in 5 weeks")
    expect(following).to_contain_text("Wednesday 22 June 2022, 15:45 to 17:15 · Online with Sam Iqbal")
    following.get_by_role("link", name="Prepare (40 min)").click()
    expect(page.get_by_text("Read the case of Alder Vale.")).to_be_visible()

    page.goto("/")
    page.get_by_role("button", name="Mark done (3 h)").click()
    expect(page.get_by_text("Module 4: Behaviour: done.")).to_be_visible()
    expect(page.get_by_role("heading", name="Good morning, Chloe")).to_be_visible()
    assert StudyRecord.objects.get().minutes == 180

    page.get_by_role("link", name="Show the working").click()
    expect(page.get_by_role("row", name="Module 4: Behaviour")).to_contain_text("Engaged")

    page.goto("/")
    page.get_by_role("link", name="Add to calendar").click()
    page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_text("Your link is ready.")).to_be_visible()
    assert page.get_by_label("Copy this address").input_value().endswith(".ics")
    assert CalendarSubscription.objects.get().user == enrolment.participant.user


def test_a_participant_makes_up_a_missed_seminar(new_page, enrolment):
    page = new_page(width=390)
    sign_in(page, enrolment.participant.user)

    page.goto("/")
    expect(page.get_by_text("Missed · make it up by 8 June")).to_be_visible()
    page.get_by_role("link", name="Catch up").click()
    page.get_by_role("textbox").fill("I watched the recording and tried the routine with Year 7.")
    page.locator("main form").get_by_role("button").click()
    page.goto("/")

    page.get_by_text("Past, with your marks (1)").click()
    expect(page.get_by_text("Reflection waits for review")).to_be_visible()
