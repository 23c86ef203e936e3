"""Changing the components of a blueprint one by one: always the latest version, and the next one if a cohort was made from it."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cohorts.actions.blueprints import components_in_order, for_change, require_latest, rows_of
from cohorts.models import Blueprint, Component
from cohorts.plans import told
from npq_portal.audit import log
from npq_portal.users.models import User

LONGEST_KEY = 40
STEPS = {"up": -1, "down": 1}
Described = dict[str, Any]


class NoSuchComponent(Exception):
    """Somebody has removed the component meanwhile."""


@transaction.atomic
def put(blueprint: Blueprint, described: Described, *, key: str = "", by: User | None) -> tuple[Blueprint, Component]:
    """Keep a component as it is described, as a blueprint file does: in place of the one with ``key``, or else as the last.

    Gives the version that has it. Raises ``BlueprintError``, ``Superseded`` or ``NoSuchComponent``, and then keeps nothing.
    """
    require_latest(blueprint)
    before = [told(row) for row in components_in_order(blueprint)]
    there = {each["key"] for each in before}
    if key and key not in there:
        raise NoSuchComponent
    named = described | {"key": key or free_key(described["title"], there)}
    after = [named if each["key"] == key else each for each in before] if key else [*before, named]
    own = write(blueprint, after, "blueprint.component_kept", component=named["key"], by=by)
    return own, own.components.get(key=named["key"])


@transaction.atomic
def remove(blueprint: Blueprint, *, key: str, by: User | None) -> tuple[Blueprint, list[str]]:
    """Take a component out; gives the version without it, and the titles of those that referred to it and no longer do.

    Raises ``Superseded`` or ``NoSuchComponent``.
    """
    require_latest(blueprint)
    before = [told(row) for row in components_in_order(blueprint)]
    after, changed = [], []
    for each in before:
        if each["key"] != key:
            freed = without(key, each)
            after.append(freed)
            changed += [each["title"]] if freed != each else []
    if len(after) == len(before):
        raise NoSuchComponent
    return write(blueprint, after, "blueprint.component_removed", component=key, by=by), changed


@transaction.atomic
def move(blueprint: Blueprint, *, key: str, direction: str, by: User | None) -> Blueprint:
    """Change places with the component above (“up”) or below (“down”); gives the version in which it has.

    The first goes no further up, nor the last down. Raises ``Superseded`` or ``NoSuchComponent``.
    """
    require_latest(blueprint)
    order = [told(row) for row in components_in_order(blueprint)]
    place = next((place for place, each in enumerate(order) if each["key"] == key), None)
    if place is None:
        raise NoSuchComponent
    other = place + STEPS[direction]
    if not 0 <= other < len(order):
        return blueprint
    order[place], order[other] = order[other], order[place]
    return write(blueprint, order, "blueprint.component_moved", component=key, by=by)


def write(
    blueprint: Blueprint, components: list[Described], action: str, *, component: str, by: User | None
) -> Blueprint:
    """Let a locked blueprint have these components; gives the version that has them. Raises ``BlueprintError``."""
    rows = list(rows_of(blueprint, components, blueprint.name))
    if [told(row) for row in rows] == [told(row) for row in components_in_order(blueprint)]:
        return blueprint
    own = for_change(blueprint)
    own.components.all().delete()
    for row in rows:
        row.blueprint = own
    Component.objects.bulk_create(rows)
    log.record(action, subject=own, by=by, version=own.version, component=component)
    return own


def without(key: str, described: Described) -> Described:
    """A component that no longer refers to the one with ``key``: what came before it then lacks that."""
    freed = {**described, "after": [each for each in described.get("after", []) if each != key]}
    if not freed["after"]:
        del freed["after"]
    placement = described.get("placement", {})
    if placement.get("component") == key:
        freed["placement"] = {name: value for name, value in placement.items() if name != "component"}
    return freed


def free_key(title: str, there: set[str]) -> str:
    """A key for a new component that no other of its blueprint has."""
    stem = slugify(title)[: LONGEST_KEY - 4].strip("-") or "component"
    key, number = stem, 1
    while key in there:
        number += 1
        key = f"{stem}-{number}"
    return key
