"""A facilitator's sessions: which register comes next, what is left to take, what is on today and what comes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from npq_portal.ui.words import clock_time, count, date_time, relative_day
from sessions.items import local_day
from sessions.models import OPENS_BEFORE, RegisterState, TrainingSession, register_state


@dataclass(frozen=True)
class Lesson:
    """A session as the person who takes it sees it at a moment."""

    session: TrainingSession
    now: dt.datetime

    @property
    def state(self) -> RegisterState:
        return register_state(self.session, self.now)

    @property
    def is_cancelled(self) -> bool:
        return self.session.is_cancelled

    @property
    def is_open(self) -> bool:
        """Whether its register wants to be taken."""
        return not self.is_cancelled and self.state == RegisterState.OPEN

    @property
    def is_on(self) -> bool:
        """Whether people are at the door or in the room."""
        return not self.is_cancelled and self.session.starts_at - OPENS_BEFORE <= self.now < self.session.ends_at

    @property
    def is_today(self) -> bool:
        return local_day(self.session.starts_at) == local_day(self.now)

    @property
    def joining_is_open(self) -> bool:
        return self.session.joining_is_open(self.now)

    @property
    def when(self) -> str:
        if self.session.starts_at <= self.now < self.session.ends_at:
            return "now"
        return relative_day(self.session.starts_at, local_day(self.now))

    @property
    def register_words(self) -> str:
        """The state of the register, as a sentence would have it."""
        if self.is_cancelled:
            return "Cancelled"
        if self.state == RegisterState.NOT_DUE:
            opens_at = self.session.starts_at - OPENS_BEFORE
            at = clock_time(opens_at) if self.is_today else date_time(opens_at)
            return f"The register opens {'at' if self.is_today else 'on'} {at}"
        if self.state != RegisterState.OPEN:
            return f"Register {self.state.label.lower()}"
        days = (local_day(self.now) - local_day(self.session.starts_at)).days
        if self.now < self.session.ends_at or not days:
            return "The register is open"
        return f"The register has been open for {count(days, 'day,days')}"


@dataclass(frozen=True)
class Teaching:
    """Lessons by what they ask for; ``first`` stands on the card at the top and in none of the lists."""

    first: Lesson | None
    to_take: list[Lesson]
    today: list[Lesson]
    coming: list[Lesson]


def teaching_of(sessions: Sequence[TrainingSession], *, now: dt.datetime) -> Teaching:
    """Sessions in order of their time: those whose register is not in, those of today, and those to come."""
    lessons = [Lesson(session, now) for session in sessions]
    open_ones = [lesson for lesson in lessons if lesson.is_open]
    coming = [lesson for lesson in lessons if lesson.state == RegisterState.NOT_DUE]
    meeting = [lesson for lesson in open_ones if lesson.is_on]
    planned = [lesson for lesson in coming if not lesson.is_cancelled]
    first = next(iter([*meeting, *open_ones, *planned]), None)
    to_take = [lesson for lesson in open_ones if lesson != first]
    rest = [lesson for lesson in lessons if lesson != first and lesson not in to_take]
    return Teaching(
        first=first,
        to_take=to_take,
        today=[lesson for lesson in rest if lesson.is_today],
        coming=[lesson for lesson in rest if lesson in coming and not lesson.is_today],
    )
