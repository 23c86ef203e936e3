"""What was done, by whom."""

import datetime as dt

import pytest

from npq_portal import clock
from npq_portal.audit import log
from npq_portal.audit.models import Event
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def test_an_event_says_what_was_done_to_what_by_whom_and_when():
    clock.move_to(clock.at(dt.date(2022, 5, 16), dt.time(9)))
    manager, person = UserFactory(), UserFactory()

    event = log.record("role.granted", subject=person, by=manager, role="mentor")

    assert (event.action, event.actor, event.details) == ("role.granted", manager, {"role": "mentor"})
    assert (event.subject_type, event.subject_id) == ("users.User", str(person.pk))
    assert clock.local(event.at).strftime("%d %B %Y %H:%M") == "16 May 2022 09:00"
    assert str(event) == f"role.granted of users.User {person.pk}"


def test_the_portal_itself_acts_as_nobody():
    assert log.record("invitation.sent", subject=UserFactory(), by=None).actor is None


def test_events_about_one_thing_come_latest_first():
    person, other = UserFactory(), UserFactory()
    first = log.record("account.created", subject=person, by=None)
    log.record("account.created", subject=other, by=None)
    last = log.record("account.renamed", subject=person, by=person)

    assert list(Event.objects.about(person)) == [last, first]


def test_many_things_are_written_down_at_once(django_assert_num_queries):
    people = [UserFactory(), UserFactory()]

    with django_assert_num_queries(1):
        log.record_each("account.created", subjects=people, by=people[0], source="upload")

    assert [Event.objects.about(person).get().details for person in people] == [{"source": "upload"}] * 2


def test_a_list_names_its_actors_without_further_queries(django_assert_num_queries):
    for person in (UserFactory(), UserFactory()):
        log.record("account.renamed", subject=person, by=person)

    with django_assert_num_queries(1):
        names = [str(event.actor) for event in Event.objects.for_listing()]

    assert len(names) == 2
