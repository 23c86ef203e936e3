"""The demo's post office."""

import pytest
from django.core.mail import EmailMessage, get_connection

from npq_portal.demo.models import SentMail

pytestmark = pytest.mark.django_db


def test_a_message_is_kept_for_each_of_its_recipients():
    outbox = get_connection("npq_portal.demo.mail.OutboxBackend")
    message = EmailMessage("Seminar 6", "Dear Chloe", to=["chloe@school.example.org"], cc=["ruth@hub.example.org"])

    assert outbox.send_messages([message]) == 1

    kept = SentMail.objects.order_by("pk")
    assert [mail.recipient for mail in kept] == ["chloe@school.example.org", "ruth@hub.example.org"]
    assert {mail.subject for mail in kept} == {"Seminar 6"}
