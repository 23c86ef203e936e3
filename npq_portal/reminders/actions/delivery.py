"""Sending what is due: lease it, mark it, send it, record it.

A message is claimed in one short transaction, marked as being handed over before the mail server hears of it, and
recorded as sent afterwards; the two middle steps share one commit for each message. Every step is conditional on the
lease, so that a process that was frozen past its lease can do no more harm. A process that is killed between the
server's answer and our commit leaves one message in doubt: it is sent again, under the same Message-ID and Date.
"""

import datetime as dt
import logging
import smtplib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import F
from django.db.utils import InterfaceError, OperationalError

from npq_portal.reminders import mail
from npq_portal.reminders.actions import outcomes
from npq_portal.reminders.briefing import Briefing, Refusal
from npq_portal.reminders.mail import ServerUnavailable
from npq_portal.reminders.models import Heartbeat, Message, MessageAttempt, Reason

logger = logging.getLogger(__name__)

State = Message.State


@dataclass(frozen=True)
class Pace:
    """How many messages are taken up at once, and for how long they are spoken for.

    A message that is being handed over is spoken for longer than a mail server may take over it (RFC 5321: ten minutes).
    """

    batch: int = 100
    lease: dt.timedelta = dt.timedelta(minutes=2)
    handing_over: dt.timedelta = dt.timedelta(minutes=15)
    seconds: float = 60.0


@dataclass
class Accepted:
    """A message that the mail server has taken, but the ledger does not know of yet."""

    message_pk: int
    token: str
    started_at: dt.datetime
    at: dt.datetime


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
        watch = Watch(now)
        counts: Counter[str] = Counter()
        while watch.seconds < self.pace.seconds and not should_stop():
            self.settle()
            token, rows = self.claim(watch.now())
            if not rows:
                break
            try:
                counts += self.send_batch(rows, token, watch, connection or get_connection(), should_stop)
            except ServerUnavailable as problem:
                logger.warning("No mail can be sent at present: %s", problem)
                counts["unavailable"] += 1
                break
        beat(Heartbeat.SEND, counts, now=watch.now())
        return dict(counts)

    def claim(self, now: dt.datetime) -> tuple[str, list[Message]]:
        """Take up the next messages that are due; nobody else gets them until the lease ends."""
        token = uuid4().hex
        with transaction.atomic():
            due = Message.objects.due(now).order_by("next_attempt_at", "pk")
            if database.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True, of=("self",))
            ids = list(due.values_list("pk", flat=True)[: self.pace.batch])
            Message.objects.filter(pk__in=ids).update(
                state=State.LEASED, lease_token=token, lease_until=now + self.pace.lease
            )
        rows = Message.objects.filter(pk__in=ids, lease_token=token).select_related(
            "rule", "recipient", "cohort__partner", "cohort__programme", "cohort__calendar"
        )
        return token, list(rows.order_by("next_attempt_at", "pk"))

    def send_batch(
        self,
        rows: list[Message],
        token: str,
        watch: "Watch",
        connection: BaseEmailBackend,
        should_stop: Callable[[], bool],
    ) -> Counter[str]:
        """Send the claimed messages over one connection; whatever happens, what was not begun is given back."""
        counts: Counter[str] = Counter()
        accepted: Accepted | None = None
        try:
            briefing = Briefing(rows, watch.now())
            for message in rows:
                if should_stop() or watch.seconds >= self.pace.seconds:
                    break
                if briefing.is_stale(watch.now()):
                    briefing = Briefing(rows, watch.now())
                is_begun = self.begin(message, token, accepted, briefing, watch.now())
                accepted = None
                if not is_begun:
                    counts["not_sent"] += 1
                    continue
                started_at = watch.now()
                try:
                    hand_over(message, connection)
                except Exception as error:
                    counts[outcomes.record_failure(message, token, error, started_at=started_at, now=watch.now())] += 1
                    close(connection)
                else:
                    accepted = Accepted(message.pk, token, started_at, watch.now())
                    counts["sent"] += 1
            if accepted:
                record(accepted)
                accepted = None
        except (OperationalError, InterfaceError):
            database.close()
            raise
        finally:
            if accepted:
                self.owed.append(accepted)
            close(connection)
            release(token)
        return counts

    def begin(
        self, message: Message, token: str, accepted: Accepted | None, briefing: Briefing, now: dt.datetime
    ) -> bool:
        """In one commit: record the message before, and mark this one as being handed over, if it still should be."""
        with transaction.atomic():
            if accepted:
                record(accepted)
            if refusal := briefing.why_not(message, now) or frozen(message, briefing, now):
                drop(message, token, refusal)
                return False
            mine = Message.objects.filter(pk=message.pk, state=State.LEASED, lease_token=token, lease_until__gt=now)
            return bool(
                mine.not_paused().update(
                    state=State.SENDING,
                    attempts=F("attempts") + 1,
                    lease_until=now + self.pace.handing_over,
                    subject=message.subject,
                    body=message.body,
                    rule_version=message.rule_version,
                    address=message.address,
                    date_header=message.date_header,
                    reason="",
                )
            )

    def settle(self) -> None:
        """Record what was accepted while the database was away."""
        while self.owed:
            record(self.owed[0])
            self.owed.pop(0)


