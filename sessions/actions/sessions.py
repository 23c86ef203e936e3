"""Changing one training session: its facts, its day, its being held at all. Its identity and its marks stay."""

import datetime as dt

from django.db import transaction

from npq_portal.audit import log
from npq_portal.ui.words import as_day, full_date
from npq_portal.users.models import User
from sessions.actions.clash_checks import NOT_ASKED, OF_PEOPLE, OF_PLACE, OF_TIME, Acceptance, checked
from sessions.clash_rows import ALL_KINDS
from sessions.clashes import Clash, ClashKind
from sessions.models import Register, RegisterState, SessionFacilitator, TrainingSession

# What a subscribed calendar shows: changing any of it has to reach the calendars.
SHOWN_IN_CALENDARS = frozenset({"title", "starts_at", "ends_at", "venue", "delivery", "preparation"})
# What the actions say themselves: whoever filled in a form may have seen an older state of it.
SAID_HERE = frozenset(
    {"status", "status_reason", "sequence", "changed_at", "explanation", "shares_people", "shares_venue"}
)
MOMENTS = frozenset({"starts_at", "ends_at"})


class AlreadyCancelled(Exception):
    """The session has been cancelled already."""


class NotCancelled(Exception):
    """The session is on, so it cannot be put back on."""


class NotLater(Exception):
    """The new time is not after the present one, or it is over."""


class RegisterComplete(Exception):
    """The register is complete, so whom the session was for stays as it was."""


class AlreadyBegun(Exception):
    """The session has begun, or its register is complete; what has happened is not moved or cancelled."""


@transaction.atomic
def change(
    session: TrainingSession,
    *,
    facilitators: list[User] | None = None,
    accepting: Acceptance = NOT_ASKED,
    now: dt.datetime,
    by: User | None,
) -> TrainingSession:
    """Keep what was changed of a session, and who takes it where that is given.

    Raises ``ValidationError``, ``Clashing``, ``AlreadyBegun`` for a new time of one that has, or ``RegisterComplete`` for
    another group once its register is.
    """
    before = TrainingSession.objects.select_for_update().get(pk=session.pk)
    for name in SAID_HERE:
        setattr(session, name, getattr(before, name))
    changed = {
        field.name
        for field in TrainingSession._meta.concrete_fields
        if getattr(before, field.attname) != getattr(session, field.attname)
    }
    if changed & MOMENTS and has_begun(before, now):
        raise AlreadyBegun
    if "group" in changed and is_complete(before):
        raise RegisterComplete
    is_another_day = as_day(session.starts_at) != as_day(before.starts_at)
    kinds = _what_may_clash(changed, is_another_day)
    named = None
    if facilitators is not None:
        named = {person.pk for person in facilitators}
        kinds |= OF_PEOPLE if named != _named(session) else frozenset()
    if changed:
        if is_another_day:
            session.explanation = f"moved from {full_date(before.starts_at)} by hand"
        if changed & SHOWN_IN_CALENDARS:
            session.sequence += 1
        session.changed_at = now
        session.full_clean()
    with checked(session, kinds=kinds, named=named, accepting=accepting, now=now, by=by):
        # Whoever is released has to be gone before the session moves, and whoever comes does so afterwards.
        is_released = named is not None and _release(session, named, now=now)
        if changed or kinds:
            session.save(update_fields=[*changed, *SAID_HERE])
        is_named = facilitators is not None and _name(session, facilitators, now=now)
    if changed:
        log.record("session.changed", subject=session, by=by, fields=sorted(changed))
    if is_released or is_named:
        log.record("session.facilitators_set", subject=session, by=by, facilitators=sorted(named or ()))
    return session


def _what_may_clash(changed: set[str], is_another_day: bool) -> frozenset[ClashKind]:
    if is_another_day:
        return ALL_KINDS
    if changed & {*MOMENTS, "group"}:
        return OF_TIME
    return OF_PLACE if changed & {"venue", "delivery"} else frozenset()


def _named(session: TrainingSession) -> set[int]:
    return set(session.facilitators.in_force().values_list("facilitator", flat=True))


