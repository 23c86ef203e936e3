"""Signing in with an e-mailed code, and what strangers learn from it."""

import re

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.urls import NoReverseMatch, reverse

from npq_portal import clock
from npq_portal.demo.roles import PEOPLE
from npq_portal.users.actions import invitations
from npq_portal.users.models import Invitation, Role
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_page_to_come_to(settings):
    settings.LOGIN_REDIRECT_URL = "users:show-account"


def ask_for_code(client, email, **extra):
    return client.post(reverse("account_login"), {"email": email} | extra)


def code_in(message):
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", message.body, re.MULTILINE)[0]


def enter(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def test_a_code_signs_in(client):
    person = UserFactory(email="ana@school.example.org")

    response = ask_for_code(client, person.email)
    [message] = mail.outbox
    arrival = enter(client, code_in(message))

    assert response.url == reverse("account_confirm_login_code")
    assert arrival.url == reverse("users:show-account")
    assert get_user(client) == person


def test_the_mail_is_in_our_words(client, settings):
    UserFactory(email="ana@school.example.org")

    ask_for_code(client, "ana@school.example.org")
    [message] = mail.outbox

    assert message.subject == f"{code_in(message)} is your code to sign in"
    assert (message.to, message.from_email) == (["ana@school.example.org"], settings.DEFAULT_FROM_EMAIL)
    assert message.reply_to == [settings.REPLY_TO_EMAIL]
    assert "within 10 minutes" in message.body
    assert message.alternatives == []
    assert "!" not in message.subject + message.body


@pytest.mark.parametrize("typed", ["ANA@School.Example.Org", "  ana@school.example.org\n", "Ana@school.example.org "])
def test_case_and_spaces_do_not_matter(client, typed):
    UserFactory(email="ana@school.example.org")

    ask_for_code(client, typed)

    assert mail.outbox[0].to == ["ana@school.example.org"]
    assert "is your code" in mail.outbox[0].subject


def test_the_code_may_be_typed_in_any_case_without_its_dash(client):
    person = UserFactory()
    ask_for_code(client, person.email)

    enter(client, f" {code_in(mail.outbox[0]).replace('-', ' ').lower()} ")

    assert get_user(client) == person


def test_somebody_unknown_gets_the_same_answer_and_a_mail_without_a_code(client):
    UserFactory(email="ana@school.example.org")
    known = ask_for_code(client, "ana@school.example.org")
    page = client.get(known.url).content.decode().replace("ana@", "nobody@")
    client.cookies.clear()

    unknown = ask_for_code(client, "nobody@school.example.org")

    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    without_token = re.compile(r'(csrfmiddlewaretoken" value|name="csrf" content)="\w+"')
    assert without_token.sub("", client.get(unknown.url).content.decode()) == without_token.sub("", page)
    assert mail.outbox[1].subject == "No account has this e-mail address"
    assert "sign-up" not in mail.outbox[1].body


def test_a_look_alike_address_is_somebody_else(client):
    UserFactory(email="mike@exaimple.org")

    ask_for_code(client, "mike@exaımple.org")

    assert mail.outbox[0].subject == "No account has this e-mail address"


@pytest.mark.parametrize(
    "typed", ["", "ana", "a@b", "ana@localhost", "a..b@c.org", "Ana <ana@school.org>", "a@b.org, c@d.org", "a\0@b.org"]
)
def test_what_is_no_address_is_refused_at_the_place(client, typed):
    response = ask_for_code(client, typed)

    assert response.status_code == 200
    assert 'class="field wrong"' in response.content.decode()
    assert mail.outbox == []


def test_a_line_break_cannot_reach_the_mail(client):
    ask_for_code(client, "ana@school.example.org\r\nBcc: evil@example.org")

    assert mail.outbox == []


def test_a_closed_account_is_like_an_unknown_one(client):
    UserFactory(email="ana@school.example.org", is_active=False)

    ask_for_code(client, "ana@school.example.org")

    assert mail.outbox[0].subject == "No account has this e-mail address"


def test_an_account_closed_between_code_and_entry_stays_shut(client):
    person = UserFactory()
    ask_for_code(client, person.email)
    person.is_active = False
    person.save()

    response = enter(client, code_in(mail.outbox[0]))

    assert response.url == reverse("account_inactive")
    assert client.get(response.url).status_code == 200
    assert not get_user(client).is_authenticated


def test_a_wrong_code_is_explained_and_the_third_ends_the_attempt(client):
    person = UserFactory()
    ask_for_code(client, person.email)

    first, _, third = (enter(client, "BBBB-BBBB") for _ in range(3))
    late = enter(client, code_in(mail.outbox[0]))

    assert "That is not the code in the e-mail." in first.content.decode()
    assert third.url == reverse("account_login")
    assert late.url == reverse("account_login")
    assert "Too many attempts." in client.get(third.url).content.decode()
    assert not get_user(client).is_authenticated


def test_no_code_is_mailed_after_three_in_a_minute(client):
    UserFactory(email="ana@school.example.org")
    for _ in range(3):
        ask_for_code(client, "ana@school.example.org")
        client.cookies.clear()

    response = ask_for_code(client, "ANA@school.example.org")

    assert "Too many attempts." in response.content.decode()
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("target", ["//evil.org/", "https://evil.org/", "/\\evil.org", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client, target):
    person = UserFactory()
    ask_for_code(client, person.email, next=target)

    response = client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0]), "next": target})

    assert response.url == reverse("users:show-account")


