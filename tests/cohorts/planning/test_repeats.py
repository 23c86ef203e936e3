"""What comes round has its own date each time, and what lasts several days its own day."""

import datetime as dt

import pytest

from cohorts.planning.fields import BlueprintError
from cohorts.planning.repeats import Every, Repeat, read_repeat
from tests.cohorts.planning.builders import DAY, component, edge, on, plan, shipped_calendar, week

HERTFORDSHIRE = shipped_calendar("hertfordshire")


def made_of(*components, **dates):
    made = plan(*components, calendar=HERTFORDSHIRE, **dates)
    assert [str(problem) for problem in made.problems] == []
    return made


def days_of(*components, **dates):
    return {item.key: item.first_day.isoformat() for item in made_of(*components, **dates).items}


def test_a_weekly_seminar_leaves_out_the_weeks_without_a_day_of_school():
    seminar = component(placement=week(1, 6, "wednesday"), repeat={"every": "week", "times": 6})

    assert days_of(seminar) == {
        "seminar-1": "2021-12-08",
        "seminar-2": "2021-12-15",
        # Term ends on Tuesday 21 December; in its first week after the holiday Wednesday is a training day.
        "seminar-3": "2022-01-06",
        "seminar-4": "2022-01-12",
        "seminar-5": "2022-01-19",
        "seminar-6": "2022-01-26",
    }


def test_each_time_has_its_number_and_keeps_to_the_time_on_the_wall():
    seminar = component(
        title="A seminar with quite a long name",
        short_title="A seminar with a name",
        placement=week(3, 5, "wednesday"),
        repeat={"every": "week", "times": 3},
    )

    items = made_of(seminar).items

    assert [item.title for item in items][0] == "A seminar with quite a long name 1"
    assert [item.short_title for item in items][0] == "A seminar with a n 1"
    assert {item.start for item in items} == {dt.time(15, 45)}


def test_a_half_termly_clinic_is_in_the_same_week_of_every_half_term():
    clinic = component("clinic", placement=week(2, 2, "thursday"), repeat={"every": "half_term", "times": 4})

    assert days_of(clinic) == {
        "clinic-1": "2022-01-13",
        "clinic-2": "2022-03-03",
        "clinic-3": "2022-04-28",
        "clinic-4": "2022-06-16",
    }


def test_a_termly_conference_is_two_half_terms_apart():
    conference = component("day", placement=week(1, 2, "friday"), repeat={"every": "term", "times": 3})

    assert days_of(conference) == {"day-1": "2021-11-12", "day-2": "2022-03-04", "day-3": "2022-06-17"}


@pytest.mark.parametrize(
    "placement",
    [
        {"by": "window", "opens": edge(1, 2, "monday"), "closes": edge(1, 2, "sunday")},
        {"by": "window", "opens": {"by": "fixed", "on": "2021-11-08"}, "days": 7},
        {"by": "window", "opens": {"by": "offset", "weeks": 1}, "closes": {"by": "offset", "days": 13}},
    ],
    ids=["by half term", "fixed", "by distance"],
)
def test_a_weekly_module_is_open_for_its_own_week(placement):
    module = component("module", placement=placement, repeat={"every": "week", "times": 3})

    windows = [(item.opens_on.isoformat(), item.due_on.isoformat()) for item in made_of(module).items]

    assert windows == [("2021-11-08", "2021-11-14"), ("2021-11-15", "2021-11-21"), ("2021-11-22", "2021-11-28")]


def test_a_unit_and_its_seminar_that_come_round_equally_often_stay_in_step():
    unit = component(
        "unit",
        placement=edge_to_edge("monday", "tuesday"),
        repeat={"every": "half_term", "times": 3},
        kind="self_study",
    )
    seminar = component(after=["unit"], placement=week(1, 4, "wednesday"), repeat={"every": "half_term", "times": 3})

    assert days_of(unit, seminar)["seminar-3"] == "2022-03-16"


def test_what_comes_after_all_of_them_waits_for_the_last():
    unit = component("unit", placement=edge_to_edge("monday", "tuesday"), repeat={"every": "half_term", "times": 3})
    exam = component("exam", after=["unit"], placement=on("2022-03-14"))

    [problem] = plan(unit, exam, calendar=HERTFORDSHIRE).problems

    assert "before “Unit 3”, which it comes after, is over on Tuesday 15 March 2022" in str(problem)


def test_what_comes_before_them_precedes_the_first():
    clinic = component(
        "clinic",
        placement={"by": "before", "component": "seminar", "working_days": 1, "start": "09:00", "end": "10:00"},
    )
    seminar = component(placement=week(1, 2, "wednesday"), repeat={"every": "week", "times": 2})

    assert days_of(clinic, seminar)["clinic"] == "2021-11-09"


