"""Moving items of a draft: what goes along, where it lands, what is refused."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cohorts.planning.calendars import SchoolCalendar
from npq_portal import clock
from sessions import replanning
from sessions.plan_items import Kind, PlannedItem
from sessions.replanning import CannotMove, Scope
from tests.cohorts.planning.test_properties import calendars
from tests.sessions.plan_situations import CALENDAR, DAY, MAY_16, session, unit, window

PAST = session("seminar-5", "2022-05-11")
PLAN = [
    PAST,
    session("cancelled", "2022-06-20", is_cancelled=True),
    session("seminar-6", "2022-06-22"),
    unit("module-4", "2022-06-08", "2022-07-03"),
    unit("coaching-3", "2022-07-25", "2022-08-11", Kind.PERIOD),
    session("conference-3", "2022-09-29"),
    window("2022-11-07", "2022-11-14"),
]
patiently = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


def moved(chosen="seminar-6", days=14, scope=Scope.THIS, calendar=CALENDAR, plan=PLAN, **options):
    item = next(item for item in plan if item.key == chosen)
    steps = replanning.move(plan, item, scope=scope, days=days, calendar=calendar, today=MAY_16, **options)
    return [(step.after.key, step.after.first_day.isoformat(), step.after.reason) for step in steps]


def test_one_item_moves_alone():
    assert moved() == [("seminar-6", "2022-07-06", "")]


def test_everything_after_moves_with_it_and_says_where_a_closure_was_met():
    assert moved(days=28, scope=Scope.AFTER) == [
        ("seminar-6", "2022-07-20", ""),
        ("coaching-3", "2022-09-01", "Monday 22 August 2022: summer holiday"),
        ("conference-3", "2022-11-03", "Thursday 27 October 2022: October half term"),
        ("case-study", "2022-12-05", ""),
    ]


def test_a_phase_is_the_half_term_with_the_holiday_after_it():
    assert [key for key, *_ in moved(scope=Scope.PHASE)] == ["module-4", "seminar-6", "coaching-3"]


def test_both_edges_of_a_unit_go_to_days_of_school():
    steps = replanning.move(PLAN, PLAN[3], scope=Scope.THIS, days=43, calendar=CALENDAR, today=MAY_16)

    after = steps[0].after
    assert (after.first_day, after.last_day) == (DAY("2022-09-01"), DAY("2022-09-01"))
    assert after.reason == "Thursday 21 July 2022: summer holiday; Monday 15 August 2022: summer holiday"


def test_a_weekday_session_never_lands_on_a_weekend_unless_somebody_names_the_day():
    assert moved(days=3) == [("seminar-6", "2022-06-27", "Saturday 25 June 2022: weekend")]
    assert moved(days=3, is_exact=True) == [("seminar-6", "2022-06-25", "")]


def test_a_training_day_gives_its_reason():
    assert moved(days=2) == [("seminar-6", "2022-07-01", "Friday 24 June 2022: training day")]


def test_what_the_calendar_does_not_know_is_said_and_the_day_stays():
    assert moved(days=300) == [("seminar-6", "2023-04-18", "Tuesday 18 April 2023: Elm schools says nothing about it")]
    nothing = SchoolCalendar((), name="No terms")
    assert moved(days=187, calendar=nothing, is_exact=True) == [
        (
            "seminar-6",
            "2022-12-26",
            "Monday 26 December 2022: closed (bank holiday (Boxing Day)), and no open day follows",
        )
    ]


@pytest.mark.parametrize(
    ("chosen", "days", "sentence"),
    [
        ("cancelled", 7, "Cancelled is cancelled. Put it back on before you move it."),
        ("seminar-5", 7, "Seminar-5 has begun, so it stays where it is."),
        ("seminar-6", 0, "Seminar-6 is there already. Choose another day."),
        ("seminar-6", -37, "Seminar-6 would begin on Monday 16 May 2022. Only days after today can be planned."),
    ],
)
def test_what_cannot_move_says_why(chosen, days, sentence):
    with pytest.raises(CannotMove) as refused:
        moved(chosen, days)

    assert str(refused.value) == sentence


def test_an_item_that_a_closure_brings_back_to_its_day_does_not_move():
    item = session("seminar-6", "2022-07-01")

    with pytest.raises(CannotMove) as refused:
        replanning.move([item], item, scope=Scope.THIS, days=-7, calendar=CALENDAR, today=MAY_16)

    assert str(refused.value) == "Seminar-6 would come back to where it is (Friday 24 June 2022: training day)."


@some.composite
def plans(draw):
    days = some.dates(dt.date(2022, 1, 1), dt.date(2023, 12, 31))
    items = []
    for number in range(draw(some.integers(1, 8))):
        kind, first = draw(some.sampled_from(list(Kind))), draw(days)
        last = first if kind == Kind.SESSION else first + dt.timedelta(days=draw(some.integers(0, 30)))
        times = (dt.time(15, 45), dt.time(17, 15)) if kind in {Kind.SESSION, Kind.WINDOW} else None
        edges = (clock.at(first, times[0]), clock.at(last, times[1])) if times else (first, last)
        items.append(PlannedItem(kind, f"i{number}", f"Item {number}", *edges, is_cancelled=draw(some.booleans())))
    return items


@patiently
@given(
    plan=plans(),
    scope=some.sampled_from(Scope),
    days=some.integers(-200, 200),
    calendar=calendars(),
    today=some.dates(dt.date(2022, 1, 1), dt.date(2023, 12, 31)),
)
def test_whatever_moves_keeps_its_time_lands_after_today_and_on_no_closure_unsaid(plan, scope, days, calendar, today):
    try:
        steps = replanning.move(plan, plan[0], scope=scope, days=days, calendar=calendar, today=today)
    except CannotMove:
        return

    assert len({step.before.ident for step in steps}) == len(steps)
    for before, after in steps:
        assert not before.has_begun(today)
        assert not before.is_cancelled
        assert after.first_day > today
        assert after.begins <= after.ends
        assert (before.ident, before.is_cancelled) == (after.ident, after.is_cancelled)
        if before.kind == Kind.SESSION:
            assert clock.local(before.begins).time() == clock.local(after.begins).time()
            assert clock.local(before.ends).time() == clock.local(after.ends).time()
            assert calendar.closure(after.first_day) is None or after.reason
        if not after.reason:
            assert (after.first_day - before.first_day).days == days
