"""Refuses what no plan could follow, when a blueprint is kept: orders that go round in a circle, windows that close before
they open or are shorter than what they hold, days that no calendar will ever reach.

The planner itself bears with all of these and names them, because blueprints that were kept before are still planned.
"""

from collections.abc import Iterable, Iterator

from cohorts.planning.components import PlannedComponent
from cohorts.planning.fields import BlueprintError
from cohorts.planning.orders import in_order
from cohorts.planning.placements import (
    BeforePlacement,
    Day,
    DayPlacement,
    FixedDay,
    HalfTermDay,
    LastingPlacement,
    OffsetDay,
    WindowPlacement,
    days_of,
)
from cohorts.planning.plans import minutes_between
from cohorts.planning.wording import counted

FIRST_YEAR, LAST_YEAR = 2015, 2045
MOST_HALF_TERMS, MOST_WEEKS, MOST_MONTHS = 60, 520, 120
SHORTEST_MONTH, LONGEST_MONTH, A_WEEK = 28, 31, 7
MINUTES_A_DAY = 24 * 60


class ContradictoryOrder(BlueprintError):
    """Components must each come after the other."""


class BackwardWindow(BlueprintError):
    """A window closes before it opens."""


class TooShort(BlueprintError):
    """A component is longer than the hours or the window in which it is to be."""


def require_sense(components: Iterable[PlannedComponent], place: str) -> None:
    """Refuse components that no plan could follow. Raises ``BlueprintError``, naming the place."""
    components = tuple(components)
    for number, component in enumerate(components, start=1):
        require_own_sense(component, f"{place}, component {number} ({component.title})")
    require_order(components, place)


def require_own_sense(component: PlannedComponent, place: str) -> None:
    """Refuse a component that no plan could follow, whatever the others are. Raises ``BlueprintError``."""
    placement = component.placement
    for day in days_of(placement) if placement else ():
        if is_out_of_reach(day):
            raise BlueprintError(f"{place}: “{day}” is further away than any programme lasts.")
    if isinstance(placement, WindowPlacement | LastingPlacement):
        require_room(component, placement, place)
    elif isinstance(placement, DayPlacement | BeforePlacement) and placement.hours.start and placement.hours.end:
        start, end = placement.hours.start, placement.hours.end
        if component.minutes and component.minutes > minutes_between(start, end):
            raise TooShort(f"{place}: {component.minutes} minutes do not fit between {start:%H:%M} and {end:%H:%M}.")


def require_room(component: PlannedComponent, window: WindowPlacement | LastingPlacement, place: str) -> None:
    """Refuse a window that is backward or shorter than what it holds. Raises ``BlueprintError``."""
    open_for = window.days if isinstance(window, LastingPlacement) else most_days(window.opens, window.closes)
    if open_for is None:
        return
    if open_for < 1:
        raise BackwardWindow(f"{place}: its window closes before it opens: {window}.")
    for number, most, noun in (
        (component.days, open_for, "day"),
        (component.minutes or 0, open_for * MINUTES_A_DAY, "minute"),
    ):
        if number > most:
            length = f"{counted(number, noun)} do not fit a window of {counted(open_for, 'day')}"
            raise TooShort(f"{place}: {length}: {window}.")


def require_order(components: Iterable[PlannedComponent], place: str, *, of: str | None = None) -> None:
    """Refuse components that must each come after the other; with ``of`` only where the one with that key is among them.

    Raises ``ContradictoryOrder``, naming all of them in turn.
    """
    titles = {component.key: component.title for component in components}
    for circle in circles(components):
        if of is None or of in circle:
            named = " → ".join(f"“{titles[key]}”" for key in circle)
            raise ContradictoryOrder(f"{place}: each of these must come after the next: {named}.")


def circles(components: Iterable[PlannedComponent]) -> Iterator[list[str]]:
    """The keys of components that come after each other in a circle, from one round to it again."""
    by_key = {component.key: component for component in components}
    comes_after = {key: list(component.after) for key, component in by_key.items()}
    for key, component in by_key.items():
        for later in component.waits_for:
            comes_after[later].append(key)
    yield from in_order(comes_after)[0]


def is_out_of_reach(day: Day) -> bool:
    """Whether a day is so far off that it can only be a slip of the pen."""
    if isinstance(day, FixedDay):
        return not FIRST_YEAR <= day.on.year <= LAST_YEAR
    if isinstance(day, HalfTermDay):
        return day.half_term > MOST_HALF_TERMS or day.week > MOST_WEEKS
    return day.months > MOST_MONTHS or day.weeks > MOST_WEEKS or day.days > MOST_WEEKS * A_WEEK


def most_days(opens: Day, closes: Day) -> int | None:
    """The most days that a window can be open, less than 1 if it is backward; None where that depends on the year."""
    if isinstance(opens, FixedDay) and isinstance(closes, FixedDay):
        return (closes.on - opens.on).days + 1
    if isinstance(opens, HalfTermDay) and isinstance(closes, HalfTermDay):
        if closes.half_term > opens.half_term:
            return None
        if closes.half_term < opens.half_term:
            return 0
        return (closes.week - opens.week) * A_WEEK + closes.weekday - opens.weekday + 1
    if isinstance(opens, OffsetDay) and isinstance(closes, OffsetDay):
        months = closes.months - opens.months
        days = (closes.weeks - opens.weeks) * A_WEEK + closes.days - opens.days
        at_most = months * (LONGEST_MONTH if months > 0 else SHORTEST_MONTH) + days
        return at_most + (A_WEEK - 1 if closes.weekday is not None else 0) + 1
    return None
