"""What a person decides about a message."""

import datetime as dt
from typing import Any

from django.db import transaction

from npq_portal.audit import log
from npq_portal.reminders.models import Message, Reason, RefusedAddress

State = Message.State


class CannotBeDecided(Exception):
    """The message has gone out, or somebody has decided already."""


class TooLate(Exception):
    """What the message is about has passed."""


@transaction.atomic
def retry(message: Message, *, now: dt.datetime, by: Any) -> Message:
    """Send a failed or uncertain message again, under the same identity; a refused address gets another chance.

    So does one that was held back for its address alone: otherwise nobody could ever lift the refusal.
    """
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if not message.may_be_sent_again:
        raise CannotBeDecided
    if message.expires_at <= now:
        raise TooLate
    RefusedAddress.objects.filter(address__in=[message.address, message.recipient.email]).delete()
    message.state, message.reason = State.RETRY, ""
    message.attempts = message.crash_count = 0
    message.next_attempt_at = now
    message.save(update_fields=["state", "reason", "attempts", "crash_count", "next_attempt_at"])
    log.record("reminder.retried", subject=message, by=by)
    return message


@transaction.atomic
def cancel(message: Message, *, by: Any) -> Message:
    """Do not send a message that is planned, waiting, failed or uncertain."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state not in {*Message.WAITING, *Message.FAILED}:
        raise CannotBeDecided
    message.state, message.reason = State.CANCELLED, Reason.BY_HAND
    message.save(update_fields=["state", "reason"])
    log.record("reminder.cancelled", subject=message, by=by)
    return message
