"""Where a blueprint puts a component in time: by half term, by distance from the start, before another, in a window.

A placement may be half finished. It then says what it lacks, and the planner leaves the component undated.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from cohorts.planning.fields import BlueprintError, Fields
from cohorts.planning.wording import WEEKDAYS, counted, day_in_words, listed

KINDS = ("half_term", "offset", "before", "window", "fixed")
DAY_KEYS = {
    "half_term": ("half_term", "week", "weekday"),
    "offset": ("months", "weeks", "days", "weekday"),
    "fixed": ("on",),
}


@dataclass(frozen=True)
class Hours:
    """From when to when on the day, by the clock on the wall."""

    start: dt.time | None = None
    end: dt.time | None = None

    def __str__(self) -> str:
        return ", ".join(
            f"{word} {time:%H:%M}" for word, time in (("from", self.start), ("to", self.end)) if time is not None
        ).replace(", to", " to")


@dataclass(frozen=True)
class HalfTermDay:
    """A weekday in a week of a half term, both counted from the programme's start."""

    half_term: int
    week: int
    weekday: int

    def __str__(self) -> str:
        return f"half term {self.half_term}, week {self.week}, {WEEKDAYS[self.weekday]}"


@dataclass(frozen=True)
class OffsetDay:
    """So many months, weeks and days after the start; with a weekday, the first such day from then on."""

    months: int = 0
    weeks: int = 0
    days: int = 0
    weekday: int | None = None

    def __str__(self) -> str:
        spans = (("month", self.months), ("week", self.weeks), ("day", self.days))
        parts = [counted(number, noun) for noun, number in spans if number]
        distance = f"{listed(parts)} after the start" if parts else "at the start"
        return distance if self.weekday is None else f"{WEEKDAYS[self.weekday]}, {distance}"


@dataclass(frozen=True)
class FixedDay:
    """A date that everybody shares, such as a national conference."""

    on: dt.date

    def __str__(self) -> str:
        return day_in_words(self.on)


Day = HalfTermDay | OffsetDay | FixedDay


@dataclass(frozen=True)
class DayPlacement:
    """One day, with its hours."""

    day: Day
    hours: Hours = Hours()

    def __str__(self) -> str:
        return ", ".join(part for part in (str(self.day), str(self.hours)) if part)


@dataclass(frozen=True)
class BeforePlacement:
    """So many working days before another component: days on which school is open."""

    component: str
    working_days: int
    hours: Hours = Hours()

    def __str__(self) -> str:
        words = f"{counted(self.working_days, 'working day')} before “{self.component}”"
        return ", ".join(part for part in (words, str(self.hours)) if part)


@dataclass(frozen=True)
class WindowPlacement:
    """Open from a day to another one, both included."""

    opens: Day
    closes: Day

    def __str__(self) -> str:
        return f"opens {self.opens}; closes {self.closes}"


@dataclass(frozen=True)
class LastingPlacement:
    """Open from a day for so many days; a clear one touches no closure, and moves as a whole."""

    opens: Day
    days: int
    is_clear: bool = False

    def __str__(self) -> str:
        words = f"opens {self.opens}; lasts {counted(self.days, 'day')}"
        return f"{words}; clear of closures" if self.is_clear else words


@dataclass(frozen=True)
class Unfinished:
    """A placement that cannot be dated yet, and what it lacks."""

    lacks: tuple[str, ...]

    def __str__(self) -> str:
        return f"not finished: {listed(self.lacks)} missing"


# Those that name days of their own.
OwnPlacement = DayPlacement | WindowPlacement | LastingPlacement
Placement = OwnPlacement | BeforePlacement | Unfinished


def later(placement: OwnPlacement, *, half_terms: int = 0, weeks: int = 0) -> OwnPlacement:
    """The same placement so many half terms or weeks later; only days by half term can be some half terms later."""
    if isinstance(placement, DayPlacement):
        return replace(placement, day=_day_later(placement.day, half_terms, weeks))
    opens = _day_later(placement.opens, half_terms, weeks)
    if isinstance(placement, WindowPlacement):
        return WindowPlacement(opens, _day_later(placement.closes, half_terms, weeks))
    return replace(placement, opens=opens)


