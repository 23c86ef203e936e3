"""Who sees which cohorts."""

import datetime as dt

import pytest

from cohorts.models import Cohort
from npq_portal.users.actions import roles
from npq_portal.users.models import Role
from tests.factories.cohorts import CohortFactory, FacilitatorAssignmentFactory, facilitator_of, manager_of
from tests.factories.users import LONG_AGO, administrator

pytestmark = pytest.mark.django_db


def test_an_administrator_sees_every_cohort():
    cohorts = {CohortFactory(), CohortFactory()}

    assert set(Cohort.objects.visible_to(administrator())) == cohorts


def test_a_manager_sees_the_cohorts_of_their_partner_only():
    cohort, _other = CohortFactory(), CohortFactory()

    assert list(Cohort.objects.visible_to(manager_of(cohort))) == [cohort]


def test_a_facilitator_sees_the_cohorts_they_teach_but_manages_none():
    cohort, _other = CohortFactory(), CohortFactory()
    facilitator = facilitator_of(cohort)

    assert list(Cohort.objects.visible_to(facilitator)) == [cohort]
    assert not Cohort.objects.managed_by(facilitator).exists()


def test_a_facilitator_whose_assignment_has_ended_sees_the_cohort_no_longer():
    assignment = FacilitatorAssignmentFactory(ends_on=dt.date(2022, 3, 31))
    facilitator = assignment.facilitator

    facilitator.acting_on = dt.date(2022, 3, 31)
    assert list(Cohort.objects.visible_to(facilitator)) == [assignment.cohort]
    facilitator.acting_on = dt.date(2022, 4, 1)
    assert list(Cohort.objects.visible_to(facilitator)) == []


@pytest.mark.parametrize(
    ("team", "role"),
    [(manager_of, Role.PROGRAMME_MANAGER), (facilitator_of, Role.FACILITATOR)],
    ids=["manager", "facilitator"],
)
def test_whoever_has_lost_the_role_sees_the_cohort_no_longer_though_nobody_ended_the_assignment(team, role):
    cohort = CohortFactory()
    person = team(cohort)

    roles.end(person.role_assignments.get(role=role), on=LONG_AGO, by=None)

    assert list(Cohort.objects.visible_to(person)) == []
    assert list(Cohort.objects.managed_by(person)) == []
