"""Keeping blueprints: a new version for whatever is new, and never another text under a version that exists."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Blueprint, Component, Programme
from cohorts.planning.components import PlannedComponent, read_components
from cohorts.planning.fields import BlueprintError, Fields
from cohorts.plans import in_words
from npq_portal.audit import log
from npq_portal.users.models import User

BLUEPRINT_KEYS = ("key", "version", "programme", "name", "description", "notes", "components")


@transaction.atomic
def keep(data: Any, *, place: str, by: User | None) -> tuple[Blueprint, bool]:
    """Keep the blueprint that ``data`` describes, with whether it is new.

    What the latest version of its key says already is not kept again; anything else becomes the next version. Raises
    ``BlueprintError``, naming the place in the file, and then keeps nothing.
    """
    fields = Fields(data, place)
    fields.allow_only(*BLUEPRINT_KEYS)
    programme = Programme.objects.filter(identifier=fields.text("programme")).first()
    if programme is None:
        raise BlueprintError(f"{place}: “programme” is “{fields.text('programme')}”, which is no programme.")
    latest = Blueprint.objects.select_for_update().filter(key=fields.text("key")).order_by("-version").first()
    blueprint = Blueprint(
        programme=programme,
        key=fields.text("key"),
        version=latest.version + 1 if latest else 1,
        name=fields.text("name"),
        description="\n".join([fields.text("description"), *fields.texts("notes")]).strip(),
    )
    check(blueprint, place)
    rows = list(rows_of(blueprint, fields.data.get("components"), place))
    if latest and in_words(latest, latest.components.all()) == in_words(blueprint, rows):
        return latest, False
    blueprint.save()
    Component.objects.bulk_create(rows)
    log.record("blueprint.kept", subject=blueprint, by=by, version=blueprint.version, components=len(rows))
    return blueprint, True


def rows_of(blueprint: Blueprint, described: Any, place: str) -> Iterator[Component]:
    """The components of a blueprint, not kept yet, in the order in which they are described. Raises ``BlueprintError``."""
    components = read_components(described, place)
    for position, (component, raw) in enumerate(zip(components, described, strict=True), start=1):
        where = f"{place}, component {position} ({component.title})"
        require_areas(blueprint, component, where)
        row = Component(blueprint=blueprint, key=component.key, position=position, **values_of(component, raw))
        check(row, where, exclude={"blueprint"})
        yield row


def values_of(component: PlannedComponent, raw: dict[str, Any]) -> dict[str, Any]:
    """The columns of a component: what was read of it, and its placement and repetition as they were written."""
    return {
        "kind": component.kind.value,
        "delivery": component.delivery.value if component.delivery else "",
        "title": component.title,
        "short_title": component.short_title or component.title[:20].strip(),
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


def require_areas(blueprint: Blueprint, component: PlannedComponent, place: str) -> None:
    """Refuse a content area that the programme does not have. Raises ``BlueprintError``."""
    known = set(blueprint.programme.content_areas.values_list("name", flat=True)) if component.content_areas else set()
    for area in component.content_areas:
        if area not in known:
            raise BlueprintError(f"{place}: “{area}” is no content area of the programme.")


def check(row: Blueprint | Component, place: str, exclude: set[str] | None = None) -> None:
    """Refuse what a row may not hold, in the words of a file. Raises ``BlueprintError``."""
    try:
        row.full_clean(exclude=exclude, validate_constraints=False)
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise BlueprintError(f"{place}: “{name}”: {sentences[0]}") from None
