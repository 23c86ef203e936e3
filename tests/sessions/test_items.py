"""What became of sessions and study units for one person."""

import datetime as dt

import pytest

from npq_portal import clock
from sessions.items import Item, Outcome, State, Strand, state_of_session, state_of_study, why_away

SESSION_DAY = dt.date(2022, 5, 11)
STARTS_AT = clock.at(SESSION_DAY, dt.time(15, 45))
ENDS_AT = clock.at(SESSION_DAY, dt.time(17, 15))
BEFORE, AFTER = ENDS_AT - dt.timedelta(seconds=1), ENDS_AT
ACTIVE = [(dt.date.min, dt.date(2021, 10, 31), "joined later")]
JOINED_LATER = [(dt.date.min, SESSION_DAY, "joined later")]
DEFERRED = [*ACTIVE, (SESSION_DAY, dt.date(2022, 8, 31), "deferred")]
WITHDRAWN = [*ACTIVE, (SESSION_DAY, None, "withdrawn")]


def session(mark=None, *, now=AFTER, away=ACTIVE, **facts):
    return state_of_session(mark=mark, starts_at=STARTS_AT, ends_at=ENDS_AT, now=now, away=away, **facts)


def study(*, today=SESSION_DAY, away=ACTIVE, is_done=False, minutes=0, **facts):
    return state_of_study(is_done=is_done, minutes=minutes, due_on=SESSION_DAY, today=today, away=away, **facts)


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        ("present", State.ATTENDED),
        ("late", State.LATE),
        ("absent", State.MISSED),
        ("excused", State.EXCUSED),
        (None, State.UNKNOWN),
        ("", State.UNKNOWN),
    ],
)
def test_a_session_is_what_its_mark_says_and_unknown_without_one(mark, state):
    assert session(mark) == Outcome(state)


def test_a_session_is_to_come_until_it_ends():
    assert session(now=BEFORE) == Outcome(State.UPCOMING)


def test_a_mark_counts_as_soon_as_it_is_made():
    assert session("excused", now=BEFORE) == Outcome(State.EXCUSED)


@pytest.mark.parametrize("mark", ["absent", "excused"])
def test_an_accepted_catch_up_makes_up_for_an_absence(mark):
    assert session(mark, is_caught_up=True) == Outcome(State.MADE_UP)


def test_a_catch_up_changes_nothing_for_somebody_who_was_there_or_is_unmarked():
    assert session("present", is_caught_up=True) == Outcome(State.ATTENDED)
    assert session(is_caught_up=True) == Outcome(State.UNKNOWN)


@pytest.mark.parametrize(
    ("away", "reason"),
    [(JOINED_LATER, "joined later"), (DEFERRED, "deferred"), (WITHDRAWN, "withdrawn")],
)
@pytest.mark.parametrize("mark", [None, "absent", "excused"])
def test_nobody_is_expected_outside_their_active_days(away, reason, mark):
    assert session(mark, away=away) == Outcome(State.NOT_EXPECTED, reason)


def test_whoever_came_is_credited_expected_or_not():
    assert session("present", away=DEFERRED) == Outcome(State.ATTENDED)
    assert session("absent", away=DEFERRED, is_caught_up=True) == Outcome(State.MADE_UP)


def test_a_cancelled_session_counts_for_nobody():
    assert session("absent", is_cancelled=True) == Outcome(State.NOT_EXPECTED, "cancelled")


def test_an_optional_session_is_expected_of_nobody_but_its_marks_are_kept():
    assert session(is_compulsory=False) == Outcome(State.NOT_EXPECTED, "optional")
    assert session("absent", is_compulsory=False) == Outcome(State.MISSED)


def test_the_day_of_a_session_is_the_local_one():
    joined = [(dt.date.min, dt.date(2022, 6, 21), "joined later")]
    starts_at, ends_at = clock.at(dt.date(2022, 6, 22), dt.time(0, 30)), clock.at(dt.date(2022, 6, 22), dt.time(1))

    assert starts_at.date() == dt.date(2022, 6, 21)
    assert state_of_session(mark=None, starts_at=starts_at, ends_at=ends_at, now=ends_at, away=joined) == Outcome(
        State.UNKNOWN
    )


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"is_done": True}, State.DONE),
        ({}, State.UPCOMING),
        ({"minutes": 20}, State.IN_PROGRESS),
        ({"today": SESSION_DAY + dt.timedelta(1), "minutes": 20}, State.OVERDUE),
        ({"today": SESSION_DAY + dt.timedelta(1), "is_done": True}, State.DONE),
        ({"away": DEFERRED, "is_done": True}, State.DONE),
    ],
)
def test_study_is_open_until_the_end_of_its_last_day(facts, state):
    assert study(**facts) == Outcome(state)


def test_study_due_outside_the_active_days_is_not_expected():
    assert study(away=DEFERRED) == Outcome(State.NOT_EXPECTED, "deferred")


def test_optional_study_is_not_expected():
    assert study(is_compulsory=False) == Outcome(State.NOT_EXPECTED, "optional")


def test_after_a_deferral_people_are_expected_again():
    assert why_away(DEFERRED, on=dt.date(2022, 8, 31)) == "deferred"
    assert why_away(DEFERRED, on=dt.date(2022, 9, 1)) == ""


@pytest.mark.parametrize("due", [clock.at(dt.date(2022, 6, 22), dt.time(0, 30)), dt.date(2022, 6, 22)])
def test_an_item_is_due_on_a_local_day(due):
    item = Item("s-1", Strand.LIVE, "Seminar 6", "Sem 6", due, 90, True, State.UPCOMING)

    assert item.due_on == dt.date(2022, 6, 22)
