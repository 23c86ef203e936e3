"""Keeping what somebody has seen of a plan."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from cohorts.models import Cohort, FacilitatorAssignment
from npq_portal import clock
from npq_portal.audit import log
from npq_portal.users.models import User
from participants.models import Enrolment
from sessions import plan_rows
from sessions.models import PlanVersion, SeenPlan, SessionFacilitator
from sessions.plan_items import Difference


@transaction.atomic
def acknowledge(cohort: Cohort, *, now: dt.datetime, by: User) -> SeenPlan:
    """Keep that somebody has seen the plan as it stands."""
    items = plan_rows.items_of(plan_rows.rows_of(cohort).values())
    seen, _ = SeenPlan.objects.update_or_create(
        cohort=cohort, user=by, defaults={"items": [item.as_json() for item in items], "seen_at": now}
    )
    log.record("plan.seen", subject=cohort, by=by)
    return seen


@transaction.atomic
def pass_over(cohort: Cohort, changes: Iterable[Difference], *, now: dt.datetime) -> None:
    """Let everybody's plan hold these changes as if it had been seen, so that no page names them; older news stays news."""
    items = {change.item.ident: change.item.as_json() for change in changes}
    seen = {row.user_id: row for row in SeenPlan.objects.filter(cohort=cohort)}
    for person, known in _known_to(cohort).items():
        row = seen.get(person) or SeenPlan(cohort=cohort, user_id=person, items=known, seen_at=now)
        there = {f"{item['kind']}-{item['key']}": item for item in row.items}
        row.items = list({**there, **items}.values())
        row.save()


def _known_to(cohort: Cohort) -> dict[int, list[dict[str, Any]]]:
    """By person, the plan that their news is measured by before they have said that they had seen one."""
    first = PlanVersion.objects.get(cohort=cohort, number=1).items
    assigned = FacilitatorAssignment.objects.filter(cohort=cohort).values_list("facilitator", flat=True)
    named = SessionFacilitator.objects.filter(session__cohort=cohort).values_list("facilitator", flat=True)
    known = dict.fromkeys((*assigned.order_by("pk"), *named.order_by("pk")), first)
    held: dict[dt.date, list[dict[str, Any]]] = {}
    enrolled = Enrolment.objects.filter(cohort=cohort).order_by("pk").values_list("participant__user", "joined_on")
    for person, joined_on in enrolled:
        if joined_on not in held:
            joined_at = clock.at(joined_on, dt.time(0))
            held[joined_on] = PlanVersion.objects.known_on(joined_at).filter(cohort=cohort)[0].items
        known[person] = held[joined_on]
    return known
