import datetime as dt

import pytest

from participants.models import Enrolment
from sessions.engagement_rows import items_for
from sessions.items import State, Strand
from sessions.models import CatchUp, MarkStatus, TrainingSession
from tests.factories.cohorts import CohortFactory
from tests.factories.participants import (
    CoachingPeriodFactory,
    ConversationFactory,
    EnrolmentFactory,
    StatusChangeFactory,
)
from tests.factories.sessions import (
    CatchUpFactory,
    MarkFactory,
    StudyRecordFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 6, 1, 9, tzinfo=dt.UTC)


def states(enrolment):
    return [(item.key, item.state) for item in items_for([enrolment], now=NOW)[enrolment.pk]]


def test_everything_planned_comes_in_the_order_in_which_it_becomes_known():
    enrolment = EnrolmentFactory()
    unit = StudyUnitFactory(cohort=enrolment.cohort)
    session = TrainingSessionFactory(cohort=enrolment.cohort)
    period = CoachingPeriodFactory(cohort=enrolment.cohort)

    items = items_for([enrolment], now=NOW)[enrolment.pk]

    assert [item.key for item in items] == [f"coaching-{period.pk}", f"session-{session.pk}", f"study-{unit.pk}"]
    assert [item.strand for item in items] == [Strand.COACHING, Strand.LIVE, Strand.STUDY]
    assert [item.minutes for item in items] == [60, 90, 180]
    assert [item.state for item in items] == [State.OVERDUE, State.UNKNOWN, State.OVERDUE]


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        (MarkStatus.PRESENT, State.ATTENDED),
        (MarkStatus.LATE, State.LATE),
        (MarkStatus.ABSENT, State.MISSED),
        (MarkStatus.EXCUSED, State.EXCUSED),
        ("", State.UNKNOWN),
    ],
)
def test_a_mark_says_what_became_of_a_session(mark, state):
    given = MarkFactory(status=mark)

    assert states(given.enrolment) == [(f"session-{given.session_id}", state)]


def test_an_accepted_catch_up_makes_an_absence_good():
    mark = MarkFactory(status=MarkStatus.ABSENT)
    CatchUpFactory(session=mark.session, enrolment=mark.enrolment, state=CatchUp.State.ACCEPTED)

    assert states(mark.enrolment) == [(f"session-{mark.session_id}", State.MADE_UP)]


def test_a_catch_up_that_waits_for_review_leaves_the_absence():
    mark = MarkFactory(status=MarkStatus.ABSENT)
    CatchUpFactory(session=mark.session, enrolment=mark.enrolment, state=CatchUp.State.SUBMITTED)

    assert states(mark.enrolment) == [(f"session-{mark.session_id}", State.MISSED)]


def test_study_is_done_begun_or_to_come():
    cohort = CohortFactory()
    done, begun, to_come = StudyUnitFactory.create_batch(3, cohort=cohort, due_on=dt.date(2022, 7, 1))
    enrolment = EnrolmentFactory(cohort=cohort)
    StudyRecordFactory(unit=done, enrolment=enrolment, done_at=NOW)
    StudyRecordFactory(unit=begun, enrolment=enrolment)

    assert states(enrolment) == [
        (f"study-{done.pk}", State.DONE),
        (f"study-{begun.pk}", State.IN_PROGRESS),
        (f"study-{to_come.pk}", State.UPCOMING),
    ]


def test_a_conversation_in_its_period_is_done():
    enrolment = EnrolmentFactory()
    period = CoachingPeriodFactory(cohort=enrolment.cohort)
    ConversationFactory(enrolment=enrolment, period=period)

    assert states(enrolment) == [(f"coaching-{period.pk}", State.DONE)]


def test_nobody_is_expected_while_deferred_nor_at_a_cancelled_session():
    enrolment = EnrolmentFactory()
    StatusChangeFactory(enrolment=enrolment, effective_on=dt.date(2022, 3, 1))
    StatusChangeFactory(enrolment=enrolment, status=Enrolment.Status.ACTIVE, effective_on=dt.date(2022, 5, 20))
    TrainingSessionFactory(cohort=enrolment.cohort)
    TrainingSessionFactory(
        cohort=enrolment.cohort,
        starts_at=dt.datetime(2022, 5, 25, 15, tzinfo=dt.UTC),
        status=TrainingSession.Status.CANCELLED,
    )

    items = items_for([enrolment], now=NOW)[enrolment.pk]

    assert [(item.state, item.reason) for item in items] == [
        (State.NOT_EXPECTED, "deferred"),
        (State.NOT_EXPECTED, "cancelled"),
    ]


def test_people_of_two_cohorts_have_their_own_plans():
    first, second = EnrolmentFactory.create_batch(2)
    TrainingSessionFactory(cohort=first.cohort)

    items = items_for([first, second], now=NOW)

    assert [len(items[first.pk]), items[second.pk]] == [1, []]


@pytest.mark.parametrize("people", [1, 3])
def test_items_cost_the_same_for_any_number_of_people(django_assert_num_queries, people):
    cohort = CohortFactory()
    enrolments = EnrolmentFactory.create_batch(people, cohort=cohort)
    for enrolment in enrolments:
        MarkFactory(enrolment=enrolment, session__cohort=cohort)
        StudyRecordFactory(enrolment=enrolment, unit__cohort=cohort)
        StatusChangeFactory(enrolment=enrolment)

    with django_assert_num_queries(8):
        items_for(enrolments, now=NOW)
