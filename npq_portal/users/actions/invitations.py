"""Inviting people, and what becomes of an invitation.

The e-mail goes out after the invitation is saved: ``claim`` hands its token to whoever writes it, ``mark_sent`` closes
the matter. Both do nothing a second time, so the task that calls them may run twice, late, or on two workers.
"""

import datetime as dt

from django.db import transaction

from npq_portal.audit import log
from npq_portal.users.actions import accounts
from npq_portal.users.models import Invitation, User, hash_token, new_token

LASTS = dt.timedelta(days=14)


class SignedInAlready(Exception):
    """Whoever has signed in needs no invitation."""


class AccountClosed(Exception):
    """The account was deactivated by an administrator, who can reactivate it."""


class TakenBack(Exception):
    """The invitation was revoked; only somebody who may invite can send another."""


@transaction.atomic
def invite(user: User, *, by: User | None, now: dt.datetime) -> Invitation:
    """Invite somebody to sign in for the first time; an earlier invitation that is still open gives way to this one.

    Raises ``SignedInAlready`` and ``AccountClosed``.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.invitations.exclude(accepted_at=None).exists():
        raise SignedInAlready if user.is_active else AccountClosed
    if not user.is_active:
        if not user.is_uninvited:
            raise AccountClosed
        accounts.reactivate(user, by=by)
    user.invitations.open_at(now).update(revoked_at=now)
    invitation = Invitation.objects.create(user=user, invited_by=by, created_at=now, expires_at=now + LASTS)
    log.record("invitation.made", subject=user, by=by)
    return invitation


@transaction.atomic
def claim(invitation: Invitation, *, now: dt.datetime) -> str | None:
    """Take on the sending of an invitation's e-mail and make the token that stands in it.

    Nothing, if it was sent, or is being sent by somebody else, or is no longer open.
    """
    claimed = Invitation.objects.select_for_update().to_send(now).filter(pk=invitation.pk).first()
    if claimed is None:
        return None
    token = new_token()
    claimed.token_hash, claimed.claimed_at = hash_token(token), now
    claimed.save(update_fields=["token_hash", "claimed_at"])
    return token


@transaction.atomic
def mark_sent(invitation: Invitation, *, token: str, now: dt.datetime) -> None:
    """Note that the e-mail with this token has gone out."""
    if Invitation.objects.by_token(token).filter(pk=invitation.pk, sent_at=None).update(sent_at=now):
        log.record("invitation.sent", subject=invitation.user, by=None)


@transaction.atomic
def release(invitation: Invitation, *, token: str) -> None:
    """Give a claim back after the e-mail could not be sent, so that the next attempt need not wait for it to lapse."""
    Invitation.objects.by_token(token).filter(pk=invitation.pk, sent_at=None).update(claimed_at=None)


@transaction.atomic
def accept(user: User, *, now: dt.datetime) -> None:
    """Close a person's invitations because they have signed in, whichever way they came."""
    if user.invitations.filter(accepted_at=None, revoked_at=None).update(accepted_at=now):
        log.record("invitation.accepted", subject=user, by=user)


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, now: dt.datetime) -> Invitation:
    """Take an invitation back: its link leads nowhere, and whoever never signed in cannot begin to.

    Raises ``SignedInAlready``.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise SignedInAlready
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
        log.record("invitation.revoked", subject=invitation.user, by=by)
        if invitation.user.last_login is None and not invitation.user.invitations.open_at(now).exists():
            # An account that was closed is not made one that an invitation opens.
            User.objects.filter(pk=invitation.user_id, is_active=True).update(is_active=False, is_uninvited=True)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: User | None, now: dt.datetime) -> Invitation:
    """Invite the same person once more, with a new link; the old one stops working.

    ``by`` is None when the person asked for it with an expired link. Raises ``TakenBack``, ``SignedInAlready`` and
    ``AccountClosed``.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.revoked_at:
        raise TakenBack
    renewed = invite(invitation.user, by=by or invitation.invited_by, now=now)
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=now)
    return renewed
