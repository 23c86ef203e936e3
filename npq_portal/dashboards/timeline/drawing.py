"""The drawing as a whole: months, holidays, lanes and today."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from npq_portal.dashboards.timeline.items import Lane, Period, TimelineItem, spell
from npq_portal.dashboards.timeline.marks import LEFT, ROW, WIDTH, Mark, Scale, place
from npq_portal.dashboards.timeline.sections import Section, sections_of

TOP = 34.0
BELOW = 18.0
TODAY_WIDTH = 52.0


@dataclass(frozen=True, slots=True)
class Month:
    """A line at the first day of a month, with its name; the year stands above where it begins."""

    x: float
    name: str
    year: str


@dataclass(frozen=True, slots=True)
class Band:
    """A shaded stretch."""

    x: float
    width: float
    name: str


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """A lane with its marks; ``y`` is the middle of its first row."""

    name: str
    y: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The line of today; its label is kept inside the drawing."""

    x: float
    label_x: float
    name: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the drawing and the table show."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    months: tuple[Month, ...]
    bands: tuple[Band, ...]
    lanes: tuple[DrawnLane, ...]
    today: Today | None
    sections: tuple[Section, ...]

    @property
    def depth(self) -> float:
        """How far lines and bands go down."""
        return self.bottom - self.top


def draw(
    items: Iterable[TimelineItem],
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    today: dt.date,
    holidays: Sequence[Period] = (),
    half_terms: Sequence[Period] = (),
) -> Drawing:
    """The drawing of ``items`` from one day to another, or further where an item lies outside.

    Only lanes in which something happens are drawn. The table has a section for each half term and holiday where the
    half terms are known, and otherwise for each month.
    """
    items = sorted(items, key=lambda item: (item.starts_on, item.ends_on, list(Lane).index(item.lane), item.title))
    scale = Scale(
        first=min([starts_on, *(item.starts_on for item in items)]),
        last=max([ends_on, *(item.ends_on for item in items)]),
    )
    lanes: list[DrawnLane] = []
    y = TOP + 22
    for lane in Lane:
        if own := [item for item in items if item.lane == lane]:
            marks, rows = place(own, scale, today, y)
            lanes.append(DrawnLane(lane, y, marks))
            y += rows * ROW
    bottom = y - 20 if lanes else TOP
    return Drawing(
        width=WIDTH,
        height=bottom + BELOW,
        top=TOP,
        bottom=bottom,
        left=LEFT,
        months=_months(scale),
        bands=_bands(holidays, scale),
        lanes=tuple(lanes),
        today=_today(today, scale),
        sections=sections_of([mark for lane in lanes for mark in lane.marks], scale, today, holidays, half_terms),
    )


def _months(scale: Scale) -> tuple[Month, ...]:
    """The first days of the months, and the first day of all, unless the first month is too short for its name."""
    days = [scale.first, *scale.later_months()]
    if len(days) > 1 and scale.start(days[1]) - LEFT < 30:
        days.pop(0)
    return tuple(
        Month(scale.start(day), f"{day:%b}", str(day.year) if day in (days[0], day.replace(month=1)) else "")
        for day in days
    )


def _bands(holidays: Sequence[Period], scale: Scale) -> tuple[Band, ...]:
    shown = [
        (scale.start(max(holiday.from_on, scale.first)), scale.end(min(holiday.until_on, scale.last)), holiday)
        for holiday in holidays
        if holiday.from_on <= scale.last and holiday.until_on >= scale.first
    ]
    return tuple(
        Band(x, round(end - x, 1), f"{holiday.name}, {spell(holiday.from_on, holiday.until_on)}")
        for x, end, holiday in shown
    )


def _today(today: dt.date, scale: Scale) -> Today | None:
    if not scale.first <= today <= scale.last:
        return None
    x = scale.middle(today)
    return Today(x, min(x, WIDTH - TODAY_WIDTH / 2), f"{today.day} {today:%b}")
