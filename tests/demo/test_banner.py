"""The strip at the top of every page of a rehearsal."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from npq_portal import clock
from npq_portal.demo import banner
from npq_portal.users.models import Role
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_a_real_day_has_no_banner():
    assert banner.for_request(request_of(AnonymousUser())) is None


@pytest.mark.parametrize(
    ("roles", "may_move"), [([Role.PROGRAMME_MANAGER], True), ([Role.ADMINISTRATOR], True), ([Role.PARTICIPANT], False)]
)
def test_in_a_demo_managers_may_move_the_date(settings, roles, may_move):
    settings.DEMO = True
    clock.move_to(dt.datetime(2022, 5, 16, 8, tzinfo=dt.UTC))

    shown = banner.for_request(request_of(UserFactory(roles=roles)))

    assert (shown["may_move"], shown["has_outbox"], f"{shown['now']:%H:%M}") == (may_move, True, "09:00")


def test_in_a_rehearsal_that_is_no_demo_the_date_stays():
    clock.move_to(dt.datetime(2022, 5, 16, 8, tzinfo=dt.UTC))

    shown = banner.for_request(request_of(UserFactory(roles=[Role.ADMINISTRATOR])))

    assert (shown["may_move"], shown["has_outbox"]) == (False, False)
