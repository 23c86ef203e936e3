"""When a reminder goes out: pure arithmetic on local days.

Days are counted on the calendar, never in steps of 24 hours. What comes before something is pulled earlier onto a day
and time at which people may be written to; what comes after something is pushed later.
"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from npq_portal import clock

EARLIEST = dt.time(7, 30)
LATEST = dt.time(18, 30)
# What is late and cannot wait for these hours at least leaves the nights alone.
NIGHT_ENDS = dt.time(7)
NIGHT_BEGINS = dt.time(21)
ONE_DAY = dt.timedelta(days=1)
# Longer than the longest stretch of closed days; a calendar that is closed for ever must not stop the planner.
MOST_SHIFT = 90


class Slot(NamedTuple):
    """The local day and time at which a message goes out, and the day on which it would have without closed days."""

    day: dt.date
    time: dt.time
    nominal_day: dt.date

    @property
    def moment(self) -> dt.datetime:
        return clock.at(self.day, self.time)


def slot(
    anchor_day: dt.date,
    *,
    offset: int,
    in_working_days: bool,
    time: dt.time,
    is_open: Callable[[dt.date], bool],
    before: bool,
    not_before: dt.datetime | None = None,
) -> Slot:
    """The slot ``offset`` days from ``anchor_day``, shifted ``before`` it or after it onto an allowed day and time.

    ``not_before`` is a moment that it must not precede, such as the end of a session whose register is missing.
    """
    step = -ONE_DAY if before else ONE_DAY
    nominal = count_days(anchor_day, offset, is_open) if in_working_days else anchor_day + dt.timedelta(days=offset)
    day, at = nominal, time
    if before and at < EARLIEST:
        day, at = day - ONE_DAY, LATEST
    elif before:
        at = min(at, LATEST)
    elif at > LATEST:
        day, at = day + ONE_DAY, EARLIEST
    else:
        at = max(at, EARLIEST)
    day = open_day(day, step, is_open)
    while not_before is not None and clock.at(day, at) < not_before:
        day = open_day(day + ONE_DAY, ONE_DAY, is_open)
    return Slot(day, at, nominal)


def count_days(day: dt.date, offset: int, is_open: Callable[[dt.date], bool]) -> dt.date:
    """The day that is ``offset`` open days from ``day``."""
    step = -ONE_DAY if offset < 0 else ONE_DAY
    for _ in range(abs(offset)):
        day = open_day(day + step, step, is_open)
    return day


def open_day(day: dt.date, step: dt.timedelta, is_open: Callable[[dt.date], bool]) -> dt.date:
    """``day``, or the nearest open day in the direction of ``step``."""
    for distance in range(MOST_SHIFT):
        if is_open(day + step * distance):
            return day + step * distance
    return day


def next_chance(now: dt.datetime, *, until: dt.datetime, is_open: Callable[[dt.date], bool]) -> dt.datetime:
    """From when on a message that is late may go out, ``until`` which it makes sense.

    It waits for the hours and days of all others; where that would be too late, only for the end of the night.
    """
    chance = within(now, EARLIEST, LATEST, is_open)
    return chance if chance < until else within(now, NIGHT_ENDS, NIGHT_BEGINS, lambda day: True)


def within(now: dt.datetime, earliest: dt.time, latest: dt.time, is_open: Callable[[dt.date], bool]) -> dt.datetime:
    """``now``, or the next moment that is on an open day and between two times of the day."""
    today = clock.local(now)
    if is_open(today.date()) and today.time() <= latest:
        return max(now, clock.at(today.date(), earliest))
    return clock.at(open_day(today.date() + ONE_DAY, ONE_DAY, is_open), earliest)
