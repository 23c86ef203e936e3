"""Who or what would have to be in two places at once."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sessions import clashes
from sessions.clashes import Booking, Level, Place

SAM, PRIYA, AMARA = 1, 2, 3
NAMES = {SAM: "Sam Iqbal", PRIYA: "Priya Nair", AMARA: "Amara Okafor", 4: "Ben", 5: "Chloe", 6: "Dan"}
PLACES = {7: Place("Elm Hall", 2), 8: Place("Oak Hall", None)}
TEN = dt.datetime(2022, 10, 13, 9, tzinfo=dt.UTC)


def booking(ident="conference", hour=0, minutes=60, is_moving=False, **fields):
    starts_at = TEN + dt.timedelta(hours=hour)
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    return Booking(ident, ident.capitalize(), "May cohort", starts_at, ends_at, is_moving=is_moving, **fields)


def found(*bookings):
    return [(clash.level, clash.tag) for clash in clashes.find(bookings, names=NAMES, places=PLACES)]


def sam(*others):
    return {"takers": frozenset({SAM, *others})}


def test_somebody_who_would_have_to_take_both_keeps_the_plan_from_being_published():
    clash = clashes.find([booking(is_moving=True, **sam()), booking("seminar", **sam())], names=NAMES, places=PLACES)[0]

    assert (clash.level, clash.ident, clash.tag) == (Level.BLOCK, "conference", "Sam Iqbal busy")
    assert clash.sentence == (
        "Conference and Seminar (May cohort) meet on Thursday 13 October 2022, 10:00 to 11:00: "
        "Sam Iqbal would have to take both."
    )


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (sam(PRIYA), sam(PRIYA), Level.WARN),
        (sam(), sam(PRIYA), Level.WARN),
        (sam() | {"are_named": True}, sam(PRIYA), Level.WARN),
        (sam(PRIYA) | {"are_named": True}, sam(PRIYA), Level.BLOCK),
        (sam(), sam(PRIYA) | {"are_named": True}, Level.BLOCK),
        (sam(PRIYA) | {"are_named": True}, sam(AMARA) | {"are_named": True}, Level.BLOCK),
    ],
)
def test_where_somebody_else_can_take_one_of_them_it_is_only_said(one, other, level):
    assert [level for level, _ in found(booking(is_moving=True, **one), booking("seminar", **other))] == [level]


def test_what_ends_when_the_other_begins_does_not_meet_it():
    assert found(booking(is_moving=True, **sam()), booking("seminar", hour=1, **sam())) == []


def test_the_same_start_but_shorter_does_meet():
    assert len(found(booking(is_moving=True, **sam()), booking("seminar", minutes=15, **sam()))) == 1


def test_what_does_not_move_is_nobodys_business():
    assert found(booking(**sam()), booking("seminar", **sam())) == []


def test_two_that_both_move_are_said_once():
    assert len(found(booking(is_moving=True, **sam()), booking("seminar", is_moving=True, **sam()))) == 1


def test_a_venue_is_taken_once_and_may_be_too_small():
    three = frozenset({AMARA, 4, 5})

    assert found(booking(is_moving=True, venue=7, expected=three), booking("seminar", venue=7)) == [
        (Level.BLOCK, "Elm Hall taken"),
        (Level.WARN, "Elm Hall too small"),
    ]
    assert found(booking(is_moving=True, venue=8, expected=three)) == []
    assert found(booking(is_moving=True, venue=7, expected=frozenset({AMARA}))) == []


def test_participants_in_two_sessions_are_counted():
    both = frozenset({AMARA, 4})

    assert found(booking(is_moving=True, expected=both), booking("seminar", expected=both)) == [
        (Level.WARN, "2 participants busy")
    ]


def test_a_long_day_names_a_few_people_and_counts_many():
    few, many = frozenset({AMARA}), frozenset({AMARA, 4, 5, 6})
    long = {"minutes": 300, "is_moving": True}

    def sentences(people):
        bookings = [booking(expected=people, **long), booking("seminar", hour=5, minutes=200, expected=people)]
        return [clash.sentence for clash in clashes.find(bookings, names=NAMES, places=PLACES)]

    assert sentences(few) == ["Thursday 13 October 2022 would have 8 h 20 min of sessions for Amara Okafor."]
    assert sentences(many) == ["Thursday 13 October 2022 would have 8 h 20 min of sessions for 4 people."]


def test_only_those_named_have_their_own_hours_counted():
    named = {"are_named": True, **sam()}

    assert found(booking(minutes=500, is_moving=True, **named)) == [(Level.WARN, "Long day")]
    assert found(booking(minutes=500, is_moving=True, **sam())) == []


minutes = some.integers(0, 600)


@given(minutes, some.integers(1, 300), minutes, some.integers(1, 300))
def test_two_bookings_meet_exactly_when_they_share_a_minute(start, length, other_start, other_length):
    one = replace(booking(), starts_at=TEN + dt.timedelta(minutes=start))
    one = replace(one, ends_at=one.starts_at + dt.timedelta(minutes=length))
    other = replace(booking("seminar"), starts_at=TEN + dt.timedelta(minutes=other_start))
    other = replace(other, ends_at=other.starts_at + dt.timedelta(minutes=other_length))

    shared = set(range(start, start + length)) & set(range(other_start, other_start + other_length))

    assert one.meets(other) == other.meets(one) == bool(shared)
