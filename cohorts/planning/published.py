"""Reads the delivery models that providers publish, in the form in which they were collected.

Such a model says what its page says and no more: a month without a day, hours without a date, "weekly" without an end.
All of it is kept. What the page leaves open stays open and is listed with its component, so that a manager sees what has
to be decided before the component can be dated; nothing is invented.
"""

import datetime as dt
import re
from typing import Any

from cohorts.planning.components import Delivery, Kind
from cohorts.planning.fields import BlueprintError, Fields
from cohorts.planning.repeats import SHORT_TITLE, Every

# What pages call things, where the planner has another word or a wider one.
KINDS = {
    "face_to_face": Kind.OTHER,
    "summative_assessment": Kind.ASSESSMENT,
    "formative_assessment": Kind.FORMATIVE_TASK,
    **{kind.value: kind for kind in Kind},
}
# What people do in their own time within a window, so that no day of it has to be chosen.
IN_OWN_TIME = {Kind.ONLINE_MODULE, Kind.SELF_STUDY, Kind.FORMATIVE_TASK, Kind.ASSESSMENT}
EVERY = {"weekly": Every.WEEK, "half_termly": Every.HALF_TERM, "termly": Every.TERM}
MODEL_KEYS = (
    *("source", "other_sources", "provider", "programme", "cohort", "era", "length_months", "dated"),
    *("components", "rules", "inferred", "caveats"),
)
COMPONENT_KEYS = (
    *("title", "kind", "delivery", "minutes", "count", "date", "start", "end", "month_offset", "repeat", "optional"),
    *("choice_of", "notes", "window_end", "count_unknown", "minutes_is_total"),
)
LONGEST_KEY = 34  # leaves room for the number of a time and of a day


def is_published(data: Any) -> bool:
    """Whether this is such a model, and not a blueprint in the portal's own form."""
    return isinstance(data, dict) and "provider" in data and "key" not in data


def read_published(data: Any, *, key: str, place: str) -> dict[str, Any]:
    """The blueprint, in the portal's own form, that a published model amounts to. Raises ``BlueprintError``."""
    fields = Fields(data, place)
    fields.allow_only(*MODEL_KEYS)
    programme = (fields.text("programme").split() or [""])[0]
    named = fields.text("provider"), fields.text("cohort")
    described = fields.value("components", list, "a list") or []
    used: set[str] = set()
    return {
        "key": key,
        "programme": programme,
        "name": ", ".join(part for part in named if part)[:120].strip(),
        "description": _description(fields),
        "components": [
            _component(Fields(each, f"{place}, component {number}"), used)
            for number, each in enumerate(described, start=1)
        ],
    }


def _description(fields: Fields) -> str:
    """What the model says of itself: where it comes from, its rules, and what was read into it or is doubtful."""
    lines = [" ".join([fields.text("source"), *fields.texts("other_sources")])]
    months = fields.number("length_months")
    lines.append(f"{months} months." if months else "")
    for heading, key in (("Rule", "rules"), ("Inferred", "inferred"), ("Doubtful", "caveats")):
        lines += [f"{heading}: {text}" for text in fields.texts(key)]
    return "\n".join(line for line in lines if line)


def _component(fields: Fields, used: set[str]) -> dict[str, Any]:
    fields.allow_only(*COMPONENT_KEYS)
    title = fields.text("title")
    if not title:
        raise BlueprintError(f"{fields.place} needs a “title”.")
    fields.place = f"{fields.place} ({title})"
    kind = fields.choice("kind", tuple(KINDS)) or Kind.OTHER
    component = {
        "key": _key(title, used),
        "title": title[:150],
        "short_title": title[:SHORT_TITLE].strip(),
        "kind": KINDS[kind].value,
        "delivery": fields.choice("delivery", tuple(Delivery)),
        "minutes": fields.number("minutes"),
        "compulsory": not fields.truth("optional", otherwise=False),
        "placement": _placement(fields),
        "repeat": _repeat(fields),
        "notes": _notes(fields),
        "unknown": _unknown(fields),
    }
    return {name: value for name, value in component.items() if value not in (None, "", [], {})}


def _key(title: str, used: set[str]) -> str:
    """A name that no other component of the model has."""
    stem = re.sub("[^a-z0-9]+", "-", title.casefold())[:LONGEST_KEY].strip("-") or "component"
    key, number = stem, 1
    while key in used:
        number += 1
        key = f"{stem}-{number}"
    used.add(key)
    return key


def _placement(fields: Fields) -> dict[str, Any]:
    """Where the page puts it, as far as it does."""
    on, window_end, months = fields.day("date"), fields.day("window_end"), fields.number("month_offset")
    hours = {name: f"{time:%H:%M}" for name in ("start", "end") if (time := fields.time(name))}
    if on and window_end:
        return {"by": "window", "opens": _fixed(on), "closes": _fixed(window_end)}
    if on:
        return _fixed(on) | hours
    if months is not None:
        return {"by": "offset", "months": months} | hours
    return {"by": "half_term"} | hours if hours or fields.text("repeat") else {}


def _fixed(on: dt.date) -> dict[str, str]:
    return {"by": "fixed", "on": on.isoformat()}


def _repeat(fields: Fields) -> dict[str, Any]:
    """How often it comes round; a count of which the page says nothing is left open."""
    every, count = fields.choice("repeat", tuple(EVERY)), fields.number("count", least=1)
    is_counted = not fields.truth("count_unknown", otherwise=False)
    repeat: dict[str, Any] = {}
    if every:
        repeat["every"] = EVERY[every].value
    if is_counted and count and count > 1:
        repeat["times"] = count
    return repeat


def _notes(fields: Fields) -> str:
    choice = fields.text("choice_of")
    return "\n".join(part for part in (fields.text("notes"), f"Choose one of: {choice}" if choice else "") if part)


def _unknown(fields: Fields) -> list[str]:
    """What the page leaves open, a few words each."""
    has_day, window_end = fields.day("date") is not None, fields.day("window_end")
    is_live = fields.text("delivery") in {Delivery.IN_PERSON, Delivery.ONLINE} and (
        KINDS.get(fields.text("kind"), Kind.OTHER) not in IN_OWN_TIME
    )
    asked = {
        "how it is delivered": not fields.text("delivery"),
        "how long it takes": fields.number("minutes") is None,
        "how the minutes are divided": fields.truth("minutes_is_total", otherwise=False),
        "how many there are": fields.truth("count_unknown", otherwise=False),
        "its day": not has_day and fields.number("month_offset") is None,
        "its day within the month": not has_day and fields.number("month_offset") is not None,
        "its day within the window": bool(window_end) and is_live,
        "its hours": is_live and (fields.time("start") is None or fields.time("end") is None),
    }
    return [words for words, is_open in asked.items() if is_open]
