import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from npq_portal import clock
from npq_portal.users.models import Role
from participants.models import Enrolment
from sessions.models import CalendarSubscription, TrainingSession
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import TrainingSessionFactory
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _on_a_monday():
    clock.move_to(NOW)


@pytest.fixture
def chloe():
    enrolment = EnrolmentFactory()
    TrainingSessionFactory(cohort=enrolment.cohort, join_url="https://meet.example.org/x")
    return enrolment.participant.user


@pytest.fixture
def client(chloe):
    return client_for(chloe)


def make_link(client):
    """Make a link on the page, as its owner does, and give its path."""
    text = client.post(reverse("sessions:show-calendar")).content.decode()
    return re.search(r'value="http://[^/]+(/sessions/calendar/[\w-]+\.ics)"', text)[1]


def fetch(path, **headers):
    return Client().get(path, headers=headers)


def events(answer):
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def page(client):
    return client.get(reverse("sessions:show-calendar")).content.decode()


def test_the_page_offers_a_link_and_shows_it_once(client):
    assert "Make my calendar link" in page(client)

    text = client.post(reverse("sessions:show-calendar")).content.decode()

    assert "webcal://" in text
    assert "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F" in text
    assert "https://outlook.office.com/calendar/0/addfromweb?url=http%3A%2F%2F" in text
    assert "No calendar has looked yet." in page(client)
    assert ".ics" not in page(client)


def test_a_calendar_fetches_the_feed_without_signing_in(client):
    answer = fetch(make_link(client))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert [str(event["SUMMARY"])[:9] for event in events(answer)] == ["Seminar 5"]
    assert b"meet.example.org" not in answer.content


def test_the_page_says_when_a_calendar_last_looked(client):
    fetch(make_link(client))

    assert "A calendar last looked on Monday 16 May 2022, 10:00." in page(client)


def test_a_poll_without_news_is_answered_in_short(client):
    path = make_link(client)
    tag = fetch(path)["ETag"]

    again = fetch(path, if_none_match=tag, accept_encoding="gzip")

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


def test_a_moved_session_is_news(client):
    path = make_link(client)
    tag = fetch(path)["ETag"]
    TrainingSession.objects.update(sequence=1)

    answer = fetch(path, if_none_match=tag)

    assert [event["SEQUENCE"] for event in events(answer)] == [1]


def test_a_cancelled_session_is_marked_cancelled(client):
    TrainingSession.objects.update(status="cancelled")

    assert [str(event["STATUS"]) for event in events(fetch(make_link(client)))] == ["CANCELLED"]


def test_a_new_link_ends_the_old_one(client):
    old = make_link(client)
    new = make_link(client)

    assert [fetch(old).status_code, fetch(new).status_code] == [404, 200]


def test_an_ended_link_is_not_found(client):
    path = make_link(client)

    answer = client.post(reverse("sessions:end-calendar"), follow=True).content.decode()

    assert "The calendar link is ended." in answer
    assert fetch(path).status_code == 404
    assert client.post(reverse("sessions:end-calendar")).status_code == 404


def test_a_link_dies_with_its_account(client, chloe):
    path = make_link(client)
    chloe.is_active = False
    chloe.save()

    assert fetch(path).status_code == 404


def test_a_link_shows_what_concerns_its_owner_now(client):
    path = make_link(client)
    Enrolment.objects.update(status=Enrolment.Status.WITHDRAWN)

    assert events(fetch(path)) == []


@pytest.mark.parametrize("token", ["unknown", "%00", "x" * 300])
def test_an_unknown_link_is_not_found(token):
    assert fetch(f"/sessions/calendar/{token}.ics").status_code == 404
    assert CalendarSubscription.objects.count() == 0


@pytest.mark.parametrize("role", Role.values)
def test_everybody_has_a_calendar_of_their_own(role):
    assert client_for(UserFactory(roles=[role])).get(reverse("sessions:show-calendar")).status_code == 200
