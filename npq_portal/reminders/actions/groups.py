"""Sending messages in groups: marked together, handed over one by one, recorded together, with a journal in between."""

import logging
from uuid import uuid4

from django.db import transaction
from redis import Redis

from npq_portal.reminders.actions import group_rows, ledger
from npq_portal.reminders.actions.batches import Batch
from npq_portal.reminders.actions.runs import Accepted
from npq_portal.reminders.briefing import Refusal
from npq_portal.reminders.journal import Journal, JournalLost
from npq_portal.reminders.models import Message

logger = logging.getLogger(__name__)

State = Message.State


class Group:
    """Some messages of a batch under a token of their own, by which their journal is found."""

    def __init__(self, batch: Batch, redis: Redis) -> None:
        self.batch = batch
        self.run = batch.run
        self.token = uuid4().hex
        self.journal = Journal(redis, self.token)
        # With half of its lease over, nothing more is begun: the other half is for what is in the server's hands.
        self.ends_at = self.run.watch.now() + self.run.pace.handing_over / 2
        self.waiting: list[Message] = []
        self.accepted: list[Accepted] = []

    def send(self, rows: list[Message]) -> list[Message]:
        """Send messages together; answers with those that are still to be sent because the group ended early."""
        rows = self.fit(rows)
        if not rows:
            return []
        now = self.run.watch.now()
        try:
            self.journal.open(given_up_at=now + self.run.pace.lease)
        except JournalLost as problem:
            self.lose_journal(problem)
            return rows
        lease_until = now + self.run.pace.handing_over
        marked = group_rows.mark(rows, self.token, of=self.batch.token, now=now, lease_until=lease_until)
        self.run.counts["not_sent"] += len(rows) - len(marked)
        self.waiting = [message for message in rows if message.pk in marked]
        try:
            self.hand_over()
        except JournalLost as problem:
            self.lose_journal(problem)
        finally:
            self.wind_up()
        return self.waiting

    def fit(self, rows: list[Message]) -> list[Message]:
        """Those of the messages that nothing speaks against; the others are dropped, each kind in one statement."""
        now = self.run.watch.now()
        refused: dict[Refusal, list[int]] = {}
        fit = []
        for message in rows:
            if refusal := self.batch.why_not(message, now):
                refused.setdefault(refusal, []).append(message.pk)
                self.run.counts["not_sent"] += 1
            else:
                fit.append(message)
        for refusal, ids in refused.items():
            ledger.drop(ids, self.batch.token, refusal)
        return fit

    @property
    def is_over(self) -> bool:
        return self.batch.is_over or self.run.watch.now() >= self.ends_at

    def hand_over(self) -> None:
        """Hand over one message after the other, noting before each that it is begun and that the last was taken."""
        taken: Accepted | None = None
        while self.waiting and not self.is_over:
            message = self.waiting[0]
            self.note(taken, begun=message.pk)
            self.waiting.pop(0)
            taken = self.batch.hand_over(message, self.token)
            self.accepted += [taken] if taken else []
        self.note(taken)

    def note(self, taken: Accepted | None, *, begun: int | None = None) -> None:
        if taken is not None:
            self.journal.note(taken=(taken.message_pk, taken.started_at, taken.at), begun=begun)
        elif begun is not None:
            self.journal.note(begun=begun)

    def lose_journal(self, problem: JournalLost) -> None:
        """Go on message by message, for the rest of this run."""
        logger.warning("Reminders are sent one by one, because no journal can be kept: %s", problem)
        self.run.redis = None

    def wind_up(self) -> None:
        """Whatever happened: record what was taken, and give the batch back what was not begun."""
        try:
            with transaction.atomic():
                if self.accepted:
                    group_rows.record(self.accepted, self.token)
                if self.waiting:
                    ids = [message.pk for message in self.waiting]
                    mine = Message.objects.filter(pk__in=ids, state=State.SENDING, lease_token=self.token)
                    batch = {"lease_token": self.batch.token, "lease_until": self.batch.lease_until}
                    ledger.unmark(mine, state=State.LEASED, **batch)
            self.accepted.clear()
        finally:
            self.run.owed.extend(self.accepted)
        if self.run.redis is not None:
            self.journal.forget()
