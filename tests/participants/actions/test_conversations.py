"""Mentors log what they talked about."""

import datetime as dt

import pytest

from npq_portal.audit.models import Event
from participants.actions import conversations
from participants.actions.conversations import AlreadyLogged, NotTheirMentor, NotTheWriter, OtherCohort
from participants.actions.enrolments import UnlikelyDay
from participants.models import Conversation
from tests.factories.participants import CoachingPeriodFactory, MentoringFactory
from tests.factories.users import administrator

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC)
FIELDS = {"held_on": dt.date(2022, 5, 11), "minutes": 45, "shared_note": "Next: observe.", "private_note": "Tired."}


def log(pairing, *, period=None, by=None, **fields):
    by = by or pairing.mentor
    return conversations.log(pairing.enrolment, period=period, now=NOW, by=by, **{**FIELDS, **fields})


def amend(conversation, by, *, period=None, **fields):
    return conversations.amend(conversation, period=period, now=NOW, by=by, **{**FIELDS, **fields})


def a_period(pairing):
    return CoachingPeriodFactory(cohort=pairing.enrolment.cohort)


def test_a_mentor_logs_a_conversation_for_a_period():
    pairing = MentoringFactory()
    period = a_period(pairing)

    conversation = log(pairing, period=period)

    assert (conversation.mentor, conversation.period, conversation.logged_at) == (pairing.mentor, period, NOW)
    event = Event.objects.about(conversation).get()
    assert (event.action, event.details) == ("conversation.logged", {"minutes": 45, "held_on": "2022-05-11"})


def test_each_period_has_one_conversation_and_extra_ones_are_free():
    pairing = MentoringFactory()
    period = a_period(pairing)
    log(pairing, period=period)

    with pytest.raises(AlreadyLogged):
        log(pairing, period=period)
    log(pairing)
    log(pairing)

    assert Conversation.objects.count() == 3


def test_the_mentor_of_another_day_cannot_log_it():
    pairing = MentoringFactory(starts_on=dt.date(2022, 5, 12))

    with pytest.raises(NotTheirMentor):
        log(pairing)


def test_nobody_else_logs_it():
    with pytest.raises(NotTheirMentor):
        log(MentoringFactory(), by=administrator())


def test_a_conversation_still_to_come_is_not_logged():
    with pytest.raises(UnlikelyDay):
        log(MentoringFactory(), held_on=dt.date(2022, 5, 17))


def test_the_period_belongs_to_their_cohort():
    with pytest.raises(OtherCohort):
        log(MentoringFactory(), period=CoachingPeriodFactory())


def test_the_writer_amends_a_conversation_and_nobody_else():
    pairing = MentoringFactory()
    period = a_period(pairing)
    conversation = log(pairing, period=period)

    amended = amend(conversation, pairing.mentor, period=period, minutes=60)

    assert (amended.minutes, amended.shared_note) == (60, "Next: observe.")
    with pytest.raises(NotTheWriter):
        amend(conversation, administrator())


def test_an_amended_conversation_does_not_take_the_place_of_another():
    pairing = MentoringFactory()
    period = a_period(pairing)
    log(pairing, period=period)

    with pytest.raises(AlreadyLogged):
        amend(log(pairing), pairing.mentor, period=period)
