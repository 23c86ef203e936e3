"""Components that come round: every week of teaching, every half term, every term.

A blueprint names the first one and how many there are. Each becomes a component of its own, numbered from 1, so that it
has its own date, its own register and its own history.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cohorts.planning.fields import BlueprintError, Fields
from cohorts.planning.placements import (
    BeforePlacement,
    HalfTermDay,
    OwnPlacement,
    Placement,
    Unfinished,
    days_of,
    later,
)
from cohorts.planning.wording import counted

if TYPE_CHECKING:
    from cohorts.planning.components import PlannedComponent

SHORT_TITLE = 20


class Every(StrEnum):
    """After how long it comes round again."""

    WEEK = "week"
    HALF_TERM = "half_term"
    TERM = "term"


WORDS = {Every.WEEK: "week of teaching", Every.HALF_TERM: "half term", Every.TERM: "term"}
HALF_TERMS_APART = {Every.HALF_TERM: 1, Every.TERM: 2}


@dataclass(frozen=True)
class Repeat:
    """How often something comes round, the first time included; what is not known yet is None."""

    every: Every | None = None
    times: int | None = None

    def __str__(self) -> str:
        rhythm = f"every {WORDS[self.every]}" if self.every else ""
        number = counted(self.times, "time") if self.times else ""
        return ", ".join(part for part in (rhythm, number) if part)

    def lacks(self, placement: Placement | None) -> tuple[str, ...]:
        """What must be known before each time has its date."""
        named = {"how often it comes round": self.every, "how many times it comes round": self.times}
        lacks = [name for name, value in named.items() if value is None]
        if placement is None or isinstance(placement, Unfinished):
            return tuple(lacks)
        if self.every in HALF_TERMS_APART and not all(isinstance(day, HalfTermDay) for day in days_of(placement)):
            lacks.append("a day by half term, from which it comes round")
        if isinstance(placement, BeforePlacement):
            lacks.append("a day of its own, from which it comes round")
        return tuple(lacks)


def read_repeat(data: Any, place: str) -> Repeat | None:
    """The repetition that a JSON object describes; None where there is none."""
    if not data:
        return None
    fields = Fields(data, place)
    fields.allow_only("every", "times")
    every, times = fields.choice("every", tuple(Every)), fields.number("times", least=1)
    if times is not None and times > 100:
        raise BlueprintError(f"{place}: “times” must be between 1 and 100, not {times}.")
    return Repeat(Every(every) if every else None, times)


def each_time(component: "PlannedComponent", weeks_later: Sequence[int]) -> tuple["PlannedComponent", ...]:
    """The components that one which comes round stands for; ``weeks_later`` are its weeks of teaching, from the first.

    One that does not come round, or does not say how, stands for itself.
    """
    repeat, placement = component.repeat, component.placement
    if repeat is None or not isinstance(placement, OwnPlacement) or component.lacks:
        return (component,)
    apart = HALF_TERMS_APART.get(repeat.every, 0) if repeat.every else 0
    return tuple(
        replace(
            numbered(component, number, key=str(number), title=f" {number}"),
            placement=later(placement, half_terms=apart * (number - 1), weeks=0 if apart else weeks),
            repeat=None,
        )
        for number, weeks in enumerate(weeks_later, start=1)
    )


def in_step(components: Iterable["PlannedComponent"], times: Mapping[str, Sequence[str]]) -> list["PlannedComponent"]:
    """Components that refer to others which come round refer to the right time: ``times`` gives the keys of each.

    Of two that come round equally often each time follows its own; otherwise what comes after waits for the last time,
    and what comes before precedes the first.
    """
    own = {key: (len(keys), number) for keys in times.values() for number, key in enumerate(keys)}
    found = []
    for component in components:
        count, number = own.get(component.key, (1, 0))
        after = tuple(
            times[key][number if len(times[key]) == count else -1] if key in times else key for key in component.after
        )
        placement = component.placement
        if isinstance(placement, BeforePlacement) and placement.component in times:
            placement = replace(placement, component=times[placement.component][0])
        found.append(replace(component, after=after, placement=placement))
    return found


def numbered(component: "PlannedComponent", number: int, *, key: str, title: str) -> "PlannedComponent":
    """One of the several that a component stands for, told from the others by its number."""
    short, tail = component.short_title or component.title, f" {number}"
    return replace(
        component,
        key=f"{component.key}-{key}",
        title=f"{component.title}{title}",
        short_title=short[: SHORT_TITLE - len(tail)].rstrip() + tail,
    )
