"""Dates, times, numbers and names as the portal writes them: after the GOV.UK style guide, always in English local time.

Templates use these as filters (``{% load portal %}``); messages, mails and calendars call them directly.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from npq_portal import clock

Day = dt.date | dt.datetime
NOTHING = "–"


def as_day(moment: Day) -> dt.date:
    """The local day of a date, or of an aware moment."""
    return clock.local(moment).date() if isinstance(moment, dt.datetime) else moment


def full_date(moment: Day | None) -> str:
    """Wednesday 11 May 2022."""
    return NOTHING if moment is None else f"{as_day(moment):%A {as_day(moment).day} %B %Y}"


def plain_date(moment: Day | None) -> str:
    """11 May 2022."""
    return NOTHING if moment is None else f"{as_day(moment):{as_day(moment).day} %B %Y}"


def short_date(moment: Day | None) -> str:
    """11 May."""
    return NOTHING if moment is None else f"{as_day(moment):{as_day(moment).day} %B}"


def week_date(moment: Day | None) -> str:
    """Wed 11 May."""
    return NOTHING if moment is None else f"{as_day(moment):%a {as_day(moment).day} %B}"


def month_year(moment: Day | None) -> str:
    """May 2022."""
    return NOTHING if moment is None else f"{as_day(moment):%B %Y}"


def clock_time(moment: dt.datetime | dt.time | None) -> str:
    """15:45."""
    if moment is None:
        return NOTHING
    return f"{clock.local(moment) if isinstance(moment, dt.datetime) else moment:%H:%M}"


def time_range(start: dt.datetime | dt.time | None, end: dt.datetime | dt.time | None) -> str:
    """15:45 to 17:15."""
    return clock_time(start) if end is None else f"{clock_time(start)} to {clock_time(end)}"


def date_range(start: Day | None, end: Day | None) -> str:
    """1 November 2021 to 31 May 2023; the year is said once when it is the same."""
    if start is None or end is None:
        return plain_date(start or end)
    first = short_date(start) if as_day(start).year == as_day(end).year else plain_date(start)
    return plain_date(end) if as_day(start) == as_day(end) else f"{first} to {plain_date(end)}"


def date_time(moment: dt.datetime | None) -> str:
    """Wednesday 11 May 2022, 15:45."""
    return NOTHING if moment is None else f"{full_date(moment)}, {clock_time(moment)}"


def date_times(start: dt.datetime | None, end: dt.datetime | None) -> str:
    """Wednesday 11 May 2022, 15:45 to 17:15."""
    return NOTHING if start is None else f"{full_date(start)}, {time_range(start, end)}"


def relative_day(moment: Day | None, today: dt.date | None = None) -> str:
    """How far off a day is: today, tomorrow, in 5 days, in 3 weeks, 2 days ago."""
    if moment is None:
        return NOTHING
    days = (as_day(moment) - (today or clock.today())).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    far = count(abs(days), "day,days") if abs(days) < 14 else count(abs(days) // 7, "week,weeks")
    return f"in {far}" if days > 0 else f"{far} ago"


def minutes(number: int | None) -> str:
    """1 h 50 min."""
    if number is None:
        return NOTHING
    hours, rest = divmod(int(number), 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def percent(number: float | Decimal | None) -> str:
    """93.4% (and 90%, not 90.0%); an unknown figure is a dash."""
    return NOTHING if number is None else f"{number:.1f}".removesuffix(".0") + "%"


def number(figure: int) -> str:
    """1,000."""
    return f"{figure:,}"


def count(number: int, nouns: str) -> str:
    """1 register, 2 registers, 1,000 registers: ``nouns`` is “register,registers”."""
    one, many = nouns.split(",")
    return f"{number:,} {one if number == 1 else many}"


def plural(number: int, forms: str) -> str:
    """The first of two forms for one, the second otherwise: ``is,are``."""
    one, many = forms.split(",")
    return one if number == 1 else many


def listing(things: Iterable[Any]) -> str:
    """Amara, Ben and Chloe."""
    words = [str(thing) for thing in things]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def initials(name: Any) -> str:
    """The first letters of the first and last word of a name."""
    words = str(name).replace("-", " ").split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()
