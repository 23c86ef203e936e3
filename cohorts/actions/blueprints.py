"""Keeping blueprints: a new version for whatever is new, and never another text under a version that a cohort was made from."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from cohorts.models import Blueprint, Component, DeliveryPartner, Programme
from cohorts.planning.components import PlannedComponent, read_components
from cohorts.planning.fields import BlueprintError, Fields
from cohorts.planning.sense import require_sense
from cohorts.plans import fingerprint, in_words, short_of, told
from npq_portal.audit import log
from npq_portal.ui.text import plain_text
from npq_portal.users.models import User

BLUEPRINT_KEYS = ("key", "version", "programme", "name", "description", "notes", "components")
LONGEST_KEY = 60
MOST_COMPONENTS = 500


class ChangedMeanwhile(Exception):
    """Somebody else has changed what was shown, so that nothing of the new change is kept."""


class Superseded(ChangedMeanwhile):
    """The version that was to be changed is no longer the latest of its blueprint."""


class NotWhatWasShown(ChangedMeanwhile):
    """What was to be changed says something else by now."""


@transaction.atomic
def keep(data: Any, *, place: str, partner: DeliveryPartner | None = None, by: User | None) -> tuple[Blueprint, bool]:
    """Keep the blueprint that ``data`` describes, with whether it is new; for a ``partner``, as its own.

    What the latest version of its key says already is not kept again; anything else becomes the next version. Raises
    ``BlueprintError``, naming the place in the file, and then keeps nothing.
    """
    blueprint, rows = read(data, place=place, partner=partner)
    if blueprint.pk:
        return blueprint, False
    blueprint.save()
    Component.objects.bulk_create(rows)
    log.record("blueprint.kept", subject=blueprint, by=by, version=blueprint.version, components=len(rows))
    return blueprint, True


@transaction.atomic
def read(data: Any, *, place: str, partner: DeliveryPartner | None = None) -> tuple[Blueprint, list[Component]]:
    """The blueprint and the components that would be kept of ``data``; the latest version where that says it already.

    Raises ``BlueprintError``, naming the place in the file.
    """
    fields = Fields(data, place)
    fields.allow_only(*BLUEPRINT_KEYS)
    require_plain([fields.text("key"), fields.text("programme")], place)
    programme = Programme.objects.filter(identifier=fields.text("programme")).first()
    if programme is None:
        raise BlueprintError(f"{place}: “programme” is “{fields.text('programme')}”, which is no programme.")
    key = own_key(fields.text("key"), partner) if partner else fields.text("key")
    latest = Blueprint.objects.select_for_update().filter(key=key).order_by("-version").first()
    blueprint = Blueprint(
        programme=programme,
        key=key,
        version=latest.version + 1 if latest else 1,
        name=fields.text("name"),
        description="\n".join([fields.text("description"), *fields.texts("notes")]).strip(),
        partner=latest.partner if latest else partner,
    )
    check(blueprint, place)
    rows = list(rows_of(blueprint, fields.data.get("components"), place))
    if latest and in_words(latest, latest.components.all()) == in_words(blueprint, rows):
        return latest, components_in_order(latest)
    return blueprint, rows


@transaction.atomic
def add(blueprint: Blueprint, *, components_of: Blueprint | None = None, by: User | None) -> Blueprint:
    """Keep a partner's new blueprint, with the components of another where asked.

    Raises ``BlueprintError`` where these do not suit its programme.
    """
    blueprint.key = own_key(slugify(blueprint.name) or "model", blueprint.partner, is_new=True)
    check(blueprint, blueprint.name)
    copied = components_in_order(components_of) if components_of else []
    rows = list(rows_of(blueprint, [told(row) for row in copied], blueprint.name))
    blueprint.save(force_insert=True)
    Component.objects.bulk_create(rows)
    log.record("blueprint.added", subject=blueprint, by=by, components=len(rows))
    return blueprint


@transaction.atomic
def rename(
    blueprint: Blueprint, *, name: str, description: str, shown: str | None = None, by: User | None
) -> Blueprint:
    """Give a blueprint another name and description; gives the version that has them.

    Raises ``Superseded``, or ``NotWhatWasShown`` where it is not called what it was ``shown`` as.
    """
    blueprint = latest_locked(blueprint)
    if shown not in (None, fingerprint(blueprint.name, blueprint.description)):
        raise NotWhatWasShown
    if (blueprint.name, blueprint.description) == (name, description):
        return blueprint
    own = for_change(blueprint)
    own.name, own.description = name, description
    check(own, name)
    own.save()
    if own.pk != blueprint.pk:
        put_in_order(own, components_in_order(blueprint))
    log.record("blueprint.renamed", subject=own, by=by, version=own.version)
    return own


def latest_locked(blueprint: Blueprint) -> Blueprint:
    """The blueprint as it is now, which nobody else changes until the transaction ends. Raises ``Superseded``."""
    locked = Blueprint.objects.select_for_update().get(pk=blueprint.pk)
    if Blueprint.objects.filter(key=locked.key, version__gt=locked.version).exists():
        raise Superseded
    return locked


def for_change(blueprint: Blueprint) -> Blueprint:
    """The version into which a change of a locked blueprint goes: itself, or the next if a cohort was made from it.

    The next one has no components yet.
    """
    if not blueprint.cohorts.exists():
        return blueprint
    return Blueprint.objects.create(
        programme=blueprint.programme,
        key=blueprint.key,
        version=blueprint.version + 1,
        name=blueprint.name,
        description=blueprint.description,
        partner=blueprint.partner,
    )


def own_key(wanted: str, partner: DeliveryPartner | None, *, is_new: bool = False) -> str:
    """The key under which a partner's own blueprint is kept: it begins with the partner's name and is nobody else's.

    The wanted one may be that of an own blueprint already, unless it is to be a new one.
    """
    stem = slugify(partner.slug if partner else "")[:30]
    if not wanted.startswith(f"{stem}-"):
        wanted = f"{stem}-{wanted}"
    taken = Blueprint.objects.all() if is_new else Blueprint.objects.exclude(partner=partner)
    key, number = wanted[:LONGEST_KEY].rstrip("-"), 1
    while taken.filter(key=key).exists():
        number += 1
        key = f"{wanted[: LONGEST_KEY - 5].rstrip('-')}-{number}"
    return key


def put_in_order(blueprint: Blueprint, rows: list[Component]) -> None:
    """Let a blueprint have these components, in this order, and no others; rows of another version are copied."""
    blueprint.components.all().delete()
    for position, row in enumerate(rows, start=1):
        row.pk, row.blueprint, row.position = None, blueprint, position
    Component.objects.bulk_create(rows)


def components_in_order(blueprint: Blueprint) -> list[Component]:
    """The rows of a blueprint in its order."""
    return list(blueprint.components.order_by("position", "pk"))


def rows_of(blueprint: Blueprint, described: Any, place: str) -> Iterator[Component]:
    """The components of a blueprint, not kept yet, in the order in which they are described. Raises ``BlueprintError``."""
    components = read_components(described, place)
    if len(components) > MOST_COMPONENTS:
        raise BlueprintError(f"{place} has {len(components)} components; {MOST_COMPONENTS} are the most.")
    require_sense(components, place)
    areas = areas_of(blueprint)
    for position, (component, raw) in enumerate(zip(components, described, strict=True), start=1):
        where = f"{place}, component {position} ({component.title})"
        require_areas(component, areas, where)
        yield row_of(blueprint, component, raw, position=position, place=where)


def row_of(blueprint: Blueprint, component: PlannedComponent, raw: Any, *, position: int, place: str) -> Component:
    """A component that was read, not kept yet. Raises ``BlueprintError``."""
    row = Component(blueprint=blueprint, key=component.key, position=position, **values_of(component, raw))
    check(row, place, exclude={"blueprint"})
    require_plain(raw, place)
    return row


def values_of(component: PlannedComponent, raw: dict[str, Any]) -> dict[str, Any]:
    """The columns of a component: what was read of it, and its placement and repetition as they were written."""
    return {
        "kind": component.kind.value,
        "delivery": component.delivery.value if component.delivery else "",
        "title": component.title,
        "short_title": component.short_title or short_of(component.title),
        "minutes": component.minutes,
        "credited_minutes": component.credited_minutes,
        "is_compulsory": component.compulsory,
        "days": component.days,
        "content_areas": list(component.content_areas),
        "preparation": component.preparation,
        "preparation_minutes": component.preparation_minutes,
        "link": component.link,
        "after": list(component.after),
        "placement": raw.get("placement") or {},
        "repeat": raw.get("repeat") or {},
        "notes": component.notes,
        "unknown": list(component.unknown),
    }


def areas_of(blueprint: Blueprint) -> set[str]:
    """The content areas of a blueprint's programme, by name."""
    return set(blueprint.programme.content_areas.values_list("name", flat=True))


def require_areas(component: PlannedComponent, known: set[str], place: str) -> None:
    """Refuse a content area that the programme does not have. Raises ``BlueprintError``."""
    for area in component.content_areas:
        if area not in known:
            raise BlueprintError(f"{place}: “{area}” is no content area of the programme.")


def require_plain(value: Any, place: str) -> None:
    """Refuse hidden characters anywhere in what is kept as it was written. Raises ``BlueprintError``."""
    if isinstance(value, str):
        try:
            plain_text(value)
        except ValidationError as error:
            raise BlueprintError(f"{place}: {error.messages[0]}") from None
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            require_plain(each, place)


def check(row: Blueprint | Component, place: str, exclude: set[str] | None = None) -> None:
    """Refuse what a row may not hold, in the words of a file. Raises ``BlueprintError``."""
    try:
        row.full_clean(exclude=exclude, validate_constraints=False)
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise BlueprintError(f"{place}: “{name}”: {sentences[0]}") from None
