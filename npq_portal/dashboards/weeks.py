"""A week of a schedule, Monday to Sunday."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from npq_portal.dashboards.schedule import Entry
from participants.models.days import EARLIEST, LATEST

WEEK = dt.timedelta(days=7)


class Day(NamedTuple):
    """A day of the week and what it holds."""

    on: dt.date
    is_today: bool
    entries: list[Entry]


class Week(NamedTuple):
    """Seven days, and the Mondays before and after."""

    days: list[Day]
    before: dt.date
    after: dt.date

    @property
    def entries(self) -> list[Entry]:
        return [entry for day in self.days for entry in day.entries]


def chosen_week(text: str, *, today: dt.date) -> dt.date:
    """The Monday of the week that an address names; of this week, if it names none."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = today
    if not EARLIEST <= day <= LATEST:
        day = today
    return day - dt.timedelta(days=day.weekday())


def week_of(entries: Iterable[Entry], monday: dt.date, *, today: dt.date) -> Week:
    entries = list(entries)
    days = [monday + dt.timedelta(days=number) for number in range(7)]
    return Week(
        [Day(day, day == today, [entry for entry in entries if entry.on == day]) for day in days],
        before=monday - WEEK,
        after=monday + WEEK,
    )
