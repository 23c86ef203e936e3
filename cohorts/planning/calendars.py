"""School calendars: half terms, and why a school is closed on a day.

A calendar is built from half terms, numbered 1 to 6 in each school year as schools number them. What lies between two
half terms that follow each other is a holiday; what lies anywhere else is not known, which is neither open nor closed.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cohorts.planning import bank_holidays
from cohorts.planning.wording import day_in_words

HALF_TERMS_IN_A_YEAR = 6
HOLIDAY_AFTER = {
    1: "October half term",
    2: "Christmas holiday",
    3: "February half term",
    4: "Easter holiday",
    5: "May half term",
    6: "summer holiday",
}
# A programme that starts in the last days of a half term counts from the next one: two weeks cannot hold what a
# blueprint plans for a half term.
LEAST_WEEKS_OF_A_FIRST_HALF_TERM = 3
ONE_DAY = dt.timedelta(days=1)
FRIDAY = dt.timedelta(days=4)
ONE_WEEK = dt.timedelta(weeks=1)


class CalendarError(ValueError):
    """A calendar contradicts itself; the message says where."""


class ClosureKind(StrEnum):
    """What kind of closed day it is."""

    BANK_HOLIDAY = "bank_holiday"
    TRAINING_DAY = "training_day"
    OCCASIONAL_DAY = "occasional_day"
    HOLIDAY = "holiday"


CLOSURE_WORDS = {
    ClosureKind.BANK_HOLIDAY: "bank holiday",
    ClosureKind.TRAINING_DAY: "training day",
    ClosureKind.OCCASIONAL_DAY: "occasional day",
}


@dataclass(frozen=True)
class HalfTerm:
    """The days from which to which a school teaches without a holiday between."""

    school_year: int  # the year in which the school year begins
    number: int
    starts_on: dt.date
    ends_on: dt.date

    def __str__(self) -> str:
        return f"half term {self.number} of {self.school_year}-{(self.school_year + 1) % 100:02}"

    @property
    def place(self) -> int:
        """A number that rises by one from each half term to the next, over the years too."""
        return self.school_year * HALF_TERMS_IN_A_YEAR + self.number

    @property
    def week_one(self) -> dt.date:
        """The Monday of the week in which teaching begins."""
        return monday_of(self.starts_on)


@dataclass(frozen=True)
class ClosedDay:
    """One day on which the school is closed though its half term or its holiday does not say so."""

    day: dt.date
    kind: ClosureKind
    name: str = ""

    @property
    def reason(self) -> str:
        """bank holiday (Spring bank holiday); training day; May half term."""
        if self.kind == ClosureKind.HOLIDAY:
            return self.name
        words = CLOSURE_WORDS[self.kind]
        return words if self.name.casefold() in ("", words) else f"{words} ({self.name})"


@dataclass(frozen=True)
class Holiday:
    """The weekdays between two half terms, with the weekends they enclose."""

    name: str
    starts_on: dt.date
    ends_on: dt.date


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week that ``day`` is in."""
    return day - dt.timedelta(days=day.weekday())


