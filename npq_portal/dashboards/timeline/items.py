"""What stands on a timeline."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Lane(StrEnum):
    """The lanes of the drawing, from top to bottom."""

    IN_PERSON = "In person"
    ONLINE = "Online"
    STUDY = "Self-study"
    COACHING = "Coaching"
    ASSESSMENT = "Assessment"
    DECLARATIONS = "Declarations"


class Shape(StrEnum):
    """How an item is drawn."""

    SQUARE = "square"
    CIRCLE = "circle"
    BAR = "bar"
    DIAMOND = "diamond"
    WINDOW = "window"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing on the timeline; ``label`` is the short text drawn at or in it, ``title`` the full name.

    ``progress`` is the part done so far, from 0 to 1, where that is known.
    """

    lane: Lane
    starts_on: dt.date
    ends_on: dt.date
    title: str
    shape: Shape
    url: str | None = None
    is_done: bool = False
    progress: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with a name, first and last day included: a school holiday or a half term."""

    from_on: dt.date
    until_on: dt.date
    name: str


def spell(from_on: dt.date, until_on: dt.date) -> str:
    """One day by its name; several from the first to the last."""
    if from_on == until_on:
        return f"{from_on:%A} {from_on.day} {from_on:%B %Y}"
    year = "" if from_on.year == until_on.year else f" {from_on.year}"
    return f"{from_on.day} {from_on:%B}{year} to {until_on.day} {until_on:%B %Y}"
