"""Changing a unit of self-study."""

import datetime as dt

import pytest

from npq_portal.audit.models import Event
from sessions.actions import units
from sessions.models import StudyUnit
from tests.factories.sessions import StudyRecordFactory, StudyUnitFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 1, 9, tzinfo=dt.UTC)


def test_a_new_last_day_reaches_calendars_and_leaves_what_people_recorded():
    record = StudyRecordFactory()
    unit = record.unit
    unit.due_on += dt.timedelta(days=7)

    units.change(unit, by=None, now=NOW)

    changed = StudyUnit.objects.get()
    assert (changed.sequence, changed.changed_at) == (1, NOW)
    assert changed.records.get() == record
    assert Event.objects.about(unit).get().details == {"fields": ["due_on"]}


def test_a_new_link_does_not_disturb_calendars():
    unit = StudyUnitFactory()
    unit.url = "https://learn.example.org/m4"

    units.change(unit, by=None, now=NOW)

    assert (StudyUnit.objects.get().url, StudyUnit.objects.get().sequence) == (unit.url, 0)


def test_a_change_of_nothing_leaves_no_trace():
    units.change(StudyUnitFactory(), by=None, now=NOW)

    assert not Event.objects.exists()
