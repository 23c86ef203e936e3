import datetime as dt

import pytest

from cohorts.planning.calendars import (
    CalendarError,
    ClosedDay,
    ClosureKind,
    HalfTerm,
    Holiday,
    SchoolCalendar,
    days_between,
)
from tests.cohorts.planning.builders import DAY, calendar, half_terms, shipped_calendar

HERTFORDSHIRE = shipped_calendar("hertfordshire")
WALSALL = shipped_calendar("walsall")


def holiday(name, first, last):
    return Holiday(name, DAY(first), DAY(last))


def test_the_gaps_between_half_terms_are_the_holidays():
    assert HERTFORDSHIRE.holidays[:7] == (
        holiday("October half term", "2021-10-25", "2021-10-29"),
        holiday("Christmas holiday", "2021-12-22", "2022-01-05"),
        holiday("February half term", "2022-02-14", "2022-02-21"),
        holiday("Easter holiday", "2022-04-04", "2022-04-19"),
        holiday("May half term", "2022-05-30", "2022-06-03"),
        holiday("summer holiday", "2022-07-25", "2022-09-02"),
        holiday("October half term", "2022-10-24", "2022-10-28"),
    )


def test_two_areas_have_their_february_half_term_in_different_weeks():
    days = [dt.date(2022, 2, 16), dt.date(2022, 2, 23)]

    assert [HERTFORDSHIRE.is_closed(day) for day in days] == ["February half term", None]
    assert [WALSALL.is_closed(day) for day in days] == [None, "February half term"]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2021-11-01", None),
        ("2022-01-05", "training day"),
        ("2022-02-14", "February half term"),
        ("2022-04-15", "bank holiday (Good Friday)"),
        ("2022-04-19", "training day"),
        ("2022-05-02", "bank holiday (Early May bank holiday)"),
        ("2022-05-30", "May half term"),
        ("2022-06-02", "bank holiday (Spring bank holiday)"),
        ("2022-06-03", "bank holiday (Platinum Jubilee bank holiday)"),
        ("2022-06-27", "occasional day"),
        ("2022-06-28", "occasional day (Extra day for the Platinum Jubilee)"),
        ("2022-08-15", "summer holiday"),
        ("2022-09-19", "bank holiday (Bank Holiday for the State Funeral of Queen Elizabeth II)"),
        ("2023-04-28", "occasional day"),
        ("2023-05-08", "bank holiday (Bank holiday for the coronation of King Charles III)"),
        ("2023-06-05", "training day"),
    ],
)
def test_a_closed_day_of_hertfordshire_has_its_reason(day, reason):
    assert HERTFORDSHIRE.is_closed(DAY(day)) == reason


def test_a_closed_day_without_a_name_says_what_kind_it_is():
    closed = ClosedDay(DAY("2021-11-05"), ClosureKind.OCCASIONAL_DAY)

    assert closed.reason == "occasional day"


@pytest.mark.parametrize(
    ("day", "is_closed"),
    [("2022-02-12", False), ("2022-02-19", True), ("2022-04-02", False), ("2022-04-09", True)],
)
def test_a_weekend_is_closed_only_where_a_holiday_encloses_it(day, is_closed):
    assert (HERTFORDSHIRE.closure(DAY(day)) is not None) == is_closed


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2022-03-05", False), ("2022-03-07", True), ("2022-05-02", False), ("2022-02-16", False), ("2024-03-05", False)],
)
def test_school_is_open_on_weekdays_of_term_that_are_not_closed(day, is_open):
    assert HERTFORDSHIRE.is_open(DAY(day)) == is_open


@pytest.mark.parametrize(
    ("day", "number"),
    [("2021-09-01", None), ("2021-11-01", 2), ("2021-12-21", 2), ("2021-12-22", None), ("2022-06-06", 6)],
)
def test_a_day_of_term_is_in_its_half_term(day, number):
    found = HERTFORDSHIRE.half_term_on(DAY(day))

    assert (found and found.number) == number


@pytest.mark.parametrize(
    ("day", "is_known"),
    [
        ("2021-09-01", True),
        ("2021-08-31", False),
        ("2021-08-28", False),
        ("2022-08-15", True),
        ("2023-12-20", True),
        ("2023-12-21", False),
        ("2023-12-23", False),
        ("2023-12-25", True),
        ("2022-03-05", True),
        ("2022-08-14", True),
    ],
)
def test_a_calendar_knows_terms_holidays_and_closures_and_nothing_else(day, is_known):
    assert HERTFORDSHIRE.knows(DAY(day)) == is_known


def test_a_weekend_is_known_where_the_week_after_it_is_term():
    assert HERTFORDSHIRE.knows(DAY("2025-08-31")) is False
    assert calendar(*half_terms(2021, ("2021-09-06", "2021-10-22"))).knows(DAY("2021-09-05"))


def test_a_missing_half_term_leaves_no_holiday():
    first, _, third = half_terms(
        2021, ("2021-09-06", "2021-10-22"), ("2021-11-01", "2021-12-17"), ("2022-01-06", "2022-02-11")
    )

    gappy = calendar(first, third)

    assert gappy.holidays == ()
    assert not gappy.knows(DAY("2021-11-10"))


