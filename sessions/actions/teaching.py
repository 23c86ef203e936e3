"""Who teaches a cohort, as far as its sessions allow."""

import datetime as dt
from functools import partial

from django.db import transaction

from cohorts.actions import team
from cohorts.models import Cohort, FacilitatorAssignment
from cohorts.planning.calendars import SchoolCalendar
from npq_portal import clock
from npq_portal.users.models import User
from sessions import clash_rows
from sessions.actions import clash_checks
from sessions.actions.clash_checks import NOT_ASKED, Acceptance


@transaction.atomic
def assign(
    cohort: Cohort,
    *,
    facilitator: User,
    starts_on: dt.date,
    accepting: Acceptance = NOT_ASKED,
    now: dt.datetime,
    by: User | None,
) -> FacilitatorAssignment:
    """Let somebody facilitate a cohort from a local day on, and so take its sessions that name nobody.

    Raises ``NotAFacilitator``, ``ValidationError``, or ``Clashing`` where they are to be elsewhere at the time.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    since = max(now, clock.at(starts_on, dt.time(0)))
    rows = {f"session-{row.component_key}": row for row in cohort.training_sessions.scheduled().order_by("pk")}
    to_come = {ident for ident, row in rows.items() if row.starts_at >= since}
    # Days do not change, so nobody needs to know which are closed.
    look = partial(clash_rows.of_rows, cohort, rows.values(), to_come, open_days=SchoolCalendar(()))
    known = {clash.sentence for clash in look()}
    joining = FacilitatorAssignment(cohort=cohort, facilitator=facilitator, starts_on=starts_on)
    theirs = [clash for clash in look(joining=joining) if facilitator.pk in clash.people]
    found = [clash for clash in theirs if clash.sentence not in known]
    accepted = clash_checks.let_through(clash_checks.to_answer(found, rows), accepting)
    assignment = team.assign(cohort, facilitator=facilitator, starts_on=starts_on, by=by)
    clash_checks.keep(accepted, rows, accepting.reason, now=now, by=by)
    return assignment
