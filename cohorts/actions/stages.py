"""Moving a cohort through its life."""

from django.db import transaction

from cohorts.lifecycle import stages_after
from cohorts.models import Cohort
from cohorts.models.stages import Stage
from npq_portal.audit import log
from npq_portal.users.models import User


class NoSuchMove(Exception):
    """The cohort cannot be moved from the stage it is at now to that one, or not by this person."""


@transaction.atomic
def move(cohort: Cohort, *, to: Stage, by: User) -> Cohort:
    """Move a cohort to another stage. Raises ``NoSuchMove``."""
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    before = Stage(cohort.stage)
    if to not in stages_after(before, is_administrator=by.is_administrator):
        raise NoSuchMove
    cohort.stage = to
    cohort.save(update_fields=["stage"])
    log.record("cohort.stage_moved", subject=cohort, by=by, before=before.value, stage=to.value)
    return cohort
