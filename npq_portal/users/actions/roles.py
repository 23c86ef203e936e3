"""Giving and ending roles."""

import datetime as dt

from django.db import transaction

from npq_portal.audit import log
from npq_portal.users.models import Role, RoleAssignment, User


class LastAdministrator(Exception):
    """Nobody would be left who can give roles."""


class EndsAlready(Exception):
    """The role ends, or has ended, before that day; whoever wants more gives it again."""


def others_stay(user: User, *, after: dt.date) -> bool:
    """Whether somebody else remains administrator after a day. Locks the administrators, so that two cannot go at once."""
    administrators = (
        RoleAssignment.objects.select_for_update()
        .filter(role=Role.ADMINISTRATOR, user__is_active=True, starts_on__lte=after, ends_on=None)
        .order_by("pk")
    )
    return any(assignment.user_id != user.pk for assignment in administrators)


@transaction.atomic
def grant(
    user: User, role: str, *, starts_on: dt.date, by: User | None, ends_on: dt.date | None = None
) -> RoleAssignment:
    """Give somebody a role from one day to another, or until further notice.

    A role that is held already is left as it is, one that was to begin later begins earlier; so doing this twice
    changes nothing. Raises ``ValidationError`` for impossible dates.
    """
    held = RoleAssignment.objects.select_for_update().filter(user=user, role=role, ends_on=None).first()
    if held and held.starts_on <= starts_on:
        return held
    if held and ends_on is None:
        held.starts_on = starts_on
        assignment = held
    else:
        assignment = RoleAssignment(user=user, role=role, starts_on=starts_on, ends_on=ends_on)
    assignment.full_clean()
    assignment.save()
    user.__dict__.pop("roles", None)
    log.record("role.granted", subject=user, by=by, role=role, starts_on=str(starts_on), ends_on=str(ends_on or ""))
    return assignment


@transaction.atomic
def end(assignment: RoleAssignment, *, on: dt.date, by: User | None) -> None:
    """Let a role end with the day ``on``; one that would not have begun by then is taken back altogether.

    A last day that is set can be moved earlier only. Raises ``LastAdministrator`` and ``EndsAlready``.
    """
    user = assignment.user
    # The administrators are locked before this one's role: two who end each other's roles wait in one line.
    if assignment.role == Role.ADMINISTRATOR and not others_stay(user, after=on):
        raise LastAdministrator
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.ends_on is not None and assignment.ends_on < on:
        raise EndsAlready
    if assignment.starts_on > on:
        assignment.delete()
    else:
        assignment.ends_on = on
        assignment.save(update_fields=["ends_on"])
    log.record("role.ended", subject=user, by=by, role=assignment.role, on=str(on))