def has_begun(session: TrainingSession, now: dt.datetime) -> bool:
    """Whether a session is past changing: begun, or its register completed in the hour before it starts."""
    return session.starts_at <= now or is_complete(session)


def is_complete(session: TrainingSession) -> bool:
    """Whether somebody has completed its register."""
    return Register.objects.filter(session=session).exclude(state=RegisterState.OPEN).exists()


@transaction.atomic
def cancel(session: TrainingSession, *, reason: str, by: User | None, now: dt.datetime) -> TrainingSession:
    """Call a session off, with a reason that everyone may read. Raises ``AlreadyCancelled`` or ``AlreadyBegun``."""
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if session.is_cancelled:
        raise AlreadyCancelled
    if has_begun(session, now):
        raise AlreadyBegun
    return _set_status(session, TrainingSession.Status.CANCELLED, reason, by=by, now=now)


@transaction.atomic
def postpone(
    session: TrainingSession,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    reason: str,
    accepting: Acceptance = NOT_ASKED,
    now: dt.datetime,
    by: User | None,
) -> TrainingSession:
    """Hold a session later than planned, with a reason that everyone may read and the closure that was accepted, if any.

    Its identity stays, so calendars move their entry and reminders follow. Raises ``AlreadyCancelled``,
    ``AlreadyBegun``, ``NotLater`` or ``Clashing``.
    """
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if session.is_cancelled:
        raise AlreadyCancelled
    if has_begun(session, now):
        raise AlreadyBegun
    if starts_at <= max(session.starts_at, now):
        raise NotLater
    before = session.starts_at
    session.explanation = f"postponed from {full_date(before)}: {reason}"
    session.starts_at, session.ends_at = starts_at, ends_at
    session.sequence += 1
    session.changed_at = now
    session.full_clean()
    kinds = _what_may_clash(set(MOMENTS), as_day(starts_at) != as_day(before))
    with checked(session, kinds=kinds, accepting=accepting, now=now, by=by) as accepted:
        session.explanation += _closure(accepted)[: 300 - len(session.explanation)]
        session.save(update_fields=[*MOMENTS, *SAID_HERE])
    log.record("session.postponed", subject=session, by=by, before=before.isoformat(), to=starts_at.isoformat())
    return session


def _closure(accepted: list[Clash]) -> str:
    """What everyone reads of a closure on the new day."""
    tags = [clash.tag for clash in accepted if clash.kind == ClashKind.CLOSURE]
    return "".join(f" ({tag[0].lower()}{tag[1:]})" for tag in tags)


@transaction.atomic
def reinstate(
    session: TrainingSession, *, accepting: Acceptance = NOT_ASKED, now: dt.datetime, by: User | None
) -> TrainingSession:
    """Put a cancelled session back on. Raises ``NotCancelled`` or ``Clashing``."""
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if not session.is_cancelled:
        raise NotCancelled
    session.status = TrainingSession.Status.SCHEDULED
    with checked(session, kinds=ALL_KINDS, accepting=accepting, now=now, by=by):
        return _set_status(session, TrainingSession.Status.SCHEDULED, "", by=by, now=now)


def _set_status(
    session: TrainingSession, status: str, reason: str, *, by: User | None, now: dt.datetime
) -> TrainingSession:
    session.status = status
    session.status_reason = reason
    session.sequence += 1
    session.changed_at = now
    session.full_clean()
    session.save(update_fields=[*SAID_HERE])
    log.record(f"session.{status}", subject=session, by=by)
    return session


def _release(session: TrainingSession, wanted: set[int], *, now: dt.datetime) -> bool:
    """Release who is no longer to take the session; they stay in its history."""
    return bool(session.facilitators.in_force().exclude(facilitator__in=wanted).update(released_at=now))


def _name(session: TrainingSession, people: list[User], *, now: dt.datetime) -> bool:
    """Name those for the session who are not named yet."""
    present = _named(session)
    added = [person for person in people if person.pk not in present]
    for person in added:
        SessionFacilitator.objects.create(session=session, facilitator=person, assigned_at=now)
    return bool(added)
