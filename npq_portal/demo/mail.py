"""The demo's post office: nothing leaves the machine, everything can be read."""

from django.core.mail.backends.base import BaseEmailBackend

from npq_portal import clock
from npq_portal.demo.models import SentMail


class OutboxBackend(BaseEmailBackend):
    """Keeps each message for the outbox page, one row for each recipient."""

    def send_messages(self, email_messages) -> int:
        SentMail.objects.bulk_create(
            SentMail(recipient=recipient, subject=message.subject, body=message.body, sent_at=clock.now())
            for message in email_messages
            for recipient in message.recipients()
        )
        return len(email_messages)
