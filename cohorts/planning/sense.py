"""Refuses what no plan could follow, when a blueprint is kept: orders that go round in a circle, windows that close before
they open, days that no calendar will ever reach.

The planner itself bears with all of these and names them, because blueprints that were kept before are still planned.
"""

from collections.abc import Iterable, Iterator

from cohorts.planning.components import PlannedComponent
from cohorts.planning.fields import BlueprintError
from cohorts.planning.orders import in_order
from cohorts.planning.placements import Day, FixedDay, HalfTermDay, OffsetDay, WindowPlacement, days_of

FIRST_YEAR, LAST_YEAR = 2015, 2045
MOST_HALF_TERMS, MOST_WEEKS, MOST_MONTHS = 60, 520, 120
SHORTEST_MONTH, LONGEST_MONTH, A_WEEK = 28, 31, 7


class ContradictoryOrder(BlueprintError):
    """Components must each come after the other."""


class BackwardWindow(BlueprintError):
    """A window closes before it opens."""


def require_sense(components: Iterable[PlannedComponent], place: str) -> None:
    """Refuse components that no plan could follow. Raises ``BlueprintError``, naming the place."""
    components = tuple(components)
    for number, component in enumerate(components, start=1):
        where = f"{place}, component {number} ({component.title})"
        placement = component.placement
        for day in days_of(placement) if placement else ():
            if is_out_of_reach(day):
                raise BlueprintError(f"{where}: “{day}” is further away than any programme lasts.")
        if isinstance(placement, WindowPlacement) and is_backward(placement.opens, placement.closes):
            raise BackwardWindow(f"{where}: its window closes before it opens: {placement}.")
    for circle in circles(components):
        raise ContradictoryOrder(f"{place}: each of these must come after the next: {' → '.join(circle)}.")


def circles(components: Iterable[PlannedComponent]) -> Iterator[list[str]]:
    """The titles of components that come after each other in a circle, from one round to it again."""
    by_key = {component.key: component for component in components}
    comes_after = {key: list(component.after) for key, component in by_key.items()}
    for key, component in by_key.items():
        for later in component.waits_for:
            comes_after[later].append(key)
    for circle in in_order(comes_after)[0]:
        yield [f"“{by_key[key].title}”" for key in circle]


def is_out_of_reach(day: Day) -> bool:
    """Whether a day is so far off that it can only be a slip of the pen."""
    if isinstance(day, FixedDay):
        return not FIRST_YEAR <= day.on.year <= LAST_YEAR
    if isinstance(day, HalfTermDay):
        return day.half_term > MOST_HALF_TERMS or day.week > MOST_WEEKS
    return day.months > MOST_MONTHS or day.weeks > MOST_WEEKS or day.days > MOST_WEEKS * A_WEEK


def is_backward(opens: Day, closes: Day) -> bool:
    """Whether the second day is before the first in every year; days that are counted differently may be either."""
    if isinstance(opens, FixedDay) and isinstance(closes, FixedDay):
        return closes.on < opens.on
    if isinstance(opens, HalfTermDay) and isinstance(closes, HalfTermDay):
        return _in_its_year(closes) < _in_its_year(opens)
    if isinstance(opens, OffsetDay) and isinstance(closes, OffsetDay):
        months = closes.months - opens.months
        days = (closes.weeks - opens.weeks) * A_WEEK + closes.days - opens.days
        at_most = months * (LONGEST_MONTH if months > 0 else SHORTEST_MONTH) + days
        return at_most + (A_WEEK - 1 if closes.weekday is not None else 0) < 0
    return False


def _in_its_year(day: HalfTermDay) -> tuple[int, int, int]:
    return day.half_term, day.week, day.weekday
