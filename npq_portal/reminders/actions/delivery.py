"""Sending what is due: lease it, mark it, send it, record it.

A batch is claimed in one short transaction, and given back as far as it was not begun. What is marked as being handed
over before the mail server hears of it, and how it is recorded, is told in ``groups`` and ``singles``. Every step is
conditional on the lease, so that a process that was frozen past its lease can do no more harm. A process that is killed
leaves one message in doubt: it is sent again, under the same Message-ID and Date.
"""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.utils import InterfaceError, OperationalError

from npq_portal.reminders import journal
from npq_portal.reminders.actions import ledger, singles
from npq_portal.reminders.actions.batches import Batch
from npq_portal.reminders.actions.groups import Group
from npq_portal.reminders.actions.runs import Accepted, Line, Pace, Run, Watch
from npq_portal.reminders.mail import ServerUnavailable
from npq_portal.reminders.models import Heartbeat, Message

logger = logging.getLogger(__name__)

State = Message.State


@dataclass
class Sender:
    """One process that sends; it remembers what was accepted while the database was away."""

    pace: Pace = field(default_factory=Pace)
    owed: list[Accepted] = field(default_factory=list)

    def send_due(
        self,
        *,
        now: dt.datetime,
        connection: BaseEmailBackend | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> dict[str, int]:
        """Send everything that is due at ``now``, batch by batch, until nothing is left or the time is up."""
        line = Line(connection or get_connection(), most=self.pace.group)
        with journal.connected() as redis:
            run = Run(self.pace, Watch(now), line, redis, self.owed, should_stop)
            try:
                self.send_batches(run)
            except ServerUnavailable as problem:
                logger.warning("No mail can be sent at present: %s", problem)
                run.counts["unavailable"] += 1
            finally:
                line.close()
        beat(Heartbeat.SEND, +run.counts, now=run.watch.now())
        return dict(+run.counts)

    def send_batches(self, run: Run) -> None:
        """Claim and send; after the first time no more is claimed than what a batch's few seconds are likely to do."""
        most = self.pace.batch
        while not run.is_over:
            self.settle()
            now = run.watch.now()
            token, rows = self.claim(now, most)
            if not rows:
                break
            done = send_batch(run, rows, token, now + self.pace.lease)
            most = min(self.pace.batch, max(self.pace.group, 2 * done))

    def claim(self, now: dt.datetime, most: int | None = None) -> tuple[str, list[Message]]:
        """Take up the next messages that are due; nobody else gets them until the lease ends."""
        token = uuid4().hex
        with transaction.atomic():
            due = Message.objects.due(now).for_sending().order_by("next_attempt_at", "pk")
            # SQLite locks the whole database instead, and knows nothing of rows.
            rows = list(due.select_for_update(skip_locked=True, of=("self",))[: most or self.pace.batch])
            if rows:
                Message.objects.filter(pk__in=[row.pk for row in rows]).update(
                    state=State.LEASED, lease_token=token, lease_until=now + self.pace.lease
                )
        return token, rows

    def settle(self) -> None:
        """Record what was accepted while the database was away."""
        while self.owed:
            ledger.record(self.owed[0])
            self.owed.pop(0)


def send_batch(run: Run, rows: list[Message], token: str, lease_until: dt.datetime) -> int:
    """Send claimed messages, and give back what was not begun, whatever happens; answers with how many are done with."""
    waiting = rows
    try:
        batch = Batch(run, rows, token, lease_until)
        while waiting and not batch.is_over:
            some, rest = waiting[: run.pace.group], waiting[run.pace.group :]
            if run.redis is not None and database.vendor == "postgresql":
                waiting = Group(batch, run.redis).send(some) + rest
            else:
                waiting = singles.send(batch, some) + rest
    except (OperationalError, InterfaceError):
        database.close()
        raise
    finally:
        ledger.release(token)
    return len(rows) - len(waiting)


def beat(job: str, counts: Counter[str], *, now: dt.datetime) -> None:
    """Write down that a job ran through, and what came of it."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(job=job, last_run_at=now, result=dict(counts))],
        update_conflicts=True,
        unique_fields=["job"],
        update_fields=["last_run_at", "result"],
    )
