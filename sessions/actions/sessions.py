"""Changing one training session: its facts, its day, its being held at all. Its identity and its marks stay."""

import datetime as dt

from django.db import transaction

from npq_portal.audit import log
from npq_portal.ui.words import as_day, full_date
from npq_portal.users.models import User
from sessions.models import Register, RegisterState, SessionFacilitator, TrainingSession

# What a subscribed calendar shows: changing any of it has to reach the calendars.
SHOWN_IN_CALENDARS = frozenset({"title", "starts_at", "ends_at", "venue", "delivery", "preparation"})
# What the actions say themselves: whoever filled in a form may have seen an older state of it.
SAID_HERE = frozenset({"status", "status_reason", "sequence", "changed_at", "explanation"})


class AlreadyCancelled(Exception):
    """The session has been cancelled already."""


class NotCancelled(Exception):
    """The session is on, so it cannot be put back on."""


class NotLater(Exception):
    """The new time is not after the present one, or it is over."""


class AlreadyBegun(Exception):
    """The session has begun, or its register is complete; what has happened is not moved or cancelled."""


@transaction.atomic
def change(session: TrainingSession, *, by: User | None, now: dt.datetime) -> TrainingSession:
    """Keep what was changed of a session; raises ``ValidationError``, or ``AlreadyBegun`` for a new time of one that has."""
    before = TrainingSession.objects.select_for_update().get(pk=session.pk)
    for name in SAID_HERE:
        setattr(session, name, getattr(before, name))
    changed = {
        field.name
        for field in TrainingSession._meta.concrete_fields
        if getattr(before, field.attname) != getattr(session, field.attname)
    }
    if not changed:
        return session
    if changed & {"starts_at", "ends_at"} and has_begun(before, now):
        raise AlreadyBegun
    if as_day(session.starts_at) != as_day(before.starts_at):
        session.explanation = f"moved from {full_date(before.starts_at)} by hand"
    if changed & SHOWN_IN_CALENDARS:
        session.sequence += 1
    session.changed_at = now
    session.full_clean()
    session.save(update_fields=[*changed, *SAID_HERE])
    log.record("session.changed", subject=session, by=by, fields=sorted(changed))
    return session


def has_begun(session: TrainingSession, now: dt.datetime) -> bool:
    """Whether a session is past changing: begun, or its register completed in the hour before it starts."""
    completed = Register.objects.filter(session=session).exclude(state=RegisterState.OPEN)
    return session.starts_at <= now or completed.exists()


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
    closure: str = "",
    now: dt.datetime,
    by: User | None,
) -> TrainingSession:
    """Hold a session later than planned, with a reason that everyone may read and the closure that was accepted, if any.

    Its identity stays, so calendars move their entry and reminders follow. Raises ``AlreadyCancelled``,
    ``AlreadyBegun`` or ``NotLater``.
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
    if closure:
        session.explanation += f" (schools are closed: {closure})"[: 300 - len(session.explanation)]
    session.starts_at, session.ends_at = starts_at, ends_at
    session.sequence += 1
    session.changed_at = now
    session.full_clean()
    session.save(update_fields=["starts_at", "ends_at", "explanation", "sequence", "changed_at"])
    log.record("session.postponed", subject=session, by=by, before=before.isoformat(), to=starts_at.isoformat())
    return session


@transaction.atomic
def reinstate(session: TrainingSession, *, by: User | None, now: dt.datetime) -> TrainingSession:
    """Put a cancelled session back on. Raises ``NotCancelled``."""
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if not session.is_cancelled:
        raise NotCancelled
    return _set_status(session, TrainingSession.Status.SCHEDULED, "", by=by, now=now)


def _set_status(
    session: TrainingSession, status: str, reason: str, *, by: User | None, now: dt.datetime
) -> TrainingSession:
    session.status = status
    session.status_reason = reason
    session.sequence += 1
    session.changed_at = now
    session.full_clean()
    session.save(update_fields=["status", "status_reason", "sequence", "changed_at"])
    log.record(f"session.{status}", subject=session, by=by)
    return session


@transaction.atomic
def set_facilitators(session: TrainingSession, people: list[User], *, by: User | None, now: dt.datetime) -> None:
    """Let exactly these people take the session; who is no longer among them is released, and stays in its history."""
    TrainingSession.objects.select_for_update().get(pk=session.pk)
    wanted = {person.pk for person in people}
    present = {row.facilitator_id: row for row in session.facilitators.in_force()}
    released = [row.pk for person, row in present.items() if person not in wanted]
    session.facilitators.filter(pk__in=released).update(released_at=now)
    added = [person for person in people if person.pk not in present]
    for person in added:
        SessionFacilitator.objects.create(session=session, facilitator=person, assigned_at=now)
    if released or added:
        log.record("session.facilitators_set", subject=session, by=by, facilitators=sorted(wanted))
