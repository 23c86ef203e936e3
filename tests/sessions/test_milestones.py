"""What a cohort's plan means for its milestones, on the pages of those who can change it."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import Milestone
from npq_portal import clock
from sessions.milestones import milestone_warnings
from tests.factories.cohorts import CohortFactory, MilestoneFactory, facilitator_of, manager_of
from tests.factories.participants import AssessmentWindowFactory
from tests.factories.sessions import StudyUnitFactory, TrainingSessionFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

NOVEMBER = dt.date(2021, 11, 2)
WARNING = "Started is due on Saturday 25 December 2021, and no session and no study is planned by then."


@pytest.fixture
def cohort():
    """A cohort whose first session is after Christmas, while its start is to be declared by then."""
    clock.move_to(dt.datetime(2021, 11, 2, 9, tzinfo=dt.UTC))
    cohort = CohortFactory()
    MilestoneFactory()
    TrainingSessionFactory(cohort=cohort, starts_at=dt.datetime(2022, 1, 12, 16, tzinfo=dt.UTC))
    return cohort


def warned(cohort, *, on=NOVEMBER):
    return milestone_warnings(
        Milestone.objects.of(cohort),
        sessions=cohort.training_sessions.all(),
        units=cohort.study_units.all(),
        windows=cohort.assessment_windows.all(),
        on=on,
    )


def test_a_first_session_after_the_first_milestone_is_warned_of(cohort):
    assert warned(cohort) == [WARNING]


def test_self_study_that_is_due_in_time_is_evidence(cohort):
    StudyUnitFactory(cohort=cohort, opens_on=dt.date(2021, 11, 8), due_on=dt.date(2021, 12, 25))

    assert warned(cohort) == []


def test_a_session_that_was_cancelled_is_none(cohort):
    TrainingSessionFactory(cohort=cohort, starts_at=dt.datetime(2021, 12, 1, 16, tzinfo=dt.UTC), status="cancelled")

    assert warned(cohort) == [WARNING]


def test_days_are_those_of_england(cohort):
    cohort.training_sessions.all().delete()
    MilestoneFactory(declaration_type="retained-1", due_on=dt.date(2022, 6, 25))
    TrainingSessionFactory(cohort=cohort, starts_at=dt.datetime(2021, 12, 25, 15, tzinfo=dt.UTC))
    TrainingSessionFactory(cohort=cohort, starts_at=dt.datetime(2022, 6, 25, 23, 30, tzinfo=dt.UTC))

    assert [warning.partition(" is due")[0] for warning in warned(cohort)] == ["Retained 1"]


def test_an_assessment_after_the_last_milestone_is_warned_of(cohort):
    MilestoneFactory(declaration_type="completed", due_on=dt.date(2023, 4, 23))
    AssessmentWindowFactory(cohort=cohort)

    assert len(warned(cohort)) == 2


def test_of_milestones_that_are_over_nobody_is_warned(cohort):
    assert warned(cohort, on=dt.date(2021, 12, 25)) == [WARNING]
    assert warned(cohort, on=dt.date(2021, 12, 26)) == []


@pytest.mark.parametrize("sessions", [1, 3])
def test_it_costs_the_same_for_any_number_of_sessions(django_assert_num_queries, cohort, sessions):
    for _ in range(sessions):
        TrainingSessionFactory(cohort=cohort)

    with django_assert_num_queries(4):
        warned(cohort)


def test_a_manager_is_warned_on_the_plan_and_on_the_page_of_the_cohort(cohort):
    client = client_for(manager_of(cohort))

    assert WARNING in client.get(reverse("sessions:show-plan", args=[cohort.slug])).content.decode()
    assert WARNING in client.get(cohort.get_absolute_url()).content.decode()


def test_a_facilitator_who_cannot_change_the_plan_is_not(cohort):
    assert WARNING not in client_for(facilitator_of(cohort)).get(cohort.get_absolute_url()).content.decode()
