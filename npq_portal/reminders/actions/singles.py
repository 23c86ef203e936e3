"""Sending messages one by one: each commit records the message before and marks the next."""

import datetime as dt

from django.db import transaction

from npq_portal.reminders.actions import ledger
from npq_portal.reminders.actions.batches import Batch
from npq_portal.reminders.actions.runs import Accepted
from npq_portal.reminders.models import Message


def send(batch: Batch, rows: list[Message]) -> list[Message]:
    """Send messages of a batch; answers with those that are still to be sent because the batch is over.

    What was taken and could not be recorded is owed to the ledger.
    """
    accepted: Accepted | None = None
    waiting = list(rows)
    try:
        while waiting and not batch.is_over:
            message = waiting.pop(0)
            is_begun = begin(message, batch, accepted, batch.run.watch.now())
            accepted = None
            if is_begun:
                accepted = batch.hand_over(message, batch.token)
            else:
                batch.run.counts["not_sent"] += 1
        if accepted:
            ledger.record(accepted)
            accepted = None
    finally:
        if accepted:
            batch.run.owed.append(accepted)
    return waiting


def begin(message: Message, batch: Batch, accepted: Accepted | None, now: dt.datetime) -> bool:
    """In one commit: record the message before, and mark this one as being handed over, if it still should be."""
    with transaction.atomic():
        if accepted:
            ledger.record(accepted)
        if refusal := batch.why_not(message, now):
            ledger.drop([message.pk], batch.token, refusal)
            return False
        return ledger.mark(message, batch.token, now=now, lease_until=now + batch.run.pace.handing_over)
