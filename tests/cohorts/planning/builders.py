"""Short ways to build what the planner takes, and the shipped data read without a database."""

import datetime as dt
import json
from pathlib import Path

import cohorts
from cohorts.planning.calendars import ClosedDay, ClosureKind, HalfTerm, SchoolCalendar
from cohorts.planning.components import read_component, read_components
from cohorts.planning.generator import generate

DATA = Path(cohorts.__file__).parent / "data"
DAY = dt.date.fromisoformat


def half_terms(year, *spans):
    """Half terms 1 and on of the school year that begins in ``year``, from pairs of ISO dates."""
    return [HalfTerm(year, number, DAY(first), DAY(last)) for number, (first, last) in enumerate(spans, start=1)]


def calendar(*terms, closed=(), **options):
    return SchoolCalendar(terms, closed, **options)


def component(key="seminar", *, placement=None, **fields):
    """A component as a blueprint file would describe it; its title is its key in capitals."""
    return read_component({"key": key, "title": key.capitalize(), "placement": placement} | fields, "component")


def on(day, start="15:45", end="17:15"):
    """A fixed date with its hours."""
    return {"by": "fixed", "on": day, "start": start, "end": end}


def week(half_term, number, weekday, start="15:45", end="17:15"):
    return edge(half_term, number, weekday) | {"start": start, "end": end}


def edge(half_term, number, weekday):
    return {"by": "half_term", "half_term": half_term, "week": number, "weekday": weekday}


def plan(*components, calendar, start="2021-11-01", end="2023-05-31"):
    return generate(components, start=DAY(start), end=DAY(end), calendar=calendar)


def shipped_calendar(key):
    """A shipped school calendar."""
    described = json.loads((DATA / "calendars" / f"{key}.json").read_text(encoding="utf-8"))
    return SchoolCalendar(
        (
            HalfTerm(year["school_year"], term["number"], DAY(term["starts_on"]), DAY(term["ends_on"]))
            for year in described["years"]
            for term in year["half_terms"]
        ),
        (
            ClosedDay(DAY(closed["on"]), ClosureKind(closed["kind"]), closed["name"])
            for year in described["years"]
            for closed in year["closed_days"]
        ),
        name=described["name"],
    )


def shipped_blueprint(key):
    """The components of a shipped blueprint."""
    described = json.loads((DATA / "blueprints" / f"{key}.json").read_text(encoding="utf-8"))
    return read_components(described["components"], key)


def as_line(item):
    """One item of a plan as the golden files write it."""
    if item.is_window:
        when = f"{item.opens_on:%a} {item.opens_on} to {item.due_on:%a} {item.due_on}"
    else:
        when = f"{item.on:%a} {item.on} {item.start:%H:%M}-{item.end:%H:%M}"
    return " | ".join(part for part in (item.key, when, item.explanation) if part)
