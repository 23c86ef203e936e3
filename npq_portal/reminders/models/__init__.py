"""Reminders: the rules, the ledger of messages, what became of each, and whether the clockwork runs."""

from npq_portal.reminders.models.addresses import RefusedAddress
from npq_portal.reminders.models.heartbeats import Heartbeat
from npq_portal.reminders.models.messages import Message, MessageAttempt, Reason
from npq_portal.reminders.models.pauses import Pause
from npq_portal.reminders.models.reminder_rules import Anchor, Audience, ReminderRule, Unit

__all__ = [
    "Anchor",
    "Audience",
    "Heartbeat",
    "Message",
    "MessageAttempt",
    "Pause",
    "Reason",
    "RefusedAddress",
    "ReminderRule",
    "Unit",
]