class Watch:
    """Time as it goes on from a moment, which may be in another year."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now
        self._started = monotonic()

    @property
    def seconds(self) -> float:
        return monotonic() - self._started

    def now(self) -> dt.datetime:
        return self._now + dt.timedelta(seconds=self.seconds)


def hand_over(message: Message, connection: BaseEmailBackend) -> None:
    """Give one message to the mail server; raises what the server or the network says."""
    partner = message.cohort.partner
    written = mail.write(
        message,
        brand=partner.brand_name or partner.name,
        reply_to=outcomes.reply_address(partner.contact_email),
        connection=connection,
    )
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as problem:
        raise ServerUnavailable(str(problem)) from problem
    connection.send_messages([written])


def frozen(message: Message, briefing: Briefing, now: dt.datetime) -> Refusal | None:
    """Fix a message's text; one that cannot be written fails alone, whatever the mistake, and holds up nobody else's."""
    try:
        briefing.freeze(message, now)
    except Exception:
        logger.exception("Reminder %s cannot be written", message.pk)
        return Refusal(State.DEAD, Reason.UNWRITABLE)
    return None


def drop(message: Message, token: str, refusal: Refusal) -> None:
    """Do not send a message, and say why, if its lease is still ours."""
    mine = Message.objects.filter(pk=message.pk, state=State.LEASED, lease_token=token)
    mine.update(
        state=refusal.state,
        reason=refusal.reason,
        next_attempt_at=refusal.next_attempt_at or message.next_attempt_at,
        lease_token="",
        lease_until=None,
    )


def record(accepted: Accepted) -> None:
    """Write down that the mail server took a message; a repeat or a lost lease changes nothing."""
    mine = Message.objects.filter(pk=accepted.message_pk, state=State.SENDING, lease_token=accepted.token)
    if mine.update(state=State.SENT, sent_at=accepted.at, lease_token="", lease_until=None):
        MessageAttempt.objects.create(
            message_id=accepted.message_pk,
            started_at=accepted.started_at,
            ended_at=accepted.at,
            outcome=MessageAttempt.Outcome.ACCEPTED,
        )


def release(token: str) -> None:
    """Give back what was claimed and not begun, to be sent by whoever comes next."""
    try:
        outcomes.give_back(Message.objects.filter(state=State.LEASED, lease_token=token))
    except (OperationalError, InterfaceError):
        logger.warning("The database is away; what was claimed comes back when its lease ends")


def close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("The mail server had gone before the connection was closed")


def beat(job: str, counts: Counter[str], *, now: dt.datetime) -> None:
    """Write down that a job ran through, and what came of it."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(job=job, last_run_at=now, result=dict(counts))],
        update_conflicts=True,
        unique_fields=["job"],
        update_fields=["last_run_at", "result"],
    )
