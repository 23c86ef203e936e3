"""Who may take the register of a session, in the one statement that asks it and in the queryset that means the same."""

import datetime as dt

import pytest

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.users.models import Role, RoleAssignment
from sessions.models import SessionFacilitator, TrainingSession
from sessions.taking import session_to_take
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.sessions import RegisterFactory, SessionFacilitatorFactory, TrainingSessionFactory, VenueFactory
from tests.factories.users import UserFactory, administrator

pytestmark = pytest.mark.django_db
TODAY = dt.date(2022, 5, 16)


@pytest.fixture(autouse=True)
def _in_may():
    clock.move_to(clock.at(TODAY, dt.time(9)))


@pytest.fixture
def session():
    return TrainingSessionFactory(cohort=CohortFactory(), venue=VenueFactory())


def named(session):
    return SessionFacilitatorFactory(session=session, facilitator=UserFactory(roles=[Role.FACILITATOR])).facilitator


def released(session):
    user = named(session)
    SessionFacilitator.objects.update(released_at=clock.now())
    return user


def without_the_role(session):
    user = facilitator_of(session.cohort)
    RoleAssignment.objects.filter(user=user).update(starts_on=dt.date(2021, 1, 1), ends_on=TODAY - dt.timedelta(days=1))
    return user


def of_a_draft(session):
    Cohort.objects.update(stage=Cohort.Stage.DRAFT)
    return facilitator_of(session.cohort)


def manager_of_a_draft(session):
    Cohort.objects.update(stage=Cohort.Stage.DRAFT)
    return manager_of(session.cohort)


PEOPLE = [
    (lambda session: facilitator_of(session.cohort), True),
    (named, True),
    (lambda session: manager_of(session.cohort), True),
    (manager_of_a_draft, True),
    (lambda session: administrator(), True),
    (released, False),
    (without_the_role, False),
    (of_a_draft, False),
    (lambda session: facilitator_of(CohortFactory()), False),
    (lambda session: manager_of(CohortFactory()), False),
    (lambda session: UserFactory(roles=[Role.PARTICIPANT]), False),
]
NAMES = [
    "facilitator",
    "named",
    "manager",
    "manager_of_a_draft",
    "administrator",
    "released",
    "without_the_role",
    "of_a_draft",
    "elsewhere",
    "manager_elsewhere",
    "participant",
]


@pytest.mark.parametrize(("person", "may"), PEOPLE, ids=NAMES)
def test_the_statement_and_the_queryset_agree_who_may(session, person, may):
    user = person(session)

    assert (session_to_take(session.pk, user) == session) is may
    assert TrainingSession.objects.taken_by(user).filter(pk=session.pk).exists() is may


@pytest.mark.parametrize("has_register", [True, False])
def test_all_that_the_page_needs_comes_with_it(session, has_register, django_assert_num_queries):
    user = facilitator_of(session.cohort)
    register = RegisterFactory(session=session, submitted_by=user) if has_register else None
    assert user.holds(Role.FACILITATOR)

    with django_assert_num_queries(1):
        found = session_to_take(session.pk, user)
        assert (found.venue, found.cohort.programme) == (session.venue, session.cohort.programme)
        assert getattr(found, "register", None) == register
        assert register is None or found.register.submitted_by == user
