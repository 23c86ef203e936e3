"""Taking a register: mark by mark, everybody left at once, and completing it."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from npq_portal.audit import log
from npq_portal.users.models import User
from participants.models import Enrolment
from sessions.actions import catch_ups, mark_rows
from sessions.actions.mark_rows import NewMark
from sessions.models import (
    ExcuseReason,
    Mark,
    MarkEvent,
    MarkStatus,
    Register,
    RegisterState,
    TrainingSession,
    register_state,
)
from sessions.roster import MARK_COLUMNS, Answer, roster_of, with_marks

MINUTES_LATE = range(1, 601)
STATUSES = frozenset({"", *MarkStatus.values})
REASONS = frozenset({"", *ExcuseReason.values})
SETTLED = {RegisterState.SUBMITTED, RegisterState.CLOSED}


class SessionCancelled(Exception):
    """A session that does not take place has no register."""


class NotDue(Exception):
    """The register has not opened yet, or the session has been moved to a later day."""


class RegisterClosed(Exception):
    """The register is closed: a change is a correction and says why."""


class AlreadySubmitted(Exception):
    """Somebody completed the register before."""


class NotSubmitted(Exception):
    """Only a completed register can be closed."""


class NotOnRegister(Exception):
    """A change names somebody who is not on the cohort of this session."""


class InvalidMark(Exception):
    """A mark that says what no mark can say."""


class Change(NamedTuple):
    """What somebody wants a person's mark to say, and the version of it that they saw; 0 is no mark."""

    enrolment_id: int
    status: str
    minutes_late: int | None
    reason: str
    base_version: int


class Conflict(NamedTuple):
    """A change that was not made, because somebody else had changed the mark in between: theirs stands."""

    enrolment_id: int
    name: str
    mine: Answer
    theirs: Answer
    version: int
    by: str
    at: dt.datetime | None


class Saved(NamedTuple):
    """What came of some changes: by enrolment the version that now stands, and the conflicts."""

    applied: dict[int, int]
    conflicts: list[Conflict]


class Standing(NamedTuple):
    """The mark of one person as the database has it."""

    name: str
    answer: Answer
    version: int
    at: dt.datetime | None
    by: str


@transaction.atomic
def save_marks(
    session: TrainingSession, changes: Iterable[Change], *, now: dt.datetime, correction: str = "", by: User
) -> Saved:
    """Make changes, person by person, each only if the mark is still the one that was seen.

    The same answer from two people is no conflict, and an answer that was only seen and sent back is no change: so a
    whole form may be posted, and posted again. Raises an exception of this module, and then nothing is saved.
    """
    wanted = {change.enrolment_id: (answer_of(change), change.base_version) for change in changes}
    session = lock(session)
    state = require_open(session, now, correction=correction)
    standing = standing_marks(session, wanted)
    seen = seen_answers(session, wanted, standing)
    saved = Saved({}, [])
    marks = []
    for enrolment_id, (answer, base_version) in wanted.items():
        mark = standing[enrolment_id]
        if answer == mark.answer or answer == seen.get(enrolment_id):
            saved.applied[enrolment_id] = mark.version
        elif base_version != mark.version:
            saved.conflicts.append(
                Conflict(enrolment_id, mark.name, answer, mark.answer, mark.version, mark.by, mark.at)
            )
        else:
            saved.applied[enrolment_id] = mark.version + 1
            marks.append(NewMark(enrolment_id, answer, mark.version + 1))
    put_in_force(session, state, marks, action="register.marked", now=now, correction=correction, by=by)
    return saved


@transaction.atomic
def fill_unmarked(session: TrainingSession, *, status: str = MarkStatus.PRESENT, now: dt.datetime, by: User) -> int:
    """Mark everybody who is expected and unmarked, nobody else; gives their number."""
    session = lock(session)
    state = require_open(session, now)
    return fill(session, state, status=status, now=now, by=by)


@transaction.atomic
def undo_fill(session: TrainingSession, *, filled_at: dt.datetime, now: dt.datetime, by: User) -> int:
    """Take back the marks that this person made at one moment, except those changed since; gives their number."""
    session = lock(session)
    state = require_open(session, now)
    filled = Mark.objects.filter(session=session, marked_at=filled_at, marked_by=by).exclude(status="")
    marks = [
        NewMark(enrolment_id, Answer(), version + 1)
        for enrolment_id, version in filled.order_by("pk").values_list("enrolment", "version")
    ]
    put_in_force(session, state, marks, action="register.fill_undone", now=now, by=by)
    return len(marks)


