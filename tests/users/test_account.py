"""Everybody's own account, and the pages that an invitation's link leads to."""

import base64
import datetime as dt

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.urls import reverse

from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.users.actions import invitations
from npq_portal.users.models import Invitation, Role, User
from npq_portal.users.navigation import account_menu
from npq_portal.users.views import account
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def person():
    return UserFactory(full_name="Ana Nguyễn", email="ana@school.example.org", roles=[Role.MENTOR, Role.PARTICIPANT])


@pytest.fixture
def client(person):
    return client_for(person)


def test_the_account_page_tells_what_is_set_up(client):
    page = client.get(reverse("users:show-account")).content.decode()

    assert "ana@school.example.org" in page
    assert "Mentor and Participant" in page
    assert "None yet: with one you sign in without waiting for an e-mail" in page


def test_a_name_is_changed(client, person):
    client.post(reverse("users:show-account"), {"full_name": "Ana Nguyen", "preferred_name": "Annie"})
    person.refresh_from_db()

    assert (person.full_name, person.first_name) == ("Ana Nguyen", "Annie")


def test_the_form_changes_nothing_else(client, person):
    everything = {
        "is_staff": "on",
        "is_superuser": "on",
        "email": "evil@example.org",
        "is_active": "",
        "roles": "administrator",
    }

    client.post(reverse("users:show-account"), {"full_name": "Ana", "preferred_name": ""} | everything)
    person = User.objects.get(pk=person.pk)

    assert (person.full_name, person.email, person.is_staff, person.is_superuser) == (
        "Ana",
        "ana@school.example.org",
        False,
        False,
    )
    assert person.roles == {Role.MENTOR, Role.PARTICIPANT}


@pytest.mark.parametrize("name", ["", " ", "\u200b", "Ana\r\nBcc: x@y.org", "A\0na", "Ana\u202e", "x" * 151])
def test_a_name_that_cannot_be_is_refused_and_the_frame_keeps_the_old_one(client, person, name):
    response = client.post(reverse("users:show-account"), {"full_name": name, "preferred_name": ""})
    person.refresh_from_db()

    assert response.status_code == 422
    assert 'class="name">Ana Nguyễn<' in response.content.decode()
    assert person.full_name == "Ana Nguyễn"


def test_marks_in_a_name_stay_text(client):
    page = client.post(
        reverse("users:show-account"),
        {"full_name": "<script>alert(1)</script>{{7*7}}", "preferred_name": ""},
        follow=True,
    ).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page
    assert "<script>alert" not in page


def test_signing_out_everywhere_ends_every_sign_in(client, person):
    elsewhere = client_for(person)

    response = client.post(reverse("users:sign-out-everywhere"))

    assert response.url == reverse("account_login")
    assert not get_user(client).is_authenticated
    assert not get_user(elsewhere).is_authenticated
    assert Event.objects.about(person).get().action == "account.signed_out_everywhere"


def link_in(message):
    return message.body.split("http://127.0.0.1:8000")[1].split()[0]


def test_a_new_address_is_used_once_its_owner_says_so(client, person):
    client.post(reverse("users:change-email"), {"email": "Ana@New.example.org"})
    [question] = mail.outbox
    asked = client.get(link_in(question))
    before = User.objects.get(pk=person.pk).email
    client.post(link_in(question))
    person.refresh_from_db()

    assert (question.to, before) == (["ana@new.example.org"], "ana@school.example.org")
    assert "ana@new.example.org" in asked.content.decode()
    assert person.email == "ana@new.example.org"
    assert mail.outbox[1].to == ["ana@school.example.org"]
    assert client.post(link_in(question)).status_code == 410


def test_asking_for_a_taken_address_looks_the_same_but_tells_its_owner(client, person):
    free = client.post(reverse("users:change-email"), {"email": "free@school.example.org"}, follow=True)
    UserFactory(email="taken@school.example.org")

    taken = client.post(reverse("users:change-email"), {"email": "taken@school.example.org"}, follow=True)

    assert [str(message).replace("free", "taken") for message in free.context["messages"]] == [
        str(message) for message in taken.context["messages"]
    ]
    assert mail.outbox[1].to == ["taken@school.example.org"]
    assert "/account/email/" not in mail.outbox[1].body


def test_an_address_that_was_taken_meanwhile_is_not_used(client, person):
    client.post(reverse("users:change-email"), {"email": "late@school.example.org"})
    UserFactory(email="late@school.example.org")

    assert client.post(link_in(mail.outbox[0])).status_code == 410


def test_anothers_link_does_not_work(client):
    stranger = UserFactory()
    token = account.link_token(stranger, "new@school.example.org")

    assert client.get(reverse("users:confirm-email", args=[token])).status_code == 410


def test_a_link_works_for_a_day(client, person):
    asked, minute = clock.now(), dt.timedelta(minutes=1)
    link = reverse("users:confirm-email", args=[account.link_token(person, "new@school.example.org")])
    statuses = []

    for later in (asked + DAY - minute, asked + DAY + minute):
        clock.move_to(later)
        statuses.append(client.get(link).status_code)

    assert statuses == [200, 410]


def test_nobody_reads_an_address_in_the_link(person):
    token = account.link_token(person, "new@school.example.org")

    assert b"school" not in base64.urlsafe_b64decode(token)


@pytest.mark.parametrize("token", ["x", "a:b:c", "é"])
def test_a_made_up_link_does_not_work(client, token):
    response = client.get(reverse("users:confirm-email", args=[token]))

    assert response.status_code == 410
    assert "This link does not work" in response.content.decode()


