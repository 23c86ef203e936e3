"""Changing a draft of a cohort's plan: moving its items, putting one back, taking the generator's plan anew."""

import datetime as dt
from dataclasses import replace
from itertools import count
from typing import Any

from django.db import transaction

from cohorts.models import SchoolCalendar
from cohorts.planning.plans import Plan
from cohorts.plans import plan_of
from npq_portal import clock
from npq_portal.audit import log
from npq_portal.users.models import User
from sessions import clash_rows, plan_rows, replanning
from sessions.actions.plan_versions import locked
from sessions.actions.scheduling import as_row
from sessions.models import PlanVersion
from sessions.plan_items import Kind, PlannedItem
from sessions.replanning import Scope, Step


def steps_of(
    draft: PlanVersion, ident: str, *, scope: Scope, days: int, is_exact: bool, now: dt.datetime
) -> list[Step]:
    """What a move would do to a draft. Raises ``CannotMove``."""
    plan = draft.plan
    return replanning.move(
        plan,
        next(item for item in plan if item.ident == ident),
        scope=scope,
        days=days,
        calendar=clash_rows.school_days(draft.planned_cohort),
        today=clock.local(now).date(),
        is_exact=is_exact,
    )


@transaction.atomic
def move(
    draft: PlanVersion,
    ident: str,
    *,
    scope: Scope,
    days: int,
    is_exact: bool,
    shown: str,
    now: dt.datetime,
    by: User | None,
) -> list[Step]:
    """Move an item of a draft, and what goes with it. Raises ``CannotMove`` or ``NotWhatWasShown``."""
    draft = locked(draft, shown)
    steps = steps_of(draft, ident, scope=scope, days=days, is_exact=is_exact, now=now)
    _put(draft, {step.after.ident: step.after for step in steps})
    log.record("plan_draft.moved", subject=draft, by=by, item=ident, scope=scope.value, days=days, moved=len(steps))
    return steps


class CannotCancel(Exception):
    """It cannot be cancelled; the message is a sentence that says why."""


@transaction.atomic
def add(
    draft: PlanVersion,
    *,
    kind: Kind,
    title: str,
    begins: dt.datetime | dt.date,
    ends: dt.datetime | dt.date,
    facts: dict[str, Any],
    shown: str,
    by: User | None,
) -> PlannedItem:
    """Let a draft hold a session or a unit that the plan does not have. Raises ``NotWhatWasShown``."""
    draft = locked(draft, shown)
    taken = {ident.partition("-")[2] for ident in plan_rows.rows_of(draft.cohort)} | {item.key for item in draft.plan}
    key = next(key for number in count(1) if (key := f"added-{number}") not in taken)
    item = PlannedItem(kind, key, title, begins, ends, facts=tuple(facts.items()))
    draft.items = [*draft.items, item.as_json()]
    draft.save(update_fields=["items"])
    log.record("plan_draft.added", subject=draft, by=by, item=item.ident)
    return item


def to_cancel(draft: PlanVersion, *, now: dt.datetime) -> list[PlannedItem]:
    """The sessions of the plan that a draft can cancel; what it adds is taken out of it instead."""
    today = clock.local(now).date()
    return [
        item
        for item in draft.plan
        if item.kind == Kind.SESSION and not (item.is_cancelled or item.facts or item.has_begun(today))
    ]


@transaction.atomic
def cancel(draft: PlanVersion, ident: str, *, reason: str, shown: str, now: dt.datetime, by: User | None) -> None:
    """Let a draft cancel a session, with the reason that people will read. Raises ``CannotCancel`` or ``NotWhatWasShown``."""
    draft = locked(draft, shown)
    if ident not in {item.ident for item in to_cancel(draft, now=now)}:
        raise CannotCancel("Choose a session of the plan that is on and still to come.")
    as_planned = {each.ident: each for each in draft.based_on}[ident]
    _put(draft, {ident: replace(as_planned, is_cancelled=True, reason=reason)})
    log.record("plan_draft.cancelled", subject=draft, by=by, item=ident)


def _put(draft: PlanVersion, moved: dict[str, PlannedItem]) -> None:
    draft.items = [moved.get(item.ident, item).as_json() for item in draft.plan]
    draft.save(update_fields=["items"])


@transaction.atomic
def put_back(draft: PlanVersion, ident: str, *, by: User | None) -> None:
    """Leave one item as it is after all, or out; what the draft does not change is left alone. Raises ``NotWhatWasShown``."""
    draft = locked(draft)
    change = next((each for each in draft.changes if each.item.ident == ident), None)
    if change is None:
        return
    if change.before is None:
        draft.items = [item.as_json() for item in draft.plan if item.ident != ident]
    _put(draft, {ident: change.before} if change.before else {})
    log.record("plan_draft.put_back", subject=draft, by=by, item=ident)


@transaction.atomic
def plan_anew(
    draft: PlanVersion, *, starts_on: dt.date, calendar: SchoolCalendar, now: dt.datetime, by: User | None
) -> Plan:
    """Let a draft hold what the delivery model gives for another start or school calendar; what has begun stays, and so
    does what the draft adds or cancels.

    Items that the plan does not have yet are not added: making the plan adds them. Raises ``CalendarError`` or
    ``BlueprintError``, and ``NotWhatWasShown``.
    """
    draft, today = locked(draft), clock.local(now).date()
    cohort = draft.cohort
    draft.starts_on = starts_on if starts_on != cohort.starts_on else None
    draft.ends_on = cohort.ends_on + (starts_on - cohort.starts_on) if draft.starts_on else None
    draft.calendar = calendar if calendar != cohort.calendar else None
    plan = plan_of(draft.planned_cohort)
    kept = [each.item for each in draft.changes if each.before is None or each.item.is_cancelled]
    changed = {item.ident for item in kept}
    draft.items = [each.as_json() for each in (*(item for item in draft.based_on if item.ident not in changed), *kept)]
    planned: dict[str, PlannedItem] = {}
    for item in draft.plan:
        made = plan.item(item.key)
        model, fields = as_row(made) if made else (None, {})
        if made is None or model is not plan_rows.MODELS[item.kind] or item.has_begun(today) or item.is_cancelled:
            continue
        begins, ends = (fields[name] for name in plan_rows.DATES[item.kind])
        moved = replace(item, begins=begins, ends=ends, reason=made.explanation)
        if not moved.has_begun(today):
            planned[item.ident] = moved
    draft.save(update_fields=["starts_on", "ends_on", "calendar"])
    _put(draft, planned)
    log.record("plan_draft.planned_anew", subject=draft, by=by, starts_on=str(starts_on), calendar=calendar.key)
    return plan
