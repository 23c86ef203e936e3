"""Sending a thousand reminders to a mail server on this machine, beside smtplib with the mails ready made."""

import smtplib
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import get_connection

from cohorts.models import Cohort
from npq_portal.reminders import mail
from npq_portal.reminders.actions.delivery import Sender
from npq_portal.reminders.actions.plans import plan
from npq_portal.reminders.models import Message, MessageAttempt
from tests.benchmarks import scenery
from tests.benchmarks.measuring import Operation
from tests.benchmarks.writes import require

AT_ONCE, TIMES = 1000, 5
COHORTS = 40
NEVER = scenery.NOW.replace(year=2030)


def candidates():
    """A planned message for each of many people."""
    for cohort in Cohort.objects.filter(slug__contains="-group-").order_by("pk")[:COHORTS]:
        plan(scenery.NOW, cohort)
    planned = Message.objects.filter(state=Message.State.PLANNED, enrolment__isnull=False).order_by("due_at", "pk")
    return list({message.recipient_id: message.pk for message in planned.reverse()}.values())


def make_due(ids):
    MessageAttempt.objects.filter(message__in=ids).delete()
    Message.objects.filter(pk__in=ids).update(
        state=Message.State.PLANNED,
        next_attempt_at=scenery.NOW,
        reason="",
        attempts=0,
        subject="",
        body="",
        address="",
        rule_version=None,
        date_header=None,
        sent_at=None,
        lease_token="",
        lease_until=None,
    )


def sending():
    """Choose messages that nothing speaks against, by sending them once."""
    tried = candidates()
    Message.objects.filter(state=Message.State.PLANNED).update(next_attempt_at=NEVER)
    make_due(tried)
    Sender().send_due(now=scenery.NOW)
    sent = Message.objects.filter(pk__in=tried, state=Message.State.SENT).select_related("cohort__partner", "rule")
    chosen = list(sent.order_by("pk")[:AT_ONCE])
    require(len(chosen), AT_ONCE, "messages that may be sent")
    ids = [message.pk for message in chosen]
    ready = [
        (
            message.address,
            mail.write(
                message,
                brand=message.cohort.partner.brand_name,
                reply_to=message.cohort.partner.contact_email,
                connection=get_connection(),
            )
            .message()
            .as_bytes(linesep="\r\n"),
        )
        for message in chosen
    ]

    @contextmanager
    def around():
        make_due(ids)
        yield

    def product():
        require(Sender().send_due(now=scenery.NOW).get("sent"), AT_ONCE, "mails")

    def limit():
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
            for address, content in ready:
                server.sendmail("npq@example.org", [address], content)

    # A rate of 0.15 is 1 / 0.15 of the time, and 0.05 statements a mail are fifty.
    name = f"sending {AT_ONCE:,} reminders"
    return Operation(
        name,
        limit,
        product,
        number="11",
        goal=1 / 0.15,
        by="wall",
        most_queries=AT_ONCE // 20,
        rounds=TIMES,
        around=around,
    )
