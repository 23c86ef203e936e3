"""The pages of allauth that are part of the portal, under addresses of ours.

Named one by one: passwords, sign-up and further addresses do not exist here. allauth looks pages up by name, so the
names are its own; the two names of the first page are one page, because nobody signs in with a password.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from npq_portal.users.views.sign_in import activate_app, add_passkey, remove_passkey, sign_in

urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/", sign_in, name="account_request_login_code"),
    path("sign-in/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-up/", account.signup, name="account_signup"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/security/", mfa.index, name="mfa_index"),
    path("account/security/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/security/confirm/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/security/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/security/passkeys/add/", add_passkey, name="mfa_add_webauthn"),
    path("account/security/passkeys/<int:pk>/rename/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/security/passkeys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    path("account/security/app/add/", activate_app, name="mfa_activate_totp"),
    path("account/security/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/security/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/security/recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