@pytest.mark.parametrize("email", ["", "ana@school.example.org", "ANA@school.example.org", "a@localhost", "a\n@b.org"])
def test_an_address_that_cannot_be_is_refused(client, email):
    assert client.post(reverse("users:change-email"), {"email": email}).status_code == 422
    assert mail.outbox == []


class Asked:
    """As much of a request as the menu looks at."""

    def __init__(self, user):
        self.user = user


@pytest.mark.parametrize(
    ("fields", "labels"),
    [
        ({}, ["My account", "Security"]),
        ({"roles": [Role.PROGRAMME_MANAGER]}, ["My account", "Security", "Accounts"]),
        ({"roles": [Role.ADMINISTRATOR], "is_staff": True}, ["My account", "Security", "Accounts", "Support pages"]),
    ],
)
def test_the_menu_holds_what_one_may_open(fields, labels):
    assert [item.label for item in account_menu(Asked(UserFactory(**fields)))] == labels


def test_a_stranger_has_no_menu(client):
    client.logout()

    assert 'class="menu' not in client.get(reverse("account_login")).content.decode()


def test_a_stranger_is_given_no_menu():
    assert account_menu(Asked(get_user(client_for(UserFactory(is_active=False))))) == []


def invited(by=None):
    """An invitation that was mailed, and the token in it."""
    invitation = invitations.invite(UserFactory(full_name="Ben Okafor"), by=by, now=clock.now())
    token = invitations.claim(invitation, now=clock.now())
    invitations.mark_sent(invitation, token=token, now=clock.now())
    return invitation, token


@pytest.fixture
def stranger(client):
    client.logout()
    return client


@pytest.mark.parametrize("times", [1, 2])
def test_the_link_welcomes_and_looking_uses_nothing_up(stranger, times, person):
    invitation, token = invited(by=person)

    for _ in range(times):
        page = stranger.get(reverse("users:accept-invitation", args=[token])).content.decode()
    invitation.refresh_from_db()

    assert "Welcome, Ben" in page
    assert "Ana Nguyễn has invited you" in page
    assert "E-mail me a code" in page
    assert invitation.state(clock.now()) == Invitation.State.SENT


def test_the_button_sends_the_code(stranger):
    invitation, token = invited()
    page = stranger.get(reverse("users:accept-invitation", args=[token]))

    stranger.post(reverse("account_login"), {"email": invitation.user.email})

    assert f'value="{invitation.user.email}"' in page.content.decode()
    assert "You are invited to" in page.content.decode()
    assert "is your code to sign in" in mail.outbox[0].subject


def test_an_expired_link_offers_a_new_one_once(stranger, django_capture_on_commit_callbacks):
    invitation, token = invited()
    clock.move_to(clock.now() + 20 * DAY)
    page = stranger.get(reverse("users:accept-invitation", args=[token])).content.decode()

    with django_capture_on_commit_callbacks() as later:
        stranger.post(reverse("users:renew-invitation", args=[token]))
        stranger.post(reverse("users:renew-invitation", args=[token]))

    assert "Send me a new invitation" in page
    assert len(later) == 1
    assert invitation.user.invitations.count() == 2


def test_an_open_invitation_is_not_renewed(stranger):
    invitation, token = invited()

    stranger.post(reverse("users:renew-invitation", args=[token]))

    assert invitation.user.invitations.count() == 1


def test_a_closed_account_is_not_renewed(stranger):
    invitation, token = invited()
    User.objects.filter(pk=invitation.user_id).update(is_active=False, last_login=clock.now())
    clock.move_to(clock.now() + 20 * DAY)

    response = stranger.post(reverse("users:renew-invitation", args=[token]))

    assert response.url == reverse("users:accept-invitation", args=[token])


def test_a_link_that_was_replaced_says_so(stranger):
    invitation, token = invited()
    invitations.revoke(invitation, by=invitation.user, now=clock.now())

    response = stranger.get(reverse("users:accept-invitation", args=[token]))

    assert response.status_code == 410
    assert "This link no longer works" in response.content.decode()


def test_a_link_that_was_used_leads_to_the_sign_in(stranger):
    invitation, token = invited()
    invitations.accept(invitation.user, now=clock.now())

    assert (
        "You have taken it up already."
        in stranger.get(reverse("users:accept-invitation", args=[token])).content.decode()
    )


@pytest.mark.parametrize("token", ["x", "0" * 500, "é", "%00"])
def test_a_made_up_token_is_not_found(stranger, token):
    assert stranger.get(reverse("users:accept-invitation", args=[token])).status_code == 404
    assert stranger.post(reverse("users:renew-invitation", args=[token])).status_code == 404


OWN_PAGES = ["show-account", "change-email", "list-devices"]


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("name", OWN_PAGES)
def test_everybody_has_an_account_page(name, role):
    client = client_for(UserFactory(roles=[role] if role else []))

    assert client.get(reverse(f"users:{name}")).status_code == 200


@pytest.mark.parametrize("name", [*OWN_PAGES, "sign-out-everywhere", "sign-out-elsewhere"])
def test_strangers_are_asked_to_sign_in(stranger, name):
    assert stranger.get(reverse(f"users:{name}")).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["sign-out-everywhere", "sign-out-elsewhere"])
def test_signing_out_is_a_post(client, name):
    assert client.get(reverse(f"users:{name}")).status_code == 405
