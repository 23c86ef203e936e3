import datetime as dt

import pytest

from npq_portal.users.models import Role, User
from participants.models import AssessmentWindow, CoachingPeriod, Enrolment
from sessions.feed_entries import entries_of, follow
from sessions.models import StudyUnit, TrainingSession
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    EnrolmentFactory,
    StatusChangeFactory,
)
from tests.factories.sessions import SessionFacilitatorFactory, StudyUnitFactory, TrainingSessionFactory, VenueFactory
from tests.factories.users import RoleAssignmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chloe():
    return EnrolmentFactory(cohort__name="November 2021")


def entries_for(user):
    return entries_of(follow(user))


def titles(user):
    return [entry.title for entry in entries_for(user)]


def test_a_participant_has_their_sessions_last_days_and_window(chloe):
    session = TrainingSessionFactory(
        cohort=chloe.cohort, join_url="https://meet.example.org/x", preparation="Read chapter 4", sequence=2
    )
    unit = StudyUnitFactory(cohort=chloe.cohort)
    period = CoachingPeriodFactory(cohort=chloe.cohort)
    window = AssessmentWindowFactory(cohort=chloe.cohort)
    TrainingSessionFactory()

    seminar, due, coaching, case_study = entries_for(chloe.participant.user)

    assert seminar.uid == f"{session.uid}@npq-portal"
    assert seminar.title == "Seminar 5: Curriculum and assessment (November 2021 cohort)"
    assert (seminar.sequence, seminar.location, seminar.description) == (2, "Online", "Read chapter 4")
    assert seminar.url.endswith(f"/sessions/{session.pk}/")
    assert "meet.example.org" not in repr(seminar)
    assert (due.title, due.day) == ("Due: Module 4: Behaviour", unit.due_on)
    assert (coaching.title, coaching.day) == ("Due: Coaching conversation", period.due_on)
    assert (case_study.starts_at, case_study.ends_at) == (window.opens_at, window.closes_at)


def test_what_is_due_between_two_days_says_how_often_and_when_it_changed(chloe):
    unit = StudyUnitFactory(cohort=chloe.cohort, sequence=1)
    period = CoachingPeriodFactory(cohort=chloe.cohort, sequence=2)
    window = AssessmentWindowFactory(cohort=chloe.cohort, sequence=3)

    entries = entries_for(chloe.participant.user)

    assert [(entry.uid, entry.sequence, entry.updated_at) for entry in entries] == [
        (f"{row.uid}@npq-portal", row.sequence, row.changed_at) for row in (unit, period, window)
    ]


def test_a_session_in_person_says_where(chloe):
    venue = VenueFactory(name="Assembly Hall", address="1 High Street\nLondon")
    TrainingSessionFactory(cohort=chloe.cohort, delivery="in_person", venue=venue)
    TrainingSessionFactory(cohort=chloe.cohort, delivery="in_person")

    assert [entry.location for entry in entries_for(chloe.participant.user)] == [
        "Assembly Hall, 1 High Street, London",
        "",
    ]


def test_a_cancelled_session_stays_so_that_calendars_take_it_off(chloe):
    TrainingSessionFactory(cohort=chloe.cohort, status=TrainingSession.Status.CANCELLED)

    assert [entry.is_cancelled for entry in entries_for(chloe.participant.user)] == [True]


def test_the_calendar_of_somebody_who_has_withdrawn_is_empty(chloe):
    TrainingSessionFactory(cohort=chloe.cohort)
    StudyUnitFactory(cohort=chloe.cohort)
    Enrolment.objects.update(status=Enrolment.Status.WITHDRAWN)

    assert entries_for(chloe.participant.user) == []


def test_somebody_deferred_has_nothing_for_the_time_they_are_away(chloe):
    StatusChangeFactory(enrolment=chloe)
    TrainingSessionFactory(cohort=chloe.cohort)
    before = TrainingSessionFactory(cohort=chloe.cohort, starts_at=dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC))
    for factory in (StudyUnitFactory, AssessmentWindowFactory):
        factory(cohort=chloe.cohort)
    CoachingPeriodFactory(cohort=chloe.cohort, due_on=dt.date(2022, 4, 1))

    assert [entry.uid for entry in entries_for(chloe.participant.user)] == [f"{before.uid}@npq-portal"]


