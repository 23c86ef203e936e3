"""How a register is said and drawn: rows for its template, and sentences about what was and was not saved."""

from collections.abc import Mapping

from npq_portal.ui.words import clock_time, date_time
from sessions.actions.registers import Conflict
from sessions.models import CLOSES_AFTER, MarkStatus, TrainingSession
from sessions.roster import Answer, Roster, Row

Drawn = tuple[int, str, str, bool, int, str, int | str, str, tuple[str, ...], str]


def drawn(row: Row, note: str = "", retyped: Mapping[str, str] | None = None) -> Drawn:
    """A row as the register's template takes it apart; with what somebody typed, where that was refused."""
    pk, answer = row.enrolment_id, row.answer
    status, reason = answer.status, answer.reason
    minutes: int | str = answer.minutes_late or ""
    if retyped:
        status, minutes, reason = retyped.get(f"s{pk}", status), retyped.get(f"m{pk}", ""), retyped.get(f"r{pk}", "")
    text = f"{row.school} · {row.away}" if row.away else row.school
    return pk, row.name, text, row.version > 0, row.version, status, minutes, reason, row.last, note


def said(answer: Answer) -> str:
    """A mark in the middle of a sentence."""
    if not answer.status:
        return "unmarked"
    late = f" {answer.minutes_late} minutes" if answer.minutes_late else ""
    return f"{MarkStatus(answer.status).label.lower()}{late}"


def said_of(conflict: Conflict) -> str:
    """Who said what instead, and when."""
    return (
        f"{conflict.by} made this {said(conflict.theirs)} at {clock_time(conflict.at)}, so your {said(conflict.mine)} "
        "is not saved. Choose it again to replace theirs."
    )


def announced(roster: Roster, changed: list[int]) -> str:
    """What somebody who listens to the page hears after a change."""
    heard = [f"{row.name} {said(row.answer)}" for row in roster.rows if row.enrolment_id in changed]
    return ", ".join([*heard, f"{roster.marked} of {roster.total} marked"])


def submitted_words(session: TrainingSession) -> str:
    """Who completed the register, and until when it can be changed without giving a reason."""
    register = session.register
    closes_at = register.submitted_at + CLOSES_AFTER
    return f"Completed by {register.submitted_by}, {date_time(register.submitted_at)}. It closes on {date_time(closes_at)}."
