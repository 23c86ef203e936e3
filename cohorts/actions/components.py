"""Changing the components of a blueprint one by one: always the latest version, and the next one if a cohort was made from it."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cohorts.actions.blueprints import (
    MOST_COMPONENTS,
    ChangedMeanwhile,
    NotWhatWasShown,
    areas_of,
    components_in_order,
    for_change,
    latest_locked,
    put_in_order,
    require_areas,
    row_of,
)
from cohorts.models import Blueprint, Component
from cohorts.planning.components import read_component, read_components
from cohorts.planning.fields import BlueprintError
from cohorts.planning.sense import require_order, require_own_sense
from cohorts.plans import fingerprint, told
from npq_portal.audit import log
from npq_portal.users.models import User

LONGEST_KEY = 40
Described = dict[str, Any]


class NoSuchComponent(ChangedMeanwhile):
    """Somebody has removed the component meanwhile."""


@transaction.atomic
def put(
    blueprint: Blueprint, described: Described, *, key: str = "", shown: str | None = None, by: User | None
) -> tuple[Blueprint, Component]:
    """Keep a component as it is described, as a blueprint file does: in place of the one with ``key``, or else as the last.

    Gives the version that has it. Raises ``BlueprintError``, or ``ChangedMeanwhile`` where the blueprint or the component
    is no longer what was ``shown``, and then keeps nothing.
    """
    blueprint = latest_locked(blueprint)
    rows = components_in_order(blueprint)
    place = place_of(rows, key, shown) if key else len(rows)
    key = key or free_key(described["title"], {row.key for row in rows})
    row = checked(blueprint, rows, described | {"key": key}, place)
    own = write(blueprint, [*rows[:place], row, *rows[place + 1 :]], "blueprint.component_kept", component=key, by=by)
    return own, own.components.get(key=key)


@transaction.atomic
def remove(blueprint: Blueprint, *, key: str, shown: str | None = None, by: User | None) -> tuple[Blueprint, list[str]]:
    """Take a component out; gives the version without it, and the titles of those that referred to it and no longer do.

    Raises ``ChangedMeanwhile`` where the blueprint or the component is no longer what was ``shown``.
    """
    blueprint = latest_locked(blueprint)
    rows = components_in_order(blueprint)
    del rows[place_of(rows, key, shown)]
    freed = [row.title for row in rows if forget(row, key)]
    return write(blueprint, rows, "blueprint.component_removed", component=key, by=by), freed


@transaction.atomic
def move(blueprint: Blueprint, *, key: str, to: int, by: User | None) -> Blueprint:
    """Let a component be the first, second or whichever of its blueprint; gives the version in which it is.

    Raises ``Superseded`` or ``NoSuchComponent``.
    """
    blueprint = latest_locked(blueprint)
    rows = components_in_order(blueprint)
    rows.insert(to - 1, rows.pop(place_of(rows, key)))
    return write(blueprint, rows, "blueprint.component_moved", component=key, by=by)


def place_of(rows: list[Component], key: str, shown: str | None = None) -> int:
    """Where in the order the component with ``key`` is. Raises ``NoSuchComponent``, or ``NotWhatWasShown``."""
    for place, row in enumerate(rows):
        if row.key == key:
            if shown not in (None, fingerprint(told(row))):
                raise NotWhatWasShown
            return place
    raise NoSuchComponent


def checked(blueprint: Blueprint, rows: list[Component], described: Described, place: int) -> Component:
    """The component that is to stand in one place among the rows of a blueprint. Raises ``BlueprintError``.

    What may be wrong with others is not held against it; else none of several could be put right.
    """
    if place >= MOST_COMPONENTS:
        raise BlueprintError(f"{blueprint.name} has {place} components already; these are the most.")
    others = [told(row) for row in rows]
    component = read_component(described, f"component {place + 1}")
    require_own_sense(component, component.title)
    require_areas(component, areas_of(blueprint), component.title)
    all_of_them = read_components([*others[:place], described, *others[place + 1 :]], blueprint.name)
    require_order(all_of_them, blueprint.name, of=component.key)
    return row_of(blueprint, component, described, position=place + 1, place=component.title)


def write(blueprint: Blueprint, rows: list[Component], action: str, *, component: str, by: User | None) -> Blueprint:
    """Let a locked blueprint have these components; gives the version that has them."""
    if [told(row) for row in rows] == [told(row) for row in components_in_order(blueprint)]:
        return blueprint
    own = for_change(blueprint)
    put_in_order(own, rows)
    log.record(action, subject=own, by=by, version=own.version, component=component)
    return own


def forget(row: Component, key: str) -> bool:
    """Let a component no longer refer to the one with ``key``; what came before it then lacks that. Gives whether it did."""
    was = row.after, row.placement
    row.after = [each for each in row.after if each != key]
    if row.placement.get("component") == key:
        row.placement = {name: value for name, value in row.placement.items() if name != "component"}
    return was != (row.after, row.placement)


def free_key(title: str, there: set[str]) -> str:
    """A key for a new component that no other of its blueprint has."""
    stem = slugify(title)[: LONGEST_KEY - 4].strip("-") or "component"
    key, number = stem, 1
    while key in there:
        number += 1
        key = f"{stem}-{number}"
    return key
