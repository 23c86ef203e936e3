"""Marks: where each item stands in its lane, how much of it is filled, and what it says."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from npq_portal.dashboards.timeline.items import Shape, TimelineItem, spell
from npq_portal.dashboards.timeline.labels import Label, Span, pack, placements

WIDTH = 1120.0
LEFT, RIGHT = 96.0, 1108.0
ROW = 34.0

# Half of the room that a mark takes in its lane: enough for a finger even where the drawing is scaled down.
REACH = 15.0
WINDOW_WIDTH = 16.0


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to positions."""

    first: dt.date
    last: dt.date

    def start(self, day: dt.date) -> float:
        """Where a day begins."""
        days = (self.last - self.first).days + 1
        return round(LEFT + (day - self.first).days * (RIGHT - LEFT) / days, 1)

    def end(self, day: dt.date) -> float:
        """Where a day ends."""
        return self.start(day + dt.timedelta(days=1)) if day < self.last else RIGHT

    def middle(self, day: dt.date) -> float:
        """The middle of a day."""
        return round((self.start(day) + self.end(day)) / 2, 1)

    def later_months(self) -> list[dt.date]:
        """The first days of the months after the first."""
        number = self.first.year * 12 + self.first.month
        last = self.last.year * 12 + self.last.month - 1
        return [dt.date(month // 12, month % 12 + 1, 1) for month in range(number, last + 1)]


@dataclass(frozen=True, slots=True)
class Mark:
    """One item in its place: ``x`` and ``y`` are the middle of its shape, but of a bar, a window and a flag the left end.

    ``filled`` is how much of its width is done, and ``reach`` where it can be pointed at.
    """

    item: TimelineItem
    x: float
    y: float
    width: float
    filled: float
    reach: Span
    label: Label | None
    dates: str
    state: str

    @property
    def text(self) -> str:
        """All that the mark says, for those who cannot see it."""
        return f"{self.item.title}. {self.item.lane}, {self.dates}. {self.state}."


def place(items: Sequence[TimelineItem], scale: Scale, today: dt.date, y: float) -> tuple[tuple[Mark, ...], int]:
    """The marks of a lane whose first row is at ``y``, and how many rows they need."""
    drawn = [_extent(item, scale) for item in items]
    packed = pack(
        [
            placements(
                item.label,
                reach=_reach(item.shape, extent),
                bounds=Span(LEFT, WIDTH),
                bar=extent if item.shape == Shape.BAR else None,
                filled=_filled(item, extent),
            )
            for item, extent in zip(items, drawn, strict=True)
        ]
    )
    marks = tuple(
        Mark(
            item=item,
            x=extent.x,
            y=y + row * ROW,
            width=extent.width,
            filled=_filled(item, extent),
            reach=_reach(item.shape, extent),
            label=placement.label,
            dates=spell(item.starts_on, item.ends_on),
            state=_state(item, today),
        )
        for item, extent, (row, placement) in zip(items, drawn, packed, strict=True)
    )
    return marks, max(row for row, _ in packed) + 1


def _extent(item: TimelineItem, scale: Scale) -> Span:
    """A bar and a window take the days they last; everything else stands at its first day."""
    if item.shape == Shape.BAR:
        return Span(scale.start(item.starts_on), scale.end(item.ends_on))
    if item.shape == Shape.WINDOW:
        x = scale.start(item.starts_on)
        return Span(x, max(scale.end(item.ends_on), x + WINDOW_WIDTH))
    middle = scale.middle(item.starts_on)
    return Span(middle, middle)


def _reach(shape: Shape, extent: Span) -> Span:
    if shape == Shape.FLAG:
        return Span(extent.x - 4, extent.x + 2 * REACH - 12)
    middle = (extent.x + extent.end) / 2
    return Span(round(min(extent.x, middle - REACH), 1), round(max(extent.end, middle + REACH), 1))


def _filled(item: TimelineItem, extent: Span) -> float:
    part = 1.0 if item.is_done else min(max(item.progress or 0.0, 0.0), 1.0)
    return round(extent.width * part, 1)


def _state(item: TimelineItem, today: dt.date) -> str:
    if item.is_done:
        return "Done"
    if item.progress:
        return f"{int(round(item.progress * 100, 6))}% done"
    if item.ends_on < today:
        return "Past"
    return "Under way" if item.starts_on <= today else "To come"
