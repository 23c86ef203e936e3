"""Who facilitates a cohort."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cohorts.actions import team
from cohorts.models import FacilitatorAssignment
from npq_portal.users.models import Role
from tests.factories.cohorts import CohortFactory, FacilitatorAssignmentFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2022, 5, 16)


def test_a_facilitator_joins_the_team_from_a_day_on():
    cohort, facilitator = CohortFactory(), UserFactory(roles=[Role.FACILITATOR])

    assignment = team.assign(cohort, facilitator=facilitator, starts_on=TODAY, by=None)

    assert FacilitatorAssignment.objects.get() == assignment
    assert list(FacilitatorAssignment.objects.in_force(TODAY - dt.timedelta(days=1))) == []


def test_only_somebody_who_holds_the_role_that_day_can_facilitate():
    with pytest.raises(team.NotAFacilitator):
        team.assign(CohortFactory(), facilitator=UserFactory(roles=[Role.MENTOR]), starts_on=TODAY, by=None)


def test_the_same_person_twice_is_refused():
    assignment = FacilitatorAssignmentFactory()

    with pytest.raises(ValidationError, match="facilitates the cohort already"):
        team.assign(assignment.cohort, facilitator=assignment.facilitator, starts_on=TODAY, by=None)


def test_an_assignment_ends_with_its_last_day():
    assignment = FacilitatorAssignmentFactory()

    team.release(assignment, ends_on=TODAY, by=None)

    assert list(FacilitatorAssignment.objects.in_force(TODAY)) == [assignment]
    assert list(FacilitatorAssignment.objects.in_force(TODAY + dt.timedelta(days=1))) == []


def test_an_assignment_cannot_end_before_it_starts():
    assignment = FacilitatorAssignmentFactory(starts_on=TODAY)

    with pytest.raises(team.EndsBeforeItStarts):
        team.release(assignment, ends_on=TODAY - dt.timedelta(days=1), by=None)
