"""When a reminder goes out."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npq_portal import clock
from npq_portal.reminders import planning

FOUR = dt.time(16)


def is_weekday(day):
    return day.weekday() < 5


def slot(day, *, offset=-7, time=FOUR, before=True, in_working_days=False, is_open=is_weekday, not_before=None):
    return planning.slot(
        day,
        offset=offset,
        in_working_days=in_working_days,
        time=time,
        is_open=is_open,
        before=before,
        not_before=not_before,
    )


def test_a_week_before_a_wednesday_is_the_wednesday_before():
    assert slot(dt.date(2022, 5, 11))[:2] == (dt.date(2022, 5, 4), FOUR)


def test_what_comes_before_something_is_pulled_earlier_from_a_closed_day():
    assert slot(dt.date(2022, 5, 15)).day == dt.date(2022, 5, 6)


def test_what_comes_after_something_is_pushed_later_from_a_closed_day():
    assert slot(dt.date(2022, 5, 13), offset=1, before=False).day == dt.date(2022, 5, 16)


def test_one_working_day_before_a_monday_is_the_friday():
    assert slot(dt.date(2022, 5, 16), offset=-1, in_working_days=True).day == dt.date(2022, 5, 13)


def test_two_working_days_after_a_thursday_is_the_monday():
    assert slot(dt.date(2022, 5, 12), offset=2, in_working_days=True, before=False).day == dt.date(2022, 5, 16)


@pytest.mark.parametrize(
    ("before", "time", "expected"),
    [
        (True, dt.time(6), (dt.date(2022, 5, 3), dt.time(18, 30))),
        (True, dt.time(21), (dt.date(2022, 5, 4), dt.time(18, 30))),
        (False, dt.time(6), (dt.date(2022, 5, 4), dt.time(7, 30))),
        (False, dt.time(21), (dt.date(2022, 5, 5), dt.time(7, 30))),
    ],
)
def test_nothing_goes_out_in_the_quiet_hours(before, time, expected):
    assert slot(dt.date(2022, 5, 4), offset=0, before=before, time=time)[:2] == expected


def test_a_register_is_not_missing_before_its_session_has_ended():
    ends_at = clock.at(dt.date(2022, 5, 11), dt.time(18, 15))

    assert slot(dt.date(2022, 5, 11), offset=0, before=False, not_before=ends_at).day == dt.date(2022, 5, 12)


def test_a_register_is_not_missing_days_before_its_session_either():
    ends_at = clock.at(dt.date(2022, 5, 11), dt.time(15))

    assert slot(dt.date(2022, 5, 11), before=False, not_before=ends_at).day == dt.date(2022, 5, 11)


@pytest.mark.parametrize(
    ("session_on", "utc_hour"),
    [
        (dt.date(2022, 3, 30), 16),  # the week before is still winter time
        (dt.date(2022, 4, 6), 15),
        (dt.date(2022, 11, 2), 15),  # the week before is still summer time
        (dt.date(2022, 11, 9), 16),
        (dt.date(2023, 3, 29), 16),
        (dt.date(2023, 4, 5), 15),
    ],
)
def test_four_o_clock_stays_four_o_clock_across_the_clock_changes(session_on, utc_hour):
    moment = slot(session_on).moment

    assert moment == dt.datetime.combine(session_on - dt.timedelta(days=7), dt.time(utc_hour), dt.UTC)
    assert clock.local(moment).time() == FOUR


def test_a_calendar_that_is_closed_for_ever_stops_nobody():
    assert slot(dt.date(2022, 5, 11), is_open=lambda day: False).day == dt.date(2022, 5, 4)


@given(
    day=st.dates(dt.date(2021, 9, 1), dt.date(2023, 12, 31)),
    offset=st.integers(-120, 120),
    time=st.times(),
    in_working_days=st.booleans(),
    before=st.booleans(),
)
def test_every_message_goes_out_on_a_weekday_between_half_past_seven_and_half_past_six(
    day, offset, time, in_working_days, before
):
    found = slot(day, offset=offset, time=time, in_working_days=in_working_days, before=before)

    assert is_weekday(found.day)
    assert planning.EARLIEST <= found.time <= planning.LATEST
    assert clock.local(found.moment).replace(tzinfo=None) == dt.datetime.combine(found.day, found.time)
