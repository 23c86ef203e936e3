"""The support pages, and the command that makes the first administrator."""

import re
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.actions import accounts, invitations
from npq_portal.users.models import Role, User
from tests.factories.users import RoleAssignmentFactory, UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
LISTS = ["users_user", "users_roleassignment", "users_invitation", "audit_event"]


@pytest.fixture
def support():
    return client_for(User.objects.create_superuser("help@hub.example.org"))


@pytest.mark.parametrize("model", LISTS)
def test_support_can_look_everything_up(support, model):
    person = RoleAssignmentFactory().user
    invitation = invitations.invite(person, by=None, now=clock.now())
    rows = {"users_user": person, "users_roleassignment": person.role_assignments.get(), "users_invitation": invitation}

    listed = support.get(reverse(f"admin:{model}_changelist"), {"q": "Person"})

    assert listed.status_code == 200
    if model in rows:
        assert support.get(reverse(f"admin:{model}_change", args=[rows[model].pk])).status_code == 200


@pytest.mark.parametrize("model", ["users_invitation", "audit_event"])
def test_what_happened_is_not_rewritten(support, model):
    assert support.get(reverse(f"admin:{model}_add")).status_code == 403


def test_people_are_not_deleted(support):
    assert support.post(reverse("admin:users_user_delete", args=[UserFactory().pk])).status_code == 403


def test_support_without_a_sign_in_goes_the_portals_own_way(client):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.request["PATH_INFO"] == reverse("account_login")


def test_an_administrator_of_the_portal_is_not_support():
    response = client_for(administrator()).get(reverse("admin:login"))

    assert response.status_code == 403


def test_the_first_administrator_is_made_and_invited(capsys):
    call_command("invite_administrator", "Ruth@hub.example.org", "Ruth Adeyemi")
    person = User.objects.by_email("ruth@hub.example.org").get()

    assert person.holds(Role.ADMINISTRATOR)
    assert re.search(r"/invitations/[\w-]{43}/", mail.outbox[0].body)
    assert capsys.readouterr().out == "Ruth Adeyemi is administrator. The invitation went to ruth@hub.example.org.\n"


def test_a_bad_address_is_explained():
    with pytest.raises(CommandError, match="Enter a valid email address."):
        call_command("invite_administrator", "ruth", "Ruth Adeyemi")


def test_whoever_has_signed_in_becomes_administrator_without_a_mail(capsys):
    person = UserFactory(email="ruth@hub.example.org", full_name="Ruth")
    invitations.invite(person, by=None, now=clock.now())
    invitations.accept(person, now=clock.now())

    call_command("invite_administrator", "ruth@hub.example.org", "Ruth Adeyemi")

    assert User.objects.get(pk=person.pk).is_administrator
    assert capsys.readouterr().out == "Ruth has signed in before and is administrator now.\n"


def test_a_closed_account_is_named():
    person = UserFactory(email="ruth@hub.example.org", last_login=clock.now())
    accounts.deactivate(person, now=clock.now(), on=clock.today(), by=None)

    with pytest.raises(CommandError, match="The account ruth@hub.example.org is closed."):
        call_command("invite_administrator", "ruth@hub.example.org", "Ruth Adeyemi")


def test_a_mail_server_that_refuses_is_named(monkeypatch):
    def refuse(*args, **kwargs):
        raise SMTPException("away")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    with pytest.raises(CommandError, match="Check the EMAIL_ settings."):
        call_command("invite_administrator", "ruth@hub.example.org", "Ruth Adeyemi")

    assert User.objects.by_email("ruth@hub.example.org").get().invitations.exists()
