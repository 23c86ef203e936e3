"""How a sender goes about it: its pace, its watch, its line to the mail server, and what it has to remember."""

import datetime as dt
import logging
import smtplib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from django.core.mail.backends.base import BaseEmailBackend
from redis import Redis

from npq_portal.reminders import mail
from npq_portal.reminders.actions import outcomes
from npq_portal.reminders.mail import ServerUnavailable
from npq_portal.reminders.models import Message

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How many messages are taken up at once and sent together, and for how long they are spoken for.

    A message that is being handed over is spoken for longer than a mail server may take over it (RFC 5321: ten minutes).
    """

    batch: int = 1000
    group: int = 100
    lease: dt.timedelta = dt.timedelta(minutes=2)
    handing_over: dt.timedelta = dt.timedelta(minutes=15)
    seconds: float = 60.0


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


@dataclass
class Accepted:
    """A message that the mail server has taken, but the ledger does not know of yet."""

    message_pk: int
    token: str
    started_at: dt.datetime
    at: dt.datetime


class Line:
    """The way to the mail server: a connection that is opened when it is needed, and carries so many mails at most."""

    def __init__(self, connection: BaseEmailBackend, most: int) -> None:
        self.connection = connection
        self.most = most
        self.carried = 0

    def hand_over(self, message: Message) -> None:
        """Give one message to the mail server; raises what the server or the network says."""
        partner = message.cohort.partner
        written = mail.write(
            message,
            brand=partner.brand_name or partner.name,
            reply_to=outcomes.reply_address(partner.contact_email),
            connection=self.connection,
        )
        if self.carried >= self.most:
            self.close()
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as problem:
            raise ServerUnavailable(str(problem)) from problem
        self.carried += 1
        self.connection.send_messages([written])

    def close(self) -> None:
        self.carried = 0
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            logger.info("The mail server had gone before the connection was closed")


@dataclass
class Run:
    """One look at what is due. ``redis`` is where a journal can be kept, and nothing once it has failed."""

    pace: Pace
    watch: Watch
    line: Line
    redis: Redis | None
    owed: list[Accepted]
    should_stop: Callable[[], bool] = lambda: False
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def is_over(self) -> bool:
        return self.should_stop() or self.watch.seconds >= self.pace.seconds