def edge_to_edge(opens, closes):
    return {"by": "window", "opens": edge(1, 2, opens), "closes": edge(1, 4, closes)}


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({"repeat": {"times": 3}, "placement": on("2022-05-11")}, ("how often it comes round",)),
        ({"repeat": {"every": "week"}, "placement": on("2022-05-11")}, ("how many times it comes round",)),
        (
            {"repeat": {"every": "term", "times": 2}, "placement": on("2022-05-11")},
            ("a day by half term, from which it comes round",),
        ),
        (
            {
                "repeat": {"every": "week", "times": 2},
                "placement": {"by": "before", "component": "exam", "working_days": 2},
            },
            ("a day of its own, from which it comes round",),
        ),
        ({"repeat": {"every": "half_term", "times": 2}}, ("a placement",)),
        (
            {"repeat": {"every": "half_term", "times": 2}, "placement": {"by": "half_term", "week": 2}},
            ("a half term", "a weekday"),
        ),
        ({"repeat": {}, "placement": on("2022-05-11")}, ()),
    ],
)
def test_a_repetition_says_what_it_lacks(fields, lacks):
    assert component(**fields).lacks == lacks


def test_what_lacks_something_stands_for_itself_and_is_left_out():
    made = plan(component(placement=on("2022-05-11"), repeat={"times": 3}), calendar=HERTFORDSHIRE)

    assert made.items == ()
    assert [str(problem) for problem in made.undated] == [
        "Seminar: it has no date yet: how often it comes round is missing."
    ]


def test_each_time_beyond_the_calendar_says_so():
    made = plan(
        component("far", placement=week(13, 1, "monday"), repeat={"every": "half_term", "times": 3}),
        component("further", placement=week(14, 1, "monday"), repeat={"every": "week", "times": 2}),
        calendar=HERTFORDSHIRE,
        end="2023-10-31",
    )

    assert [problem.key for problem in made.undated] == ["far-2", "far-3", "further-1", "further-2"]


@pytest.mark.parametrize(
    ("described", "sentence"),
    [
        ({"every": "fortnight"}, "“every” is “fortnight”, which is none of week, half_term and term."),
        ({"times": 0}, "“times” must be between 1 and 100000, not 0."),
        ({"times": 101}, "“times” must be between 1 and 100, not 101."),
        ({"often": 3}, "has the unknown key “often”."),
        ("weekly", "must be an object in braces, not “weekly”."),
    ],
)
def test_a_repetition_that_cannot_be_read_says_why(described, sentence):
    with pytest.raises(BlueprintError, match="component 1, “repeat”") as refused:
        read_repeat(described, "component 1, “repeat”")

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        (Repeat(Every.WEEK, 8), "every week of teaching, 8 times"),
        (Repeat(Every.HALF_TERM), "every half term"),
        (Repeat(None, 1), "1 time"),
    ],
)
def test_a_repetition_reads_as_words(repeat, words):
    assert str(repeat) == words


def test_a_residential_has_a_register_for_each_of_its_days():
    residential = component("camp", days=2, placement=on("2022-03-11", "09:00", "16:00"))

    items = made_of(residential).items

    assert [(item.key, item.title, item.on) for item in items] == [
        ("camp-day-1", "Camp, day 1", DAY("2022-03-11")),
        ("camp-day-2", "Camp, day 2", DAY("2022-03-12")),
    ]
    assert [item.short_title for item in items] == ["Camp 1", "Camp 2"]
    assert {item.minutes for item in items} == {420}


def test_a_residential_moves_as_a_whole_when_a_closure_touches_one_of_its_days():
    items = made_of(component("camp", days=3, placement=on("2022-05-25", "09:00", "16:00"))).items
    moved = made_of(component("camp", days=3, placement=on("2022-02-09", "09:00", "16:00"), title="Camp")).items

    assert [item.on.isoformat() for item in items] == ["2022-05-25", "2022-05-26", "2022-05-27"]
    assert [item.on.isoformat() for item in moved] == ["2022-02-09", "2022-02-10", "2022-02-11"]
    [first, *_] = made_of(component("camp", days=3, placement=on("2022-02-17", "09:00", "16:00"))).items
    assert (first.on.isoformat(), first.explanation) == (
        "2022-02-24",
        "moved from Thursday 17 February 2022: February half term",
    )


def test_two_residentials_on_one_day_are_named():
    made = plan(
        component("a", days=2, placement=on("2022-03-10", "09:00", "16:00")),
        component("b", days=2, placement=on("2022-03-11", "09:00", "16:00")),
        calendar=HERTFORDSHIRE,
    )

    assert [str(problem) for problem in made.problems] == [
        "B, day 1: it is held at the same time as “A, day 2”, on Friday 11 March 2022."
    ]


def test_a_window_of_several_days_is_not_held_on_each_of_them():
    made = made_of(component("unit", days=3, placement={"by": "window", "opens": edge(1, 2, "monday"), "days": 7}))

    assert [item.key for item in made.items] == ["unit"]


@pytest.mark.parametrize("days", [0, 15])
def test_a_residential_lasts_one_to_fourteen_days(days):
    with pytest.raises(BlueprintError, match="“days” must be between 1 and"):
        component(days=days)
