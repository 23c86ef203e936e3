"""Moving the items of a draft: one, it and everything after it, or a whole phase. Plain facts in, plain facts out.

Days are counted on the calendar and the times of the day stay as clocks in England show them. What would meet a closure
goes to the next open day by the planner's own rule, and says so. What has begun never moves, and nothing moves into the past.
"""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from cohorts.planning import moves
from cohorts.planning.calendars import SchoolCalendar, is_weekend
from cohorts.planning.moves import Move, NoOpenDay
from npq_portal.ui.words import full_date
from sessions.plan_items import Kind, PlannedItem


class Scope(StrEnum):
    """How much moves with an item."""

    THIS = "this"
    AFTER = "after"
    PHASE = "phase"


class CannotMove(Exception):
    """A move that cannot be made; the message is a sentence that says why."""


class Step(NamedTuple):
    """One item of a move, before and after it."""

    before: PlannedItem
    after: PlannedItem


def move(
    items: Sequence[PlannedItem],
    chosen: PlannedItem,
    *,
    scope: Scope,
    days: int,
    calendar: SchoolCalendar,
    today: dt.date,
    is_exact: bool = False,
) -> list[Step]:
    """What moving by ``days`` does to ``chosen`` and what moves with it, in the order of their days.

    ``is_exact`` says that somebody named the day for ``chosen``, which may then be at a weekend. Raises ``CannotMove``.
    """
    if chosen.is_cancelled:
        raise CannotMove(f"{chosen.title} is cancelled. Put it back on before you move it.")
    if chosen.has_begun(today):
        raise CannotMove(f"{chosen.title} has begun, so it stays where it is.")
    if days == 0:
        raise CannotMove(f"{chosen.title} is there already. Choose another day.")
    moving = [
        item
        for item in items
        if not item.is_cancelled and not item.has_begun(today) and _moves_with(item, chosen, scope, calendar)
    ]
    steps = [Step(item, shifted(item, days, calendar, is_exact=is_exact and item == chosen)) for item in moving]
    for step in steps:
        if step.after.has_begun(today):
            day = full_date(step.after.first_day)
            raise CannotMove(f"{step.after.title} would begin on {day}. Only days after today can be planned.")
    changed = [step for step in steps if step.before.dates != step.after.dates]
    if not changed:
        raise CannotMove(f"{chosen.title} would come back to where it is ({steps[0].after.reason}).")
    return sorted(changed, key=lambda step: (step.before.first_day, step.before.ident))


def _moves_with(item: PlannedItem, chosen: PlannedItem, scope: Scope, calendar: SchoolCalendar) -> bool:
    if scope == Scope.THIS:
        return item.ident == chosen.ident
    if scope == Scope.AFTER:
        return item.ident == chosen.ident or item.first_day >= chosen.first_day
    return phase_of(item.first_day, calendar) == phase_of(chosen.first_day, calendar)


def phase_of(day: dt.date, calendar: SchoolCalendar) -> int:
    """The place of the half term that a day belongs to; a holiday belongs to the half term before it, nothing is 0."""
    return max((half.place for half in calendar.half_terms if half.starts_on <= day), default=0)


def shifted(item: PlannedItem, days: int, calendar: SchoolCalendar, *, is_exact: bool = False) -> PlannedItem:
    """An item so many days on, or on the next open day where that is closed, with the reason."""
    by = dt.timedelta(days=days)
    return placed(item, item.first_day + by, item.last_day + by, calendar, is_exact=is_exact)


def placed(
    item: PlannedItem, first: dt.date, last: dt.date, calendar: SchoolCalendar, *, is_exact: bool = False
) -> PlannedItem:
    """An item on the days that are wanted for it, or on the next open ones, with the reason."""
    if item.kind == Kind.SESSION:
        may_be_weekend = is_exact or is_weekend(item.first_day)
        day, reason = _open(first, calendar, lambda: moves.open_day(first, calendar, may_be_weekend=may_be_weekend))
        return item.on_days(day, last + (day - first), reason)
    if item.kind == Kind.WINDOW:
        # The lead provider decides on these days; a school's holiday does not move them.
        return item.on_days(first, last)
    opens, why_opens = _open(first, calendar, lambda: moves.window_edge(first, "opens", calendar))
    closes, why_closes = _open(last, calendar, lambda: moves.window_edge(last, "closes", calendar))
    return item.on_days(opens, max(opens, closes), "; ".join(dict.fromkeys(filter(None, (why_opens, why_closes)))))


def _open(wanted: dt.date, calendar: SchoolCalendar, find) -> tuple[dt.date, str]:
    """The day that the planner's rule finds, and why it is not the one that was wanted."""
    try:
        day, gave_way = find()
    except NoOpenDay:
        closed = calendar.is_closed(wanted)
        said = f"closed ({closed}), and no open day follows" if closed else f"{calendar.name} says nothing about it"
        return wanted, f"{full_date(wanted)}: {said}"
    return day, _because(gave_way) if gave_way else ""


def _because(gave_way: Move) -> str:
    return f"{full_date(gave_way.moved_from)}: {gave_way.reason}"
