"""What holds for every blueprint, start and calendar, whatever they are."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cohorts.planning import bank_holidays
from cohorts.planning.calendars import ClosedDay, ClosureKind, HalfTerm, SchoolCalendar
from cohorts.planning.components import PlannedComponent
from cohorts.planning.generator import generate
from cohorts.planning.placements import (
    BeforePlacement,
    DayPlacement,
    FixedDay,
    HalfTermDay,
    Hours,
    LastingPlacement,
    OffsetDay,
    WindowPlacement,
)
from cohorts.planning.repeats import Every, Repeat

FIRST_SCHOOL_DAY = dt.date(2021, 9, 1)
# A machine that is busy with something else must not fail a property.
patiently = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
HOURS = Hours(dt.time(15, 45), dt.time(17, 15))
repeats = some.none() | some.builds(Repeat, some.none() | some.sampled_from(Every), some.none() | some.integers(1, 6))
days = some.dates(FIRST_SCHOOL_DAY, dt.date(2024, 8, 31))
edges = some.one_of(
    some.builds(HalfTermDay, some.integers(1, 14), some.integers(1, 9), some.integers(0, 6)),
    some.builds(
        OffsetDay, some.integers(0, 20), some.integers(0, 30), some.integers(0, 60), some.none() | some.integers(0, 6)
    ),
    some.builds(FixedDay, days),
)


@some.composite
def calendars(draw):
    """Three school years of half terms of five to eight weeks with holidays of none to six weeks, and closed days."""
    terms, day = [], FIRST_SCHOOL_DAY
    for place in range(18):
        last = day + dt.timedelta(days=draw(some.integers(30, 54)))
        terms.append(HalfTerm(2021 + place // 6, place % 6 + 1, day, last))
        day = last + dt.timedelta(days=draw(some.integers(1, 42)))
    kinds = some.sampled_from([ClosureKind.TRAINING_DAY, ClosureKind.OCCASIONAL_DAY])
    closed = draw(some.lists(some.builds(ClosedDay, days, kinds), max_size=12))
    return SchoolCalendar(terms, closed)


@some.composite
def blueprints(draw):
    """Up to a dozen components, of which some come before others, perhaps in a circle."""
    keys = [f"c{number}" for number in range(draw(some.integers(1, 12)))]
    placements = some.one_of(
        some.builds(DayPlacement, edges, some.just(HOURS)),
        some.builds(WindowPlacement, edges, edges),
        some.builds(LastingPlacement, edges, some.integers(1, 15), some.booleans()),
        some.builds(BeforePlacement, some.sampled_from(keys), some.integers(0, 25), some.just(HOURS)),
    )
    lengths = some.just(1) | some.integers(2, 3)
    return [
        PlannedComponent(key=key, title=key, placement=draw(placements), repeat=draw(repeats), days=draw(lengths))
        for key in keys
    ]


def planned(blueprint, calendar, start):
    return generate(blueprint, start=start, end=start + dt.timedelta(days=560), calendar=calendar)


@patiently
@given(blueprints(), calendars(), some.dates(FIRST_SCHOOL_DAY, dt.date(2023, 3, 31)))
def test_no_session_and_no_edge_of_a_window_is_on_a_closure(blueprint, calendar, start):
    for item in planned(blueprint, calendar, start).items:
        for day in (item.first_day, item.last_day):
            assert calendar.is_closed(day) is None
            assert day not in bank_holidays.in_england()
            assert calendar.knows(day)


def in_blueprint(key):
    """The component for which an item stands: c3-2-day-1 is the first day of the second time of c3."""
    return key.partition("-")[0]


@patiently
@given(blueprints(), calendars(), some.dates(FIRST_SCHOOL_DAY, dt.date(2023, 3, 31)))
def test_every_component_is_dated_or_says_why_not_and_twice_the_same(blueprint, calendar, start):
    made = planned(blueprint, calendar, start)

    dated, undated = {item.component.key for item in made.items}, {problem.key for problem in made.undated}
    assert {in_blueprint(key) for key in dated | undated} == {component.key for component in blueprint}
    assert not dated & undated
    assert made == planned(blueprint, calendar, start)


@patiently
@given(blueprints(), calendars(), some.dates(FIRST_SCHOOL_DAY, dt.date(2023, 3, 31)))
def test_every_move_goes_forward_from_a_closure_and_names_it(blueprint, calendar, start):
    for item in planned(blueprint, calendar, start).moved:
        for move in item.moves:
            assert move.moved_to > move.moved_from
            assert move.reason
            placement = item.component.placement
            is_clear = "-day-" in item.key or (isinstance(placement, LastingPlacement) and placement.is_clear)
            assert is_clear or (calendar.is_closed(move.moved_from) or "weekend") == move.reason


@patiently
@given(blueprints(), calendars(), some.dates(FIRST_SCHOOL_DAY, dt.date(2023, 3, 31)))
def test_every_session_is_at_its_time_on_the_wall(blueprint, calendar, start):
    for item in planned(blueprint, calendar, start).sessions:
        assert item.ends_at - item.starts_at == dt.timedelta(minutes=90)
        assert item.starts_at.hour in (14, 15)


@patiently
@given(calendars(), days, some.integers(0, 500))
def test_teaching_weeks_add_up(calendar, first, length):
    middle = first + dt.timedelta(days=length)
    whole = calendar.teaching_weeks_between(first, middle + dt.timedelta(days=100))

    assert 0 <= calendar.teaching_weeks_between(first, middle) <= whole <= (length + 100) // 7 + 2
