"""What sending writes into the ledger about single messages; each step holds only while the lease is the sender's."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.db.utils import InterfaceError, OperationalError

from npq_portal.reminders.actions import outcomes
from npq_portal.reminders.actions.runs import Accepted
from npq_portal.reminders.briefing import Refusal
from npq_portal.reminders.models import Message, MessageAttempt

logger = logging.getLogger(__name__)

State = Message.State


def mark(message: Message, token: str, *, now: dt.datetime, lease_until: dt.datetime) -> bool:
    """Mark one message as being handed over, with the text that it has from now on."""
    mine = Message.objects.filter(pk=message.pk, state=State.LEASED, lease_token=token, lease_until__gt=now)
    return bool(
        mine.not_paused().update(
            state=State.SENDING,
            attempts=F("attempts") + 1,
            lease_until=lease_until,
            subject=message.subject,
            body=message.body,
            rule_version=message.rule_version,
            address=message.address,
            date_header=message.date_header,
        )
    )


@transaction.atomic(savepoint=False)
def record(accepted: Accepted) -> bool:
    """Write down that the mail server took a message; a repeat or a lost lease changes nothing."""
    mine = Message.objects.filter(pk=accepted.message_pk, state=State.SENDING, lease_token=accepted.token)
    if not mine.update(state=State.SENT, sent_at=accepted.at, reason="", lease_token="", lease_until=None):
        return False
    MessageAttempt.objects.create(
        message_id=accepted.message_pk,
        started_at=accepted.started_at,
        ended_at=accepted.at,
        outcome=MessageAttempt.Outcome.ACCEPTED,
    )
    return True


def drop(ids: Iterable[int], token: str, refusal: Refusal) -> None:
    """Do not send messages, and say why, if their lease is still ours."""
    changes: dict[str, Any] = {"next_attempt_at": refusal.next_attempt_at} if refusal.next_attempt_at else {}
    Message.objects.filter(pk__in=list(ids), state=State.LEASED, lease_token=token).update(
        state=refusal.state, reason=refusal.reason, lease_token="", lease_until=None, **changes
    )


def unmark(marked: QuerySet[Message], **changes: Any) -> int:
    """Make messages that were marked and never begun what they were before; ``changes`` says whose they are now.

    A text that was fixed for the first time is not, because nobody has seen it.
    """
    is_first = When(attempts=1, then=Value(""))
    texts = {name: Case(is_first, default=F(name), output_field=TextField()) for name in ("subject", "body", "address")}
    return marked.update(
        attempts=F("attempts") - 1,
        rule_version=Case(When(attempts__gt=1, then=F("rule_version"))),
        date_header=Case(When(attempts__gt=1, then=F("date_header"))),
        **texts,
        **changes,
    )


def release(token: str) -> None:
    """Give back what was claimed and not begun, to be sent by whoever comes next."""
    try:
        outcomes.give_back(Message.objects.filter(state=State.LEASED, lease_token=token))
    except (OperationalError, InterfaceError):
        logger.warning("The database is away; what was claimed comes back when its lease ends")
