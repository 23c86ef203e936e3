"""What participants say of their self-study."""

import datetime as dt

from django.db import transaction

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.users.models import User
from participants.models import Enrolment
from sessions.models import StudyRecord, StudyUnit


class NotOpenYet(Exception):
    """The unit opens on a later day."""


class CohortClosed(Exception):
    """The cohort is closed, and can only be read."""


class NotTakingPart(Exception):
    """The person is not on the unit's cohort, or has withdrawn from it."""


@transaction.atomic
def record(
    unit: StudyUnit, enrolment: Enrolment, *, minutes: int, is_done: bool, now: dt.datetime, on: dt.date, by: User
) -> StudyRecord:
    """Note the minutes spent on a unit so far, and whether it is done; saying "not done" again takes that back."""
    if enrolment.cohort_id != unit.cohort_id or enrolment.status == Enrolment.Status.WITHDRAWN:
        raise NotTakingPart
    if unit.cohort.stage == Cohort.Stage.CLOSED:
        raise CohortClosed
    if on < unit.opens_on:
        raise NotOpenYet
    # Locked by way of the enrolment, because the first record is not there to be locked.
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    known = StudyRecord.objects.filter(unit=unit, enrolment=enrolment).first()
    note = known or StudyRecord(unit=unit, enrolment=enrolment)
    if known and (known.minutes, known.done_at is not None) == (minutes, is_done):
        return known
    note.minutes, note.changed_at = minutes, now
    note.done_at = (note.done_at or now) if is_done else None
    note.full_clean()
    note.save()
    log.record("study.recorded", subject=note, by=by, minutes=minutes, is_done=is_done)
    return note
