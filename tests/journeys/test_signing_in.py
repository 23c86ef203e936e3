"""Somebody signs in: with a code, and with a passkey that they add first."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from npq_portal.users.models import Role
from tests.browsing import a_device_with_passkeys, follow
from tests.factories.users import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _readable_pages(settings):
    settings.LOGIN_REDIRECT_URL = "users:show-account"


def sign_in_by_code(page, email):
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(email)
    follow(page.get_by_role("button", name="E-mail me a code"))
    page.get_by_role("heading", name="Enter the code").wait_for()
    page.get_by_label("Code").fill(re.search(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)[0])
    follow(page.get_by_role("button", name="Sign in", exact=True))


def test_somebody_signs_in_with_a_passkey(page):
    person = UserFactory(full_name="Chloe Nyambura", roles=[Role.PARTICIPANT])
    a_device_with_passkeys(page)
    sign_in_by_code(page, person.email)
    page.get_by_role("heading", name="My account").wait_for()
    follow(page.get_by_role("link", name="Add passkeys"))
    follow(page.get_by_role("link", name="Add a passkey"))
    page.get_by_label("Name of this passkey").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    follow(page.get_by_role("link", name="I have kept them"))
    page.locator("summary").click()
    follow(page.get_by_role("button", name="Sign out"))

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_role("heading", name="My account").wait_for()
    assert page.locator(".topbar").get_by_text("Chloe Nyambura").is_visible()


def test_somebody_without_their_passkey_is_told_what_else_to_do(page):
    devtools, device = a_device_with_passkeys(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto(reverse("account_login"))

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("No passkey was used. Try again, or choose another way.").wait_for()


def test_a_passkey_is_the_second_step_after_a_code(page):
    person = UserFactory(roles=[Role.PARTICIPANT])
    a_device_with_passkeys(page)
    sign_in_by_code(page, person.email)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.context.clear_cookies()

    sign_in_by_code(page, person.email)
    page.get_by_role("heading", name="One more step").wait_for()
    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_role("heading", name="My account").wait_for()


def test_without_scripts_a_code_still_signs_in(new_page):
    page = new_page(width=390, java_script_enabled=False)
    person = UserFactory(roles=[Role.PARTICIPANT])

    sign_in_by_code(page, person.email)

    page.get_by_role("heading", name="My account").wait_for()


def test_what_matters_asks_for_the_passkey_once_more(page):
    person = UserFactory(roles=[Role.PARTICIPANT])
    a_device_with_passkeys(page)
    sign_in_by_code(page, person.email)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="My account").wait_for()

    follow(page.get_by_role("link", name="Change your e-mail address"))
    page.get_by_role("heading", name="Confirm that it is you").wait_for()
    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_role("heading", name="Change your e-mail address").wait_for()