@transaction.atomic
def submit(session: TrainingSession, *, unmarked: str = "", now: dt.datetime, by: User) -> Register:
    """Complete a register. ``unmarked`` is what to say of those without a mark: nothing leaves them unknown."""
    session = lock(session)
    state = require_open(session, now)
    if state == RegisterState.SUBMITTED:
        raise AlreadySubmitted
    if unmarked:
        fill(session, state, status=unmarked, now=now, by=by)
    register, _ = Register.objects.update_or_create(
        session=session, defaults={"state": RegisterState.SUBMITTED, "submitted_at": now, "submitted_by": by}
    )
    catch_ups.propose(session, now=now)
    log.record("register.submitted", subject=session, by=by)
    return register


@transaction.atomic
def close(session: TrainingSession, *, now: dt.datetime, by: User) -> Register:
    """Close a completed register before its time; from then on a change is a correction that says why."""
    session = lock(session)
    if session.is_cancelled or register_state(session, now) != RegisterState.SUBMITTED:
        raise NotSubmitted
    register = session.register
    register.state, register.closed_at, register.closed_by = RegisterState.CLOSED, now, by
    register.save(update_fields=["state", "closed_at", "closed_by"])
    log.record("register.closed", subject=session, by=by)
    return register


def answer_of(change: Change) -> Answer:
    """What a change says, without what its status leaves no room for. Raises ``InvalidMark``."""
    minutes_late = change.minutes_late if change.status == MarkStatus.LATE else None
    reason = change.reason if change.status == MarkStatus.EXCUSED else ""
    if (
        change.status not in STATUSES
        or (minutes_late is not None and minutes_late not in MINUTES_LATE)
        or reason not in REASONS
    ):
        raise InvalidMark
    return Answer(str(change.status), minutes_late, str(reason))


def lock(session: TrainingSession) -> TrainingSession:
    """The session as it is now, kept from others until the transaction ends: so history and versions agree.

    Its register is read afterwards: joined, it would be as it was when the wait for the lock began.
    """
    sessions = TrainingSession.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort")
    [locked] = sessions.filter(pk=session.pk)[:1]
    return locked


def require_open(session: TrainingSession, now: dt.datetime, *, correction: str = "") -> RegisterState:
    """The state of a register that may be marked now. Raises why it may not."""
    if session.is_cancelled:
        raise SessionCancelled
    state = register_state(session, now)
    if state == RegisterState.NOT_DUE:
        raise NotDue
    if state == RegisterState.CLOSED and not correction:
        raise RegisterClosed
    return state


def standing_marks(session: TrainingSession, wanted: Iterable[int]) -> dict[int, Standing]:
    """By enrolment, the marks in force of people on the session's cohort. Raises ``NotOnRegister``."""
    wanted = set(wanted)
    enrolments = Enrolment.objects.filter(cohort=session.cohort_id, pk__in=wanted)
    rows = with_marks(enrolments, session).values_list("pk", "participant__user__full_name", *MARK_COLUMNS)
    standing = {
        pk: Standing(name, Answer(status or "", minutes, reason or ""), version or 0, at, by or "")
        for pk, name, status, minutes, reason, version, at, by in rows
    }
    if wanted - set(standing):
        raise NotOnRegister
    return standing


def seen_answers(
    session: TrainingSession, wanted: dict[int, tuple[Answer, int]], standing: dict[int, Standing]
) -> dict[int, Answer]:
    """For changes based on an older version, what that version said; an untouched row of a form only repeats it."""
    older = {pk: base for pk, (_, base) in wanted.items() if base != standing[pk].version}
    if not older:
        return {}
    events = MarkEvent.objects.filter(mark__session=session, mark__enrolment__in=older)
    said = {
        (enrolment_id, version): Answer(status, minutes, reason)
        for enrolment_id, version, status, minutes, reason in events.values_list(
            "mark__enrolment", "version", "status", "minutes_late", "reason"
        )
    }
    return {pk: Answer() if base == 0 else said.get((pk, base), standing[pk].answer) for pk, base in older.items()}


def fill(session: TrainingSession, state: RegisterState, *, status: str, now: dt.datetime, by: User) -> int:
    """Mark the unmarked of a locked session."""
    answer = answer_of(Change(0, status, None, "", 0))
    marks = [NewMark(row.enrolment_id, answer, row.version + 1) for row in roster_of(session).unmarked]
    put_in_force(session, state, marks, action="register.filled", now=now, by=by)
    return len(marks)


def put_in_force(
    session: TrainingSession,
    state: RegisterState,
    marks: list[NewMark],
    *,
    action: str,
    now: dt.datetime,
    correction: str = "",
    by: User,
) -> None:
    """Write marks with their history, if there are any, and let catch-up follow a register that is settled."""
    if not marks:
        return
    mark_rows.write(session.pk, marks, by_id=by.pk, now=now, correction=correction)
    if state in SETTLED:
        catch_ups.propose(session, now=now)
    log.record(action, subject=session, by=by, marks=len(marks))
