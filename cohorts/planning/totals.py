"""What a delivery model amounts to in hours."""

from collections.abc import Iterable

from cohorts.planning.components import Delivery, PlannedComponent
from cohorts.planning.placements import BeforePlacement, DayPlacement, LastingPlacement, WindowPlacement
from cohorts.planning.plans import minutes_between


def credited_minutes(component: PlannedComponent) -> int | None:
    """What a component counts towards the programme's hours, on all its days and each time that it comes round."""
    minutes = component.minutes if component.credited_minutes is None else component.credited_minutes
    if minutes is None and isinstance(component.placement, DayPlacement | BeforePlacement):
        hours = component.placement.hours
        minutes = minutes_between(hours.start, hours.end) if hours.start and hours.end else None
    if minutes is None:
        return None
    days = 1 if isinstance(component.placement, WindowPlacement | LastingPlacement) else component.days
    return minutes * days * ((component.repeat.times if component.repeat else None) or 1)


def credited_by_delivery(components: Iterable[PlannedComponent]) -> dict[Delivery | None, int | None]:
    """The credited minutes of each way of delivery that is used, in their usual order; last what is not known.

    Nothing, not zero, where no component of it has a known length.
    """
    found: dict[Delivery | None, list[int]] = {}
    for component in components:
        minutes = credited_minutes(component)
        found.setdefault(component.delivery, []).extend([] if minutes is None else [minutes])
    return {way: sum(found[way]) if found[way] else None for way in (*Delivery, None) if way in found}
