"""Drafts of a cohort's plan: opened, changed, published, discarded, and earlier versions taken up again.

Nothing of a draft reaches the rows that people see before it is published; then each row keeps its identity and its marks.
"""

import copy
import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction

from cohorts.actions import intakes
from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.audit import log
from npq_portal.ui.words import full_date, plain_date
from npq_portal.users.models import User
from sessions import clash_rows, plan_rows
from sessions.actions import clash_checks, seen_plans
from sessions.actions.clash_checks import NOT_ASKED, Acceptance
from sessions.clash_rows import ALL_KINDS
from sessions.models import PlanVersion, TrainingSession
from sessions.plan_items import Difference, Kind, PlannedItem, differences

State = PlanVersion.State
AS_IT_STOOD = "As the plan stood"


class AlreadyDrafted(Exception):
    """The cohort has a draft already, and only one at a time."""


class NotWhatWasShown(Exception):
    """The draft is not what it was when the page was read, or is no draft any more."""


class NothingChanges(Exception):
    """There is nothing in it that is not so already."""


class OutOfDate(Exception):
    """The plan went on while the draft lay; ``sentences`` say where."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@transaction.atomic
def open_draft(cohort: Cohort, *, by: User | None, now: dt.datetime) -> PlanVersion:
    """Begin a draft with the plan as it stands. Raises ``AlreadyDrafted``."""
    draft = _begin(cohort, by=by, now=now)
    draft.save(force_insert=True)
    log.record("plan_draft.opened", subject=draft, by=by, version=draft.number)
    return draft


def _begin(cohort: Cohort, *, by: User | None, now: dt.datetime) -> PlanVersion:
    """A draft that is not saved yet; the plan it starts from is kept as a version, if it is none."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    if PlanVersion.objects.drafts().filter(cohort=cohort).exists():
        raise AlreadyDrafted
    items = plan_rows.items_of(plan_rows.rows_of(cohort).values())
    _keep_live(cohort, items, now=now)
    described = [item.as_json() for item in items]
    return PlanVersion(
        cohort=cohort, number=_next_number(cohort), items=described, base=described, made_by=by, made_at=now
    )


def _next_number(cohort: Cohort) -> int:
    last = PlanVersion.objects.filter(cohort=cohort).order_by("-number").first()
    return last.number + 1 if last else 1


def _keep_live(cohort: Cohort, items: list[PlannedItem], *, now: dt.datetime) -> bool:
    """Make a version of what stands, unless the published one says the same: so it can be taken up again."""
    published = PlanVersion.objects.in_force().filter(cohort=cohort).first()
    if published and not differences(published.plan, items):
        return False
    base = published.items if published else []
    _supersede(published)
    PlanVersion.objects.create(
        cohort=cohort,
        number=_next_number(cohort),
        state=State.PUBLISHED,
        name=AS_IT_STOOD,
        items=[item.as_json() for item in items],
        base=base,
        made_at=now,
        made_by=None,
        published_at=now,
    )
    return True


def _supersede(published: PlanVersion | None) -> None:
    if published:
        published.state = State.SUPERSEDED
        published.save(update_fields=["state"])


def locked(draft: PlanVersion, shown: str | None = None) -> PlanVersion:
    """The draft as it is now, with its cohort locked before it as everywhere; raises ``NotWhatWasShown``."""
    Cohort.objects.select_for_update().get(pk=draft.cohort_id)
    draft = PlanVersion.objects.select_for_update(of=("self",)).select_related("cohort__calendar").get(pk=draft.pk)
    if not draft.is_draft or (shown is not None and draft.fingerprint != shown):
        raise NotWhatWasShown
    return draft


@transaction.atomic
def restore(version: PlanVersion, *, now: dt.datetime, by: User | None) -> PlanVersion:
    """Begin a draft with the dates of an earlier version, for all that is still to come.

    Raises ``AlreadyDrafted``, and ``NothingChanges`` where the plan is that already.
    """
    draft, today = _begin(version.cohort, by=by, now=now), clock.local(now).date()
    earlier = {item.ident: item for item in version.plan}
    draft.items = [
        replace(item, begins=then.begins, ends=then.ends, reason=f"As in version {version.number}").as_json()
        if (then := earlier.get(item.ident)) and is_to_come(item, then, today)
        else item.as_json()
        for item in draft.plan
    ]
    if not draft.changes:
        raise NothingChanges
    draft.name = f"Version {version.number} again"
    draft.save(force_insert=True)
    log.record("plan_draft.opened", subject=draft, by=by, version=draft.number, restores=version.number)
    return draft


def is_to_come(now_planned: PlannedItem, other: PlannedItem, today: dt.date) -> bool:
    """Whether an item may still go from one plan to the other."""
    return not (now_planned.is_cancelled or now_planned.has_begun(today) or other.has_begun(today))


@transaction.atomic
def discard(draft: PlanVersion, *, by: User | None) -> None:
    """Let a draft go; it stays among the versions. Raises ``NotWhatWasShown``."""
    draft = locked(draft)
    draft.state = State.DISCARDED
    draft.save(update_fields=["state"])
    log.record("plan_draft.discarded", subject=draft, by=by, version=draft.number)


