"""Changing, cancelling and staffing one session."""

import datetime as dt

import pytest

from npq_portal.audit.models import Event
from npq_portal.users.models import Role
from sessions.actions import sessions as changes
from sessions.models import RegisterState, SessionFacilitator, TrainingSession
from tests.factories.sessions import RegisterFactory, SessionFacilitatorFactory, TrainingSessionFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

BEFORE = dt.datetime(2022, 5, 1, 9, tzinfo=dt.UTC)
AFTER = dt.datetime(2022, 5, 11, 15, tzinfo=dt.UTC)


def test_a_new_time_counts_up_what_calendars_go_by():
    session = TrainingSessionFactory()
    session.starts_at += dt.timedelta(days=7)
    session.ends_at += dt.timedelta(days=7)

    changes.change(session, by=None, now=BEFORE)

    assert TrainingSession.objects.get().sequence == 1
    assert Event.objects.about(session).get().details == {"fields": ["ends_at", "starts_at"]}


def test_a_day_chosen_by_hand_takes_the_place_of_what_the_plan_said():
    session = TrainingSessionFactory(explanation="moved from Monday 9 May 2022: training day")
    session.starts_at += dt.timedelta(hours=1)
    session.ends_at += dt.timedelta(hours=1)
    assert changes.change(session, by=None, now=BEFORE).explanation == "moved from Monday 9 May 2022: training day"

    session.starts_at += dt.timedelta(days=7)
    session.ends_at += dt.timedelta(days=7)
    changes.change(session, by=None, now=BEFORE)

    assert TrainingSession.objects.get().explanation == "moved from Wednesday 11 May 2022 by hand"


def test_a_change_of_a_session_cancelled_meanwhile_leaves_it_cancelled():
    seen = TrainingSessionFactory()
    changes.cancel(seen, reason="The hall is flooded", by=None, now=BEFORE)

    seen.title = "Seminar 5, renamed"
    changes.change(seen, by=None, now=BEFORE)

    after = TrainingSession.objects.get()
    assert (after.title, after.is_cancelled, after.status_reason) == ("Seminar 5, renamed", True, "The hall is flooded")
    assert after.sequence == 2


def test_a_new_joining_link_does_not_disturb_calendars():
    session = TrainingSessionFactory()
    session.join_url = "https://teams.microsoft.com/l/meetup"

    changes.change(session, by=None, now=BEFORE)

    assert TrainingSession.objects.get().sequence == 0


def test_a_change_of_nothing_leaves_no_trace():
    changes.change(TrainingSessionFactory(), by=None, now=BEFORE)

    assert not Event.objects.exists()


def test_a_session_that_has_begun_keeps_its_time_but_not_its_title():
    session = TrainingSessionFactory()
    session.starts_at += dt.timedelta(days=7)
    session.ends_at += dt.timedelta(days=7)
    with pytest.raises(changes.AlreadyBegun):
        changes.change(session, by=None, now=AFTER)

    session.refresh_from_db()
    session.title = "Seminar 5, renamed"
    changes.change(session, by=None, now=AFTER)

    assert TrainingSession.objects.get().title == "Seminar 5, renamed"


def test_a_session_whose_register_is_complete_is_neither_moved_nor_cancelled_before_it_starts():
    session = RegisterFactory(state=RegisterState.SUBMITTED, submitted_at=BEFORE).session
    session.starts_at += dt.timedelta(days=7)
    session.ends_at += dt.timedelta(days=7)

    with pytest.raises(changes.AlreadyBegun):
        changes.change(session, by=None, now=BEFORE)
    with pytest.raises(changes.AlreadyBegun):
        changes.cancel(session, reason="The hall is flooded", by=None, now=BEFORE)


def test_a_cancelled_session_stays_with_its_reason_and_can_be_put_back_on():
    session = TrainingSessionFactory()

    cancelled = changes.cancel(session, reason="The hall is flooded", by=None, now=BEFORE)
    assert (cancelled.is_cancelled, cancelled.sequence) == (True, 1)

    back = changes.reinstate(session, by=None, now=BEFORE)
    assert (back.is_cancelled, back.status_reason, back.sequence) == (False, "", 2)


def test_cancelling_twice_is_refused():
    session = TrainingSessionFactory(status=TrainingSession.Status.CANCELLED)

    with pytest.raises(changes.AlreadyCancelled):
        changes.cancel(session, reason="Again", by=None, now=BEFORE)


def test_what_has_begun_is_not_cancelled():
    with pytest.raises(changes.AlreadyBegun):
        changes.cancel(TrainingSessionFactory(), reason="Too late", by=None, now=AFTER)


def test_what_is_on_cannot_be_put_back_on():
    with pytest.raises(changes.NotCancelled):
        changes.reinstate(TrainingSessionFactory(), by=None, now=BEFORE)


def test_who_takes_a_session_is_replaced_and_remembered():
    kept, released = SessionFacilitatorFactory(), None
    released = SessionFacilitatorFactory(session=kept.session)
    added = UserFactory(roles=[Role.FACILITATOR])

    changes.change(kept.session, facilitators=[kept.facilitator, added], by=None, now=BEFORE)

    in_force = SessionFacilitator.objects.in_force().values_list("facilitator", flat=True)
    assert set(in_force) == {kept.facilitator_id, added.pk}
    released.refresh_from_db()
    assert released.released_at == BEFORE


def test_the_same_people_again_leave_no_trace():
    assigned = SessionFacilitatorFactory()

    changes.change(assigned.session, facilitators=[assigned.facilitator], by=None, now=BEFORE)

    assert not Event.objects.exists()