def test_a_facilitator_has_the_sessions_they_take_and_nothing_else(chloe):
    session = TrainingSessionFactory(cohort=chloe.cohort)
    StudyUnitFactory(cohort=chloe.cohort)
    TrainingSessionFactory()

    sam = facilitator_of(chloe.cohort)

    assert [entry.uid for entry in entries_for(sam)] == [f"{session.uid}@npq-portal"]


def test_a_manager_who_takes_no_session_has_an_empty_calendar(chloe):
    TrainingSessionFactory(cohort=chloe.cohort)

    assert titles(manager_of(chloe.cohort)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_calendar_costs_the_same_for_any_number_of_entries(chloe, django_assert_num_queries, number):
    for _ in range(number):
        cohort = CohortFactory()
        EnrolmentFactory(cohort=cohort, participant=chloe.participant)
        TrainingSessionFactory(cohort=cohort)
        StudyUnitFactory(cohort=cohort)

    with django_assert_num_queries(3):
        entries_for(chloe.participant.user)


def test_a_calendar_of_who_takes_part_in_nothing_is_empty_or_holds_what_they_take(chloe):
    session = TrainingSessionFactory(cohort=chloe.cohort)
    manager, sam = manager_of(chloe.cohort), facilitator_of(chloe.cohort)

    assert follow(manager, takes_part=False).version == [manager.acting_on]
    before = follow(sam, takes_part=False)
    assert [entry.uid for entry in entries_of(before)] == [f"{session.uid}@npq-portal"]
    TrainingSession.objects.update(sequence=1)
    assert follow(sam, takes_part=False).version != before.version


MONDAY = dt.date(2022, 5, 16)


def another_session(enrolment):
    TrainingSessionFactory(cohort=enrolment.cohort)


def a_moved_session(enrolment):
    TrainingSession.objects.update(sequence=1)


def a_moved_unit(enrolment):
    StudyUnit.objects.update(sequence=1)


def a_moved_conversation(enrolment):
    CoachingPeriod.objects.update(sequence=1)


def a_moved_window(enrolment):
    AssessmentWindow.objects.update(sequence=1)


def a_deferral(enrolment):
    StatusChangeFactory(enrolment=enrolment)


def a_withdrawal(enrolment):
    Enrolment.objects.update(status=Enrolment.Status.WITHDRAWN)


def a_session_to_take(enrolment):
    RoleAssignmentFactory(user=enrolment.participant.user, role=Role.FACILITATOR)
    SessionFacilitatorFactory(facilitator=enrolment.participant.user)


def person_of(enrolment, *, on):
    person = User.objects.get(pk=enrolment.participant.user_id)
    person.acting_on = on
    return person


def version_for(enrolment):
    """What a poll asks for: each loads the person anew."""
    return follow(person_of(enrolment, on=MONDAY)).version


@pytest.mark.parametrize(
    "news",
    [
        another_session,
        a_moved_session,
        a_moved_unit,
        a_moved_conversation,
        a_moved_window,
        a_deferral,
        a_withdrawal,
        a_session_to_take,
    ],
)
def test_news_makes_another_version(chloe, news):
    for factory in (TrainingSessionFactory, StudyUnitFactory, CoachingPeriodFactory, AssessmentWindowFactory):
        factory(cohort=chloe.cohort)
    before = version_for(chloe)
    assert version_for(chloe) == before

    news(chloe)

    assert version_for(chloe) != before


def test_what_no_row_says_is_seen_the_day_after(chloe):
    tuesday = MONDAY + dt.timedelta(days=1)

    assert version_for(chloe) != follow(person_of(chloe, on=tuesday)).version


@pytest.mark.parametrize("rows", [1, 3])
def test_asking_for_the_version_costs_the_same_for_any_number_of_sessions(chloe, rows, django_assert_num_queries):
    TrainingSessionFactory.create_batch(rows, cohort=chloe.cohort)
    StudyUnitFactory.create_batch(rows, cohort=chloe.cohort)

    with django_assert_num_queries(2):
        follow(chloe.participant.user)
