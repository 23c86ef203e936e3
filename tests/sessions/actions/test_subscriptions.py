import datetime as dt

import pytest

from npq_portal.audit.models import Event
from sessions.actions import subscriptions
from sessions.models import CalendarSubscription
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC)


def test_a_new_link_ends_the_one_before():
    user = UserFactory()
    first = subscriptions.renew(user, now=NOW, by=user)
    subscriptions.note_fetch(CalendarSubscription.objects.get(), now=NOW)

    second = subscriptions.renew(user, now=NOW, by=user)

    assert subscriptions.find(first, on=NOW.date()) is None
    assert subscriptions.find(second, on=NOW.date()).subscription.last_fetched_at is None


def test_the_token_itself_is_not_kept():
    user = UserFactory()

    token = subscriptions.renew(user, now=NOW, by=user)

    assert token not in str(CalendarSubscription.objects.values().get())
    assert len(token) == 43


def test_an_ended_link_is_gone_and_recorded():
    user = UserFactory()
    subscriptions.renew(user, now=NOW, by=user)

    subscriptions.end(CalendarSubscription.objects.get(), by=user)

    assert CalendarSubscription.objects.count() == 0
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == [
        "calendar_link.renewed",
        "calendar_link.ended",
    ]


def test_that_a_calendar_looked_is_noted_once_an_hour():
    user = UserFactory()
    subscriptions.renew(user, now=NOW, by=user)
    noted = []

    for minutes in (0, 59, 60):
        subscriptions.note_fetch(CalendarSubscription.objects.get(), now=NOW + dt.timedelta(minutes=minutes))
        noted.append((CalendarSubscription.objects.get().last_fetched_at - NOW) // dt.timedelta(minutes=1))

    assert noted == [0, 0, 60]
