"""What everybody can see and change about their own account."""

import datetime as dt
import json

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.users import mail
from npq_portal.users.actions import accounts
from npq_portal.users.adapter import cipher
from npq_portal.users.forms import NewEmailForm, ProfileForm
from npq_portal.users.models import Role, User

LINK_LASTS = dt.timedelta(hours=24)
LINK = "change of address"


def link_token(user: User, email: str) -> str:
    """What stands in the link that changes somebody's address: encrypted, because servers keep the addresses of pages."""
    change = {"user": user.pk, "from": user.email, "to": email}
    return cipher(LINK).encrypt_at_time(json.dumps(change).encode(), round(clock.now().timestamp())).decode()


def change_asked(token: str) -> dict:
    """What a link stands for; nothing if it is made up or has run out."""
    try:
        lasts = round(LINK_LASTS.total_seconds())
        return json.loads(cipher(LINK).decrypt_at_time(token.encode(), lasts, round(clock.now().timestamp())))
    except InvalidToken:
        return {}


@require_http_methods(["GET", "POST"])
def show_account(request):
    user = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=user)
    if form.is_valid():
        accounts.rename(request.user, **form.cleaned_data, by=request.user)
        messages.success(request, "Saved.")
        return redirect("users:show-account")
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "form": form,
        "roles": [Role(role).label for role in Role.values if role in request.user.roles],
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_app": Authenticator.Type.TOTP in kinds,
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
    }
    return render_page(request, "users/account.html", context, status=422 if form.errors else 200)


@require_safe
def list_devices(request):
    """Sign-ins that still work; those that ran out or were signed out have no session any more."""
    kept = SessionStore.get_model_class().objects.filter(expire_date__gt=Now())
    devices = UserSession.objects.filter(user=request.user, session_key__in=kept.values("session_key"))
    here = request.session.session_key
    rows = [(device, device.session_key == here) for device in devices.order_by("-created_at", "-pk")]
    return render_page(request, "users/devices.html", {"devices": rows, "elsewhere": any(not this for _, this in rows)})


@require_POST
def sign_out_elsewhere(request):
    """End all other sign-ins; this one is bound to the new state at once."""
    accounts.sign_out_everywhere(request.user, by=request.user)
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)
    messages.success(request, "You are signed out on all other devices.")
    return redirect("users:list-devices")


@require_POST
def sign_out_everywhere(request):
    accounts.sign_out_everywhere(request.user, by=request.user)
    messages.info(request, "You are signed out on every device.")
    return redirect("account_login")


@require_http_methods(["GET", "POST"])
@reauthentication_required
def change_email(request):
    """Ask for the new address; the answer does not tell whether somebody has it already."""
    form = NewEmailForm(request.POST or None, user=request.user)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if User.objects.by_email(email).exists():
            mail.send_address_taken(email)
        else:
            mail.send_address_check(request.user, email, link_token(request.user, email), lasts=LINK_LASTS)
        messages.info(
            request, f"Open the link that is on its way to {email} within 24 hours. Nothing changes until then."
        )
        return redirect("users:show-account")
    return render_page(request, "users/change_email.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def confirm_email(request, token):
    """The link in that e-mail. It works for the person who asked, and only from the address they asked with."""
    change = change_asked(token)
    if (change.get("user"), change.get("from")) != (request.user.pk, request.user.email):
        return render_page(request, "users/confirm_email.html", {"email": None}, status=410)
    if request.method == "POST":
        try:
            accounts.change_email(request.user, change["to"], by=request.user)
        except ValidationError:
            return render_page(request, "users/confirm_email.html", {"email": None}, status=410)
        mail.send_address_changed(request.user, change["from"])
        messages.success(request, f"You sign in with {change['to']} from now on.")
        return redirect("users:show-account")
    return render_page(request, "users/confirm_email.html", {"email": change["to"]})
