"""Where the days of one cohort's plan fall in another's: whole weeks later, by the planner's own rules for closures."""

import datetime as dt
from typing import NamedTuple

from cohorts.planning import moves
from cohorts.planning.calendars import ONE_DAY, ONE_WEEK, SchoolCalendar, monday_of


class Landing(NamedTuple):
    """The days of something copied, first and last included, and why they are not simply so many weeks later."""

    first: dt.date
    last: dt.date
    moved: str = ""


def weeks_between(before: dt.date, after: dt.date) -> int:
    """By how many whole weeks a plan shifts when its start does; weekdays stay what they are."""
    return (monday_of(after) - monday_of(before)) // ONE_WEEK


def land_day(day: dt.date, weeks: int, calendar: SchoolCalendar) -> Landing:
    """The day of a session. Raises ``NoOpenDay``."""
    landed, move = moves.open_day(day + ONE_WEEK * weeks, calendar)
    return Landing(landed, landed, str(move or ""))


def land_window(first: dt.date, last: dt.date, weeks: int, calendar: SchoolCalendar) -> Landing:
    """The days between which something is open. Raises ``NoOpenDay``."""
    opens, opening = moves.window_edge(first + ONE_WEEK * weeks, "opening", calendar)
    closes, closing = moves.window_edge(last + ONE_WEEK * weeks, "last day", calendar)
    return Landing(opens, closes, "; ".join(str(move) for move in (opening, closing) if move))


def land_clear(first: dt.date, last: dt.date, weeks: int, calendar: SchoolCalendar) -> Landing:
    """The days of a window that no closure may touch. Raises ``NoOpenDay``."""
    length = last - first
    opens, move = moves.clear_window(first + ONE_WEEK * weeks, length // ONE_DAY + 1, calendar)
    return Landing(opens, opens + length, str(move or ""))