def out_of_date(draft: PlanVersion, live: list[PlannedItem], *, now: dt.datetime) -> list[str]:
    """What happened to the plan since the draft was made from it, in sentences; nothing where it can be published."""
    today = clock.local(now).date()
    base = differences(draft.based_on, live)
    said = [f"{each.item.title} is now {each.becomes}, and was {each.was} when the draft was made." for each in base]
    for each in draft.changes:
        if each.before and each.before.has_begun(today):
            said.append(f"{each.item.title} began on {full_date(each.before.first_day)}, so it stays there.")
        elif each.after and each.after.has_begun(today):
            said.append(f"{each.item.title} cannot begin on {full_date(each.after.first_day)} any more.")
    return said


@transaction.atomic
def refresh(draft: PlanVersion, *, now: dt.datetime, by: User | None) -> PlanVersion:
    """Bring a draft into line with the plan as it stands, keeping of its changes those that can still be made."""
    draft, today = locked(draft), clock.local(now).date()
    live = plan_rows.items_of(plan_rows.rows_of(draft.cohort).values())
    wanted = {each.item.ident: each.after for each in draft.changes if each.after}
    draft.base = [item.as_json() for item in live]
    kept = {ident: then for item in live if (then := wanted.get(ident := item.ident)) and is_to_come(item, then, today)}
    added = [item for item in draft.added if not item.has_begun(today)]
    draft.items = [item.as_json() for item in (*(kept.get(item.ident, item) for item in live), *added)]
    if _keep_live(draft.cohort, live, now=now):
        draft.number = _next_number(draft.cohort)
    draft.save(update_fields=["base", "items", "number"])
    log.record("plan_draft.refreshed", subject=draft, by=by, version=draft.number)
    return draft


@transaction.atomic
def publish(
    draft: PlanVersion,
    *,
    name: str,
    shown: str,
    accepting: Acceptance = NOT_ASKED,
    untold_because: str = "",
    now: dt.datetime,
    by: User | None,
) -> list[Difference]:
    """Let a draft be the plan: exactly what was shown, all of it or nothing. Answers with what changed.

    With a reason why people are not told, their pages leave these changes out; calendars and reminders follow all the same.

    Raises ``NotWhatWasShown``, ``NothingChanges``, ``OutOfDate`` or ``Clashing``.
    """
    draft = locked(draft, shown)
    changes, cohort = draft.changes, draft.cohort
    if not changes and not draft.changes_cohort:
        raise NothingChanges
    rows = plan_rows.rows_of(cohort, locked=True)
    if sentences := out_of_date(draft, plan_rows.items_of(rows.values()), now=now):
        raise OutOfDate(sentences)
    rows |= plan_rows.added_rows(cohort, draft.plan, rows)
    as_they_are = {ident: copy.copy(row) for ident, row in rows.items()}
    look = partial(clash_rows.of_draft, draft.planned_cohort, draft.plan, as_they_are)
    found = look()
    accepted = clash_checks.let_through(clash_checks.to_answer(found), accepting)
    moving = {each.item.ident: rows[each.item.ident] for each in changes if each.item.kind == Kind.SESSION}
    with clash_checks.last_guard(look):
        clash_checks.take_out(moving.values())
        clash_checks.share(moving, found, kinds=ALL_KINDS)
        for change in changes:
            _write(rows[change.item.ident], change, now=now)
    clash_checks.keep(accepted, rows, accepting.reason, now=now, by=by)
    if draft.changes_cohort:
        intakes.change(draft.planned_cohort, by=by)
    _supersede(PlanVersion.objects.in_force().filter(cohort=cohort).first())
    draft.state, draft.name, draft.published_at, draft.published_by = State.PUBLISHED, name, now, by
    draft.untold_because = untold_because
    draft.full_clean()
    draft.save()
    if untold_because:
        seen_plans.pass_over(cohort, changes, now=now)
    log.record(
        "plan.published",
        subject=cohort,
        by=by,
        version=draft.number,
        is_told=not untold_because,
        moved={each.item.ident: [each.was, each.becomes] for each in changes},
    )
    return changes


def _write(row: Any, change: Difference, *, now: dt.datetime) -> None:
    """Give a row what the draft says of it; it stays the row it is, and calendars learn of it."""
    before, after = change.before, change.item
    row.changed_at = now
    if before is None:
        row.pk, row.explanation = None, f"added on {plain_date(now)}"
    elif after.is_cancelled:
        row.status, row.status_reason = TrainingSession.Status.CANCELLED, after.reason
    else:
        for field, value in zip(plan_rows.DATES[after.kind], (after.begins, after.ends), strict=True):
            setattr(row, field, value)
        why = f"; {after.reason}" if after.reason else ""
        row.explanation = f"moved from {full_date(before.first_day)} on {plain_date(now)}{why}"[:300]
    row.sequence += bool(before)
    row.full_clean()
    row.save()
