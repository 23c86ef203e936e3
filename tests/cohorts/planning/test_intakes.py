"""The two intakes of NPQ Senior Leadership that the portal starts from, item by item."""

from pathlib import Path

import pytest

from cohorts.planning.calendars import days_between
from cohorts.planning.components import Delivery, Kind
from cohorts.planning.generator import generate
from tests.cohorts.planning.builders import DAY, as_line, shipped_blueprint, shipped_calendar

HERE = Path(__file__).parent
INTAKES = {
    "november_2021": (DAY("2021-11-01"), DAY("2023-05-31")),
    "february_2022": (DAY("2022-02-01"), DAY("2023-08-31")),
}
NPQSL = shipped_blueprint("npqsl")
FOUR_DAYS = 4 * 390
WITH_A_CLOCK = {Delivery.IN_PERSON, Delivery.ONLINE}


def the_plan(intake, area="hertfordshire"):
    start, end = INTAKES[intake]
    return generate(NPQSL, start=start, end=end, calendar=shipped_calendar(area))


@pytest.mark.parametrize("intake", INTAKES)
def test_every_item_of_an_intake_is_where_it_is_meant_to_be(intake):
    made = the_plan(intake)

    assert [as_line(item) for item in made.items] == (HERE / f"{intake}.txt").read_text(encoding="utf-8").splitlines()
    assert made.problems == ()


@pytest.mark.parametrize("intake", INTAKES)
def test_no_session_of_an_intake_is_on_a_closure(intake):
    calendar = shipped_calendar("hertfordshire")

    assert [item.key for item in the_plan(intake).sessions if not calendar.is_open(item.on)] == []


@pytest.mark.parametrize("intake", INTAKES)
def test_no_window_of_an_intake_opens_or_closes_on_a_closure(intake):
    calendar = shipped_calendar("hertfordshire")
    windows = the_plan(intake).windows

    assert [item.key for item in windows if calendar.closure(item.opens_on) or calendar.closure(item.due_on)] == []


@pytest.mark.parametrize(("intake", "moved"), [("november_2021", 3), ("february_2022", 8)])
def test_every_item_that_had_to_move_says_why(intake, moved):
    explanations = [item.explanation for item in the_plan(intake).moved]

    assert len(explanations) == moved
    assert all("moved from" in explanation and ": " in explanation for explanation in explanations)


@pytest.mark.parametrize("intake", INTAKES)
def test_the_case_study_window_is_eight_days_clear_of_closures(intake):
    calendar = shipped_calendar("hertfordshire")
    window = the_plan(intake).item("case-study")
    days = list(days_between(window.opens_on, window.due_on))

    assert len(days) == 8
    assert [day for day in days if calendar.closure(day)] == []


@pytest.mark.parametrize(("intake", "started_by"), [("november_2021", "2021-12-25"), ("february_2022", "2022-02-25")])
def test_everybody_can_have_taken_part_before_the_milestone_for_having_started(intake, started_by):
    assert the_plan(intake).item("launch").on <= DAY(started_by)


def test_conferences_and_seminars_last_at_most_four_days():
    timed = [one for one in NPQSL if one.kind in {Kind.CONFERENCE, Kind.SEMINAR}]

    assert sum(one.minutes for one in timed) == 1530 <= FOUR_DAYS


def test_everything_with_a_clock_is_credited_as_four_days():
    timed = [item for item in the_plan("november_2021").items if item.delivery in WITH_A_CLOCK]

    assert sum(item.credited_minutes for item in timed) == FOUR_DAYS


def test_the_same_blueprint_fits_another_area_until_its_calendar_ends():
    made = the_plan("november_2021", "walsall")
    walsall = shipped_calendar("walsall")

    assert made.undated == ()
    assert all(walsall.is_open(item.on) for item in made.sessions)


def test_planning_twice_gives_the_same_plan():
    assert the_plan("november_2021") == the_plan("november_2021")
