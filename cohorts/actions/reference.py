"""Loads the outside facts that ship with the portal: courses, lead providers, milestones, school calendars, blueprints.

They are data files because the Department for Education and the schools change them, not the programmers. Loading may be
repeated: rows that say the same already are left alone, and a blueprint version that a cohort was made from is never
rewritten under it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from cohorts.actions import blueprints
from cohorts.data_folder import BrokenReferenceData, DataFolder, listed
from cohorts.models import (
    Blueprint,
    CalendarPeriod,
    Component,
    ContentArea,
    LeadProvider,
    Milestone,
    Programme,
    SchoolCalendar,
)
from cohorts.planning.calendars import CalendarError, HalfTerm
from cohorts.planning.calendars import SchoolCalendar as PlannersCalendar
from cohorts.planning.components import read_components
from cohorts.planning.fields import BlueprintError, Fields
from npq_portal.audit import log
from npq_portal.users.models import User

SHIPPED = Path(__file__).resolve().parent.parent / "data"
MILESTONE_COLUMNS = (
    "cohort_year",
    "schedule_identifier",
    "declaration_type",
    "starts_on",
    "due_on",
    "paid_on",
    "source",
)


class BlueprintInUse(BrokenReferenceData):
    """A cohort was made from this version of a blueprint, and the file says something else now."""


@dataclass
class Tally:
    """How many rows of one sort the files hold, and how many of them were new or changed."""

    rows: int = 0
    changed: int = 0


@transaction.atomic
def load(*, folder: Path = SHIPPED, by: User | None = None) -> dict[str, Tally]:
    """Bring the rows in line with the files in ``folder``; counts by the noun of the rows.

    Raises ``BrokenReferenceData`` and then changes nothing.
    """
    loading = _Loading(folder)
    loading.load_all()
    changed = {noun: tally.changed for noun, tally in loading.tallies.items() if tally.changed}
    if changed:
        # An event is about one thing: the first course stands for the whole set.
        log.record("reference.loaded", subject=Programme.objects.earliest("pk"), by=by, changed=changed)
    return dict(loading.tallies)


class _Loading:
    """One run over the files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.files = DataFolder(folder)
        self.tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self.seen: set[tuple[Any, ...]] = set()

    def load_all(self) -> None:
        try:
            self.load_programmes()
            self.load_lead_providers()
            self.load_milestones()
            self.load_calendars()
            self.load_blueprints()
        except BlueprintError as error:
            raise BrokenReferenceData(str(error)) from None

    def load_programmes(self) -> None:
        for fields in self.files.entries("programmes.json"):
            programme = self.put(
                "programmes",
                fields.place,
                Programme,
                {"identifier": fields.text("identifier")},
                name=fields.text("name"),
                code=fields.text("code"),
                course_group=fields.text("group"),
                months=fields.number("taught_months"),
                assessment_months=fields.number("assessment_months"),
                declaration_types=list(fields.texts("declarations")),
                is_assessed=bool(fields.number("assessment_months")),
            )
            areas = fields.texts("content_areas")
            for number, name in enumerate(areas, start=1):
                self.put(
                    "content areas", fields.place, ContentArea, {"programme": programme, "number": number}, name=name
                )
            self.drop("content areas", programme.content_areas.filter(number__gt=len(areas)))

    def load_lead_providers(self) -> None:
        for fields in self.files.entries("lead_providers.json"):
            self.put("lead providers", fields.place, LeadProvider, {"name": fields.text("name")})

    def load_milestones(self) -> None:
        for line, row in self.files.lines("milestones.csv", MILESTONE_COLUMNS):
            place = f"milestones.csv, line {line}"
            fields = Fields({key: value for key, value in row.items() if value}, place)
            if not row["cohort_year"].isdecimal():
                raise BrokenReferenceData(f"{place}: “cohort_year” must be a year, not “{row['cohort_year']}”.")
            self.put(
                "milestones",
                place,
                Milestone,
                {
                    "contract_year": int(row["cohort_year"]),
                    "schedule_identifier": row["schedule_identifier"],
                    "declaration_type": row["declaration_type"],
                },
                starts_on=fields.day("starts_on"),
                due_on=fields.day("due_on"),
                paid_on=fields.day("paid_on"),
                source=row["source"],
            )

    def load_calendars(self) -> None:
        for name in self.files.names("calendars"):
            fields = Fields(self.files.read(name), name)
            years = list(listed(fields, "years"))
            calendar = self.put(
                "school calendars",
                name,
                SchoolCalendar,
                {"key": fields.text("key")},
                name=fields.text("name"),
                source=" ".join(dict.fromkeys(year.text("source") for year in years)),
            )
            periods = [*self.half_terms(name, calendar, years), *self.closed_days(calendar, years)]
            self.drop("calendar periods", calendar.periods.exclude(pk__in=[period.pk for period in periods]))

    def half_terms(self, name: str, calendar: SchoolCalendar, years: list[Fields]) -> Iterator[CalendarPeriod]:
        """The rows of a calendar's half terms, once these are known to fit together."""
        described = []
        for year in years:
            for entry in listed(year, "half_terms"):
                number, first, last = entry.number("number", 1), entry.day("starts_on"), entry.day("ends_on")
                if number is None or first is None or last is None:
                    raise BrokenReferenceData(f"{entry.place} needs “number”, “starts_on” and “ends_on”.")
                described.append((entry.place, HalfTerm(year.number("school_year") or 0, number, first, last)))
        try:
            PlannersCalendar([half_term for _, half_term in described], national={})
        except CalendarError as error:
            raise BrokenReferenceData(f"{name}: {error}") from None
        for place, half_term in described:
            yield self.put(
                "calendar periods",
                place,
                CalendarPeriod,
                {"calendar": calendar, "kind": CalendarPeriod.Kind.HALF_TERM, "starts_on": half_term.starts_on},
                ends_on=half_term.ends_on,
                name=f"Half term {half_term.number}",
                number=half_term.number,
            )

    def closed_days(self, calendar: SchoolCalendar, years: list[Fields]) -> Iterator[CalendarPeriod]:
        for year in years:
            for entry in listed(year, "closed_days"):
                on = entry.day("on")
                yield self.put(
                    "calendar periods",
                    entry.place,
                    CalendarPeriod,
                    {"calendar": calendar, "kind": entry.text("kind"), "starts_on": on},
                    ends_on=on,
                    name=entry.text("name"),
                )

    def load_blueprints(self) -> None:
        for name in self.files.names("blueprints"):
            fields = Fields(self.files.read(name), name)
            programme = Programme.objects.filter(identifier=fields.text("programme")).first()
            if programme is None:
                raise BrokenReferenceData(f"{name}: “programme” is “{fields.text('programme')}”, which is no course.")
            changed_before = self.tallies["blueprints"].changed + self.tallies["components"].changed
            blueprint = self.put(
                "blueprints",
                name,
                Blueprint,
                {"key": fields.text("key"), "version": fields.number("version", 1) or 1},
                programme=programme,
                name=fields.text("name"),
                description="\n".join([fields.text("description"), *fields.texts("notes")]).strip(),
            )
            self.load_components(name, blueprint, fields.data.get("components"))
            changed = self.tallies["blueprints"].changed + self.tallies["components"].changed - changed_before
            if changed and blueprint.cohorts.exists():
                raise BlueprintInUse(
                    f"{name}: a cohort was made from version {blueprint.version} of {blueprint.name}, "
                    f"so what changes needs the version {blueprint.version + 1}."
                )

    def load_components(self, name: str, blueprint: Blueprint, described: Any) -> None:
        components, areas = read_components(described, name), blueprints.areas_of(blueprint)
        for position, (component, raw) in enumerate(zip(components, described, strict=True), start=1):
            place = f"{name}, component {position} ({component.title})"
            blueprints.require_areas(component, areas, place)
            self.put(
                "components",
                place,
                Component,
                {"blueprint": blueprint, "key": component.key},
                position=position,
                **blueprints.values_of(component, raw),
            )
        self.drop("components", blueprint.components.exclude(key__in=[component.key for component in components]))

    def put(self, noun: str, place: str, model: type[models.Model], found: dict[str, Any], **values: Any) -> Any:
        """The row of ``model`` that ``found`` names, made or changed so that it says ``values``."""
        if (noun, *found.values()) in self.seen:
            raise BrokenReferenceData(f"{place}: the same {', '.join(found)} stood further up already.")
        self.seen.add((noun, *found.values()))
        row = model._default_manager.filter(**found).first() or model(**found)
        tally = self.tallies[noun]
        tally.rows += 1
        if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            try:
                # What must be unique together is what ``found`` holds, and that has been looked for.
                row.full_clean(validate_constraints=False)
            except ValidationError as error:
                raise BrokenReferenceData(f"{place}: {_first_complaint(error)}") from None
            row.save()
            tally.changed += 1
        return row

    def drop(self, noun: str, rows: models.QuerySet) -> None:
        """Remove rows that the file does not hold any more."""
        self.tallies[noun].changed += rows.count()
        rows.delete()


def _first_complaint(error: ValidationError) -> str:
    """The first thing wrong with a row: “months: This field cannot be null.”"""
    name, messages = next(iter(error.message_dict.items()))
    return messages[0] if name == "__all__" else f"{name}: {messages[0]}"
