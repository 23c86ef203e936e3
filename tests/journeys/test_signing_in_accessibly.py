"""axe-core finds nothing on the pages about signing in and about accounts, and none of them scrolls sideways."""

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.actions import invitations
from npq_portal.users.models import Role
from tests.browsing import faults_of, follow
from tests.factories.users import UserFactory, administrator
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def faults_at(page, *addresses):
    faults = []
    for address in addresses:
        page.goto(address)
        faults += faults_of(page)
    return faults


def test_the_pages_before_signing_in(page):
    invitation = invitations.invite(UserFactory(), by=None, now=clock.now())
    token = invitations.claim(invitation, now=clock.now())

    faults = faults_at(
        page,
        reverse("account_signup"),
        reverse("users:accept-invitation", args=[token]),
        reverse("account_login"),
    )
    page.get_by_label("E-mail address").fill("nobody@school.example.org")
    follow(page.get_by_role("button", name="E-mail me a code"))
    faults += faults_of(page)
    page.get_by_label("Code").fill("wrong")
    follow(page.get_by_role("button", name="Sign in", exact=True))
    page.get_by_text("There is a problem").wait_for()
    faults += faults_of(page)

    assert faults == []


def test_the_pages_about_ones_account(page):
    sign_in(page, UserFactory(roles=[Role.PARTICIPANT]))

    names = ["users:show-account", "users:change-email", "users:list-devices"]
    names += ["mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp"]

    assert faults_at(page, *[reverse(name) for name in names]) == []


def test_the_pages_about_other_people(page):
    admin, person = administrator(), UserFactory(full_name="Ana Nguyễn", roles=[Role.FACILITATOR, Role.MENTOR])
    invitations.invite(person, by=admin, now=clock.now())
    sign_in(page, admin)

    faults = faults_at(
        page,
        reverse("users:list-accounts"),
        reverse("users:show-person", args=[person.pk]),
        reverse("users:end-role", args=[person.role_assignments.first().pk]),
        reverse("users:deactivate-account", args=[person.pk]),
        reverse("users:invite-person"),
    )
    page.locator("form.form").evaluate("form => form.noValidate = true")
    follow(page.get_by_role("button", name="Send the invitation"))
    page.get_by_text("There is a problem").wait_for()
    faults += faults_of(page)

    assert faults == []
