"""The portal's time: moments in UTC, days and times as people in England call them, also where the clocks change."""

import datetime as dt

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from npq_portal import clock


def utc(*when):
    return dt.datetime(*when, tzinfo=dt.UTC)


@time_machine.travel(utc(2022, 5, 16, 8, 0), tick=False)
def test_now_is_the_present_moment_in_utc():
    assert clock.now() == utc(2022, 5, 16, 8, 0)
    assert clock.now().tzinfo is dt.UTC


@time_machine.travel(utc(2022, 6, 30, 23, 30), tick=False)
def test_today_is_the_day_in_england_not_in_greenwich():
    assert clock.today() == dt.date(2022, 7, 1)


@time_machine.travel(utc(2026, 11, 23, 12, 0), tick=False)
def test_a_rehearsal_puts_the_portal_on_another_day():
    clock.move_to(utc(2022, 5, 16, 8, 0))

    assert clock.is_rehearsal()
    assert clock.now() == utc(2022, 5, 16, 8, 0)
    assert clock.today() == dt.date(2022, 5, 16)


def test_in_a_rehearsal_time_goes_on():
    with time_machine.travel(utc(2026, 11, 23, 12, 0), tick=False) as real:
        clock.move_to(utc(2022, 5, 16, 8, 0))
        real.shift(dt.timedelta(hours=3))

        assert clock.now() == utc(2022, 5, 16, 11, 0)


@time_machine.travel(utc(2026, 11, 23, 12, 0), tick=False)
def test_after_a_rehearsal_the_time_is_the_real_one():
    clock.move_to(utc(2022, 5, 16, 8, 0))

    clock.return_to_present()

    assert not clock.is_rehearsal()
    assert clock.now() == utc(2026, 11, 23, 12, 0)


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        pytest.param(dt.date(2022, 1, 17), dt.time(9), utc(2022, 1, 17, 9), id="in winter"),
        pytest.param(dt.date(2022, 5, 16), dt.time(9), utc(2022, 5, 16, 8), id="in summer"),
        pytest.param(dt.date(2022, 3, 27), dt.time(0, 59), utc(2022, 3, 27, 0, 59), id="just before clocks go forward"),
        pytest.param(dt.date(2022, 3, 27), dt.time(1), utc(2022, 3, 27, 1), id="first skipped minute is 02:00"),
        pytest.param(dt.date(2022, 3, 27), dt.time(1, 30), utc(2022, 3, 27, 1), id="skipped half hour is 02:00"),
        pytest.param(dt.date(2022, 3, 27), dt.time(2), utc(2022, 3, 27, 1), id="just after clocks go forward"),
        pytest.param(dt.date(2022, 3, 27), dt.time(9), utc(2022, 3, 27, 8), id="the morning clocks go forward"),
        pytest.param(dt.date(2022, 10, 30), dt.time(0, 59), utc(2022, 10, 29, 23, 59), id="just before clocks go back"),
        pytest.param(dt.date(2022, 10, 30), dt.time(1, 30), utc(2022, 10, 30, 0, 30), id="first of the two half pasts"),
        pytest.param(dt.date(2022, 10, 30), dt.time(2), utc(2022, 10, 30, 2), id="just after clocks go back"),
        pytest.param(dt.date(2022, 10, 30), dt.time(9), utc(2022, 10, 30, 9), id="the morning clocks go back"),
        pytest.param(dt.date(2023, 3, 26), dt.time(1, 1), utc(2023, 3, 26, 1), id="the year after, skipped"),
    ],
)
def test_a_time_on_a_day_is_the_moment_when_clocks_in_england_show_it(day, time, moment):
    assert clock.at(day, time) == moment


@given(st.dates(dt.date(2015, 1, 1), dt.date(2040, 1, 1)), st.times())
def test_clocks_show_the_time_asked_for_or_the_end_of_the_gap(day, time):
    shown = clock.local(clock.at(day, time))

    assert shown.date() == day
    assert shown.time() == time or (time.hour, shown.time()) == (1, dt.time(2))


@pytest.mark.parametrize(
    ("moment", "shown"),
    [(utc(2022, 10, 30, 0, 30), "01:30 BST"), (utc(2022, 10, 30, 1, 30), "01:30 GMT")],
)
def test_a_moment_is_shown_as_clocks_in_england_show_it(moment, shown):
    assert clock.local(moment).strftime("%H:%M %Z") == shown
