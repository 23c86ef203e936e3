"""A past in which reminders went out as they should."""

import datetime as dt

from npq_portal.reminders.actions import history, plans
from npq_portal.reminders.models import Anchor, Message, MessageAttempt, Reason
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import StudyRecordFactory, StudyUnitFactory
from tests.reminders.conftest import APRIL, DUE

State = Message.State
HOUR = dt.timedelta(hours=1)


def test_what_was_due_before_a_moment_is_written_down_as_sent_at_its_own_moment(intake):
    assert history.record_sent(intake.cohort, until=DUE + HOUR) == {State.SENT: 2}

    row = Message.objects.earliest("pk")
    assert (row.due_at, row.sent_at - row.due_at) == (DUE, dt.timedelta(seconds=1))
    assert row.body.startswith("Dear Amara,")
    assert MessageAttempt.objects.count() == 2


def test_what_is_still_to_come_is_left_to_the_planner(intake):
    assert history.record_sent(intake.cohort, until=DUE) == {}
    assert plans.plan(DUE) == {"planned": 2}


def test_the_planner_finds_the_past_as_it_would_have_left_it(intake):
    history.record_sent(intake.cohort, until=DUE + HOUR)

    assert plans.plan(DUE + HOUR) == {}


def test_writing_the_past_twice_changes_nothing(intake):
    history.record_sent(intake.cohort, until=DUE + HOUR)
    history.record_sent(intake.cohort, until=DUE + HOUR)

    assert (Message.objects.count(), MessageAttempt.objects.count()) == (2, 2)


def test_what_had_been_done_was_not_reminded_of(intake):
    unit = StudyUnitFactory(cohort=intake.cohort)
    ReminderRuleFactory(anchor=Anchor.STUDY_DUE, subject="Soon", body="Soon.")
    StudyRecordFactory(unit=unit, enrolment=intake.amara, done_at=APRIL)

    history.record_sent(intake.cohort, until=dt.datetime(2022, 6, 1, tzinfo=dt.UTC))

    assert Message.objects.get(reason=Reason.DONE).recipient == intake.amara.participant.user
    assert Message.objects.filter(state=State.SENT).count() == 3
