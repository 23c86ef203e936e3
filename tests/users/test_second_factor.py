"""Authenticator apps, recovery codes and the list of passkeys. Passkeys themselves are in tests/journeys."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user
from django.core import mail
from django.urls import reverse

from npq_portal.users.adapter import PasskeyAdapter
from tests.factories.users import UserFactory
from tests.signing_in import client_for
from tests.users.test_sign_in import ask_for_code, code_in, enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_page_to_come_to(settings):
    settings.LOGIN_REDIRECT_URL = "users:show-account"


def figures_of(secret):
    """What an authenticator app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def secret_on(page):
    return re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())[1]


def set_up_app(client):
    """Turn the authenticator app on; return its secret."""
    secret = secret_on(client.get(reverse("mfa_activate_totp")))
    client.post(reverse("mfa_activate_totp"), {"code": figures_of(secret)})
    return secret


def codes_on(page):
    return re.findall(r"<li><code>(\d+)</code></li>", page.content.decode())


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def client(person):
    return client_for(person)


def let_time_pass(client):
    """Forget that this person has just confirmed who they are."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 60 * 60
    session.save()


def test_an_app_is_set_up_with_a_picture_that_the_policy_allows(client, person):
    page = client.get(reverse("mfa_activate_totp"))

    response = client.post(reverse("mfa_activate_totp"), {"code": figures_of(secret_on(page))})

    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert response.url == reverse("mfa_view_recovery_codes")
    assert person.authenticator_set.filter(type=Authenticator.Type.TOTP).exists()


@pytest.mark.django_db(transaction=True)
def test_the_person_is_told_by_mail(client, person):
    set_up_app(client)

    [message] = mail.outbox

    assert (message.to, message.subject) == ([person.email], "An authenticator app was set up")
    assert "If this was not you" in message.body


def test_a_wrong_figure_sets_nothing_up(client, person):
    client.get(reverse("mfa_activate_totp"))

    response = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert "That code is not right." in response.content.decode()
    assert not person.authenticator_set.exists()


def test_the_secret_is_kept_encrypted(client, person):
    secret = set_up_app(client)

    kept = person.authenticator_set.get(type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in kept
    assert PasskeyAdapter().decrypt(kept) == secret


def test_a_secret_outlives_a_change_of_the_portals_key(settings):
    kept = PasskeyAdapter().encrypt("ABC")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert PasskeyAdapter().decrypt(kept) == "ABC"


def test_after_the_key_is_lost_no_code_matches(client, person, settings):
    secret = set_up_app(client)
    settings.SECRET_KEY = "another"

    response = client_for(person).post(reverse("mfa_reauthenticate"), {"code": figures_of(secret)})

    assert "That code is not right." in response.content.decode()


def sign_in_with_code(client, person):
    client.post(reverse("account_logout"))
    mail.outbox.clear()
    ask_for_code(client, person.email)
    return enter(client, code_in(mail.outbox[0]))


def test_the_app_is_asked_for_after_the_code(client, person):
    secret = set_up_app(client)

    response = sign_in_with_code(client, person)
    between = get_user(client).is_authenticated
    wrong = client.post(response.url, {"code": "000000"})
    right = client.post(response.url, {"code": figures_of(secret)})

    assert (response.url, between) == (reverse("mfa_authenticate"), False)
    assert "That code is not right." in wrong.content.decode()
    assert right.url == reverse("users:show-account")


def test_a_figure_works_once(client, person):
    secret = set_up_app(client)
    figures = figures_of(secret)
    client.post(sign_in_with_code(client, person).url, {"code": figures})

    response = client.post(sign_in_with_code(client, person).url, {"code": figures})

    assert "That code is not right." in response.content.decode()


def test_recovery_codes_are_shown_once(client):
    set_up_app(client)

    first, second = (client.get(reverse("mfa_view_recovery_codes")) for _ in range(2))

    assert len(codes_on(first)) == 10
    assert codes_on(second) == []
    assert "10 of 10 codes are left." in second.content.decode()


def test_a_recovery_code_lets_in_once(client, person):
    set_up_app(client)
    code = codes_on(client.get(reverse("mfa_view_recovery_codes")))[0]

    first = client.post(sign_in_with_code(client, person).url, {"code": code})
    second = client.post(sign_in_with_code(client, person).url, {"code": code})

    assert first.url == reverse("users:show-account")
    assert "That code is not right." in second.content.decode()


def test_new_recovery_codes_replace_the_old(client, person):
    set_up_app(client)
    old = codes_on(client.get(reverse("mfa_view_recovery_codes")))

    asked = client.get(reverse("mfa_generate_recovery_codes")).content.decode()
    new = codes_on(client.post(reverse("mfa_generate_recovery_codes"), follow=True))

    assert "Your earlier codes stop working." in asked
    assert len(new) == 10
    assert set(new).isdisjoint(old)


def test_whoever_has_no_second_factor_has_no_recovery_codes(client):
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 404


def test_removing_the_app_asks_who_is_there_when_it_is_a_while_ago(client, person):
    secret = set_up_app(client)
    let_time_pass(client)

    asked = client.get(reverse("mfa_deactivate_totp"))
    page = client.get(asked.url)
    client.post(asked.url, {"code": figures_of(secret)})
    confirm = client.get(reverse("mfa_deactivate_totp"))
    client.post(reverse("mfa_deactivate_totp"))

    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert "Confirm that it is you" in page.content.decode()
    assert "codes stop working" in confirm.content.decode()
    assert not person.authenticator_set.filter(type=Authenticator.Type.TOTP).exists()


@pytest.fixture
def passkey(person):
    return Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "My phone", "credential": {"clientExtensionResults": {}}},
    )


def confirmed(client, person):
    """Let this person have confirmed just now who they are."""
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "at": time.time(), "reauthenticated": True}
    ]
    session.save()


def test_passkeys_are_listed_renamed_and_removed(client, person, passkey):
    confirmed(client, person)

    client.post(reverse("mfa_edit_webauthn", args=[passkey.pk]), {"name": "Old phone"})
    listed = client.get(reverse("mfa_list_webauthn")).content.decode()
    asked = client.get(reverse("mfa_remove_webauthn", args=[passkey.pk])).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))

    assert "Old phone" in listed
    assert "not used yet" in listed
    assert "Old phone" in asked
    assert not person.authenticator_set.exists()


def test_nobody_reaches_anothers_passkey(passkey):
    stranger = UserFactory()
    client = client_for(stranger)
    confirmed(client, stranger)

    assert client.post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 404
    assert client.get(reverse("mfa_edit_webauthn", args=[passkey.pk])).status_code == 404


def test_another_passkey_is_added_only_by_whoever_shows_the_first(client, passkey):
    response = client.get(reverse("mfa_add_webauthn"))

    assert response.url.startswith(reverse("mfa_reauthenticate_webauthn"))


def test_a_passkey_without_a_name_gets_one(person, passkey):
    assert PasskeyAdapter().generate_authenticator_name(person, Authenticator.Type.WEBAUTHN) == "Passkey 2"


@pytest.mark.parametrize("credential", ['{"id": 1}', "[" * 100_000, "9" * 5000])
def test_what_is_no_passkey_is_not_added(client, person, credential):
    response = client.post(reverse("mfa_add_webauthn"), {"name": "x", "passwordless": "on", "credential": credential})

    assert "This passkey could not be used." in response.content.decode()
    assert not person.authenticator_set.exists()


def test_an_empty_list_of_passkeys_explains_itself(client):
    assert "You have no passkey yet." in client.get(reverse("mfa_list_webauthn")).content.decode()


def test_the_overview_names_what_is_on(client, passkey):
    set_up_on_empty = client.get(reverse("mfa_index")).content.decode()

    assert "1 passkey" in set_up_on_empty
    assert "Recovery codes" in set_up_on_empty


def test_ending_other_sign_ins_keeps_this_one(person):
    here, elsewhere = client_for(person), client_for(person)
    for client in (here, elsewhere):
        client.post(reverse("account_logout"))
        mail.outbox.clear()
        ask_for_code(client, person.email)
        enter(client, code_in(mail.outbox[0]))

    listed = here.get(reverse("users:list-devices")).content.decode()
    here.post(reverse("users:sign-out-elsewhere"))
    alone = here.get(reverse("users:list-devices")).content.decode()

    assert "Sign out on all other devices" in listed
    assert listed.count("Signed in ") == 2
    assert "Sign out on all other devices" not in alone
    assert alone.count("This device") == 1
    assert get_user(here) == person
    assert not get_user(elsewhere).is_authenticated
