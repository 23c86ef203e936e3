"""From rows to the items of a plan, and who takes and who attends what they stand for."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cohorts.models import Cohort, FacilitatorAssignment
from participants.models import AssessmentWindow, CoachingPeriod, Enrolment
from sessions.expected import Groups
from sessions.models import SessionFacilitator, StudyUnit, TrainingSession
from sessions.plan_items import Kind, PlannedItem

MODELS: dict[Kind, Any] = {
    Kind.SESSION: TrainingSession,
    Kind.UNIT: StudyUnit,
    Kind.PERIOD: CoachingPeriod,
    Kind.WINDOW: AssessmentWindow,
}
# The fields of each kind of row in which its dates stand.
DATES = {
    Kind.SESSION: ("starts_at", "ends_at"),
    Kind.UNIT: ("opens_on", "due_on"),
    Kind.PERIOD: ("opens_on", "due_on"),
    Kind.WINDOW: ("opens_at", "closes_at"),
}


def kind_of(row: Any) -> Kind:
    return next(kind for kind, model in MODELS.items() if isinstance(row, model))


def item_of(row: Any) -> PlannedItem:
    kind = kind_of(row)
    begins, ends = (getattr(row, name) for name in DATES[kind])
    title = "Case study" if kind == Kind.WINDOW else row.title
    is_cancelled = kind == Kind.SESSION and row.is_cancelled
    return PlannedItem(kind, row.component_key, title, begins, ends, is_cancelled)


def rows_of(cohort: Cohort, *, locked: bool = False) -> dict[str, Any]:
    """Every row of a cohort's plan by its item's name, in the order of their days. Four queries."""
    rows: list[Any] = []
    for model in MODELS.values():
        found = model.objects.filter(cohort=cohort).order_by("pk")
        rows += found.select_for_update() if locked else found
    items = sorted(((item_of(row), row) for row in rows), key=lambda pair: (pair[0].first_day, pair[0].ident))
    return {item.ident: row for item, row in items}


def items_of(rows: Iterable[Any]) -> list[PlannedItem]:
    return [item_of(row) for row in rows]


def added_rows(cohort: Cohort, plan: Iterable[PlannedItem], rows: Mapping[str, Any]) -> dict[str, Any]:
    """The rows that items without one will become, by the items' names; not saved, so they have the number 0."""
    added = {}
    for item in plan:
        if item.facts and item.ident not in rows:
            dates = dict(zip(DATES[item.kind], (item.begins, item.ends), strict=True))
            fields = {"cohort": cohort, "component_key": item.key, "title": item.title, **dates, **dict(item.facts)}
            added[item.ident] = MODELS[item.kind](pk=0, **fields)
    return added


class Crew(NamedTuple):
    """Who takes sessions: those named for one, and the facilitators of cohorts with the days of their assignments."""

    named: dict[int, set[int]]
    assigned: list[FacilitatorAssignment]

    def takers(self, session: TrainingSession, day: dt.date) -> frozenset[int]:
        """Those named for a session, or else the facilitators of its cohort on the day."""
        return frozenset(
            self.named.get(session.pk)
            or {
                row.facilitator_id
                for row in self.assigned
                if row.cohort_id == session.cohort_id
                and row.starts_on <= day
                and (row.ends_on is None or day <= row.ends_on)
            }
        )


def crew_of(sessions: Iterable[TrainingSession]) -> Crew:
    """Two queries."""
    sessions = list(sessions)
    named: dict[int, set[int]] = {}
    rows = SessionFacilitator.objects.in_force().filter(session__in=[session.pk for session in sessions])
    for session, person in rows.order_by("pk").values_list("session", "facilitator"):
        named.setdefault(session, set()).add(person)
    cohorts = {session.cohort_id for session in sessions}
    return Crew(named, list(FacilitatorAssignment.objects.filter(cohort__in=cohorts).order_by("pk")))


class Told(NamedTuple):
    """Whom changes of a plan concern."""

    participants: set[int]
    facilitators: set[int]

    @property
    def number(self) -> int:
        return len(self.participants | self.facilitators)


def concerned(cohort: Cohort, changed: Sequence, rows: Mapping[str, Any]) -> Told:
    """The participants who take part, had not joined too late for all of it and are in the group of a session where it has
    one, and who takes the sessions. Three queries, and one more where a session is for a group."""
    last = max((change.last_day for change in changed), default=dt.date.min)
    taking_part = Enrolment.objects.active().filter(cohort=cohort, joined_on__lte=last)
    people = dict(taking_part.values_list("pk", "participant__user")) if changed else {}
    sessions = {change: rows[change.item.ident] for change in changed if change.item.kind == Kind.SESSION}
    groups, crew = Groups(list(people)), crew_of(sessions.values())

    def is_for(enrolment: int, change) -> bool:
        group = sessions[change].group_id if change in sessions else None
        return any(groups.is_for(enrolment, group, item.first_day) for item in change if item)

    return Told(
        {person for enrolment, person in people.items() if any(is_for(enrolment, change) for change in changed)},
        {
            person
            for change, session in sessions.items()
            for item in change
            if item
            for person in crew.takers(session, item.first_day)
        },
    )
