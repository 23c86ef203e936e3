"""Making accounts, changing their address, closing and reopening them."""

import datetime as dt

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction

from npq_portal.audit import log
from npq_portal.users.actions.roles import LastAdministrator, others_stay
from npq_portal.users.models import Role, User, normalise_email


class OwnAccount(Exception):
    """Nobody closes their own account: they could not undo it."""


@transaction.atomic
def create_person(email: str, full_name: str, *, by: User | None) -> User:
    """The person with this address, made if nobody has it yet; whoever has it keeps their name.

    Raises ``ValidationError`` for a bad address or name.
    """
    known = User.objects.by_email(email).first()
    if known:
        return known
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, full_name)
    except IntegrityError:
        # Somebody else made the same person at the same moment.
        return User.objects.by_email(email).get()
    log.record("account.created", subject=user, by=by)
    return user


@transaction.atomic
def rename(user: User, *, full_name: str, preferred_name: str, by: User) -> User:
    """Change what somebody is called. Raises ``ValidationError``."""
    user.full_name, user.preferred_name = full_name, preferred_name
    user.full_clean()
    user.save(update_fields=["full_name", "preferred_name"])
    log.record("account.renamed", subject=user, by=by)
    return user


@transaction.atomic
def change_email(user: User, email: str, *, by: User | None) -> User:
    """Let somebody be known by another address from now on. Raises ``ValidationError`` when somebody else has it."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.email = normalise_email(email)
    user.full_clean()
    user.save(update_fields=["email"])
    log.record("account.email_changed", subject=user, by=by)
    return user


def forget_sign_ins(user: User) -> None:
    """End every sign-in: each is bound to the (unusable) password, which is made anew."""
    UserSession.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])


@transaction.atomic
def sign_out_everywhere(user: User, *, by: User) -> None:
    """End all of somebody's sign-ins, on every device."""
    forget_sign_ins(user)
    log.record("account.signed_out_everywhere", subject=user, by=by)


@transaction.atomic
def deactivate(user: User, *, now: dt.datetime, on: dt.date, by: User | None) -> User:
    """Close an account: no sign-in works any more, open invitations are taken back, everything recorded stays.

    Raises ``OwnAccount`` and, where nobody would be left who can give roles, ``LastAdministrator``.
    """
    if by == user:
        raise OwnAccount
    # The administrators are locked before the person: two who close each other's accounts wait in one line.
    can_go = others_stay(user, after=on)
    user = User.objects.select_for_update().get(pk=user.pk)
    is_administrator = user.role_assignments.in_force(on).filter(role=Role.ADMINISTRATOR).exists()
    if is_administrator and not can_go:
        raise LastAdministrator
    user.is_active = user.is_uninvited = False
    user.save(update_fields=["is_active", "is_uninvited"])
    forget_sign_ins(user)
    user.invitations.open_at(now).update(revoked_at=now)
    log.record("account.deactivated", subject=user, by=by)
    return user


@transaction.atomic
def reactivate(user: User, *, by: User | None) -> User:
    """Open a closed account again, with the roles that it still has."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active, user.is_uninvited = True, False
    user.save(update_fields=["is_active", "is_uninvited"])
    log.record("account.reactivated", subject=user, by=by)
    return user
