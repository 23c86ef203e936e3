"""What a person is expected at or asked to study, and what became of it, from plain facts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from npq_portal import clock


class Strand(StrEnum):
    """The kind of thing an item is; some lead providers ask for the target in each strand separately."""

    LIVE = "live"
    STUDY = "study"
    COACHING = "coaching"


class State(StrEnum):
    """What became of an item for one person; unknown is never present and never absent."""

    ATTENDED = "attended"
    LATE = "late"
    MADE_UP = "made_up"
    MISSED = "missed"
    EXCUSED = "excused"
    UNKNOWN = "unknown"
    DONE = "done"
    IN_PROGRESS = "in_progress"
    OVERDUE = "overdue"
    UPCOMING = "upcoming"
    NOT_EXPECTED = "not_expected"


# Why nobody, or nobody in particular, is expected; why one person is not, their away periods say.
CANCELLED = "cancelled"
OPTIONAL = "optional"
NOT_IN_GROUP = "not in the group"

# Stretches of local days, last included, on which one person is not expected, each with why.
AwayPeriods = Sequence[tuple[dt.date, dt.date | None, str]]


class Outcome(NamedTuple):
    """The state of an item, with the reason where the person is not expected."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that counts, or might, towards a person's engagement.

    ``due`` is when it becomes known: the end of a session, or the last day of a study unit.
    """

    key: str
    strand: Strand
    title: str
    short_title: str
    due: dt.datetime | dt.date
    minutes: int
    is_compulsory: bool
    state: State
    reason: str = ""

    @property
    def due_on(self) -> dt.date:
        """The local day on which it becomes known."""
        return local_day(self.due)


@lru_cache(maxsize=10_000)
def local_day(moment: dt.datetime | dt.date) -> dt.date:
    """The day as people in England call it; kept, because a board asks it of the same sessions for each person."""
    return clock.local(moment).date() if isinstance(moment, dt.datetime) else moment


MARKED = {"present": State.ATTENDED, "late": State.LATE, "absent": State.MISSED, "excused": State.EXCUSED}


def state_of_session(
    *,
    mark: str | None,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    now: dt.datetime,
    away: AwayPeriods,
    is_caught_up: bool = False,
    is_cancelled: bool = False,
    is_compulsory: bool = True,
    is_for_them: bool = True,
) -> Outcome:
    """What became of a session for one person.

    ``mark`` is the value in force ("present", "late", "absent", "excused") or None. Whoever came is credited, expected
    or not; nobody is judged on a session that was cancelled, that fell outside their active days or that was for a group
    they were not in.
    """
    if is_cancelled:
        return Outcome(State.NOT_EXPECTED, CANCELLED if is_for_them else NOT_IN_GROUP)
    marked = MARKED[mark] if mark else None
    if marked in (State.ATTENDED, State.LATE):
        return Outcome(marked)
    if is_caught_up and marked:
        return Outcome(State.MADE_UP)
    if not is_for_them:
        return Outcome(State.NOT_EXPECTED, NOT_IN_GROUP)
    if reason := why_away(away, on=local_day(starts_at)):
        return Outcome(State.NOT_EXPECTED, reason)
    if marked:
        return Outcome(marked)
    if not is_compulsory:
        return Outcome(State.NOT_EXPECTED, OPTIONAL)
    return Outcome(State.UNKNOWN if ends_at <= now else State.UPCOMING)


def state_of_study(
    *,
    is_done: bool,
    minutes: int,
    due_on: dt.date,
    today: dt.date,
    away: AwayPeriods,
    is_compulsory: bool = True,
) -> Outcome:
    """What became of a study unit (or a coaching conversation) for one person; ``minutes`` are those spent so far.

    It is open until the end of its last day. What was done is credited, expected or not.
    """
    if is_done:
        return Outcome(State.DONE)
    if reason := why_away(away, on=due_on):
        return Outcome(State.NOT_EXPECTED, reason)
    if not is_compulsory:
        return Outcome(State.NOT_EXPECTED, OPTIONAL)
    if due_on < today:
        return Outcome(State.OVERDUE)
    return Outcome(State.IN_PROGRESS if minutes else State.UPCOMING)


def why_away(away: AwayPeriods, *, on: dt.date) -> str:
    """Why somebody is not expected on a day, or an empty string where they are."""
    for from_on, until_on, reason in away:
        if from_on <= on and (until_on is None or on <= until_on):
            return reason
    return ""
