"""What a page costs does not grow with the rows it shows: exact numbers of statements, which no busy machine can change."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.models import User
from participants.models import Enrolment, Participant, StatusChange
from sessions.actions import registers, subscriptions
from sessions.actions.registers import Change
from sessions.models import Mark, MarkEvent, TrainingSession
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import CoachingPeriodFactory, SchoolFactory
from tests.factories.sessions import StudyUnitFactory, TrainingSessionFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 11, 15, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _during_a_session():
    clock.move_to(NOW)


def statements(action):
    """How many statements something asks of the database, once everything that is kept has been read."""
    action()
    with CaptureQueriesContext(connection) as captured:
        answer = action()
    assert getattr(answer, "status_code", 200) in {200, 304}
    return len(captured)


def enrol(cohort, people):
    school = SchoolFactory()
    users = User.objects.bulk_create(
        User(full_name=f"Person {number:03}", email=f"person{number}@growth.example.org") for number in range(people)
    )
    participants = Participant.objects.bulk_create(Participant(user=user, school=school) for user in users)
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(participant=participant, cohort=cohort, joined_on=cohort.starts_on) for participant in participants
    )
    StatusChange.objects.bulk_create(
        StatusChange(enrolment=enrolment, status="active", effective_on=enrolment.joined_on, recorded_at=NOW)
        for enrolment in enrolments
    )
    return enrolments


def plan(cohort, items):
    """Sessions, study units and coaching periods, a third of each."""
    starts = [NOW + dt.timedelta(days=7 * (number - items // 6)) for number in range(items // 3)]
    sessions = [TrainingSessionFactory(cohort=cohort, starts_at=starts_at) for starts_at in starts]
    StudyUnitFactory.create_batch(items // 3, cohort=cohort)
    CoachingPeriodFactory.create_batch(items // 3, cohort=cohort)
    return sessions


def mark(sessions, enrolments, by):
    marks = Mark.objects.bulk_create(
        Mark(session=session, enrolment=enrolment, status="present", version=1, marked_at=NOW, marked_by=by)
        for session in sessions
        for enrolment in enrolments
    )
    MarkEvent.objects.bulk_create(MarkEvent(mark=mark, status="present", version=1, at=NOW, by=by) for mark in marks)


@pytest.mark.parametrize("people", [30, 300])
def test_a_register_costs_eight_statements(people):
    session = TrainingSessionFactory()
    facilitator = facilitator_of(session.cohort)
    mark([TrainingSessionFactory(cohort=session.cohort)], enrol(session.cohort, people), facilitator)
    client = client_for(facilitator)

    assert statements(lambda: client.get(reverse("sessions:take-register", args=[session.pk]))) <= 8


@pytest.mark.parametrize("people", [30, 300])
def test_saving_a_register_costs_ten_statements(people):
    session = TrainingSessionFactory()
    facilitator = facilitator_of(session.cohort)
    changes = [Change(enrolment.pk, "present", None, "", 0) for enrolment in enrol(session.cohort, people)]

    with CaptureQueriesContext(connection) as captured:
        registers.save_marks(session, changes, now=NOW, by=facilitator)

    assert Mark.objects.filter(session=session).count() == MarkEvent.objects.count() == people
    assert len(captured) <= 10


@pytest.mark.parametrize(("page", "cost"), [("my-programme", 5), ("my-schedule", 4)])
def test_ones_own_programme_costs_the_same_for_six_things_as_for_sixty(page, cost):
    costs = []
    for items in (6, 60):
        cohort = CohortFactory()
        [enrolment] = enrol(cohort, 1)
        mark(plan(cohort, items)[:1], [enrolment], facilitator_of(cohort))
        client = client_for(enrolment.participant.user)
        costs.append(statements(lambda client=client: client.get(reverse(page))))
        User.objects.filter(pk=enrolment.participant.user.pk).update(email=f"{items}@growth.example.org")

    assert costs == [cost, cost]


@pytest.mark.parametrize("sessions", [30, 300])
def test_a_calendar_costs_three_statements_and_a_poll_without_news_two(sessions):
    cohort = CohortFactory()
    facilitator = facilitator_of(cohort)
    first = TrainingSessionFactory(cohort=cohort)
    fields = {"cohort": cohort, "kind": first.kind, "delivery": first.delivery, "title": first.title}
    TrainingSession.objects.bulk_create(
        TrainingSession(
            **fields,
            component_key=f"more-{number}",
            starts_at=NOW + dt.timedelta(days=number),
            ends_at=NOW + dt.timedelta(days=number, hours=1),
            changed_at=NOW,
        )
        for number in range(sessions - 1)
    )
    path = reverse("sessions:calendar-feed", args=[subscriptions.renew(facilitator, now=NOW, by=facilitator)])
    tag = Client().get(path)["ETag"]

    assert statements(lambda: Client().get(path)) == 3
    assert statements(lambda: Client().get(path, headers={"if-none-match": tag})) == 2


def test_the_page_of_a_cohort_of_42_people_with_30_things_costs_25_statements():
    cohort = CohortFactory()
    manager = manager_of(cohort)
    mark(plan(cohort, 30)[:5], enrol(cohort, 42), manager)
    client = client_for(manager)

    assert statements(lambda: client.get(cohort.get_absolute_url())) <= 25
