"""Keeping what somebody has seen of a plan."""

import datetime as dt

from django.db import transaction

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.users.models import User
from sessions import plan_rows
from sessions.models import SeenPlan


@transaction.atomic
def acknowledge(cohort: Cohort, *, now: dt.datetime, by: User) -> SeenPlan:
    """Keep that somebody has seen the plan as it stands."""
    items = plan_rows.items_of(plan_rows.rows_of(cohort).values())
    seen, _ = SeenPlan.objects.update_or_create(
        cohort=cohort, user=by, defaults={"items": [item.as_json() for item in items], "seen_at": now}
    )
    log.record("plan.seen", subject=cohort, by=by)
    return seen
