"""Postponing a session: a later day with its reason, which calendars and reminders follow."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.reminders.actions import plans
from npq_portal.reminders.models import Message
from sessions.feed_entries import entries_of, follow
from sessions.models import RegisterState, TrainingSession
from tests.factories.clashes import ClashLevelsFactory
from tests.factories.cohorts import CalendarPeriodFactory, manager_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import MarkFactory, RegisterFactory, TrainingSessionFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

APRIL = dt.datetime(2022, 4, 25, 8, tzinfo=dt.UTC)
TYPED = {"day": "2022-05-25", "starts": "16:00", "ends": "17:30", "reason": "The speaker is ill."}


@pytest.fixture
def session():
    """A seminar on Wednesday 11 May 2022, seen on 25 April."""
    clock.move_to(APRIL)
    return TrainingSessionFactory()


def page_of(session):
    return reverse("sessions:postpone-session", args=[session.pk])


def postpone(session, **typed):
    return client_for(manager_of(session.cohort)).post(page_of(session), TYPED | typed, follow=True)


def answered(asked, reason):
    """What is typed once a form has asked for a reason, with what it had shown."""
    form = asked.context["form"]
    return {"clash_reason": reason, "clashes_shown": form["clashes_shown"].value()}


def test_the_form_offers_the_present_times_and_no_day(session):
    page = client_for(manager_of(session.cohort)).get(page_of(session)).content.decode()

    assert 'value="15:45"' in page
    assert "2022-05-11" not in page


def test_a_session_is_postponed_and_everyone_reads_why(session):
    page = postpone(session).content.decode()

    after = TrainingSession.objects.get()
    assert after.starts_at == clock.at(dt.date(2022, 5, 25), dt.time(16))
    assert "Why on this day: postponed from Wednesday 11 May 2022: The speaker is ill." in page
    assert "postponed to Wednesday 25 May 2022" in page
    assert Event.objects.about(after).get().details["before"] == "2022-05-11T14:45:00+00:00"


def test_calendars_move_the_same_entry(session):
    reader = EnrolmentFactory(cohort=session.cohort).participant.user
    [before] = entries_of(follow(reader))

    postpone(session)

    [after] = entries_of(follow(reader))
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert after.starts_at == clock.at(dt.date(2022, 5, 25), dt.time(16))


def test_reminders_are_planned_for_the_new_day_and_those_of_the_old_one_called_back(session):
    EnrolmentFactory(cohort=session.cohort)
    ReminderRuleFactory()
    plans.plan(APRIL)

    postpone(session)
    plans.plan(APRIL)

    rows = Message.objects.order_by("local_day").values_list("state", "local_day")
    assert list(rows) == [("superseded", dt.date(2022, 5, 4)), ("planned", dt.date(2022, 5, 18))]


def test_a_day_on_which_schools_are_closed_is_refused_with_its_reason(session):
    CalendarPeriodFactory(
        calendar=session.cohort.calendar, starts_on=dt.date(2022, 5, 25), ends_on=dt.date(2022, 5, 25)
    )

    response = postpone(session)

    assert response.status_code == 422
    assert "would be on Wednesday 25 May 2022, when schools are closed: training day." in response.content.decode()
    assert TrainingSession.objects.get().starts_at == session.starts_at


def test_a_closure_that_is_accepted_is_named_beside_the_new_day(session):
    ClashLevelsFactory(partner=session.cohort.partner, closure="warn")
    CalendarPeriodFactory(
        calendar=session.cohort.calendar, starts_on=dt.date(2022, 5, 25), ends_on=dt.date(2022, 5, 25)
    )

    asked = postpone(session)
    page = postpone(session, **answered(asked, "The hall is ours that day.")).content.decode()

    assert asked.status_code == 422
    assert "The speaker is ill. (schools closed: training day)" in page
    assert "The hall is ours that day." in page
    assert TrainingSession.objects.get().starts_at > session.starts_at


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2022-05-04"}, "Choose a time after the present one and after now."),
        ({"day": "2022-05-11", "starts": "15:45"}, "Choose a time after the present one and after now."),
        ({"ends": "15:00"}, "The end has to be after the start."),
        ({"starts": "06:00", "ends": "19:00"}, "A session lasts at most 12 hours. Split a longer one."),
        ({"day": ""}, "There is a problem"),
        ({"reason": ""}, "There is a problem"),
    ],
)
def test_what_cannot_be_is_said_at_the_form_and_nothing_moves(session, typed, sentence):
    response = postpone(session, **typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert TrainingSession.objects.get().starts_at == session.starts_at


def test_a_cancelled_session_is_first_put_back_on(session):
    TrainingSession.objects.update(status="cancelled")

    assert "This session is cancelled. Put it back on first" in postpone(session).content.decode()


def test_a_session_that_has_begun_stays_with_its_marks(session):
    MarkFactory(session=session)
    clock.move_to(session.starts_at)

    assert "This session has begun, so it cannot be postponed." in postpone(session).content.decode()
    assert TrainingSession.objects.get().sequence == 0


def test_a_session_whose_register_is_complete_is_not_postponed(session):
    RegisterFactory(session=session, state=RegisterState.SUBMITTED, submitted_at=APRIL)

    assert "This session has begun" in postpone(session).content.decode()


def test_a_long_closure_does_not_make_the_reason_too_long(session):
    ClashLevelsFactory(partner=session.cohort.partner, closure="warn")
    CalendarPeriodFactory(
        calendar=session.cohort.calendar,
        name="Occasional " + "y" * 60,
        starts_on=dt.date(2022, 5, 25),
        ends_on=dt.date(2022, 5, 25),
    )

    asked = postpone(session, reason="x" * 150)

    postpone(session, **answered(asked, "It is meant."), reason="x" * 150)

    assert "(schools closed: " in TrainingSession.objects.get().explanation
    assert len(TrainingSession.objects.get().explanation) <= 300


def test_the_form_of_a_session_leads_to_postponing_it(session):
    page = client_for(manager_of(session.cohort)).get(reverse("sessions:edit-session", args=[session.pk]))

    assert page_of(session) in page.content.decode()