def test_signing_in_leads_to_the_page_that_was_asked_for(client):
    person = UserFactory()
    target = reverse("mfa_index")
    response = ask_for_code(client, person.email, next=target)

    arrival = client.post(response.url, {"code": code_in(mail.outbox[0]), "next": target})

    assert arrival.url == target


def test_the_first_sign_in_takes_up_the_invitation(client):
    person = UserFactory()
    invitation = invitations.invite(person, by=None, now=clock.now())
    ask_for_code(client, person.email)

    enter(client, code_in(mail.outbox[0]))
    invitation.refresh_from_db()

    assert invitation.state(clock.now()) == Invitation.State.ACCEPTED


def test_signing_out_asks_first_and_is_a_post():
    client = client_for(UserFactory())

    asked = client.get(reverse("account_logout"))
    still_in = get_user(client).is_authenticated
    response = client.post(reverse("account_logout"))

    assert (asked.status_code, still_in) == (200, True)
    assert response.url == reverse("account_login")
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_makes_an_account_themselves(client, method):
    response = getattr(client, method)(reverse("account_signup"), {"email": "new@school.example.org"})

    assert "Accounts are by invitation" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["account_change_password", "account_set_password", "account_reset_password", "account_email"]
)
def test_passwords_and_further_addresses_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_demo_lets_you_be_its_people_with_one_tap(client, settings):
    settings.DEMO = True

    page = client.get(reverse("account_login")).content.decode()

    assert all(person.name in page for person in PEOPLE)


def test_only_a_demo_does(client):
    page = client.get(reverse("account_login")).content.decode()

    assert not any(person.name in page for person in PEOPLE)
    assert "demo" not in page.lower()


def test_whoever_is_signed_in_need_not_sign_in_again():
    client = client_for(UserFactory(roles=[Role.MENTOR]))

    assert client.get(reverse("account_login")).url == reverse("users:show-account")


def test_the_options_for_a_passkey_name_nobody(client):
    response = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})

    assert not response.json()["request_options"]["publicKey"].get("allowCredentials")
    assert client.get(reverse("mfa_login_webauthn")).url == reverse("account_login")


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "x",
        "1",
        "null",
        "[]",
        "{}",
        '{"id": "x"}',
        '{"id": 1, "rawId": 1}',
        '{"id": "eA", "rawId": "eA", "response": 1}',
        "[" * 100_000,
        "9" * 5000,
    ],
)
def test_what_is_no_passkey_signs_nobody_in(client, credential):
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})

    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential}, follow=True)

    assert response.redirect_chain == [(reverse("account_login"), 302)]
    assert not get_user(client).is_authenticated


def test_trying_passkeys_without_end_is_slowed_down_in_our_words(client):
    answers = [client.post(reverse("mfa_login_webauthn"), {"credential": "x"}) for _ in range(40)]

    assert answers[-1].status_code == 429
    assert "Wait a minute, then try again." in answers[-1].content.decode()
