"""From a cohort's rows to its plan."""

import datetime as dt

import pytest

from cohorts.actions import reference
from cohorts.models import Blueprint, CalendarPeriod, SchoolCalendar
from cohorts.plans import calendar_of, plan_of
from tests.factories.cohorts import CalendarPeriodFactory, CohortFactory, SchoolCalendarFactory

pytestmark = pytest.mark.django_db


def test_the_november_intake_has_a_plan_without_a_session_on_a_closure():
    reference.load()
    cohort = CohortFactory(
        calendar=SchoolCalendar.objects.get(key="hertfordshire"), blueprint=Blueprint.objects.get(key="npqsl")
    )

    plan = plan_of(cohort)

    calendar = calendar_of(cohort.calendar)
    assert plan.undated == ()
    assert [item.title for item in plan.sessions if calendar.is_closed(item.on)] == []
    assert plan == plan_of(cohort)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (CalendarPeriod.Kind.TRAINING_DAY, "training day (Staff only)"),
        (CalendarPeriod.Kind.OCCASIONAL_DAY, "occasional day (Staff only)"),
        (CalendarPeriod.Kind.CLOSURE, "Staff only"),
    ],
)
def test_each_kind_of_closed_day_says_why(kind, reason):
    period = CalendarPeriodFactory(kind=kind, name="Staff only")

    assert calendar_of(period.calendar).is_closed(period.starts_on) == reason


def test_a_half_term_belongs_to_the_school_year_that_began_before_it():
    calendar = SchoolCalendarFactory()
    for number, first, last in [
        (1, dt.date(2021, 9, 2), dt.date(2021, 10, 22)),
        (2, dt.date(2021, 11, 1), dt.date(2021, 12, 21)),
        (3, dt.date(2022, 1, 6), dt.date(2022, 2, 11)),
    ]:
        CalendarPeriodFactory(
            calendar=calendar, kind=CalendarPeriod.Kind.HALF_TERM, number=number, starts_on=first, ends_on=last
        )

    read = calendar_of(calendar)

    assert {half_term.school_year for half_term in read.half_terms} == {2021}
    assert [holiday.name for holiday in read.holidays] == ["October half term", "Christmas holiday"]
