"""Where the days of one plan fall in another cohort's."""

import datetime as dt

import pytest

from cohorts.planning.calendars import ClosedDay, ClosureKind, HalfTerm, SchoolCalendar
from cohorts.planning.copies import land_clear, land_day, land_window, weeks_between
from cohorts.planning.moves import NoOpenDay

CALENDAR = SchoolCalendar(
    [HalfTerm(2022, 1, dt.date(2022, 9, 1), dt.date(2022, 12, 16))],
    [ClosedDay(dt.date(2022, 11, 9), ClosureKind.TRAINING_DAY, "training day")],
    name="Kent",
    national={},
)
YEAR = 52


@pytest.mark.parametrize(
    ("before", "after", "weeks"),
    [
        ("2021-11-01", "2022-10-31", 52),
        ("2021-11-01", "2022-11-01", 52),
        ("2021-11-03", "2022-10-31", 52),
        ("2021-11-01", "2021-11-05", 0),
        ("2021-11-01", "2021-10-31", -1),
    ],
)
def test_a_plan_shifts_by_the_weeks_between_the_weeks_of_the_two_starts(before, after, weeks):
    assert weeks_between(dt.date.fromisoformat(before), dt.date.fromisoformat(after)) == weeks


def test_a_session_keeps_its_weekday():
    landing = land_day(dt.date(2021, 11, 3), YEAR, CALENDAR)

    assert landing == (dt.date(2022, 11, 2), dt.date(2022, 11, 2), "")


def test_a_session_that_meets_a_closure_moves_as_the_planner_moves_it():
    landing = land_day(dt.date(2021, 11, 10), YEAR, CALENDAR)

    assert landing.first == dt.date(2022, 11, 10)
    assert landing.moved == "moved from Wednesday 9 November 2022: training day"


def test_each_edge_of_a_window_gives_way_by_itself():
    landing = land_window(dt.date(2021, 11, 10), dt.date(2021, 11, 26), YEAR, CALENDAR)

    assert (landing.first, landing.last) == (dt.date(2022, 11, 10), dt.date(2022, 11, 25))
    assert landing.moved == "opening moved from Wednesday 9 November 2022: training day"


def test_an_assessment_window_moves_whole_weeks_and_keeps_its_length():
    landing = land_clear(dt.date(2021, 11, 8), dt.date(2021, 11, 15), YEAR, CALENDAR)

    assert (landing.first, landing.last) == (dt.date(2022, 11, 14), dt.date(2022, 11, 21))
    assert "training day on Wednesday 9 November 2022" in landing.moved


def test_a_day_of_which_the_calendar_says_nothing_is_refused():
    with pytest.raises(NoOpenDay, match="Kent says nothing about"):
        land_day(dt.date(2022, 3, 2), YEAR, CALENDAR)
