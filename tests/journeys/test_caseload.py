"""A mentor finds the person most in need, and writes down that they talked."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from npq_portal import clock
from npq_portal.users.models import Role
from participants.models import Conversation
from sessions.models import MarkStatus
from tests.factories.cohorts import CohortFactory
from tests.factories.participants import EnrolmentFactory, MentoringFactory
from tests.factories.sessions import MarkFactory, TrainingSessionFactory
from tests.factories.users import UserFactory
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = clock.at(dt.date(2022, 5, 16), dt.time(9))


@pytest.fixture
def helen():
    clock.move_to(NOW)
    helen = UserFactory(full_name="Helen Marsh", roles=[Role.MENTOR])
    session = TrainingSessionFactory(cohort=CohortFactory(name="November 2021"))
    marks = {"Amara Okafor": MarkStatus.PRESENT, "Ben Whitcombe": MarkStatus.LATE, "Chloe Nyambura": MarkStatus.ABSENT}
    for name, status in marks.items():
        enrolment = EnrolmentFactory(cohort=session.cohort, participant__user__full_name=name)
        MentoringFactory(enrolment=enrolment, mentor=helen)
        MarkFactory(session=session, enrolment=enrolment, status=status)
    return helen


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_mentor_finds_the_person_most_in_need(new_page, helen, scripts):
    page = new_page(width=390, has_touch=True, is_mobile=True, java_script_enabled=scripts)
    sign_in(page, helen)

    page.goto("/")
    first = page.get_by_role("region", name="Those most in need first").get_by_role("listitem").first
    expect(first).to_contain_text("Chloe Nyambura")
    expect(first).to_contain_text("Missing: Seminar 5")
    first.get_by_role("link", name="Log a conversation with Chloe Nyambura").click()
    page.get_by_role("spinbutton").fill("45")
    page.locator("main form").get_by_role("button", name="Log").click()
    expect(page.get_by_text("The conversation is logged.")).to_be_visible()

    page.goto("/")
    expect(page.get_by_text("Last talked today")).to_be_visible()
    assert Conversation.objects.get().minutes == 45
