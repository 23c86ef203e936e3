"""Adding and changing cohorts."""

from django.db import transaction

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.users.models import User


@transaction.atomic
def add(cohort: Cohort, *, by: User | None) -> Cohort:
    """Keep a new cohort; raises ``ValidationError`` for anything that a cohort may not be."""
    cohort.full_clean()
    cohort.save(force_insert=True)
    log.record("cohort.added", subject=cohort, by=by, stage=cohort.stage)
    return cohort


@transaction.atomic
def change(cohort: Cohort, *, by: User | None) -> Cohort:
    """Keep what was changed of a cohort; raises ``ValidationError``. The plan does not move by itself."""
    before = Cohort.objects.select_for_update().get(pk=cohort.pk)
    cohort.full_clean()
    changed = sorted(
        field.name
        for field in Cohort._meta.concrete_fields
        if getattr(before, field.attname) != getattr(cohort, field.attname)
    )
    if changed:
        cohort.save(update_fields=changed)
        log.record("cohort.changed", subject=cohort, by=by, fields=changed, stage=cohort.stage)
    return cohort
