import datetime as dt

import pytest

from cohorts.planning import bank_holidays

# Every bank holiday of England from 2021 to 2027, from another list than the library's.
KNOWN = {
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


@pytest.mark.parametrize("year", KNOWN)
def test_the_bank_holidays_of_a_year_are_those_of_england(year):
    found = [day for day in bank_holidays.in_england() if day.year == year]

    assert found == [dt.date.fromisoformat(f"{year}-{day}") for day in KNOWN[year].split()]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2022-06-02", "Spring bank holiday"),
        ("2022-06-03", "Platinum Jubilee bank holiday"),
        ("2022-09-19", "Bank Holiday for the State Funeral of Queen Elizabeth II"),
        ("2023-05-08", "Bank holiday for the coronation of King Charles III"),
    ],
)
def test_a_bank_holiday_has_its_name(day, name):
    assert bank_holidays.in_england()[dt.date.fromisoformat(day)] == name


def test_the_last_monday_of_may_2022_was_a_working_day():
    assert dt.date(2022, 5, 30) not in bank_holidays.in_england()
