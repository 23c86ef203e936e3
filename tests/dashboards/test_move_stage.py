"""Moving a cohort to another stage: read what it changes, then confirm."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from cohorts.models.stages import Stage
from npq_portal import clock
from npq_portal.reminders.actions import plans
from npq_portal.reminders.models import Message
from tests.factories.cohorts import CohortFactory, HalfTermFactory, facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory, MentoringFactory, StatusChangeFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import SessionFacilitatorFactory, StudyUnitFactory, TrainingSessionFactory
from tests.factories.users import administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

APRIL = dt.datetime(2022, 4, 25, 8, tzinfo=dt.UTC)


@pytest.fixture
def cohort():
    """A cohort with two participants, a third who withdrew, a mentor, two facilitators and a session in May."""
    clock.move_to(APRIL)
    cohort = CohortFactory(name="November 2021")
    MentoringFactory(enrolment=EnrolmentFactory(cohort=cohort))
    EnrolmentFactory(cohort=cohort)
    StatusChangeFactory(enrolment=EnrolmentFactory(cohort=cohort, status="withdrawn"), status="withdrawn")
    facilitator_of(cohort)
    SessionFacilitatorFactory(session=TrainingSessionFactory(cohort=cohort))
    ReminderRuleFactory()
    return cohort


def page_of(cohort):
    return reverse("move-stage", args=[cohort.slug])


def put(cohort, stage):
    Cohort.objects.filter(pk=cohort.pk).update(stage=stage)


def test_the_page_says_what_the_stage_means_and_where_it_can_go(cohort):
    page = client_for(manager_of(cohort)).get(page_of(cohort)).content.decode()

    assert "Everybody sees what concerns them" in page
    assert "?to=assessment" in page
    assert "?to=draft" not in page


def test_publishing_a_draft_shows_how_many_people_see_it_and_how_many_reminders_are_planned(cohort):
    put(cohort, Stage.DRAFT)

    page = client_for(manager_of(cohort)).get(page_of(cohort), {"to": "recruiting"}).content.decode()

    assert "<b>5</b><span>people will see the schedule</span>" in page
    assert "<b>2</b><span>reminders will be planned</span>" in page


def test_what_was_previewed_is_what_planning_does(cohort):
    StudyUnitFactory(cohort=cohort)
    ReminderRuleFactory(anchor="study_due", body="Module", subject="Module")
    put(cohort, Stage.DRAFT)
    client = client_for(manager_of(cohort))
    page = client.get(page_of(cohort), {"to": "running"}).content.decode()
    client.post(page_of(cohort), {"to": "running"})

    plans.plan(APRIL)

    planned = Message.objects.filter(state=Message.State.PLANNED).count()
    assert planned == 4
    assert f"<b>{planned}</b><span>reminders will be planned</span>" in page


def test_reminders_that_went_out_before_are_not_counted_again(cohort):
    plans.plan(APRIL)
    Message.objects.filter(pk=Message.objects.earliest("pk").pk).update(state=Message.State.SENT, sent_at=APRIL)
    put(cohort, Stage.CLOSED)

    page = client_for(administrator()).get(page_of(cohort), {"to": "running"}).content.decode()

    assert "<b>1</b><span>reminder will be planned</span>" in page


def test_a_cohort_whose_time_is_over_plans_no_reminders(cohort):
    put(cohort, Stage.CLOSED)
    clock.move_to(dt.datetime(2024, 1, 8, 9, tzinfo=dt.UTC))

    page = client_for(administrator()).get(page_of(cohort), {"to": "running"}).content.decode()

    assert "<b>0</b><span>reminders will be planned</span>" in page


def test_closing_shows_how_many_reminders_stay_behind(cohort):
    plans.plan(APRIL)

    page = client_for(manager_of(cohort)).get(page_of(cohort), {"to": "closed"}).content.decode()

    assert "<b>2</b><span>reminders will not go out</span>" in page


def test_hiding_a_cohort_again_shows_who_loses_sight_of_it(cohort):
    put(cohort, Stage.RECRUITING)

    page = client_for(manager_of(cohort)).get(page_of(cohort), {"to": "draft"}).content.decode()

    assert "people no longer see the schedule" in page


def test_a_move_between_stages_that_show_the_same_says_that_nothing_changes(cohort):
    page = client_for(manager_of(cohort)).get(page_of(cohort), {"to": "assessment"}).content.decode()

    assert "Nothing changes in what people see or what is sent." in page


def test_a_school_calendar_that_contradicts_itself_is_named(cohort):
    HalfTermFactory(calendar=cohort.calendar)
    HalfTermFactory(calendar=cohort.calendar, starts_on=dt.date(2022, 2, 1), number=4, ends_on=dt.date(2022, 4, 1))
    put(cohort, Stage.DRAFT)

    page = client_for(manager_of(cohort)).get(page_of(cohort), {"to": "running"}).content.decode()

    assert "until the school calendar is put right" in page


def test_confirming_moves_the_cohort_and_says_what_holds_now(cohort):
    client = client_for(manager_of(cohort))

    response = client.post(page_of(cohort), {"to": "assessment"}, follow=True)

    cohort.refresh_from_db()
    assert cohort.stage == Stage.ASSESSMENT
    assert "The case study is written." in response.content.decode()


@pytest.mark.parametrize("to", ["", "draft", "nonsense"])
def test_a_step_that_is_not_in_the_table_is_refused_and_nothing_moves(cohort, to):
    response = client_for(manager_of(cohort)).post(page_of(cohort), {"to": to})

    cohort.refresh_from_db()
    assert response.status_code == 422
    assert "The cohort was not moved." in response.content.decode()
    assert cohort.stage == Stage.RUNNING


def test_a_preview_of_a_step_that_is_not_in_the_table_is_not_found(cohort):
    assert client_for(manager_of(cohort)).get(page_of(cohort), {"to": "draft"}).status_code == 404


def test_a_manager_is_told_who_opens_a_closed_cohort_again(cohort):
    put(cohort, Stage.CLOSED)

    page = client_for(manager_of(cohort)).get(page_of(cohort)).content.decode()

    assert "Only an administrator opens a closed cohort again." in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_preview_costs_the_same_for_any_number_of_people(django_assert_num_queries, cohort, people):
    for _ in range(people):
        MentoringFactory(enrolment=EnrolmentFactory(cohort=cohort))
        TrainingSessionFactory(cohort=cohort)
    put(cohort, Stage.DRAFT)
    client = client_for(manager_of(cohort))

    with django_assert_num_queries(23):
        assert client.get(page_of(cohort), {"to": "running"}).status_code == 200


def test_the_page_of_a_cohort_leads_a_manager_to_its_stage(cohort):
    assert page_of(cohort) in client_for(manager_of(cohort)).get(cohort.get_absolute_url()).content.decode()
    assert page_of(cohort) not in client_for(facilitator_of(cohort)).get(cohort.get_absolute_url()).content.decode()
