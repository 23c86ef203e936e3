"""How a planned day that meets a closure is moved, and what is said about it.

The rule for a session. On a weekday: the next open day later in the same week; if there is none, the same weekday of the
next week, or the next open day later in that week; and so on. On a Saturday or Sunday, chosen on purpose: the same day of
the next week that is not closed; reached by counting days, the Monday after it. The rule for the edge of a window: the next day of school; a weekend edge that no closure
touches stays, because people study at weekends. A window that must be clear of closures moves by whole weeks, and keeps
its weekday.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cohorts.planning.calendars import ONE_DAY, ONE_WEEK, SchoolCalendar, days_between, is_weekend, monday_of
from cohorts.planning.wording import day_in_words

# No English school closes for longer; a search that goes on beyond it would only hide a broken calendar.
LONGEST_SEARCH = dt.timedelta(days=120)


class NoOpenDay(Exception):
    """The calendar offers no day to move to; the message says why."""


@dataclass(frozen=True)
class Move:
    """One date that had to give way."""

    moved_from: dt.date
    moved_to: dt.date
    reason: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.what} moved from {day_in_words(self.moved_from)}: {self.reason}".strip()


def open_day(wanted: dt.date, calendar: SchoolCalendar, *, may_be_weekend: bool = True) -> tuple[dt.date, Move | None]:
    """The day for a session that is wanted on ``wanted``, which may be a weekend only if somebody chose it."""
    if is_weekend(wanted) and not may_be_weekend:
        day, _ = open_day(monday_of(wanted) + ONE_WEEK, calendar)
        return day, Move(wanted, day, calendar.is_closed(wanted) or "weekend")
    return _moved(wanted, calendar, lambda day: calendar.closure(day) is None, _days_to_try(wanted), days=1)


def clear_window(wanted: dt.date, days: int, calendar: SchoolCalendar) -> tuple[dt.date, Move | None]:
    """The first day of a window of ``days`` that no closure touches."""

    def is_clear(first: dt.date) -> bool:
        return all(calendar.closure(day) is None for day in days_between(first, first + ONE_DAY * (days - 1)))

    return _moved(wanted, calendar, is_clear, _weeks_to_try(wanted), days=days)


def window_edge(wanted: dt.date, what: str, calendar: SchoolCalendar) -> tuple[dt.date, Move | None]:
    """The day on which a window opens or closes that should do so on ``wanted``."""
    _require_known(wanted, calendar)
    closed = calendar.closure(wanted)
    if closed is None:
        return wanted, None
    day = wanted
    while not calendar.is_open(day):
        day += ONE_DAY
        _require_known(day, calendar)
    return day, Move(wanted, day, closed.reason, what)


def working_days_before(day: dt.date, count: int, calendar: SchoolCalendar) -> dt.date:
    """The ``count``-th day of school before ``day``; with 0, the day itself."""
    while count:
        day -= ONE_DAY
        _require_known(day, calendar)
        count -= calendar.is_open(day)
    return day


def _moved(
    wanted: dt.date,
    calendar: SchoolCalendar,
    suits: Callable[[dt.date], bool],
    candidates: Iterable[dt.date],
    *,
    days: int,
) -> tuple[dt.date, Move | None]:
    """The first of ``candidates`` that ``suits``, with the reason for leaving ``wanted``."""
    for day in candidates:
        last = day + ONE_DAY * (days - 1)
        _require_known(day, calendar)
        _require_known(last, calendar)
        if suits(day):
            return day, None if day == wanted else Move(wanted, day, _why_not(wanted, days, calendar))
    raise NoOpenDay(f"no open day was found in the {LONGEST_SEARCH.days} days after {day_in_words(wanted)}.")


def _why_not(wanted: dt.date, days: int, calendar: SchoolCalendar) -> str:
    """The first closure from ``wanted`` on, with its day where it is a later one."""
    closures = map(calendar.closure, days_between(wanted, wanted + ONE_DAY * (days - 1)))
    closed = next(closure for closure in closures if closure)
    return closed.reason if closed.day == wanted else f"{closed.reason} on {day_in_words(closed.day)}"


def _weeks_to_try(wanted: dt.date) -> Iterator[dt.date]:
    """``wanted`` and the same weekday of the weeks after it."""
    for weeks in range(LONGEST_SEARCH // ONE_WEEK + 1):
        yield wanted + ONE_WEEK * weeks


def _days_to_try(wanted: dt.date) -> Iterator[dt.date]:
    """In each week the weekday of ``wanted`` and then, unless that is at the weekend, the weekdays after it."""
    for day in _weeks_to_try(wanted):
        yield day
        if not is_weekend(day):
            yield from days_between(day + ONE_DAY, monday_of(day) + dt.timedelta(days=4))


def _require_known(day: dt.date, calendar: SchoolCalendar) -> None:
    """Refuse to guess whether school is open on a day of which the calendar says nothing."""
    if not calendar.knows(day):
        raise NoOpenDay(f"{calendar.name} says nothing about {day_in_words(day)}.")
