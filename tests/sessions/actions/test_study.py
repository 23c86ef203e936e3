import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from npq_portal.audit.models import Event
from participants.models import Enrolment
from sessions.actions import study
from sessions.models import StudyRecord
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import StudyUnitFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 16, 19, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def unit():
    return StudyUnitFactory()


@pytest.fixture
def chloe(unit):
    return EnrolmentFactory(cohort=unit.cohort)


def record(unit, enrolment, *, minutes=60, is_done=False, now=NOW):
    return study.record(
        unit,
        enrolment,
        minutes=minutes,
        is_done=is_done,
        now=now,
        on=now.date(),
        by=enrolment.participant.user,
    )


def test_minutes_are_kept_without_being_done(unit, chloe):
    note = record(unit, chloe)

    assert (note.minutes, note.done_at, note.changed_at) == (60, None, NOW)


def test_done_keeps_when_it_was_done_first(unit, chloe):
    record(unit, chloe, minutes=180, is_done=True)

    note = record(unit, chloe, minutes=200, is_done=True, now=LATER)

    assert (note.minutes, note.done_at, note.changed_at) == (200, NOW, LATER)
    assert StudyRecord.objects.count() == 1


def test_done_can_be_taken_back(unit, chloe):
    record(unit, chloe, is_done=True)

    assert record(unit, chloe, is_done=False).done_at is None


def test_the_same_again_changes_and_records_nothing(unit, chloe):
    record(unit, chloe, is_done=True)

    note = record(unit, chloe, is_done=True, now=LATER)

    assert note.changed_at == NOW
    assert Event.objects.count() == 1


def test_a_unit_is_not_recorded_before_it_opens(unit, chloe):
    with pytest.raises(study.NotOpenYet):
        record(unit, chloe, now=dt.datetime(2022, 5, 8, 12, tzinfo=dt.UTC))


def test_a_unit_that_is_overdue_can_still_be_done(unit, chloe):
    assert record(unit, chloe, is_done=True, now=dt.datetime(2022, 7, 1, tzinfo=dt.UTC)).done_at


def test_nobody_records_a_unit_of_another_cohort(unit):
    with pytest.raises(study.NotTakingPart):
        record(unit, EnrolmentFactory())


def test_nobody_records_after_withdrawing(unit):
    with pytest.raises(study.NotTakingPart):
        record(unit, EnrolmentFactory(cohort=unit.cohort, status=Enrolment.Status.WITHDRAWN))


def test_impossible_minutes_are_refused_on_every_database(unit, chloe):
    with pytest.raises(ValidationError):
        record(unit, chloe, minutes=6001)
