"""What stands between a request and a page."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from npq_portal.users.middleware import SEEN_AT, SIGNED_IN_AT
from npq_portal.users.models import Role
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@pytest.fixture
def account():
    return reverse("users:show-account")


def back_then(client, *, signed_in, seen):
    """Let a sign-in be that many seconds old, and last used that many seconds ago."""
    session = client.session
    session[SIGNED_IN_AT], session[SEEN_AT] = int(time.time()) - signed_in, int(time.time()) - seen
    session.save()


def test_a_page_asks_a_stranger_to_sign_in_and_comes_back(client, account):
    response = client.get(account)

    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={account}")


def test_what_a_signed_in_person_sees_is_kept_by_no_browser(account):
    signed_in, stranger = client_for(UserFactory()), Client()

    assert signed_in.get(account)["Cache-Control"] == "no-store"
    assert "Cache-Control" not in stranger.get(account)


def test_a_fragment_request_that_lost_its_sign_in_reloads_the_page(client, account):
    response = client.get(account, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response["HX-Redirect"] == f"{reverse('account_login')}?next={account}"


@pytest.mark.parametrize(
    ("roles", "signed_in", "seen", "is_signed_in"),
    [
        ([Role.PARTICIPANT], 13 * DAY, 13 * DAY, True),
        ([Role.PARTICIPANT], 14 * DAY, 0, False),
        ([], 13 * DAY, 13 * DAY, True),
        ([Role.MENTOR], 14 * DAY, 0, False),
        ([Role.FACILITATOR], 11 * HOUR, 11 * HOUR, True),
        ([Role.FACILITATOR], 12 * HOUR, 0, False),
        ([Role.PROGRAMME_MANAGER], 11 * HOUR, 29 * MINUTE, True),
        ([Role.PROGRAMME_MANAGER], 1 * HOUR, 30 * MINUTE, False),
        ([Role.ADMINISTRATOR], 12 * HOUR, 0, False),
        ([Role.FACILITATOR, Role.ADMINISTRATOR], 1 * HOUR, 30 * MINUTE, False),
    ],
)
def test_a_sign_in_lasts_as_long_as_the_strictest_role_allows(roles, signed_in, seen, is_signed_in, account):
    client = client_for(UserFactory(roles=roles))
    back_then(client, signed_in=signed_in, seen=seen)

    client.get(account)

    assert get_user(client).is_authenticated is is_signed_in


def test_whoever_was_signed_out_by_time_is_told_so(account):
    client = client_for(UserFactory())
    back_then(client, signed_in=14 * DAY, seen=0)

    response = client.get(account, follow=True)

    assert "You were signed out because of the time that has passed." in response.content.decode()


def test_using_the_portal_keeps_the_sign_in_alive(account):
    client = client_for(UserFactory(roles=[Role.ADMINISTRATOR]))
    back_then(client, signed_in=HOUR, seen=20 * MINUTE)

    client.get(account)

    assert time.time() - client.session[SEEN_AT] < MINUTE


def test_a_sign_in_without_times_begins_now(client, account):
    client.force_login(UserFactory(), backend="npq_portal.users.backends.PersonBackend")

    client.get(account)

    assert client.session[SIGNED_IN_AT] == client.session[SEEN_AT]


def test_an_ordinary_request_costs_one_query_for_the_person_and_their_roles(django_assert_num_queries):
    client = client_for(UserFactory(roles=[Role.PROGRAMME_MANAGER]))

    with django_assert_num_queries(1):
        client.get(reverse("users:invite-person"))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER, Role.FACILITATOR])
def test_whoever_opens_other_peoples_records_needs_a_second_factor(settings, role, account):
    settings.PORTAL_STAFF_MFA = True
    client = client_for(UserFactory(roles=[role]))

    response = client.get(account, follow=True)

    assert response.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Add a passkey or an authenticator app first" in response.content.decode()


def test_support_needs_a_second_factor_too(settings):
    settings.PORTAL_STAFF_MFA = True
    client = client_for(UserFactory(is_staff=True, is_superuser=True))

    assert client.get(reverse("admin:index")).url == reverse("mfa_index")


def test_a_fragment_leads_to_the_second_factor_as_a_whole_page(settings, account):
    settings.PORTAL_STAFF_MFA = True
    client = client_for(UserFactory(roles=[Role.ADMINISTRATOR]))

    assert client.get(account, headers={"HX-Request": "true"})["HX-Redirect"] == reverse("mfa_index")


@pytest.mark.parametrize("role", [Role.MENTOR, Role.PARTICIPANT])
def test_others_may_go_on_without(settings, role, account):
    settings.PORTAL_STAFF_MFA = True

    assert client_for(UserFactory(roles=[role])).get(account).status_code == 200


def test_a_demo_asks_nobody(settings, account):
    settings.PORTAL_STAFF_MFA = False

    assert client_for(UserFactory(roles=[Role.ADMINISTRATOR])).get(account).status_code == 200


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "mfa_activate_totp", "account_logout", "account_signup"])
def test_the_way_to_the_second_factor_and_out_stays_open(settings, name):
    settings.PORTAL_STAFF_MFA = True
    client = client_for(UserFactory(roles=[Role.ADMINISTRATOR]))

    response = client.get(reverse(name))

    assert response.get("Location") != reverse("mfa_index")


def test_whoever_has_a_passkey_goes_on(settings, account):
    settings.PORTAL_STAFF_MFA = True
    person = UserFactory(roles=[Role.ADMINISTRATOR])
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})

    assert client_for(person).get(account).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(settings, account):
    settings.PORTAL_STAFF_MFA = True
    person = UserFactory(roles=[Role.ADMINISTRATOR])
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert client_for(person).get(account).url == reverse("mfa_index")


def test_a_sign_in_that_used_a_second_factor_costs_no_further_query(settings, django_assert_num_queries):
    settings.PORTAL_STAFF_MFA = True
    person = UserFactory(roles=[Role.PROGRAMME_MANAGER])
    client = client_for(person)
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()

    with django_assert_num_queries(1):
        client.get(reverse("users:invite-person"))
