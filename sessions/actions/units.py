"""Changing one unit of self-study: its name, its days, how long it takes and where its materials are."""

import datetime as dt

from django.db import transaction

from npq_portal.audit import log
from npq_portal.users.models import User
from sessions.models import StudyUnit

# What a subscribed calendar shows of a unit: changing any of it has to reach the calendars.
SHOWN_IN_CALENDARS = frozenset({"title", "due_on", "minutes"})


@transaction.atomic
def change(unit: StudyUnit, *, by: User | None, now: dt.datetime) -> StudyUnit:
    """Keep what was changed of a unit, and what people recorded of it; raises ``ValidationError``."""
    before = StudyUnit.objects.select_for_update().get(pk=unit.pk)
    changed = {
        field.name
        for field in StudyUnit._meta.concrete_fields
        if getattr(before, field.attname) != getattr(unit, field.attname)
    }
    if not changed:
        return unit
    if changed & SHOWN_IN_CALENDARS:
        unit.sequence = before.sequence + 1
        changed.add("sequence")
    unit.changed_at = now
    unit.full_clean()
    unit.save(update_fields=[*changed, "changed_at"])
    log.record("unit.changed", subject=unit, by=by, fields=sorted(changed - {"sequence"}))
    return unit
