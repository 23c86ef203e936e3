"""Who a session belongs to, read with their roles."""

import datetime as dt

import pytest

from npq_portal import clock
from npq_portal.users.backends import PersonBackend
from npq_portal.users.models import Role, RoleAssignment
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def test_a_person_comes_with_the_roles_of_today_in_one_statement(django_assert_num_queries):
    clock.move_to(dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC))
    person = UserFactory(roles=[Role.FACILITATOR, Role.MENTOR])
    for role, starts_on, ends_on in (
        (Role.PARTICIPANT, dt.date(2022, 5, 16), dt.date(2022, 5, 16)),
        (Role.PROGRAMME_MANAGER, dt.date(2022, 1, 1), dt.date(2022, 5, 15)),
        (Role.ADMINISTRATOR, dt.date(2022, 5, 17), None),
    ):
        RoleAssignment.objects.create(user=person, role=role, starts_on=starts_on, ends_on=ends_on)

    with django_assert_num_queries(1):
        found = PersonBackend().get_user(person.pk)
        roles, acting_on = found.roles, found.acting_on

    assert found == person
    assert (roles, acting_on) == ({Role.FACILITATOR, Role.MENTOR, Role.PARTICIPANT}, dt.date(2022, 5, 16))


def test_somebody_without_a_role_is_a_person_all_the_same():
    person = UserFactory()

    assert PersonBackend().get_user(person.pk).roles == frozenset()


def test_nobody_is_found_behind_a_closed_account_or_a_number_of_nobody():
    closed = UserFactory(is_active=False)

    assert PersonBackend().get_user(closed.pk) is None
    assert PersonBackend().get_user(closed.pk + 1) is None
