"""What a blueprint is made of: conferences, seminars, self-study units, coaching, windows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cohorts.planning.fields import BlueprintError, Fields
from cohorts.planning.placements import BeforePlacement, Placement, Unfinished, read_placement
from cohorts.planning.repeats import Repeat, read_repeat
from cohorts.planning.wording import listed

LONGEST_IN_DAYS = 14


class Kind(StrEnum):
    """What sort of thing a component is."""

    CONFERENCE = "conference"
    SEMINAR = "seminar"
    WEBINAR = "webinar"
    CLINIC = "clinic"
    COMMUNITY_GROUP = "community_group"
    COACHING = "coaching"
    ONLINE_MODULE = "online_module"
    SELF_STUDY = "self_study"
    RESIDENTIAL = "residential"
    SCHOOL_VISIT = "school_visit"
    FORMATIVE_TASK = "formative_task"
    ASSESSMENT = "assessment"
    INDUCTION = "induction"
    OTHER = "other"


class Delivery(StrEnum):
    """How a component reaches people."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    SELF_STUDY = "self_study"
    ONE_TO_ONE = "one_to_one"
    BLENDED = "blended"


@dataclass(frozen=True)
class PlannedComponent:
    """One component of a blueprint as the planner takes it; what is not known yet is None or empty.

    One of several ``days``, such as a residential, is held on days that follow each other, each of ``minutes`` and with
    a register of its own. ``unknown`` says what its source leaves open, a few words each.
    """

    key: str
    title: str
    kind: Kind = Kind.OTHER
    delivery: Delivery | None = None
    short_title: str = ""
    minutes: int | None = None
    credited_minutes: int | None = None
    compulsory: bool = True
    days: int = 1
    content_areas: tuple[str, ...] = ()
    preparation: str = ""
    preparation_minutes: int | None = None
    link: str = ""
    after: tuple[str, ...] = ()
    placement: Placement | None = None
    repeat: Repeat | None = None
    notes: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def lacks(self) -> tuple[str, ...]:
        """What it must be given before it can be dated."""
        lacks: tuple[str, ...] = ()
        if self.placement is None:
            lacks = ("a placement",)
        elif isinstance(self.placement, Unfinished):
            lacks = self.placement.lacks
        return lacks + (self.repeat.lacks(self.placement) if self.repeat else ())

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The keys of components that must be dated before it."""
        return (self.placement.component,) if isinstance(self.placement, BeforePlacement) else ()


COMPONENT_KEYS = (
    "key",
    "title",
    "kind",
    "delivery",
    "short_title",
    "minutes",
    "credited_minutes",
    "compulsory",
    "days",
    "content_areas",
    "preparation",
    "preparation_minutes",
    "link",
    "after",
    "placement",
    "repeat",
    "notes",
    "unknown",
)


def read_component(data: Any, place: str) -> PlannedComponent:
    """The component that a JSON object describes; ``place`` names it in a complaint, such as “component 3”."""
    fields = Fields(data, place)
    title = fields.text("title")
    if title:
        fields.place = f"{place} ({title})"
    fields.allow_only(*COMPONENT_KEYS)
    key = fields.text("key")
    if not key or not title:
        raise BlueprintError(f"{fields.place} needs a “{'title' if key else 'key'}”.")
    kind = fields.choice("kind", tuple(Kind))
    delivery = fields.choice("delivery", tuple(Delivery))
    return PlannedComponent(
        key=key,
        title=title,
        kind=Kind(kind) if kind else Kind.OTHER,
        delivery=Delivery(delivery) if delivery else None,
        short_title=fields.text("short_title"),
        minutes=fields.number("minutes"),
        credited_minutes=fields.number("credited_minutes"),
        compulsory=fields.truth("compulsory", otherwise=True),
        days=_days(fields),
        content_areas=fields.texts("content_areas"),
        preparation=fields.text("preparation"),
        preparation_minutes=fields.number("preparation_minutes"),
        link=fields.text("link"),
        after=fields.texts("after"),
        placement=read_placement(fields.data.get("placement"), f"{fields.place}, “placement”"),
        repeat=read_repeat(fields.data.get("repeat"), f"{fields.place}, “repeat”"),
        notes=fields.text("notes"),
        unknown=fields.texts("unknown"),
    )


def _days(fields: Fields) -> int:
    """On how many days it is held."""
    days = fields.number("days", least=1) or 1
    if days > LONGEST_IN_DAYS:
        raise BlueprintError(f"{fields.place}: “days” must be between 1 and {LONGEST_IN_DAYS}, not {days}.")
    return days


def read_components(data: Any, place: str) -> tuple[PlannedComponent, ...]:
    """The components of a JSON list, each with a key of its own, naming only each other."""
    if not isinstance(data, list):
        raise BlueprintError(f"{place} must be a list of components.")
    components = tuple(read_component(item, f"component {number}") for number, item in enumerate(data, start=1))
    keys = [component.key for component in components]
    twice = sorted({f"“{key}”" for key in keys if keys.count(key) > 1})
    if twice:
        raise BlueprintError(f"{place}: more than one component has the key {listed(twice)}.")
    for component in components:
        strange = [f"“{key}”" for key in (*component.waits_for, *component.after) if key not in keys]
        if strange:
            raise BlueprintError(
                f"{place}: {component.title} refers to {listed(strange)}, which is no component's key."
            )
    return components
