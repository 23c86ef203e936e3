import datetime as dt

import pytest

from npq_portal.users.actions import roles
from sessions.models import TrainingSession
from tests.factories.cohorts import facilitator_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import RegisterFactory, SessionFacilitatorFactory, TrainingSessionFactory
from tests.factories.users import LONG_AGO

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 11, 16, 15, tzinfo=dt.UTC)


def test_a_session_has_ended_at_its_last_minute():
    over = TrainingSessionFactory(starts_at=NOW - dt.timedelta(minutes=90))
    TrainingSessionFactory(starts_at=NOW - dt.timedelta(minutes=89))

    assert list(TrainingSession.objects.ended(NOW)) == [over]


def test_a_register_is_to_be_taken_from_an_hour_before_until_it_is_completed():
    opened = TrainingSessionFactory(starts_at=NOW + dt.timedelta(hours=1))
    TrainingSessionFactory(starts_at=NOW + dt.timedelta(minutes=61))
    TrainingSessionFactory(starts_at=NOW, status=TrainingSession.Status.CANCELLED)
    done = RegisterFactory(session__starts_at=NOW, state="submitted").session

    assert list(TrainingSession.objects.with_register_to_take(NOW)) == [opened]
    assert list(TrainingSession.objects.with_register_done()) == [done]


def test_whoever_was_released_from_a_session_no_longer_takes_it():
    assignment = SessionFacilitatorFactory(facilitator__full_name="Sam Iqbal", released_at=NOW)

    assert not TrainingSession.objects.facilitated_by(assignment.facilitator).exists()
    assert str(assignment) == "Sam Iqbal takes Seminar 5: Curriculum and assessment"


def test_whoever_is_no_facilitator_any_more_no_longer_takes_a_session_that_was_given_to_them():
    assignment = SessionFacilitatorFactory()
    sam = assignment.facilitator

    roles.end(sam.role_assignments.get(), on=LONG_AGO, by=None)

    assert not TrainingSession.objects.visible_to(sam).exists()
    assert not TrainingSession.objects.taken_by(sam).exists()


def test_to_see_a_session_is_not_yet_to_take_its_register():
    session = TrainingSessionFactory()
    sam, chloe = facilitator_of(session.cohort), EnrolmentFactory(cohort=session.cohort).participant.user

    assert [user.has_perm("npq_sessions.see_session", session) for user in (sam, chloe)] == [True, True]
    assert [user.has_perm("npq_sessions.take_register", session) for user in (sam, chloe)] == [True, False]
