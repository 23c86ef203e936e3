"""Dates, times and numbers read as the GOV.UK style guide writes them."""

import datetime as dt

import pytest
from django.template import Context, Template

from npq_portal import clock
from npq_portal.ui import words

DAY = dt.date(2022, 5, 11)
START = dt.datetime(2022, 5, 11, 14, 45, tzinfo=dt.UTC)
END = dt.datetime(2022, 5, 11, 16, 15, tzinfo=dt.UTC)
LATE = dt.datetime(2022, 6, 30, 23, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("write", "reads"),
    [
        (words.full_date, "Wednesday 11 May 2022"),
        (words.plain_date, "11 May 2022"),
        (words.short_date, "11 May"),
        (words.week_date, "Wed 11 May"),
        (words.month_year, "May 2022"),
    ],
)
def test_a_day_is_written_without_leading_zeros_and_commas(write, reads):
    assert write(DAY) == reads
    assert write(START) == reads
    assert write(None) == "–"


def test_a_moment_late_in_the_evening_of_utc_is_the_next_day_in_england():
    assert words.full_date(LATE) == "Friday 1 July 2022"
    assert words.clock_time(LATE) == "00:30"


def test_times_are_written_on_24_hours():
    assert words.clock_time(START) == "15:45"
    assert words.clock_time(dt.time(9, 5)) == "09:05"
    assert words.clock_time(None) == "–"
    assert words.time_range(START, END) == "15:45 to 17:15"
    assert words.time_range(START, None) == "15:45"
    assert words.date_time(START) == "Wednesday 11 May 2022, 15:45"
    assert words.date_time(None) == "–"
    assert words.date_times(START, END) == "Wednesday 11 May 2022, 15:45 to 17:15"
    assert words.date_times(None, None) == "–"


@pytest.mark.parametrize(
    ("start", "end", "reads"),
    [
        (dt.date(2021, 11, 1), dt.date(2023, 5, 31), "1 November 2021 to 31 May 2023"),
        (dt.date(2022, 5, 30), dt.date(2022, 6, 3), "30 May to 3 June 2022"),
        (DAY, DAY, "11 May 2022"),
        (DAY, None, "11 May 2022"),
        (None, DAY, "11 May 2022"),
        (None, None, "–"),
    ],
)
def test_a_stretch_of_days_says_the_year_once(start, end, reads):
    assert words.date_range(start, end) == reads


@pytest.mark.parametrize(
    ("days", "reads"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (5, "in 5 days"),
        (13, "in 13 days"),
        (14, "in 2 weeks"),
        (36, "in 5 weeks"),
        (-3, "3 days ago"),
        (-21, "3 weeks ago"),
    ],
)
def test_a_near_day_is_told_from_today(days, reads):
    assert words.relative_day(DAY + dt.timedelta(days), DAY) == reads


def test_today_is_the_portals_own_day_when_nothing_else_is_said():
    clock.move_to(START)

    assert words.relative_day(DAY) == "today"
    assert words.relative_day(None) == "–"


@pytest.mark.parametrize(
    ("number", "reads"), [(0, "0 min"), (40, "40 min"), (60, "1 h"), (110, "1 h 50 min"), (None, "–")]
)
def test_minutes_become_hours(number, reads):
    assert words.minutes(number) == reads


@pytest.mark.parametrize(("number", "reads"), [(93.44, "93.4%"), (90, "90%"), (0, "0%"), (100.0, "100%"), (None, "–")])
def test_a_percentage_has_at_most_one_decimal_and_unknown_is_a_dash(number, reads):
    assert words.percent(number) == reads


def test_numbers_agree_with_their_nouns_and_verbs():
    assert words.count(1, "register,registers") == "1 register"
    assert words.count(0, "register,registers") == "0 registers"
    assert words.count(1000, "person,people") == "1,000 people"
    assert words.plural(1, "is,are") == "is"
    assert words.plural(2, "is,are") == "are"
    assert words.number(53200) == "53,200"


@pytest.mark.parametrize(
    ("names", "reads"), [([], ""), (["Amara"], "Amara"), (["Amara", "Ben", "Chloe"], "Amara, Ben and Chloe")]
)
def test_a_list_is_read_out(names, reads):
    assert words.listing(names) == reads


@pytest.mark.parametrize(
    ("name", "reads"),
    [("Amara Okafor", "AO"), ("Cher", "C"), ("Mary Jane van der Berg", "MB"), ("jo fairweather-lee", "JL"), ("", "")],
)
def test_initials_are_those_of_the_first_and_last_name(name, reads):
    assert words.initials(name) == reads


def test_templates_use_the_same_words():
    template = Template(
        "{% load portal %}{{ start|full_date }}, {{ start|time_range:end }}, {{ n|count:'seat,seats' }}"
    )

    assert template.render(Context({"start": START, "end": END, "n": 2})) == (
        "Wednesday 11 May 2022, 15:45 to 17:15, 2 seats"
    )
