"""A school year as its page draws it: twelve months of days, and what each day is."""

import datetime as dt
from typing import NamedTuple

from cohorts.planning.calendars import ClosureKind, SchoolCalendar, is_weekend

FIRST_MONTH = 9
GLYPHS = {ClosureKind.BANK_HOLIDAY: "B", ClosureKind.TRAINING_DAY: "T", ClosureKind.OCCASIONAL_DAY: "O"}


class Day(NamedTuple):
    """One day: its kind is a class of the page, its glyph a letter for those who do not see colours."""

    number: int
    kind: str
    glyph: str
    words: str


class Month(NamedTuple):
    """One month in weeks from Monday to Sunday; days of other months are None."""

    first: dt.date
    weeks: list[list[Day | None]]


def months_of(calendar: SchoolCalendar, school_year: int) -> list[Month]:
    """September to August, each day as the calendar knows it."""
    firsts = [
        dt.date(school_year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(FIRST_MONTH, FIRST_MONTH + 12)
    ]
    return [Month(first, _weeks(calendar, first)) for first in firsts]


def _weeks(calendar: SchoolCalendar, first: dt.date) -> list[list[Day | None]]:
    cells: list[Day | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        cells.append(_day(calendar, day))
        day += dt.timedelta(days=1)
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _day(calendar: SchoolCalendar, day: dt.date) -> Day:
    closed = calendar.closure(day)
    if closed:
        return Day(day.day, closed.kind.value, GLYPHS.get(closed.kind, ""), closed.reason)
    if is_weekend(day):
        return Day(day.day, "weekend", "", "weekend")
    half_term = calendar.half_term_on(day)
    return Day(day.day, "open", "", str(half_term)) if half_term else Day(day.day, "unknown", "?", "not known")
