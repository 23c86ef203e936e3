"""From rows to what a clash is found in: of a draft, of one session, of some of a cohort's as they stand."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cohorts.models import Cohort, FacilitatorAssignment
from cohorts.planning import calendars
from cohorts.planning.calendars import CalendarError
from cohorts.plans import calendar_of
from npq_portal import clock
from npq_portal.users.models import User
from participants.models import Enrolment
from sessions import clashes
from sessions.clashes import Booking, Clash, ClashKind, Place
from sessions.expected import Groups
from sessions.items import local_day
from sessions.models import ClashLevels, TrainingSession, Venue
from sessions.plan_items import Kind, PlannedItem
from sessions.plan_rows import Crew, crew_of, item_of

ONE_DAY = dt.timedelta(days=1)
ALL_KINDS = frozenset(ClashKind)
Placed = tuple[PlannedItem, TrainingSession]
# By the row of a session, those who would be named for it.
Named = Mapping[int, set[int]]


def school_days(cohort: Cohort) -> calendars.SchoolCalendar:
    """When schools are open for a cohort; of a calendar that contradicts itself, only the bank holidays."""
    try:
        return calendar_of(cohort.calendar)
    except CalendarError:
        return calendars.SchoolCalendar((), name=cohort.calendar.name)


def of_draft(
    cohort: Cohort,
    plan: Sequence[PlannedItem],
    rows: Mapping[str, Any],
    *,
    open_days: calendars.SchoolCalendar | None = None,
) -> list[Clash]:
    """The clashes of the sessions that ``plan`` puts elsewhere than ``rows`` has them, or adds. Eight queries, or none.

    ``open_days`` is the cohort's calendar, where it has been read already.
    """
    own = [(item, rows[item.ident]) for item in plan if item.kind == Kind.SESSION and not item.is_cancelled]
    moving = {item.ident for item, row in own if not row.pk or item.dates != item_of(row).dates}
    return _find(cohort, own, moving, open_days=open_days)


def of_session(
    session: TrainingSession, *, kinds: Collection[ClashKind] = ALL_KINDS, named: set[int] | None = None
) -> list[Clash]:
    """The clashes of a session as it is about to be written, with those who are to be named for it. Nine queries."""
    if session.is_cancelled or not kinds:
        return []
    others = session.cohort.training_sessions.scheduled().exclude(pk=session.pk).order_by("pk")
    own = [(item_of(row), row) for row in (session, *others)]
    would_take = {session.pk: named} if named is not None else {}
    found = _find(session.cohort, own, {own[0][0].ident}, named=would_take)
    return [clash for clash in found if clash.kind in kinds]


def of_rows(
    cohort: Cohort,
    sessions: Iterable[TrainingSession],
    moving: Collection[str],
    *,
    open_days: calendars.SchoolCalendar | None = None,
    joining: FacilitatorAssignment | None = None,
) -> list[Clash]:
    """The clashes of those of a cohort's ``sessions`` that are ``moving``, with the times that they have now.

    ``joining`` is an assignment that is not there yet.
    """
    own = [(item_of(row), row) for row in sessions if not row.is_cancelled]
    return _find(cohort, own, moving, open_days=open_days, joining=joining)


def _find(
    cohort: Cohort,
    own: Sequence[Placed],
    moving: Collection[str],
    *,
    named: Named | None = None,
    open_days: calendars.SchoolCalendar | None = None,
    joining: FacilitatorAssignment | None = None,
) -> list[Clash]:
    """The clashes of those of ``own`` that are ``moving``, with each other and with whatever stands near them."""
    days = {
        day
        for item, _ in own
        if item.ident in moving
        # What began the day before may go on after midnight, and so may this.
        for day in (item.first_day - ONE_DAY, item.first_day, item.last_day)
    }
    if not days:
        return []
    near = [*((item, row, cohort) for item, row in own if item.first_day in days), *_others(cohort, days)]
    crew = crew_of([row for _, row, _ in near])
    crew = Crew({**crew.named, **(named or {})}, [*crew.assigned, *([joining] if joining else [])])
    attending = _attending({row.cohort_id for _, row, _ in near})
    groups = Groups([enrolment for people in attending.values() for enrolment, *_ in people])
    facts = _Facts(crew, attending, groups, open_days or school_days(cohort))
    found = [_booking(item, row, whose, facts, item.ident in moving and whose == cohort) for item, row, whose in near]
    people = {person for booking in found for person in booking.takers | booking.expected}
    places = Venue.objects.filter(pk__in={booking.venue for booking in found if booking.venue})
    return clashes.find(
        found,
        names=dict(User.objects.filter(pk__in=people).values_list("pk", "full_name")),
        places={venue.pk: Place(venue.name, venue.capacity) for venue in places},
        levels=ClashLevels.objects.for_cohort(cohort),
    )


def _others(cohort: Cohort, days: Collection[dt.date]) -> list[tuple[PlannedItem, TrainingSession, Cohort]]:
    """What other cohorts have on these days."""
    rows = TrainingSession.objects.scheduled().exclude(cohort=cohort)
    between = rows.filter(
        starts_at__gte=clock.at(min(days), dt.time(0)), starts_at__lt=clock.at(max(days) + ONE_DAY, dt.time(0))
    )
    there = between.select_related("cohort").order_by("starts_at", "pk")
    return [(item_of(row), row, row.cohort) for row in there if local_day(row.starts_at) in days]


class _Facts(NamedTuple):
    """Who takes and who attends sessions, who is in which group, and when schools are open."""

    crew: Crew
    attending: dict[int, list[tuple[int, int, dt.date]]]
    groups: Groups
    open_days: calendars.SchoolCalendar


def _attending(cohorts: set[int]) -> dict[int, list[tuple[int, int, dt.date]]]:
    """By cohort, the enrolments and people who take part at present, with the day on which they joined."""
    found: dict[int, list[tuple[int, int, dt.date]]] = {}
    rows = Enrolment.objects.active().filter(cohort__in=cohorts).order_by("pk")
    for cohort, enrolment, person, joined_on in rows.values_list("cohort", "pk", "participant__user", "joined_on"):
        found.setdefault(cohort, []).append((enrolment, person, joined_on))
    return found


def _booking(item: PlannedItem, session: TrainingSession, cohort: Cohort, facts: _Facts, is_moving: bool) -> Booking:
    day = item.first_day
    return Booking(
        item.ident,
        session.title,
        str(cohort),
        item.begins,  # type: ignore[arg-type]  # a session has moments
        item.ends,  # type: ignore[arg-type]  # and so has its end
        takers=facts.crew.takers(session, day),
        are_named=bool(facts.crew.named.get(session.pk)),
        expected=frozenset(
            person
            for enrolment, person, joined_on in facts.attending.get(session.cohort_id, ())
            if session.is_compulsory and joined_on <= day and facts.groups.is_for(enrolment, session.group_id, day)
        ),
        venue=None if session.is_online else session.venue_id,
        closed=(facts.open_days.is_closed(day) or "") if is_moving else "",
        is_moving=is_moving,
        pk=session.pk or None,
    )
