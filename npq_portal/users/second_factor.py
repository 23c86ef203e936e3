"""Whether somebody has more than an e-mail inbox to sign in with."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse

# The pages that stay open to somebody who has yet to set up a second factor.
SETTING_UP = frozenset(
    {
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_logout",
    }
)


def is_set_up(request: HttpRequest) -> bool:
    """Whether this person has a passkey or an authenticator app.

    A sign-in that used one says so by itself; only one that did not costs a query.
    """
    used = {record.get("type") for record in get_authentication_records(request, request.user)}
    if used & {Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP}:
        return True
    kinds = [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]
    return Authenticator.objects.filter(user=request.user, type__in=kinds).exists()


def address() -> str:
    """Where a second factor is set up."""
    return reverse("mfa_index")
