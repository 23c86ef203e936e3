"""From rows to the planner and back: what a cohort's blueprint, calendar and dates amount to."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from cohorts.models import Blueprint, CalendarPeriod, Cohort, Component, SchoolCalendar
from cohorts.planning import calendars, generator
from cohorts.planning.components import PlannedComponent, read_components
from cohorts.planning.plans import Plan
from cohorts.planning.repeats import SHORT_TITLE

# A school year begins in August or September.
SCHOOL_YEAR_BEGINS_IN = 8
CLOSED_KINDS: dict[str, calendars.ClosureKind] = {
    CalendarPeriod.Kind.TRAINING_DAY: calendars.ClosureKind.TRAINING_DAY,
    CalendarPeriod.Kind.OCCASIONAL_DAY: calendars.ClosureKind.OCCASIONAL_DAY,
    CalendarPeriod.Kind.CLOSURE: calendars.ClosureKind.HOLIDAY,
}


def school_year_of(day: dt.date) -> int:
    """The year in which the school year of a day begins."""
    return day.year - (day.month < SCHOOL_YEAR_BEGINS_IN)


def calendar_of(calendar: SchoolCalendar) -> calendars.SchoolCalendar:
    """The calendar that the planner reads; raises ``CalendarError`` when its rows contradict each other."""
    return read_calendar(calendar.periods.order_by("starts_on", "pk"), name=calendar.name)


def read_calendar(periods: Iterable[CalendarPeriod], *, name: str) -> calendars.SchoolCalendar:
    """What the rows of one calendar amount to; raises ``CalendarError`` when they contradict each other."""
    half_terms, closed = [], []
    for period in periods:
        if period.kind == CalendarPeriod.Kind.HALF_TERM:
            began = school_year_of(period.starts_on)
            half_terms.append(calendars.HalfTerm(began, period.number, period.starts_on, period.ends_on))
        else:
            for day in calendars.days_between(period.starts_on, period.ends_on):
                closed.append(calendars.ClosedDay(day, CLOSED_KINDS[period.kind], period.name))
    return calendars.SchoolCalendar(half_terms, closed, name=name)


def short_of(title: str) -> str:
    """What a component is called where there is little room, unless it says so itself."""
    return title[:SHORT_TITLE].strip()


def described(row: Component) -> dict[str, Any]:
    """A component as a blueprint file describes it."""
    return {
        "key": row.key,
        "title": row.title,
        "kind": row.kind,
        "delivery": row.delivery,
        "short_title": row.short_title,
        "minutes": row.minutes,
        "credited_minutes": row.credited_minutes,
        "compulsory": row.is_compulsory,
        "days": row.days,
        "content_areas": row.content_areas,
        "preparation": row.preparation,
        "preparation_minutes": row.preparation_minutes,
        "link": row.link,
        "after": row.after,
        "placement": row.placement or None,
        "repeat": row.repeat or None,
        "notes": row.notes,
        "unknown": row.unknown,
    }


def told(row: Component) -> dict[str, Any]:
    """A component as a blueprint file describes it; what is empty is left out."""
    return {name: value for name, value in described(row).items() if value not in (None, "", [], {})}


def fingerprint(*shown: Any) -> str:
    """A short text that differs whenever what was shown would."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def in_words(blueprint: Blueprint, rows: Iterable[Component]) -> dict[str, Any]:
    """A blueprint as its file describes it, without its version; what is empty is left out."""
    return {
        "key": blueprint.key,
        "programme": blueprint.programme.identifier,
        "name": blueprint.name,
        "description": blueprint.description,
        "components": [told(row) for row in sorted(rows, key=lambda row: row.position)],
    }


def components_of(blueprint: Blueprint) -> tuple[PlannedComponent, ...]:
    """What the planner has to place, in the blueprint's order; raises ``BlueprintError``, naming the component."""
    rows = blueprint.components.order_by("position", "pk")
    return read_components([described(row) for row in rows], str(blueprint))


def plan_of(cohort: Cohort) -> Plan:
    """The plan that a cohort's blueprint, dates and school calendar give: the same each time, until one of them changes.

    Raises ``CalendarError`` or ``BlueprintError``.
    """
    return generator.generate(
        components_of(cohort.blueprint),
        start=cohort.starts_on,
        end=cohort.ends_on,
        calendar=calendar_of(cohort.calendar),
    )
