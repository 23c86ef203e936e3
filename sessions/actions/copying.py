"""Copying a cohort: its sessions, self-study, coaching and assessment, whole weeks later, without its participants."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cohorts.actions import intakes, team
from cohorts.models import Cohort, SchoolCalendar
from cohorts.planning import copies
from cohorts.planning.calendars import SchoolCalendar as Days
from cohorts.planning.copies import Landing
from cohorts.planning.moves import NoOpenDay
from cohorts.plans import calendar_of
from npq_portal import clock
from npq_portal.audit import log
from npq_portal.users.models import User
from participants.models import AssessmentWindow, CoachingPeriod
from sessions.models import StudyUnit, TrainingSession

NOT_COPIED = frozenset(
    {"id", "cohort", "group", "parallel_to", "uid", "sequence", "explanation", "changed_at", "join_url"}
)
KINDS = {
    TrainingSession: ("session", "sessions"),
    StudyUnit: ("study unit", "study units"),
    CoachingPeriod: ("coaching period", "coaching periods"),
    AssessmentWindow: ("assessment window", "assessment windows"),
}


@dataclass(frozen=True)
class CopiedItem:
    """One thing of a cohort and what its copy would be; ``row`` is none where it cannot be copied, and ``note`` says why."""

    original: Any
    row: Any
    first: dt.date
    note: str = ""

    @property
    def key(self) -> str:
        return f"{type(self.original)._meta.model_name}-{self.original.pk}"

    @property
    def kind(self) -> str:
        return KINDS[type(self.original)][0]


def preview(source: Cohort, *, starts_on: dt.date, calendar: SchoolCalendar, now: dt.datetime) -> list[CopiedItem]:
    """What copying a cohort to a new start would write; nothing is written. Raises ``CalendarError``.

    Cancelled sessions are left behind, of a session that each group has one, and a room that somebody else has at that time is given up.
    """
    days, weeks = calendar_of(calendar), copies.weeks_between(source.starts_on, starts_on)
    items = [copied(original, days, weeks, now=now) for original in _originals(source)]
    return sorted(without_taken_rooms(items), key=lambda item: (item.first, item.key))


def _originals(source: Cohort) -> Iterable[Any]:
    yield from (
        source.training_sessions.scheduled().filter(parallel_to=None).select_related("venue", "group").order_by("pk")
    )
    yield from source.study_units.order_by("pk")
    yield from source.coaching_periods.order_by("pk")
    yield from source.assessment_windows.order_by("pk")


def copied(original: Any, days: Days, weeks: int, *, now: dt.datetime) -> CopiedItem:
    """The copy of one thing, with the reason for each day that had to give way."""
    first, last = span_of(original)
    try:
        landing = land(original, first, last, weeks, days)
    except NoOpenDay as problem:
        return CopiedItem(original, None, first + dt.timedelta(weeks=weeks), f"It cannot be copied: {problem}")
    model = type(original)
    names = [field.name for field in model._meta.concrete_fields if field.name not in NOT_COPIED]
    row = model(**{name: getattr(original, name) for name in names}, changed_at=now, explanation=landing.moved[:300])
    put_on(row, landing)
    group = f"it is for {original.group}, its copy for the whole cohort" if getattr(original, "group", None) else ""
    return CopiedItem(original, row, landing.first, "; ".join(filter(None, [landing.moved, group])))


def land(original: Any, first: dt.date, last: dt.date, weeks: int, days: Days) -> Landing:
    if isinstance(original, TrainingSession):
        return copies.land_day(first, weeks, days)
    if isinstance(original, AssessmentWindow):
        return copies.land_clear(first, last, weeks, days)
    return copies.land_window(first, last, weeks, days)


def moments_of(row: Any) -> tuple[str, str] | None:
    """The fields of a row that hold moments, from and to; none where it is open for whole days."""
    names = {TrainingSession: ("starts_at", "ends_at"), AssessmentWindow: ("opens_at", "closes_at")}
    return names.get(type(row))


def span_of(row: Any) -> tuple[dt.date, dt.date]:
    """The local days, first and last, of something planned."""
    if moments := moments_of(row):
        first, last = (clock.local(getattr(row, name)).date() for name in moments)
        return first, last
    return row.opens_on, row.due_on


def put_on(row: Any, landing: Landing) -> None:
    """Put a copy on its days, at the same times by the clock on the wall."""
    if not (moments := moments_of(row)):
        row.opens_on, row.due_on = landing.first, landing.last
        return
    for name, day in zip(moments, (landing.first, landing.last), strict=True):
        setattr(row, name, clock.at(day, clock.local(getattr(row, name)).time()))


def without_taken_rooms(items: list[CopiedItem]) -> list[CopiedItem]:
    """The same items, those whose room is taken then without it, saying by whom. One query."""
    placed = [item.row for item in items if getattr(item.row, "venue_id", None)]
    if not placed:
        return items
    there = list(
        TrainingSession.objects.scheduled()
        .filter(
            venue__in={row.venue_id for row in placed},
            starts_at__lt=max(row.ends_at for row in placed),
            ends_at__gt=min(row.starts_at for row in placed),
        )
        .select_related("cohort")
        .order_by("starts_at", "pk")
    )
    return [_without_taken_room(item, there) for item in items]


def _without_taken_room(item: CopiedItem, there: list[TrainingSession]) -> CopiedItem:
    row = item.row
    if not getattr(row, "venue_id", None):
        return item
    other = next(
        (
            each
            for each in there
            if each.venue_id == row.venue_id and each.starts_at < row.ends_at and row.starts_at < each.ends_at
        ),
        None,
    )
    if other is None:
        return item
    taken = f"{row.venue} is taken then by {other} of the {other.cohort}, so the copy has no room yet"
    row.venue = None
    return CopiedItem(item.original, row, item.first, "; ".join(filter(None, [item.note, taken])))


def counted(items: Iterable[CopiedItem]) -> list[tuple[int, str]]:
    """How many of each kind can be copied, with the kind in words."""
    items = list(items)
    counters = []
    for model, (one, many) in KINDS.items():
        number = sum(item.row is not None and type(item.original) is model for item in items)
        counters.append((number, one if number == 1 else many))
    return counters


@transaction.atomic
def copy(
    source: Cohort, new: Cohort, *, chosen: Collection[str], with_team: bool, now: dt.datetime, by: User
) -> Cohort:
    """Add ``new`` as a draft with the chosen items of ``source``, and its team where that is wanted; never its people.

    Raises ``ValidationError`` or ``CalendarError``, and then nothing is written.
    """
    new.stage = Cohort.Stage.DRAFT
    new = intakes.add(new, by=by)
    items = preview(source, starts_on=new.starts_on, calendar=new.calendar, now=now)
    rows = [item.row for item in items if item.row is not None and item.key in chosen]
    for row in rows:
        row.cohort = new
        row.full_clean()
        row.save()
    if with_team:
        copy_team(source, new, on=clock.local(now).date(), by=by)
    log.record("cohort.copied", subject=new, by=by, source=source.pk, items=len(rows))
    return new


def copy_team(source: Cohort, new: Cohort, *, on: dt.date, by: User) -> None:
    """Let those who facilitate a cohort now facilitate the other from its start, if they hold the role then."""
    for assignment in source.facilitator_assignments.in_force(on).select_related("facilitator").order_by("pk"):
        try:
            team.assign(new, facilitator=assignment.facilitator, starts_on=new.starts_on, by=by)
        except team.NotAFacilitator:
            continue
