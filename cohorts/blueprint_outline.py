"""What a delivery model's page says: its components in words, what they lack, and what they amount to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cohorts.models import Component
from cohorts.planning.components import PlannedComponent, read_components
from cohorts.planning.placements import BeforePlacement, Placement, Unfinished
from cohorts.planning.totals import credited_by_delivery, credited_minutes
from cohorts.plans import described


@dataclass(frozen=True)
class Line:
    """One component, as its blueprint's page shows it: what it ``lacks`` before it can be dated, and what else is ``unknown``."""

    row: Component
    placement: str
    repeat: str
    comes_after: tuple[str, ...]
    lacks: tuple[str, ...]
    unknown: tuple[str, ...]
    minutes: int | None
    credited_minutes: int | None


@dataclass(frozen=True)
class Outline:
    """All components of a blueprint in order, and the credited minutes of each way of delivery."""

    lines: tuple[Line, ...]
    totals: tuple[tuple[str, int | None], ...]

    @property
    def unfinished(self) -> int:
        """How many components cannot be dated yet."""
        return sum(bool(line.lacks) for line in self.lines)

    @property
    def unmeasured(self) -> int:
        """Of how many components it is not known how long they take."""
        return sum(line.credited_minutes is None for line in self.lines)

    @property
    def credited_minutes(self) -> int | None:
        """What all components count towards the programme's hours, as far as that is known."""
        known = [minutes for _, minutes in self.totals if minutes is not None]
        return sum(known) if known else None


def outline_of(rows: Sequence[Component], name: str) -> Outline:
    """The outline of the blueprint called ``name`` that has these components, in order."""
    components = read_components([described(row) for row in rows], name)
    titles = {component.key: component.title for component in components}
    lines = (line_of(row, component, titles) for row, component in zip(rows, components, strict=True))
    ways = credited_by_delivery(components)
    words = dict(Component.Delivery.choices)
    return Outline(
        tuple(lines), tuple((words[way.value] if way else "Not known how", minutes) for way, minutes in ways.items())
    )


def line_of(row: Component, component: PlannedComponent, titles: dict[str, str]) -> Line:
    """A component in words; others are named by their titles."""
    return Line(
        row=row,
        placement=in_words(component.placement, titles),
        repeat=str(component.repeat or ""),
        comes_after=tuple(titles[key] for key in component.after),
        lacks=component.lacks,
        unknown=tuple(words for words in component.unknown if words not in component.lacks),
        minutes=component.minutes,
        credited_minutes=credited_minutes(component),
    )


def in_words(placement: Placement | None, titles: dict[str, str]) -> str:
    """Where a component is placed; empty where that is not finished, because what it lacks says more."""
    if placement is None or isinstance(placement, Unfinished):
        return ""
    if isinstance(placement, BeforePlacement):
        placement = replace(placement, component=titles[placement.component])
    return str(placement)
