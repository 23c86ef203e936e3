"""A draft of a plan drawn on the plan it would replace: where each item was, where it goes, and what stays between."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from cohorts.planning.calendars import SchoolCalendar
from npq_portal import clock
from npq_portal.dashboards import route
from npq_portal.dashboards.school_years import holidays_of
from npq_portal.dashboards.timeline import Drawing, TimelineItem, draw
from npq_portal.dashboards.timeline.marks import Mark
from sessions import plan_rows
from sessions.plan_items import Difference, Kind, PlannedItem

MARGIN = dt.timedelta(weeks=3)
# How far from the middle of a mark its arrow begins and ends.
CLEAR = 11.0


@dataclass(frozen=True, slots=True)
class DraftItem(TimelineItem):
    """An item of the timeline that knows which item of the plan it is, and whether it is where that was."""

    ident: str = ""
    was_there: bool = False


class Arrow(NamedTuple):
    """From where an item was to where it goes."""

    x: float
    y: float
    to_x: float
    to_y: float


class DraftDrawing(NamedTuple):
    """The timeline with its arrows."""

    drawing: Drawing
    arrows: list[Arrow]


def draw_draft(
    changes: list[Difference],
    live: list[PlannedItem],
    rows: Mapping[str, Any],
    *,
    calendar: SchoolCalendar | None,
    urls: Mapping[str, str],
    now: dt.datetime,
) -> DraftDrawing:
    """What moves, comes and goes, with everything that stands within three weeks; ``urls`` lead from an item to its moving."""
    today = clock.local(now).date()
    days = [day for change in changes for item in change if item for day in (item.first_day, item.last_day)]
    first, last = min(days) - MARGIN, max(days) + MARGIN
    moved = {change.item.ident for change in changes}
    items: list[TimelineItem] = []
    for before, after in changes:
        if after:
            items.append(_mark_of(rows[after.ident], after, urls, now, f"{after.title}, in this draft"))
        if before:
            cancelled = "" if after else ", cancelled in this draft"
            mark = _mark_of(rows[before.ident], before, {}, now, f"{before.title}, as published{cancelled}")
            items.append(replace(mark, was_there=True, label=""))
    items += [
        _mark_of(rows[item.ident], item, urls, now, item.title)
        for item in live
        if item.ident not in moved and not item.is_cancelled and first <= item.first_day and item.last_day <= last
    ]
    drawing = draw(
        items, starts_on=first, ends_on=last, today=today, holidays=holidays_of(calendar) if calendar else ()
    )
    return DraftDrawing(drawing, _arrows(drawing))


def _mark_of(row: Any, item: PlannedItem, urls: Mapping[str, str], now: dt.datetime, title: str) -> DraftItem:
    """The mark that the timeline of the cohort would have for the row, had it these dates."""
    today = clock.local(now).date()
    plain = {
        Kind.SESSION: lambda: route.session_on(row, now=now),
        Kind.UNIT: lambda: route.unit_on(row, {}),
        Kind.PERIOD: lambda: route.period_on(row, {}, today=today),
        Kind.WINDOW: lambda: route.window_on(row, now=now),
    }[plan_rows.kind_of(row)]()
    return DraftItem(
        plain.lane,
        item.first_day,
        item.last_day,
        title,
        plain.shape,
        url=urls.get(item.ident),
        is_done=item.last_day < today,
        label=plain.label,
        ident=item.ident,
    )


def _arrows(drawing: Drawing) -> list[Arrow]:
    """One from each place that an item leaves to the place to which it goes."""
    marks: list[tuple[Any, Mark]] = [(mark.item, mark) for lane in drawing.lanes for mark in lane.marks]
    was = {item.ident: mark for item, mark in marks if item.was_there}
    return [_arrow(was[item.ident], mark) for item, mark in marks if item.ident in was and not item.was_there]


def _arrow(old: Mark, new: Mark) -> Arrow:
    """From the edge of the old mark to the edge of the new one; of what lasts, from the old end to the new end."""
    x, to_x = old.x + old.width, new.x + new.width
    is_long = abs(to_x - x) > 2 * CLEAR and not old.width
    step = (CLEAR if to_x >= x else -CLEAR) if is_long else 0.0
    return Arrow(round(x + step, 1), old.y, round(to_x - step, 1), new.y)