def is_weekend(day: dt.date) -> bool:
    """Whether ``day`` is a Saturday or Sunday."""
    return day.weekday() > 4


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every day from ``first`` to ``last``, both included."""
    for count in range((last - first).days + 1):
        yield first + dt.timedelta(days=count)


class SchoolCalendar:
    """When the schools of an area teach: half terms, holidays, training days, bank holidays and closures of one day."""

    def __init__(
        self,
        half_terms: Iterable[HalfTerm],
        closed_days: Iterable[ClosedDay] = (),
        *,
        name: str = "the school calendar",
        national: Mapping[dt.date, str] | None = None,
    ) -> None:
        self.name = name
        self.half_terms = tuple(sorted(half_terms, key=lambda half_term: (half_term.starts_on, half_term.place)))
        _refuse_contradictions(self.half_terms)
        self._starts = [half_term.starts_on for half_term in self.half_terms]
        self._national = bank_holidays.in_england() if national is None else national
        self._closed = {closed.day: closed for closed in closed_days}

    @cached_property
    def holidays(self) -> tuple[Holiday, ...]:
        """The holidays between half terms that follow each other, in order."""
        found = []
        for before, after in zip(self.half_terms, self.half_terms[1:], strict=False):
            first = _weekday_from(before.ends_on + ONE_DAY, ONE_DAY)
            last = _weekday_from(after.starts_on - ONE_DAY, -ONE_DAY)
            if after.place == before.place + 1 and first <= last:
                found.append(Holiday(HOLIDAY_AFTER[before.number], first, last))
        return tuple(found)

    def half_term_on(self, day: dt.date) -> HalfTerm | None:
        """The half term that ``day`` is in."""
        index = bisect_right(self._starts, day) - 1
        if index >= 0 and day <= self.half_terms[index].ends_on:
            return self.half_terms[index]
        return None

    def holiday_on(self, day: dt.date) -> Holiday | None:
        """The holiday that ``day`` is in."""
        index = bisect_right(self.holidays, day, key=lambda holiday: holiday.starts_on) - 1
        if index >= 0 and day <= self.holidays[index].ends_on:
            return self.holidays[index]
        return None

    def closure(self, day: dt.date) -> ClosedDay | None:
        """Why the school is closed on ``day``, or None; the weekend is nobody's closure."""
        if day in self._national:
            return ClosedDay(day, ClosureKind.BANK_HOLIDAY, self._national[day])
        if day in self._closed:
            return self._closed[day]
        holiday = self.holiday_on(day)
        return ClosedDay(day, ClosureKind.HOLIDAY, holiday.name) if holiday else None

    def is_closed(self, day: dt.date) -> str | None:
        """Why the school is closed on ``day``, in words."""
        closed = self.closure(day)
        return closed.reason if closed else None

    def knows(self, day: dt.date) -> bool:
        """Whether the calendar says anything about ``day``; a weekend is known where a day beside it is."""
        if self.half_term_on(day) or self.closure(day):
            return True
        if not is_weekend(day):
            return False
        return any(
            self.half_term_on(near) or self.holiday_on(near)
            for near in (_weekday_from(day, -ONE_DAY), _weekday_from(day, ONE_DAY))
        )

    def is_open(self, day: dt.date) -> bool:
        """Whether ``day`` is a day of school."""
        return self.half_term_on(day) is not None and not is_weekend(day) and self.closure(day) is None

    def half_terms_from(self, start: dt.date) -> tuple[HalfTerm, ...]:
        """The half terms of a programme that starts on ``start``: its first is number one, and so on.

        The first is the one in which the start lies, its weeks counted from the start (at a weekend, from the Monday
        after it), if at least three of them are left; otherwise the next. They stop where the calendar leaves one out.
        """
        found: list[HalfTerm] = []
        start = _weekday_from(start, ONE_DAY)
        for half_term in self.half_terms:
            if found:
                if half_term.place != found[-1].place + 1:
                    break
                found.append(half_term)
            elif half_term.ends_on >= start:
                begins = max(half_term.starts_on, start)
                is_cut = begins > half_term.starts_on
                weeks = (monday_of(half_term.ends_on) - monday_of(begins)).days // 7 + 1
                if not is_cut or weeks >= LEAST_WEEKS_OF_A_FIRST_HALF_TERM:
                    found.append(HalfTerm(half_term.school_year, half_term.number, begins, half_term.ends_on))
        return tuple(found)

    def teaching_weeks_between(self, first: dt.date, last: dt.date) -> int:
        """How many weeks from that of ``first`` to that of ``last`` have a day of school on or after ``first``."""
        count = 0
        monday = monday_of(first)
        while monday <= last:
            days = days_between(max(monday, first), monday + dt.timedelta(days=4))
            count += any(self.is_open(day) for day in days)
            monday += ONE_WEEK
        return count

    def weeks_of_teaching_after(self, first: dt.date, count: int) -> list[int]:
        """Of ``count`` weeks of teaching, that of ``first`` included, how many weeks after it each is.

        A week counts that has a day of school on the weekday of ``first`` or later; where the calendar says nothing,
        every week does.
        """
        found, weeks = [0], 0
        while len(found) < count:
            weeks += 1
            day = first + ONE_WEEK * weeks
            days = list(days_between(min(day, monday_of(day) + FRIDAY), monday_of(day) + FRIDAY))
            if any(map(self.is_open, days)) or not any(map(self.knows, days)):
                found.append(weeks)
        return found

    def teaching_week(self, day: dt.date, start: dt.date) -> int:
        """Which teaching week of a programme that starts on ``start`` ``day`` is in; in a holiday, the last one's."""
        return self.teaching_weeks_between(start, day) if day >= start else 0


def _weekday_from(day: dt.date, step: dt.timedelta) -> dt.date:
    """``day``, or the nearest day in the direction of ``step`` that is not at the weekend."""
    while is_weekend(day):
        day += step
    return day


def _refuse_contradictions(half_terms: tuple[HalfTerm, ...]) -> None:
    """Refuse half terms that end before they begin, overlap, or are numbered out of order."""
    for half_term in half_terms:
        if not 1 <= half_term.number <= HALF_TERMS_IN_A_YEAR:
            raise CalendarError(f"A school year has half terms 1 to 6, not {half_term.number}.")
        if half_term.ends_on < half_term.starts_on:
            raise CalendarError(
                f"{str(half_term).capitalize()} ends on {day_in_words(half_term.ends_on)}, "
                f"before it begins on {day_in_words(half_term.starts_on)}."
            )
    for before, after in zip(half_terms, half_terms[1:], strict=False):
        if after.starts_on <= before.ends_on:
            raise CalendarError(
                f"{str(after).capitalize()} begins on {day_in_words(after.starts_on)}, "
                f"before {before} ends on {day_in_words(before.ends_on)}."
            )
        if after.place <= before.place:
            raise CalendarError(f"{str(after).capitalize()} stands after {before}.")
