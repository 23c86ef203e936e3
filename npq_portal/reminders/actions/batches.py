"""A batch of messages that a sender has claimed."""

import datetime as dt
import logging

from npq_portal.reminders.actions import outcomes
from npq_portal.reminders.actions.runs import Accepted, Run
from npq_portal.reminders.briefing import Briefing, Refusal
from npq_portal.reminders.models import Message, Reason

logger = logging.getLogger(__name__)


class Batch:
    """Messages under one lease, and what was read about them; it lasts as long as that can be trusted."""

    def __init__(self, run: Run, rows: list[Message], token: str, lease_until: dt.datetime) -> None:
        self.run = run
        self.rows = rows
        self.token = token
        self.lease_until = lease_until
        self.briefing = Briefing(rows, run.watch.now())
        self.begun = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be begun; however slow everything is, one message of each batch is."""
        return self.run.is_over or (self.begun > 0 and self.briefing.is_stale(self.run.watch.now()))

    def why_not(self, message: Message, now: dt.datetime) -> Refusal | None:
        """Why a message does not go out; if nothing speaks against it, its text is fixed now.

        One that cannot be written fails alone, whatever the mistake, and holds up nobody else's.
        """
        if refusal := self.briefing.why_not(message, now):
            return refusal
        try:
            self.briefing.freeze(message, now)
        except Exception:
            logger.exception("Reminder %s cannot be written", message.pk)
            return Refusal(Message.State.DEAD, Reason.UNWRITABLE)
        return None

    def hand_over(self, message: Message, token: str) -> Accepted | None:
        """Hand one message over that is marked under a token; what went wrong is written down, and costs the line."""
        run = self.run
        self.begun += 1
        started_at = run.watch.now()
        try:
            run.line.hand_over(message)
        except Exception as error:
            outcome = outcomes.record_failure(message, token, error, started_at=started_at, now=run.watch.now())
            run.counts[outcome] += 1
            run.line.close()
            return None
        run.counts["sent"] += 1
        return Accepted(message.pk, token, started_at, run.watch.now())
