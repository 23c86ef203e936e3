"""axe-core finds nothing on the pages about signing in and about accounts, and none of them scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.actions import invitations
from npq_portal.users.models import Role
from tests.browsing import follow
from tests.factories.users import UserFactory, administrator
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def faults_of(page):
    """What axe objects to, and how far the page reaches beyond the window."""
    found = [
        (page.url, fault["id"], [node["html"] for node in fault["nodes"]])
        for fault in Axe().run(page).response["violations"]
    ]
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, (page.url, "wider than the window", beyond)] if beyond > 0 else found


def faults_at(page, *addresses):
    faults = []
    for address in addresses:
        page.goto(address)
        faults += faults_of(page)
    return faults


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=[320, 390, 1280])
def any_page(request, new_page, scheme):
    return new_page(width=request.param, color_scheme=scheme)


def test_the_pages_before_signing_in(any_page):
    invitation = invitations.invite(UserFactory(), by=None, now=clock.now())
    token = invitations.claim(invitation, now=clock.now())

    faults = faults_at(
        any_page,
        reverse("account_signup"),
        reverse("users:accept-invitation", args=[token]),
        reverse("account_login"),
    )
    any_page.get_by_label("E-mail address").fill("nobody@school.example.org")
    follow(any_page.get_by_role("button", name="E-mail me a code"))
    faults += faults_of(any_page)
    any_page.get_by_label("Code").fill("wrong")
    follow(any_page.get_by_role("button", name="Sign in", exact=True))
    any_page.get_by_text("There is a problem").wait_for()
    faults += faults_of(any_page)

    assert faults == []


def test_the_pages_about_ones_account(any_page):
    sign_in(any_page, UserFactory(roles=[Role.PARTICIPANT]))

    names = ["users:show-account", "users:change-email", "users:list-devices"]
    names += ["mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp"]

    assert faults_at(any_page, *[reverse(name) for name in names]) == []


def test_the_pages_about_other_people(any_page):
    admin, person = administrator(), UserFactory(full_name="Ana Nguyễn", roles=[Role.FACILITATOR, Role.MENTOR])
    invitations.invite(person, by=admin, now=clock.now())
    sign_in(any_page, admin)

    faults = faults_at(
        any_page,
        reverse("users:list-accounts"),
        reverse("users:show-person", args=[person.pk]),
        reverse("users:end-role", args=[person.role_assignments.first().pk]),
        reverse("users:deactivate-account", args=[person.pk]),
        reverse("users:invite-person"),
    )
    any_page.locator("form.form").evaluate("form => form.noValidate = true")
    follow(any_page.get_by_role("button", name="Send the invitation"))
    any_page.get_by_text("There is a problem").wait_for()
    faults += faults_of(any_page)

    assert faults == []
