"""A school year as its page draws it."""

import datetime as dt

import pytest

from cohorts.school_year import months_of
from tests.cohorts.planning.builders import shipped_calendar


def days_of(school_year=2021):
    return {
        dt.date(month.first.year, month.first.month, day.number): day
        for month in months_of(shipped_calendar("hertfordshire"), school_year)
        for week in month.weeks
        for day in week
        if day
    }


def test_a_school_year_is_twelve_months_of_whole_weeks():
    months = months_of(shipped_calendar("hertfordshire"), 2021)

    assert (months[0].first, months[-1].first) == (dt.date(2021, 9, 1), dt.date(2022, 8, 1))
    assert {len(week) for month in months for week in month.weeks} == {7}
    assert months[0].weeks[0][:3] == [None, None, months[0].weeks[0][2]]
    assert len(days_of()) == 365


@pytest.mark.parametrize(
    ("day", "kind", "glyph", "words"),
    [
        (dt.date(2022, 5, 11), "open", "", "half term 5 of 2021-22"),
        (dt.date(2022, 5, 14), "weekend", "", "weekend"),
        (dt.date(2022, 2, 15), "holiday", "", "February half term"),
        (dt.date(2022, 2, 21), "training_day", "T", "training day"),
        (dt.date(2022, 6, 3), "bank_holiday", "B", "bank holiday (Platinum Jubilee bank holiday)"),
        (dt.date(2022, 6, 27), "occasional_day", "O", "occasional day"),
    ],
)
def test_a_day_says_what_it_is_by_letter_and_word_as_well(day, kind, glyph, words):
    found = days_of()[day]

    assert (found.kind, found.glyph, found.words) == (kind, glyph, words)


def test_a_day_of_which_the_calendar_says_nothing_is_not_known():
    assert days_of(2029)[dt.date(2030, 3, 6)].kind == "unknown"


def test_a_leap_year_has_its_29_february():
    assert dt.date(2024, 2, 29) in days_of(2023)
