"""Where a mark and its label go in a lane: in the first row in which they cover no neighbour."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

GAP = 5.0
PADDING = 8.0

# Widths of letters in the drawing's 11 px type: a little more than they measure, so that labels keep apart.
LETTER, WIDE_LETTER = 6.2, 11.0


class Span(NamedTuple):
    """A stretch from left to right."""

    x: float
    end: float

    @property
    def width(self) -> float:
        """How long it is."""
        return round(self.end - self.x, 1)


@dataclass(frozen=True, slots=True)
class Label:
    """A text, where it starts or ends, and whether it stands on the filled part of its mark."""

    text: str
    x: float
    anchor: Literal["start", "end"] = "start"
    is_on_fill: bool = False


class Placement(NamedTuple):
    """One way to place a mark: its label, if any, and the room that both take."""

    label: Label | None
    room: Span


def width_of(text: str) -> float:
    """How wide a text may be, drawn."""
    return sum(WIDE_LETTER if unicodedata.east_asian_width(letter) in "WF" else LETTER for letter in text)


def placements(text: str, *, reach: Span, bounds: Span, bar: Span | None = None, filled: float = 0) -> list[Placement]:
    """The ways to place a mark that reaches over ``reach``, best first; without its label only as the last resort.

    A label goes inside the ``bar``, of which ``filled`` is filled, where it fits; otherwise beside the mark.
    """
    bare = Placement(None, reach)
    if not text:
        return [bare]
    width = width_of(text)
    if bar and filled >= PADDING + width + GAP:
        return [Placement(Label(text, round(bar.x + PADDING, 1), is_on_fill=True), reach)]
    if bar and filled + PADDING + width <= bar.width:
        return [Placement(Label(text, round(bar.x + max(filled + GAP, PADDING), 1)), reach)]
    right = Placement(Label(text, round(reach.end, 1)), Span(reach.x, reach.end + width))
    left = Placement(Label(text, round(reach.x, 1), "end"), Span(reach.x - width, reach.end))
    beside = [way for way in (right, left) if way.room.x >= bounds.x and way.room.end <= max(bounds.end, reach.end)]
    return beside or [bare]


def pack(marks: Sequence[Sequence[Placement]]) -> list[tuple[int, Placement]]:
    """For each mark the number of its row and the way it is placed there; rows are added where all are taken."""
    rows: list[list[Span]] = [[]]
    packed: list[tuple[int, Placement]] = []
    for ways in marks:
        number, way = next(
            ((number, way) for number, row in enumerate(rows) for way in ways if is_free(row, way.room)),
            (len(rows), ways[0]),
        )
        if number == len(rows):
            rows.append([])
        rows[number].append(way.room)
        packed.append((number, way))
    return packed


def is_free(taken: Sequence[Span], room: Span) -> bool:
    """Whether ``room`` covers nothing that is taken; touching is allowed."""
    return all(room.end <= other.x or other.end <= room.x for other in taken)
