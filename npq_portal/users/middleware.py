"""Signing in is required everywhere, unless a page says otherwise with Django's ``login_not_required``."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect

from npq_portal.users import second_factor
from npq_portal.users.models import STAFF_ROLES

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
# How exactly a session remembers when it was last used: noting every request would cost each page a write.
SEEN_EVERY = 60


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's own, but a fragment request that has lost its sign-in reloads the whole page at the sign-in form."""

    def handle_no_permission(self, request, view_func):
        response = super().handle_no_permission(request, view_func)
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": response.url})
        return response


def limits_of(user):
    """For how many seconds a sign-in of this person lasts, at most and unused: the strictest of their roles counts."""
    limits = [settings.PORTAL_SESSION_LIMITS[role] for role in user.roles if role in settings.PORTAL_SESSION_LIMITS]
    lasts, unused = zip(*limits or [settings.PORTAL_SESSION_LIMITS["default"]], strict=True)
    return min(lasts), min(unused)


class SessionLimitMiddleware:
    """Ends a sign-in that is too old or was left unused for too long.

    Measured in real time, not the portal's: a rehearsal that jumps by a month signs nobody out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self.check(request, now=int(time.time()))
        return self.get_response(request)

    def check(self, request, *, now):
        session = request.session
        lasts, unused = limits_of(request.user)
        since, seen = session.setdefault(SIGNED_IN_AT, now), session.setdefault(SEEN_AT, now)
        if now - since >= lasts or now - seen >= unused:
            logout(request)
            messages.info(request, "You were signed out because of the time that has passed. Sign in to go on.")
        elif now - seen >= SEEN_EVERY:
            session[SEEN_AT] = now


class NotStoredMiddleware:
    """No browser keeps what somebody who is signed in has seen, unless the page says for how long it may be kept: a shared
    computer in a staff room must not show a page again after signing out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


def needs_second_factor(user):
    """Whoever opens other people's records: a code in the inbox alone is not enough for that."""
    return user.is_staff or user.holds(*STAFF_ROLES)


class SecondFactorMiddleware:
    """Leads administrators, programme managers, facilitators and support to set up a passkey or an authenticator app before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if (
            not settings.PORTAL_STAFF_MFA
            or not getattr(view_func, "login_required", True)
            or not request.user.is_authenticated
            or not needs_second_factor(request.user)
            or request.resolver_match.url_name in second_factor.SETTING_UP
            or second_factor.is_set_up(request)
        ):
            return None
        messages.info(request, "Add a passkey or an authenticator app first: your role opens other people’s records.")
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": second_factor.address()})
        return redirect(second_factor.address())
