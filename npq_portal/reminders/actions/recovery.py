"""What becomes of messages whose sender vanished."""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.db.models import Case, Value, When

from npq_portal.reminders import journal
from npq_portal.reminders.actions import ledger, outcomes
from npq_portal.reminders.actions.runs import Accepted
from npq_portal.reminders.journal import Found
from npq_portal.reminders.models import Message, MessageAttempt, Reason

State = Message.State
MOST_CRASHES = 3


def recover(*, now: dt.datetime) -> dict[str, int]:
    """Take back messages whose sender vanished.

    What was only claimed was certainly not sent. Of a group that was being sent, its journal knows what was taken and
    what was never begun. The rest may have arrived: once the mail server can no longer be at it, it goes out again.
    """
    counts: Counter[str] = Counter()
    counts["returned"] = outcomes.give_back(Message.objects.filter(state=State.LEASED, lease_until__lte=now))
    sending = Message.objects.filter(state=State.SENDING)
    if tokens := list(sending.order_by().values_list("lease_token", flat=True).distinct()):
        for token, found in journal.abandoned(tokens, now).items():
            counts += settle(token, found)
        counts += send_again(now=now)
    return dict(+counts)


@transaction.atomic
def settle(token: str, found: Found) -> Counter[str]:
    """Record what a vanished sender's journal knows to be taken, and give back what it had not begun."""
    counts: Counter[str] = Counter()
    group = Message.objects.filter(state=State.SENDING, lease_token=token)
    for pk in group.select_for_update().order_by("pk").values_list("pk", flat=True):
        if pk in found.taken:
            started_at, at = found.taken[pk]
            counts["accepted"] += ledger.record(Accepted(pk, token, started_at, at))
    if found.is_whole:
        before = Case(When(attempts=1, then=Value(State.PLANNED)), default=Value(State.RETRY))
        not_begun = group.exclude(pk__in=list(found.begun))
        counts["returned"] += ledger.unmark(not_begun, state=before, lease_token="", lease_until=None)
    return counts


@transaction.atomic
def send_again(*, now: dt.datetime) -> Counter[str]:
    """Send what is in doubt again under the same Message-ID and Date; after the third time somebody has to decide."""
    counts: Counter[str] = Counter()
    in_doubt = list(Message.objects.select_for_update().filter(state=State.SENDING, lease_until__lte=now))
    for message in in_doubt:
        crashes = message.crash_count + 1
        is_quarantined = crashes >= MOST_CRASHES
        MessageAttempt.objects.create(
            message=message,
            started_at=message.date_header or now,
            ended_at=now,
            outcome=MessageAttempt.Outcome.INTERRUPTED,
        )
        Message.objects.filter(pk=message.pk).update(
            state=State.UNCERTAIN if is_quarantined else State.RETRY,
            reason=Reason.QUARANTINED if is_quarantined else Reason.INTERRUPTED,
            crash_count=crashes,
            next_attempt_at=now,
            lease_token="",
            lease_until=None,
        )
        counts["quarantined" if is_quarantined else "in_doubt"] += 1
    return counts
