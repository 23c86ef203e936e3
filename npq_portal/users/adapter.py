"""How allauth meets our rules: nobody signs up by themselves, nobody has a password."""

import base64
import hashlib
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from npq_portal import clock
from npq_portal.users.actions import invitations

SECOND_FACTOR = "second factor"


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """People are made by invitation or import, never by a sign-up form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "That is not the code in the e-mail. Check it, or ask for a new one.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then ask for a new code.",
        "rate_limited": "Too many requests. Wait a minute, then try again.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def render_mail(self, *args, **kwargs):
        message = super().render_mail(*args, **kwargs)
        message.reply_to = [settings.REPLY_TO_EMAIL]
        return message

    def send_mail(self, template_prefix, email, context) -> None:
        frame = {"portal_name": settings.PORTAL_NAME, "portal_url": settings.PORTAL_URL}
        frame["reply_to"] = settings.REPLY_TO_EMAIL
        super().send_mail(template_prefix, email, frame | context)

    def get_reauthentication_methods(self, user) -> list[dict]:
        """A passkey first: who has one rarely has the recovery codes at hand."""
        return sorted(super().get_reauthentication_methods(user), key=lambda way: not way["id"].endswith("webauthn"))

    def post_login(self, request, user, **kwargs):
        invitations.accept(user, now=clock.now())
        return super().post_login(request, user, **kwargs)


def cipher(purpose: str) -> MultiFernet:
    """Encrypts with a key made for one purpose from SECRET_KEY; what an earlier one encrypted can still be read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [base64.urlsafe_b64encode(hashlib.sha256(f"{purpose} {key}".encode()).digest()) for key in keys]
    return MultiFernet([Fernet(key) for key in made])


class PasskeyAdapter(DefaultMFAAdapter):
    """Passkeys carry the portal's name; the secrets of authenticator apps are kept encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right. Codes from an app change every 30 seconds: enter the one it shows now.",
    }

    def encrypt(self, text: str) -> str:
        return cipher(SECOND_FACTOR).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret of a key that is gone becomes a random one: no code matches it, and the page says so as usual."""
        try:
            return cipher(SECOND_FACTOR).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.PORTAL_NAME}

    def generate_authenticator_name(self, user, type) -> str:
        made = user.authenticator_set.filter(type=type).count()
        return f"Passkey {made + 1}"
