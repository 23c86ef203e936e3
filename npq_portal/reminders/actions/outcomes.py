"""What becomes of a message that did not get through."""

import datetime as dt
import hashlib
import smtplib
from email.errors import MessageError

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from npq_portal.reminders import mail
from npq_portal.reminders.mail import Failure, ServerUnavailable
from npq_portal.reminders.models import Message, MessageAttempt, Reason, RefusedAddress

State = Message.State
Outcome = MessageAttempt.Outcome
MINUTE = dt.timedelta(minutes=1)
PAUSES = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE, 720 * MINUTE, 1440 * MINUTE]
MOST_ATTEMPTS = 8
# How soon a message is tried again when the server, not the message, was at fault.
UNTIL_SERVER_IS_BACK = MINUTE
# What belongs to sending; anything else is a mistake of ours and must not be swallowed as a failed mail.
SENDING_ERRORS = (OSError, smtplib.SMTPException, ValueError, MessageError)


def reply_address(partner_address: str) -> str:
    """Where answers go: to the delivery partner, or to whoever runs the portal."""
    return partner_address or settings.REPLY_TO_EMAIL


def pause_after(message_pk: int, attempts: int) -> dt.timedelta:
    """How long to wait after an attempt: longer each time, and up to a fifth more or less, the same for the same message."""
    digest = hashlib.sha256(f"{message_pk}:{attempts}".encode()).digest()
    share = int.from_bytes(digest[:4]) / 2**32
    return PAUSES[min(attempts, len(PAUSES)) - 1] * (0.8 + 0.4 * share)


def record_failure(message: Message, token: str, error: Exception, *, started_at: dt.datetime, now: dt.datetime) -> str:
    """Write down why a message was not taken, and try again, give up, or ask; answers with what became of it."""
    if isinstance(error, ServerUnavailable):
        put_back(message, token, now=now)
        raise error
    if not isinstance(error, SENDING_ERRORS):
        raise error
    try:
        failure = mail.classify(error)
    except ServerUnavailable:
        put_back(message, token, now=now)
        raise
    return settle_failure(message, token, failure, started_at=started_at, now=now)


@transaction.atomic
def settle_failure(message: Message, token: str, failure: Failure, *, started_at: dt.datetime, now: dt.datetime) -> str:
    """Move a message on after a failed attempt, if its lease is still ours."""
    attempts = message.attempts + 1
    next_attempt_at = now + pause_after(message.pk, attempts)
    if failure.outcome == Outcome.PERMANENT:
        state, reason = State.DEAD, Reason.UNWRITABLE if failure.is_unwritable else Reason.REFUSED
    elif attempts >= MOST_ATTEMPTS:
        state, reason = State.DEAD, Reason.TOO_OFTEN
    elif next_attempt_at >= message.expires_at:
        state, reason = State.EXPIRED, Reason.TOO_LATE
    else:
        state, reason = State.RETRY, Reason.TRYING_AGAIN
    mine = Message.objects.filter(pk=message.pk, state=State.SENDING, lease_token=token)
    changed = mine.update(state=state, reason=reason, next_attempt_at=next_attempt_at, lease_token="", lease_until=None)
    if not changed:
        return "lost"
    MessageAttempt.objects.create(
        message=message,
        started_at=started_at,
        ended_at=now,
        outcome=failure.outcome,
        code=failure.code,
        answer=failure.answer,
    )
    if failure.refuses_address:
        refused = RefusedAddress(address=message.address, refused_at=now, answer=failure.answer)
        RefusedAddress.objects.bulk_create([refused], ignore_conflicts=True)
    return state


def put_back(message: Message, token: str, *, now: dt.datetime) -> None:
    """Return a message that nobody could have taken, without counting the attempt."""
    Message.objects.filter(pk=message.pk, state=State.SENDING, lease_token=token).update(
        state=State.RETRY,
        reason=Reason.TRYING_AGAIN,
        attempts=F("attempts") - 1,
        next_attempt_at=now + UNTIL_SERVER_IS_BACK,
        lease_token="",
        lease_until=None,
    )


def give_back(leased: QuerySet[Message]) -> int:
    """Return messages that were claimed and not begun to where they were before."""
    before = Case(When(attempts=0, then=Value(State.PLANNED)), default=Value(State.RETRY))
    return leased.update(state=before, lease_token="", lease_until=None)