def test_half_terms_that_meet_have_no_holiday_between_them():
    joined = calendar(*half_terms(2021, ("2021-09-06", "2021-10-22"), ("2021-10-25", "2021-12-17")))

    assert joined.holidays == ()
    assert joined.is_open(DAY("2021-10-25"))


@pytest.mark.parametrize(
    ("start", "first", "week_one"),
    [
        ("2021-11-01", "half term 2 of 2021-22", "2021-11-01"),
        ("2021-10-27", "half term 2 of 2021-22", "2021-11-01"),
        ("2021-11-17", "half term 2 of 2021-22", "2021-11-15"),
        ("2021-11-20", "half term 2 of 2021-22", "2021-11-22"),
        ("2022-05-01", "half term 5 of 2021-22", "2022-05-02"),
        ("2022-10-01", "half term 1 of 2022-23", "2022-10-03"),
        ("2022-10-08", "half term 2 of 2022-23", "2022-10-31"),
        ("2021-12-09", "half term 2 of 2021-22", "2021-12-06"),
        ("2021-12-13", "half term 3 of 2021-22", "2022-01-03"),
        ("2022-02-01", "half term 4 of 2021-22", "2022-02-21"),
        ("2022-08-10", "half term 1 of 2022-23", "2022-09-05"),
    ],
)
def test_the_first_half_term_of_a_programme_has_three_weeks_left(start, first, week_one):
    found = HERTFORDSHIRE.half_terms_from(DAY(start))[0]

    assert (str(found), found.week_one) == (first, DAY(week_one))


def test_a_whole_half_term_counts_however_short_it_is():
    short = calendar(*half_terms(2021, ("2021-09-06", "2021-09-10"), ("2021-09-20", "2021-12-17")))

    assert short.half_terms_from(DAY("2021-09-01"))[0].number == 1


def test_a_programme_counts_its_half_terms_over_the_school_years_until_one_is_missing():
    found = HERTFORDSHIRE.half_terms_from(DAY("2021-11-01"))

    assert [(half_term.school_year, half_term.number) for half_term in found] == [
        *[(2021, number) for number in range(2, 7)],
        *[(2022, number) for number in range(1, 7)],
        (2023, 1),
        (2023, 2),
    ]


def test_a_calendar_that_is_over_has_no_half_terms_left():
    assert WALSALL.half_terms_from(DAY("2023-08-01")) == ()


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        ("2021-11-01", "2021-11-01", 1),
        ("2021-11-01", "2021-12-21", 8),
        ("2021-11-01", "2022-01-02", 8),
        ("2021-11-01", "2022-01-03", 9),
        ("2021-11-05", "2021-11-08", 2),
        ("2021-11-06", "2021-11-08", 1),
        ("2021-11-01", "2022-05-16", 25),
        ("2021-11-01", "2023-05-31", 65),
        ("2022-02-01", "2022-01-01", 0),
    ],
)
def test_teaching_weeks_are_those_with_a_day_of_school(first, last, weeks):
    assert HERTFORDSHIRE.teaching_weeks_between(DAY(first), DAY(last)) == weeks


@pytest.mark.parametrize(
    ("day", "number"), [("2021-10-31", 0), ("2021-11-01", 1), ("2021-11-14", 2), ("2021-12-30", 8), ("2022-05-02", 23)]
)
def test_a_day_has_the_number_of_its_teaching_week(day, number):
    assert HERTFORDSHIRE.teaching_week(DAY(day), DAY("2021-11-01")) == number


@pytest.mark.parametrize(
    ("terms", "complaint"),
    [
        (
            half_terms(2021, ("2021-10-22", "2021-09-02")),
            "Half term 1 of 2021-22 ends on Thursday 2 September 2021, before it begins on Friday 22 October 2021.",
        ),
        (
            half_terms(2021, ("2021-09-02", "2021-11-01"), ("2021-11-01", "2021-12-17")),
            "Half term 2 of 2021-22 begins on Monday 1 November 2021, "
            "before half term 1 of 2021-22 ends on Monday 1 November 2021.",
        ),
        (
            [*half_terms(2021, ("2021-11-01", "2021-12-17")), HalfTerm(2021, 1, DAY("2022-01-04"), DAY("2022-02-11"))],
            "Half term 1 of 2021-22 stands after half term 1 of 2021-22.",
        ),
        ([HalfTerm(2099, 7, DAY("2099-09-01"), DAY("2099-09-02"))], "A school year has half terms 1 to 6, not 7."),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(terms, complaint):
    with pytest.raises(CalendarError) as refusal:
        SchoolCalendar(terms)

    assert str(refusal.value) == complaint


def test_a_national_list_may_be_given():
    made_up = calendar(*half_terms(2021, ("2021-09-06", "2021-10-22")), national={DAY("2021-09-07"): "Founder's day"})

    assert made_up.is_closed(DAY("2021-09-07")) == "bank holiday (Founder's day)"


@pytest.mark.parametrize("key", ["hertfordshire", "walsall", "buckinghamshire", "kent"])
def test_a_shipped_calendar_teaches_on_no_day_of_its_holidays(key):
    known = shipped_calendar(key)

    holidays = [day for holiday in known.holidays for day in days_between(holiday.starts_on, holiday.ends_on)]

    assert holidays
    assert not any(known.is_open(day) for day in holidays)
