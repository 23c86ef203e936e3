import datetime as dt

import pytest

from cohorts.planning.fields import BlueprintError
from cohorts.planning.placements import (
    BeforePlacement,
    DayPlacement,
    FixedDay,
    HalfTermDay,
    Hours,
    LastingPlacement,
    OffsetDay,
    Unfinished,
    WindowPlacement,
    read_placement,
)
from tests.cohorts.planning.builders import edge, on, week

TWILIGHT = Hours(dt.time(15, 45), dt.time(17, 15))


@pytest.mark.parametrize(
    ("data", "placement", "words"),
    [
        (
            week(4, 4, "wednesday"),
            DayPlacement(HalfTermDay(4, 4, 2), TWILIGHT),
            "half term 4, week 4, Wednesday, from 15:45 to 17:15",
        ),
        (edge(1, 1, "monday"), DayPlacement(HalfTermDay(1, 1, 0)), "half term 1, week 1, Monday"),
        (
            {"by": "offset", "months": 1, "weeks": 2, "days": 3, "weekday": "thursday", "start": "09:00"},
            DayPlacement(OffsetDay(1, 2, 3, 3), Hours(dt.time(9))),
            "Thursday, 1 month, 2 weeks and 3 days after the start, from 09:00",
        ),
        ({"by": "offset", "weeks": 1}, DayPlacement(OffsetDay(weeks=1)), "1 week after the start"),
        (
            {"by": "offset", "end": "17:15"},
            DayPlacement(OffsetDay(), Hours(end=dt.time(17, 15))),
            "at the start, to 17:15",
        ),
        (
            on("2022-06-02"),
            DayPlacement(FixedDay(dt.date(2022, 6, 2)), TWILIGHT),
            "Thursday 2 June 2022, from 15:45 to 17:15",
        ),
        (
            {"by": "before", "component": "case-study", "working_days": 10},
            BeforePlacement("case-study", 10),
            "10 working days before “case-study”",
        ),
        (
            {"by": "window", "opens": edge(1, 4, "monday"), "closes": edge(2, 2, "sunday")},
            WindowPlacement(HalfTermDay(1, 4, 0), HalfTermDay(2, 2, 6)),
            "opens half term 1, week 4, Monday; closes half term 2, week 2, Sunday",
        ),
        (
            {"by": "window", "opens": edge(10, 1, "thursday"), "days": 8, "clear": True},
            LastingPlacement(HalfTermDay(10, 1, 3), 8, is_clear=True),
            "opens half term 10, week 1, Thursday; lasts 8 days; clear of closures",
        ),
        (
            {"by": "window", "opens": {"by": "fixed", "on": "2022-02-17"}, "days": 15},
            LastingPlacement(FixedDay(dt.date(2022, 2, 17)), 15),
            "opens Thursday 17 February 2022; lasts 15 days",
        ),
        (None, None, "None"),
        ({}, None, "None"),
    ],
)
def test_a_placement_is_read_and_said_in_words(data, placement, words):
    found = read_placement(data, "component 1")

    assert found == placement
    assert str(found) == words


@pytest.mark.parametrize(
    ("data", "lacks"),
    [
        ({"by": "half_term"}, ["a half term", "a week", "a weekday"]),
        ({"by": "half_term", "half_term": 3, "week": 2, "start": "15:30", "end": "17:30"}, ["a weekday"]),
        ({"by": "half_term", "week": 1, "weekday": "monday"}, ["a half term"]),
        ({"by": "fixed", "start": "16:00", "end": "18:00"}, ["a date"]),
        ({"by": "before"}, ["the component it comes before", "a number of working days"]),
        ({"by": "before", "component": "case-study"}, ["a number of working days"]),
        ({"by": "before", "working_days": 5}, ["the component it comes before"]),
        ({"by": "window"}, ["a day to open", "a day to close"]),
        ({"by": "window", "days": 8}, ["a day to open"]),
        ({"by": "window", "opens": edge(1, 1, "monday")}, ["a day to close"]),
        (
            {"by": "window", "opens": {"by": "half_term", "half_term": 1, "week": 1}, "closes": {"by": "fixed"}},
            ["a weekday to open", "a date to close"],
        ),
    ],
)
def test_a_half_finished_placement_says_what_it_lacks(data, lacks):
    assert read_placement(data, "component 1") == Unfinished(tuple(lacks))


def test_what_an_unfinished_placement_lacks_is_said_in_words():
    assert str(Unfinished(("a week", "a weekday"))) == "not finished: a week and a weekday missing"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([1], "place must be an object in braces, not a list."),
        ({"week": 2}, "place: “by” must be one of half_term, offset, before, window and fixed."),
        (
            {"by": "moon"},
            "place: “by” is “moon”, which is none of half_term, offset, before, window and fixed.",
        ),
        ({"by": "half_term", "half_term": 0}, "place: “half_term” must be between 1 and 100000, not 0."),
        ({"by": "half_term", "on": "2022-06-02"}, "place has the unknown key “on”."),
        ({"by": "before", "days": 3}, "place has the unknown key “days”."),
        ({"by": "window", "start": "09:00"}, "place has the unknown key “start”."),
        (on("2022-06-02", "17:15", "15:45"), "place ends at 15:45, not after its start at 17:15."),
        (on("2022-06-02", "15:45", "15:45"), "place ends at 15:45, not after its start at 15:45."),
        ({"by": "window", "opens": "Monday"}, "place, “opens” must be an object in braces, not “Monday”."),
        ({"by": "window", "opens": {"week": 1}}, "place, “opens”: “by” must be one of half_term, offset and fixed."),
        (
            {"by": "window", "opens": edge(1, 1, "monday") | {"start": "09:00"}},
            "place, “opens” has the unknown key “start”.",
        ),
        ({"by": "window", "days": 0}, "place: “days” must be between 1 and 100000, not 0."),
        (
            {"by": "window", "closes": edge(1, 1, "monday"), "days": 8},
            "place: a window has “closes” or “days”, not both.",
        ),
        (
            {"by": "window", "closes": edge(1, 1, "monday"), "clear": True},
            "place: a window clear of closures is given by “days”, not by “closes”.",
        ),
    ],
)
def test_a_placement_that_cannot_be_meant_is_refused(data, said):
    with pytest.raises(BlueprintError) as refusal:
        read_placement(data, "place")

    assert str(refusal.value) == said
