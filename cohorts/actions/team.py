"""Who teaches a cohort, and from when to when."""

import datetime as dt

from django.db import transaction

from cohorts.models import Cohort, FacilitatorAssignment
from npq_portal.audit import log
from npq_portal.users.models import Role, User


class NotAFacilitator(Exception):
    """The person does not hold the facilitator's role on the first day."""


class EndsBeforeItStarts(Exception):
    """The last day is before the first."""


@transaction.atomic
def assign(
    cohort: Cohort, *, facilitator: User, starts_on: dt.date, by: User | None, ends_on: dt.date | None = None
) -> FacilitatorAssignment:
    """Let somebody facilitate the cohort from a local day on.

    Raises ``NotAFacilitator``, or ``ValidationError`` when they do so already.
    """
    if not User.objects.in_role(Role.FACILITATOR, starts_on).contains(facilitator):
        raise NotAFacilitator
    assignment = FacilitatorAssignment(cohort=cohort, facilitator=facilitator, starts_on=starts_on, ends_on=ends_on)
    assignment.full_clean()
    assignment.save()
    log.record("facilitator.assigned", subject=cohort, by=by, facilitator=facilitator.pk, starts_on=str(starts_on))
    return assignment


@transaction.atomic
def release(assignment: FacilitatorAssignment, *, ends_on: dt.date, by: User | None) -> FacilitatorAssignment:
    """End an assignment; ``ends_on`` is its last local day. Raises ``EndsBeforeItStarts``."""
    assignment = FacilitatorAssignment.objects.select_for_update().get(pk=assignment.pk)
    if ends_on < assignment.starts_on:
        raise EndsBeforeItStarts
    assignment.ends_on = ends_on
    assignment.save(update_fields=["ends_on"])
    log.record(
        "facilitator.released",
        subject=assignment.cohort,
        by=by,
        facilitator=assignment.facilitator_id,
        ends_on=str(ends_on),
    )
    return assignment
