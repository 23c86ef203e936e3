"""From rows to the items of a plan, and to what a clash is found in."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cohorts.models import Cohort, FacilitatorAssignment
from npq_portal import clock
from npq_portal.users.models import User
from participants.models import AssessmentWindow, CoachingPeriod, Enrolment
from sessions import clashes
from sessions.clashes import Booking, Clash, Place
from sessions.items import local_day
from sessions.models import SessionFacilitator, StudyUnit, TrainingSession, Venue
from sessions.plan_items import Kind, PlannedItem

ONE_DAY = dt.timedelta(days=1)
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


def find_clashes(cohort: Cohort, plan: Sequence[PlannedItem], rows: Mapping[str, Any]) -> list[Clash]:
    """The clashes of the sessions that ``plan`` puts elsewhere than ``rows`` has them. Six queries, or none."""
    own = [(item, rows[item.ident]) for item in plan if item.kind == Kind.SESSION and not item.is_cancelled]
    days = {item.first_day for item, row in own if item.dates != item_of(row).dates}
    if not days:
        return []
    others = [
        session
        for session in TrainingSession.objects.scheduled()
        .exclude(cohort=cohort)
        .filter(starts_at__gte=clock.at(min(days), dt.time(0)), starts_at__lt=clock.at(max(days) + ONE_DAY, dt.time(0)))
        .select_related("cohort")
        .order_by("starts_at", "pk")
        if local_day(session.starts_at) in days
    ]
    near = [(item, row) for item, row in own if item.first_day in days]
    crew = crew_of([row for _, row in near] + others)
    attending = _attending({cohort.pk, *(session.cohort_id for session in others)})
    found = [_booking(row, item, cohort, crew, attending) for item, row in near]
    found += [_booking(session, item_of(session), session.cohort, crew, attending) for session in others]
    people = {person for booking in found for person in booking.takers | booking.expected}
    places = Venue.objects.filter(pk__in={booking.venue for booking in found if booking.venue})
    return clashes.find(
        found,
        names=dict(User.objects.filter(pk__in=people).values_list("pk", "full_name")),
        places={venue.pk: Place(venue.name, venue.capacity) for venue in places},
    )


def _attending(cohorts: set[int]) -> dict[int, list[tuple[int, dt.date]]]:
    """By cohort, the people who take part at present, with the day on which they joined."""
    found: dict[int, list[tuple[int, dt.date]]] = {}
    rows = Enrolment.objects.active().filter(cohort__in=cohorts).order_by("pk")
    for cohort, person, joined_on in rows.values_list("cohort", "participant__user", "joined_on"):
        found.setdefault(cohort, []).append((person, joined_on))
    return found


def _booking(session: TrainingSession, item: PlannedItem, cohort: Cohort, crew: Crew, attending) -> Booking:
    day = item.first_day
    return Booking(
        item.ident,
        session.title,
        str(cohort),
        item.begins,  # type: ignore[arg-type]  # a session has moments
        item.ends,  # type: ignore[arg-type]  # and so has its end
        takers=crew.takers(session, day),
        are_named=session.pk in crew.named,
        expected=frozenset(
            person
            for person, joined_on in attending.get(session.cohort_id, ())
            if session.is_compulsory and joined_on <= day
        ),
        venue=None if session.is_online else session.venue_id,
        is_moving=item.dates != item_of(session).dates,
    )


class Told(NamedTuple):
    """Whom changes of a plan concern."""

    participants: set[int]
    facilitators: set[int]

    @property
    def number(self) -> int:
        return len(self.participants | self.facilitators)


def concerned(cohort: Cohort, changed: Sequence, rows: Mapping[str, Any]) -> Told:
    """The participants who take part and had not joined too late for all of it, and who takes the sessions. Three queries."""
    last = max((change.last_day for change in changed), default=dt.date.min)
    taking_part = Enrolment.objects.active().filter(cohort=cohort, joined_on__lte=last)
    sessions = {change: rows[change.item.ident] for change in changed if change.item.kind == Kind.SESSION}
    crew = crew_of(sessions.values())
    return Told(
        set(taking_part.values_list("participant__user", flat=True)) if changed else set(),
        {
            person
            for change, session in sessions.items()
            for item in change
            if item
            for person in crew.takers(session, item.first_day)
        },
    )
