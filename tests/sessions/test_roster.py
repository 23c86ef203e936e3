import datetime as dt

import pytest

from sessions.roster import roster_of, said_of_away
from tests.factories.participants import EnrolmentFactory, StatusChangeFactory
from tests.factories.sessions import MarkFactory, TrainingSessionFactory


@pytest.mark.django_db
def test_people_come_by_name():
    session = TrainingSessionFactory()
    for name in ("Chloe", "Amara", "Ben"):
        EnrolmentFactory(cohort=session.cohort, participant__user__full_name=name, participant__school=None)

    assert [(row.name, row.school) for row in roster_of(session).rows] == [("Amara", ""), ("Ben", ""), ("Chloe", "")]


@pytest.mark.django_db
def test_a_mark_of_another_session_is_not_on_this_register():
    mark = MarkFactory()
    session = TrainingSessionFactory(cohort=mark.session.cohort)

    assert [row.answer.status for row in roster_of(session).rows] == [""]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (dt.date(2021, 12, 31), "Joins on 1 January 2022"),
        (dt.date(2022, 1, 1), ""),
        (dt.date(2022, 3, 1), "Deferred since 1 March 2022"),
        (dt.date(2022, 3, 31), "Deferred since 1 March 2022"),
        (dt.date(2022, 4, 1), ""),
        (dt.date(2022, 6, 1), "Withdrawn since 1 June 2022"),
    ],
)
def test_why_somebody_is_not_expected_is_said_with_its_day(on, words):
    periods = [
        (dt.date.min, dt.date(2021, 12, 31), "joined later"),
        (dt.date(2022, 3, 1), dt.date(2022, 3, 31), "deferred"),
        (dt.date(2022, 6, 1), None, "withdrawn"),
    ]

    assert said_of_away(periods, on=on) == words


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3])
def test_a_roster_costs_the_same_for_any_number_of_people(django_assert_num_queries, people):
    session = TrainingSessionFactory()
    for enrolment in EnrolmentFactory.create_batch(people, cohort=session.cohort):
        MarkFactory(session=session, enrolment=enrolment)
        StatusChangeFactory(enrolment=enrolment)

    with django_assert_num_queries(3):
        roster_of(session, with_last_marks=True)
