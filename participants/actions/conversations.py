"""The log of conversations between mentors and participants."""

import datetime as dt

from django.db import transaction

from npq_portal import clock
from npq_portal.audit import log as audit
from npq_portal.users.models import User
from participants.actions.enrolments import UnlikelyDay, check_bounds, lock
from participants.actions.refusals import Refusal
from participants.models import CoachingPeriod, Conversation, Enrolment, Mentoring


class NotTheirMentor(Refusal):
    """The writer did not mentor this participant on that day."""

    sentence = "You did not mentor this participant on that day. Choose a day within your pairing."


class AlreadyLogged(Refusal):
    """The period has its conversation."""

    sentence = "A conversation has been logged for this period already. Amend that one, or log this as an extra one."


class OtherCohort(Refusal):
    """The period belongs to another cohort."""

    sentence = "That period belongs to another cohort. Choose again."


class NotTheWriter(Refusal):
    """Only the writer amends a conversation."""

    sentence = "Only the mentor who wrote this can change it."


@transaction.atomic
def log(
    enrolment: Enrolment,
    *,
    period: CoachingPeriod | None,
    held_on: dt.date,
    minutes: int,
    shared_note: str,
    private_note: str,
    now: dt.datetime,
    by: User,
) -> Conversation:
    """Write down that ``by`` talked with a mentee. The participant reads ``shared_note``; nobody else ``private_note``."""
    enrolment = lock(enrolment)
    check_held(enrolment, held_on=held_on, period=period, now=now, by=by)
    if period is not None and enrolment.conversations.filter(period=period).exists():
        raise AlreadyLogged
    conversation = Conversation(
        enrolment=enrolment,
        period=period,
        mentor=by,
        held_on=held_on,
        minutes=minutes,
        shared_note=shared_note,
        private_note=private_note,
        logged_at=now,
    )
    conversation.full_clean()
    conversation.save()
    audit.record("conversation.logged", subject=conversation, by=by, minutes=minutes, held_on=held_on.isoformat())
    return conversation


@transaction.atomic
def amend(
    conversation: Conversation,
    *,
    period: CoachingPeriod | None,
    held_on: dt.date,
    minutes: int,
    shared_note: str,
    private_note: str,
    now: dt.datetime,
    by: User,
) -> Conversation:
    """Correct a conversation; its writer alone may."""
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    if conversation.mentor_id != by.pk:
        raise NotTheWriter
    enrolment = lock(conversation.enrolment)
    check_held(enrolment, held_on=held_on, period=period, now=now, by=by)
    if period is not None and enrolment.conversations.filter(period=period).exclude(pk=conversation.pk).exists():
        raise AlreadyLogged
    conversation.period = period
    conversation.held_on = held_on
    conversation.minutes = minutes
    conversation.shared_note = shared_note
    conversation.private_note = private_note
    conversation.full_clean()
    conversation.save()
    audit.record("conversation.amended", subject=conversation, by=by, minutes=minutes, held_on=held_on.isoformat())
    return conversation


def check_held(
    enrolment: Enrolment, *, held_on: dt.date, period: CoachingPeriod | None, now: dt.datetime, by: User
) -> None:
    """A conversation was held by their mentor of the day, not in the future, in a period of their cohort."""
    check_bounds(held_on)
    if held_on > clock.local(now).date():
        raise UnlikelyDay("That day is still to come. Log the conversation once it has taken place.")
    if not Mentoring.objects.in_force(held_on).filter(enrolment=enrolment, mentor=by).exists():
        raise NotTheirMentor
    if period is not None and period.cohort_id != enrolment.cohort_id:
        raise OtherCohort
