"""Inviting people, and the pages that an invitation's link leads to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import listing
from npq_portal.users.actions import accounts, invitations, roles
from npq_portal.users.forms import InvitationForm
from npq_portal.users.models import Invitation, Role
from npq_portal.users.rules import roles_given_by
from npq_portal.users.tasks import send_soon

CLOSED = "The account of {} is closed. An administrator can reopen it."


@permission_required("users.invite_person", raise_exception=True)
@require_http_methods(["GET", "POST"])
def invite_person(request):
    form = InvitationForm(
        request.POST or None, roles=roles_given_by(request.user), initial={"starts_on": request.user.acting_on}
    )
    if form.is_valid():
        try:
            person, sentence = invite(form.cleaned_data, by=request.user)
        except invitations.AccountClosed:
            form.add_error("email", CLOSED.format(form.cleaned_data["email"]))
        else:
            messages.success(request, sentence)
            return redirect("users:list-accounts")
    return render_page(request, "users/invite.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def invite(wanted, *, by):
    """Make the person if needed, give the roles, send the invitation; say in a sentence what was done."""
    person = accounts.create_person(wanted["email"], wanted["full_name"], by=by)
    for role in wanted["roles"]:
        roles.grant(person, role, starts_on=wanted["starts_on"], by=by)
    given = listing([Role(role).label.lower() for role in wanted["roles"]])
    try:
        invitation = invitations.invite(person, by=by, now=clock.now())
    except invitations.SignedInAlready:
        return person, f"{person} has signed in before and needs no invitation. Now also: {given}."
    send_soon(invitation)
    return person, f"{person} is invited as {given}. The e-mail goes to {person.email}."


def invitation_of(request, pk):
    """The invitation that this person may resend or take back; 404 for strangers."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).select_related("user"), pk=pk)
    if not request.user.has_perm("users.manage_invitation", invitation.user):
        raise PermissionDenied
    return invitation


@require_POST
def resend_invitation(request, pk):
    invitation = invitation_of(request, pk)
    try:
        renewed = invitations.resend(invitation, by=request.user, now=clock.now())
    except invitations.SignedInAlready:
        messages.info(request, f"{invitation.user} has signed in already and needs no invitation.")
    except invitations.TakenBack:
        messages.warning(request, "This invitation was taken back, or a newer one has replaced it.")
    except invitations.AccountClosed:
        messages.warning(request, CLOSED.format(invitation.user))
    else:
        send_soon(renewed)
        messages.success(request, f"A new invitation goes to {invitation.user.email}. The earlier link stops working.")
    return redirect("users:list-accounts")


@require_POST
def revoke_invitation(request, pk):
    invitation = invitation_of(request, pk)
    try:
        invitations.revoke(invitation, by=request.user, now=clock.now())
    except invitations.SignedInAlready:
        messages.warning(request, f"{invitation.user} has signed in already. Deactivate the account instead.")
    else:
        messages.success(request, f"The invitation of {invitation.user} is taken back. Its link no longer works.")
    return redirect("users:list-accounts")


@login_not_required
@require_http_methods(["GET", "HEAD"])
def accept_invitation(request, token):
    """Welcome whoever was invited. Looking changes nothing: mail scanners follow links."""
    invitation = get_object_or_404(Invitation.objects.by_token(token).select_related("user", "invited_by"))
    state = invitation.state(clock.now())
    context = {"invitation": invitation, "token": token, "state": state.value, "by": invitation.invited_by}
    return render_page(request, "users/invitation.html", context, status=200 if state != state.REVOKED else 410)


@login_not_required
@require_POST
def renew_invitation(request, token):
    """Send a new invitation in place of an expired one, to the same address; so it works once."""
    now = clock.now()
    invitation = get_object_or_404(Invitation.objects.by_token(token).select_related("user"))
    if invitation.state(now) == Invitation.State.EXPIRED:
        try:
            renewed = invitations.resend(invitation, by=None, now=now)
        except (invitations.SignedInAlready, invitations.AccountClosed):
            return redirect("users:accept-invitation", token=token)
        send_soon(renewed)
        messages.success(request, "A new invitation is on its way. Look in your inbox for the latest e-mail from us.")
    return redirect("account_login")
