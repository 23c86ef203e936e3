"""The reminders of the rehearsed past: in the ledger as sent, and the latest of them in the outbox."""

import datetime as dt

from cohorts.models import Cohort
from npq_portal.demo.models import SentMail
from npq_portal.reminders.actions import defaults, delivery, history
from npq_portal.reminders.actions.plans import plan
from npq_portal.reminders.models import Message

SHOWN_FOR = dt.timedelta(days=28)
RULES_SINCE = dt.timedelta(days=400)


def remember_reminders(november: Cohort, february: Cohort, as_of: dt.datetime) -> str:
    """Write down what was sent until now, plan what comes, and fill the outbox; says how much."""
    defaults.load(now=as_of - RULES_SINCE)
    sent = sum(sum(history.record_sent(cohort, as_of).values()) for cohort in (november, february))
    plan(as_of)
    # What is due at this very moment goes out, and pages can say when reminders last ran.
    delivery.Sender().send_due(now=as_of)
    recent = Message.objects.filter(state=Message.State.SENT, sent_at__gte=as_of - SHOWN_FOR)
    SentMail.objects.bulk_create(
        SentMail(recipient=message.address, subject=message.subject, body=message.body, sent_at=message.sent_at)
        for message in recent.order_by("sent_at", "pk")
    )
    coming = Message.objects.filter(state=Message.State.PLANNED).count()
    return f"{sent:,} reminders behind us, {coming:,} to come"