def _day_later(day: Day, half_terms: int, weeks: int) -> Day:
    if isinstance(day, HalfTermDay):
        return replace(day, half_term=day.half_term + half_terms, week=day.week + weeks)
    if isinstance(day, OffsetDay):
        return replace(day, weeks=day.weeks + weeks)
    return FixedDay(day.on + dt.timedelta(weeks=weeks))


def days_of(placement: Placement) -> tuple[Day, ...]:
    """Every day that a placement names, the first of them first."""
    match placement:
        case DayPlacement(day):
            return (day,)
        case WindowPlacement(opens, closes):
            return (opens, closes)
        case LastingPlacement(opens):
            return (opens,)
    return ()


def read_placement(data: Any, place: str) -> Placement | None:
    """The placement that a JSON object describes; None where there is none yet."""
    if not data:
        return None
    fields = Fields(data, place)
    kind = fields.choice("by", KINDS)
    if not kind:
        raise BlueprintError(f"{place}: “by” must be one of {listed(KINDS)}.")
    if kind == "window":
        return _read_window(fields)
    hours = _read_hours(fields)
    if kind == "before":
        fields.allow_only("by", "component", "working_days", "start", "end")
        component, working_days = fields.text("component"), fields.number("working_days")
        if component and working_days is not None:
            return BeforePlacement(component, working_days, hours)
        named = {"the component it comes before": component, "a number of working days": working_days is not None}
        return Unfinished(tuple(name for name, is_known in named.items() if not is_known))
    fields.allow_only("by", *DAY_KEYS[kind], "start", "end")
    day = _read_day(kind, fields)
    return day if isinstance(day, Unfinished) else DayPlacement(day, hours)


def _read_window(fields: Fields) -> WindowPlacement | LastingPlacement | Unfinished:
    """A window: two days, or a day and a length."""
    fields.allow_only("by", "opens", "closes", "days", "clear")
    opens, closes = _read_edge(fields, "opens"), _read_edge(fields, "closes")
    days = fields.number("days", least=1)
    is_clear = fields.truth("clear", otherwise=False)
    if days and fields.data.get("closes"):
        raise BlueprintError(f"{fields.place}: a window has “closes” or “days”, not both.")
    if is_clear and fields.data.get("closes"):
        raise BlueprintError(f"{fields.place}: a window clear of closures is given by “days”, not by “closes”.")
    if days and not isinstance(opens, Unfinished):
        return LastingPlacement(opens, days, is_clear)
    if not isinstance(opens, Unfinished) and not isinstance(closes, Unfinished):
        return WindowPlacement(opens, closes)
    edges = (opens, "to open"), (None if days else closes, "to close")
    return Unfinished(
        tuple(f"{lack} {to}" for edge, to in edges if isinstance(edge, Unfinished) for lack in edge.lacks)
    )


def _read_edge(window: Fields, key: str) -> Day | Unfinished:
    """The day on which a window opens or closes."""
    if not window.data.get(key):
        return Unfinished(("a day",))
    fields = Fields(window.data[key], f"{window.place}, “{key}”")
    kind = fields.choice("by", tuple(DAY_KEYS))
    if not kind:
        raise BlueprintError(f"{fields.place}: “by” must be one of {listed(tuple(DAY_KEYS))}.")
    fields.allow_only("by", *DAY_KEYS[kind])
    return _read_day(kind, fields)


def _read_day(kind: str, fields: Fields) -> Day | Unfinished:
    """The day that the keys of ``kind`` give."""
    if kind == "fixed":
        on = fields.day("on")
        return FixedDay(on) if on else Unfinished(("a date",))
    weekday = fields.weekday("weekday")
    if kind == "offset":
        months, weeks, days = (fields.number(key) or 0 for key in ("months", "weeks", "days"))
        return OffsetDay(months, weeks, days, weekday)
    half_term, week = fields.number("half_term", 1), fields.number("week", 1)
    if half_term and week and weekday is not None:
        return HalfTermDay(half_term, week, weekday)
    named = {"a half term": half_term, "a week": week, "a weekday": weekday}
    return Unfinished(tuple(name for name, value in named.items() if value is None))


def _read_hours(fields: Fields) -> Hours:
    """The hours of the day, which must run forwards."""
    hours = Hours(fields.time("start"), fields.time("end"))
    if hours.start and hours.end and hours.end <= hours.start:
        raise BlueprintError(f"{fields.place} ends at {hours.end:%H:%M}, not after its start at {hours.start:%H:%M}.")
    return hours
