"""Writing a generated plan as sessions, study units, coaching periods and assessment windows.

A row is known by its component: making the plan again moves what is to come and leaves the past, the marks and the
identity of everything as they are.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import models, transaction

from cohorts.models import Cohort
from cohorts.planning.calendars import SchoolCalendar
from cohorts.planning.components import Delivery, Kind
from cohorts.planning.plans import Plan, PlanItem
from npq_portal import clock
from npq_portal.audit import log
from npq_portal.ui.words import full_date
from npq_portal.users.models import User
from participants.models import AssessmentWindow, CoachingPeriod
from sessions import clash_rows
from sessions.actions.clash_checks import Clashing, last_guard, share, take_out
from sessions.models import StudyUnit, TrainingSession

# A case-study window is open from just after midnight to just before it (domain/npq.md, section 7.4).
WINDOW_OPENS, WINDOW_CLOSES = dt.time(0, 1), dt.time(23, 59)
LIVE = {Delivery.IN_PERSON: TrainingSession.Delivery.IN_PERSON, Delivery.ONLINE: TrainingSession.Delivery.ONLINE}


@dataclass(frozen=True)
class Change:
    """What making the plan does to one item: adds it, moves it, keeps it where it is, or leaves the past alone."""

    item: PlanItem
    what: str
    row: models.Model
    moved_from: Any = None


@dataclass
class Outcome:
    """Everything that making the plan does, or would do; what cannot be written says why."""

    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    no_longer_planned: list[Any] = field(default_factory=list)

    def count(self, what: str) -> int:
        return sum(change.what == what for change in self.changes)

    @property
    def added(self) -> int:
        return self.count("add")

    @property
    def moved(self) -> int:
        return self.count("move")

    @property
    def moves(self) -> list[Change]:
        """What is moved, also what somebody had put elsewhere by hand."""
        return [change for change in self.changes if change.what == "move"]


def preview(cohort: Cohort, plan: Plan, *, now: dt.datetime, locked: bool = False) -> Outcome:
    """What ``apply`` would do at ``now``; nothing is written. ``locked`` keeps the rows from others until it is."""
    outcome = Outcome(problems=[str(problem) for problem in plan.problems])
    existing: dict[tuple[type, str], Any] = {
        (type(row), row.component_key): row for row in _rows(cohort, locked=locked)
    }
    for item in plan.items:
        model, fields = as_row(item)
        if model is None:
            outcome.problems.append(f"{item.title}: {_needs(item)} before it can be scheduled.")
            continue
        row = existing.pop((model, item.key), None)
        outcome.changes.append(_change(cohort, item, model, fields, row, now))
    left = [row for row in existing.values() if getattr(row, "parallel_to_id", None) is None]
    outcome.no_longer_planned = sorted(left, key=lambda row: row.component_key)
    return outcome


@transaction.atomic
def apply(cohort: Cohort, plan: Plan, *, by: User | None, now: dt.datetime) -> Outcome:
    """Write the plan: add what is new, move what is to come, leave what has begun.

    What the plan no longer holds is left in place, and named in the outcome. What moves may not clash with what blocks;
    the clashes of what is new are for the page of clashes. Raises ``ValidationError`` or ``Clashing``.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    outcome = preview(cohort, plan, now=now, locked=True)
    rows = [*(change.row for change in outcome.changes), *outcome.no_longer_planned]
    sessions = [row for row in rows if isinstance(row, TrainingSession)]
    moved = {f"session-{change.item.key}": change.row for change in outcome.moves if change.row in sessions}
    # The plan keeps clear of closures already.
    look = partial(clash_rows.of_rows, cohort, sessions, moved, open_days=SchoolCalendar(()))
    found = look()
    if blocking := [clash for clash in found if clash.blocks]:
        raise Clashing(blocking)
    with last_guard(look):
        take_out(moved.values())
        share(moved, found, kinds=clash_rows.ALL_KINDS)
        for change in outcome.changes:
            if change.what in {"add", "move"}:
                change.row.full_clean()
                change.row.save()
    log.record("plan.made", subject=cohort, by=by, added=outcome.added, moved=outcome.moved)
    return outcome


def _rows(cohort: Cohort, *, locked: bool) -> Iterator[Any]:
    for model in (TrainingSession, StudyUnit, CoachingPeriod, AssessmentWindow):
        rows = model.objects.filter(cohort=cohort).exclude(component_key="").order_by("pk")
        yield from rows.select_for_update() if locked else rows


def _needs(item: PlanItem) -> str:
    """What an item that becomes no row is waiting for."""
    if item.is_window and item.delivery in LIVE:
        return f"it needs its day between {full_date(item.first_day)} and {full_date(item.last_day)}"
    return "it needs a time and a way of delivery"


def _change(cohort: Cohort, item: PlanItem, model: type, fields: dict, row: Any, now: dt.datetime) -> Change:
    """Set an item beside its row, if there is one."""
    if row is None:
        return Change(item, "add", model(cohort=cohort, component_key=item.key, changed_at=now, **fields))
    dates = {name: value for name, value in fields.items() if name in _DATES}
    if all(getattr(row, name) == value for name, value in dates.items()):
        return Change(item, "keep", row)
    if _has_begun(row, now):
        return Change(item, "past", row)
    if getattr(row, "is_cancelled", False):
        return Change(item, "keep", row)
    moved_from = _beginning(row)
    for name, value in {**dates, "explanation": fields["explanation"], "changed_at": now}.items():
        setattr(row, name, value)
    row.sequence += 1
    return Change(item, "move", row, moved_from)


_DATES = frozenset({"starts_at", "ends_at", "opens_on", "due_on", "opens_at", "closes_at"})


def _beginning(row: Any) -> dt.date:
    """The local day on which a row begins."""
    for name in ("starts_at", "opens_at"):
        if hasattr(row, name):
            return clock.local(getattr(row, name)).date()
    return row.opens_on


def _has_begun(row: Any, now: dt.datetime) -> bool:
    return _beginning(row) <= clock.local(now).date()


def as_row(item: PlanItem) -> tuple[type[models.Model] | None, dict[str, Any]]:
    """Which model an item becomes, and its fields; no model where something is missing."""
    if item.kind == Kind.ASSESSMENT and item.is_window:
        return AssessmentWindow, {
            "opens_at": clock.at(item.opens_on, WINDOW_OPENS),
            "closes_at": clock.at(item.due_on, WINDOW_CLOSES),
            "explanation": item.explanation,
        }
    named = {"title": item.title, "short_title": item.short_title[:20], "is_compulsory": item.compulsory}
    if item.kind == Kind.COACHING and item.is_window:
        return CoachingPeriod, named | {
            "opens_on": item.opens_on,
            "due_on": item.due_on,
            "minutes": item.minutes or 60,
            "explanation": item.explanation,
        }
    if item.is_window and item.delivery in {Delivery.SELF_STUDY, Delivery.BLENDED}:
        return StudyUnit, named | {
            "opens_on": item.opens_on,
            "due_on": item.due_on,
            "minutes": item.minutes or 0,
            "url": item.component.link,
            "explanation": item.explanation,
        }
    if not item.is_window and item.starts_at and item.ends_at and item.delivery in LIVE:
        return TrainingSession, named | {
            "kind": item.kind.value,
            "delivery": LIVE[item.delivery],
            "starts_at": item.starts_at,
            "ends_at": item.ends_at,
            "preparation": item.component.preparation,
            "preparation_minutes": item.component.preparation_minutes,
            "explanation": item.explanation,
        }
    return None, {}
