"""What no plan could follow is refused when it is kept."""

import pytest

from cohorts.planning.components import read_components
from cohorts.planning.fields import BlueprintError
from cohorts.planning.sense import BackwardWindow, ContradictoryOrder, TooShort, require_sense


def component(key, **fields):
    return {"key": key, "title": key.capitalize()} | fields


def window(opens, closes):
    return {"by": "window", "opens": opens, "closes": closes}


def half_term(half_term, week, weekday):
    return {"by": "half_term", "half_term": half_term, "week": week, "weekday": weekday}


def check(*described):
    require_sense(read_components(list(described), "elm.json"), "elm.json")


def test_an_order_that_goes_round_in_a_circle_is_named():
    with pytest.raises(ContradictoryOrder) as refused:
        check(component("unit", after=["seminar"]), component("seminar", after=["unit"]))

    assert str(refused.value) == "elm.json: each of these must come after the next: “Unit” → “Seminar” → “Unit”."


def test_a_component_that_comes_after_itself_is_named():
    with pytest.raises(ContradictoryOrder, match="“Unit” → “Unit”"):
        check(component("unit", after=["unit"]))


def test_coming_before_counts_as_an_order_too():
    before = {"by": "before", "component": "study", "working_days": 3}

    with pytest.raises(ContradictoryOrder, match="“Clinic” → “Study” → “Clinic”"):
        check(component("clinic", placement=before, after=["study"]), component("study"))


@pytest.mark.parametrize(
    "placement",
    [
        window(half_term(2, 3, "monday"), half_term(2, 2, "friday")),
        window(half_term(2, 3, "monday"), half_term(1, 5, "friday")),
        window({"by": "fixed", "on": "2022-06-02"}, {"by": "fixed", "on": "2022-06-01"}),
        window({"by": "offset", "weeks": 4}, {"by": "offset", "weeks": 2, "weekday": "monday"}),
        window({"by": "offset", "months": 3}, {"by": "offset", "months": 2}),
    ],
)
def test_a_window_that_closes_before_it_opens_is_refused(placement):
    with pytest.raises(BackwardWindow, match=r"component 1 \(Unit\): its window closes before it opens"):
        check(component("unit", placement=placement))


@pytest.mark.parametrize(
    "placement",
    [
        window(half_term(2, 3, "monday"), half_term(2, 3, "monday")),
        window({"by": "offset", "weeks": 1}, {"by": "offset", "weeks": 1, "weekday": "monday"}),
        window({"by": "offset", "months": 3}, {"by": "offset", "months": 2, "weeks": 6}),
        window({"by": "offset", "months": 3}, half_term(1, 1, "monday")),
        {"by": "window", "opens": half_term(2, 3, "monday"), "days": 8},
        {"by": "half_term", "week": 2},
        {},
    ],
)
def test_what_may_be_right_in_some_year_is_kept(placement):
    check(component("unit", placement=placement))


WEEK = window(half_term(2, 1, "monday"), half_term(2, 1, "friday"))
HOUR = half_term(2, 1, "monday") | {"start": "15:30", "end": "16:30"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"placement": HOUR, "minutes": 90}, "90 minutes do not fit between 15:30 and 16:30."),
        ({"placement": WEEK, "days": 6}, "6 days do not fit a window of 5 days: opens half term 2, week 1, Monday;"),
        ({"placement": WEEK, "minutes": 7201}, "7201 minutes do not fit a window of 5 days"),
        (
            {"placement": {"by": "window", "opens": {"by": "offset", "weeks": 1}, "days": 1}, "days": 2},
            "2 days do not fit a window of 1 day",
        ),
    ],
)
def test_a_time_that_is_shorter_than_what_it_holds_is_refused(fields, sentence):
    with pytest.raises(TooShort) as refused:
        check(component("unit", **fields))

    assert str(refused.value).startswith(f"elm.json, component 1 (Unit): {sentence}")


@pytest.mark.parametrize(
    "fields",
    [
        {"placement": HOUR, "minutes": 60},
        {"placement": HOUR},
        {"placement": half_term(2, 1, "monday") | {"start": "15:30"}, "minutes": 90},
        {"placement": WEEK, "days": 5, "minutes": 7200},
        {"placement": window(half_term(1, 1, "monday"), half_term(2, 1, "monday")), "days": 14},
        {"placement": {"by": "before", "component": "unit", "working_days": 3}, "minutes": 90},
    ],
)
def test_what_fits_its_time_is_kept(fields):
    check(component("unit"), component("seminar", **fields))


@pytest.mark.parametrize(
    "placement",
    [
        half_term(61, 1, "monday"),
        half_term(1, 600, "monday"),
        {"by": "offset", "months": 121},
        {"by": "offset", "weeks": 521},
        {"by": "offset", "days": 5000},
        {"by": "fixed", "on": "9999-12-31"},
        {"by": "fixed", "on": "0202-06-01"},
        {"by": "window", "opens": half_term(1, 1, "monday"), "closes": {"by": "fixed", "on": "2046-01-01"}},
    ],
)
def test_a_day_that_no_programme_reaches_is_a_slip_of_the_pen(placement):
    with pytest.raises(BlueprintError, match="is further away than any programme lasts"):
        check(component("unit", placement=placement))
