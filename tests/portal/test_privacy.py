"""Nobody is named in the log or in the record of what was done: neither by e-mail address nor by TRN."""

import io
import json
import logging
import re
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from npq_portal.audit.models import Event
from npq_portal.logs import DiscreetFormatter
from npq_portal.reminders.actions import delivery, recovery
from npq_portal.reminders.models import Message
from npq_portal.users.models import User
from npq_portal.users.tasks import send_waiting_invitations
from tests.factories.reminders import MessageFactory
from tests.factories.users import UserFactory
from tests.world import NOW, build, client_of

ADDRESS, TRN, NAME = "quillfeather@school.example.org", "7654321", "Quill Feather"
MARKS = ("quillfeather", TRN, NAME)
LIST = f"""E-mail,Name,TRN,School
{ADDRESS},{NAME},{TRN},Elm School
quillfeather,{NAME},76543210,Elm School
"""


class RefusingMail(BaseEmailBackend):
    """A mail server that takes no recipient, and names them all in saying so."""

    def send_messages(self, messages):
        recipients = [address for message in messages for address in message.recipients()]
        raise SMTPRecipientsRefused({each: (550, b"<%s>: no such person" % each.encode()) for each in recipients})


@pytest.fixture
def log():
    """What the portal writes into its log, and more of it than it does in production."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(DiscreetFormatter("{asctime} {levelname} {name}: {message}", style="{"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def world(db):
    return build()


@pytest.fixture
def _mail_is_refused(settings):
    settings.EMAIL_BACKEND = "tests.portal.test_privacy.RefusingMail"


def assert_names_nobody(log):
    recorded = json.dumps(list(Event.objects.values_list("action", "details")))
    assert [mark for mark in MARKS if mark in log.getvalue()] == []
    assert [mark for mark in MARKS if mark in recorded] == []


def manager_of(world):
    client = client_of(world, "manager")
    client.raise_request_exception = False
    return client


def test_importing_a_list_names_nobody(world, log):
    manager, cohort = manager_of(world), world.own.cohort

    file = SimpleUploadedFile("people.csv", LIST.encode())
    upload = manager.post(reverse("participants:upload-participants", args=[cohort.slug]), {"file": file}).url
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', manager.get(upload).content.decode()).group(1)
    manager.post(f"{upload}apply/", {"fingerprint": fingerprint})

    assert User.objects.by_email(ADDRESS).exists()
    assert_names_nobody(log)


def test_registering_somebody_twice_names_nobody(world, log):
    typed = {
        "email": ADDRESS,
        "full_name": NAME,
        "trn": TRN,
        "school": "Elm School",
        "urn": "",
        "joined_on": "2022-05-01",
    }
    manager = manager_of(world)

    answers = [
        manager.post(reverse("participants:add-participant", args=[world.own.cohort.slug]), typed).status_code
        for _ in range(2)
    ]

    assert answers == [302, 422]
    assert_names_nobody(log)


@pytest.mark.usefixtures("_mail_is_refused")
def test_a_reminder_that_is_refused_names_nobody(world, log):
    message = MessageFactory(
        recipient=UserFactory(email=ADDRESS, full_name=NAME),
        cohort=world.own.cohort,
        anchor_id=world.own.session.pk,
        due_at=NOW,
        expires_at=NOW.replace(month=6),
        anchor_at=world.own.session.starts_at,
    )

    delivery.Sender().send_due(now=NOW)
    recovery.recover(now=NOW)

    assert Message.objects.get(pk=message.pk).state != Message.State.SENT
    assert_names_nobody(log)


@pytest.mark.usefixtures("_mail_is_refused")
def test_an_invitation_that_is_refused_names_nobody(world, log):
    typed = {"email": ADDRESS, "full_name": NAME, "roles": ["participant"], "starts_on": "2022-05-11"}
    manager_of(world).post(reverse("users:invite-person"), typed)

    send_waiting_invitations()

    assert "could not be sent" in log.getvalue()
    assert_names_nobody(log)


def test_somebody_who_cannot_sign_in_is_not_named(world, log):
    UserFactory(email=ADDRESS, is_active=False)
    for address in (ADDRESS, "no-quillfeather@example.org"):
        client = Client()
        client.post(reverse("account_login"), {"email": address})
        client.post(reverse("account_confirm_login_code"), {"code": "wrong"})

    assert_names_nobody(log)


@pytest.mark.usefixtures("_mail_is_refused")
def test_an_error_page_names_nobody_in_the_log(db, log):
    UserFactory(email=ADDRESS)
    client = Client(raise_request_exception=False)

    answer = client.post(reverse("account_login"), {"email": ADDRESS})
    missing = client.get(f"/people/{ADDRESS}/", follow=True)
    also_missing = client.get(f"/calendar/{TRN}.ics?who={ADDRESS}")

    assert (answer.status_code, missing.status_code, also_missing.status_code) == (500, 404, 404)
    assert "SMTPRecipientsRefused" in log.getvalue()
    assert "(e-mail address)" in log.getvalue()
    assert_names_nobody(log)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Sent to o'neil@school.example.org.", "Sent to (e-mail address)"),
        ("/people/?q=jo%40school.example.org", "/people/?q=(e-mail address)"),
        ("TRN 7654321 is taken", "TRN (number) is taken"),
        ("12345678 rows in 1234567.5 s", "12345678 rows in 1234567.5 s"),
        ("refused\nDETAIL: Failing row contains (1, Jo).\nHINT: no", "refused\nDETAIL: (withheld)\nHINT: no"),
        ("Not Found: /invitations/" + "x" * 43 + "/renew/", "Not Found: /invitations/(secret)/renew/"),
        ("Gone: /sessions/calendar/" + "x" * 43 + ".ics", "Gone: /sessions/calendar/(secret)"),
    ],
)
def test_the_log_withholds(said, written):
    record = logging.LogRecord("npq_portal", logging.INFO, "", 0, said, (), None)

    assert DiscreetFormatter("{message}", style="{").format(record) == written


def test_the_log_withholds_what_an_exception_says():
    try:
        raise IntegrityError("Key (email)=(marked.person@example.org) already exists.")
    except IntegrityError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "Oh", (), (type(error), error, error.__traceback__))

    assert "Key (email)=((e-mail address)) already" in DiscreetFormatter().format(record)
