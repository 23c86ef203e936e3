"""Items of a plan: kept as JSON, put on other days, set side by side."""

import datetime as dt
from dataclasses import replace

import pytest

from npq_portal import clock
from sessions import plan_items
from sessions.plan_items import Difference, differences, fingerprint, span_in_words
from tests.sessions.plan_situations import DAY, MAY_16, session, unit, window


@pytest.mark.parametrize("item", [session(), unit(), window(), session(is_cancelled=True, reason="Because")])
def test_what_a_version_keeps_is_read_as_it_was(item):
    assert plan_items.read(item.as_json()) == item


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (session(), "Wed 22 June 2022, 15:45 to 17:15"),
        (unit(), "8 June to 3 July 2022"),
        (session(is_cancelled=True), "cancelled"),
    ],
)
def test_an_item_says_when_it_is(item, words):
    assert item.when == words


def test_an_item_has_begun_from_its_first_day_on():
    assert [unit(opens=day).has_begun(MAY_16) for day in ("2022-05-15", "2022-05-16", "2022-05-17")] == [
        True,
        True,
        False,
    ]


def test_the_time_of_the_day_stays_across_the_change_of_the_clocks():
    moved = session().on_days(DAY("2022-11-02"), DAY("2022-11-02"), "Moved")

    assert moved.begins == dt.datetime(2022, 11, 2, 15, 45, tzinfo=dt.UTC)
    assert clock.local(session().begins).time() == clock.local(moved.begins).time()
    assert moved.reason == "Moved"


def test_two_plans_differ_where_dates_do_and_not_in_names():
    kept, moved, gone, new = unit(), session(), session("conference"), window()
    after = replace(moved, begins=moved.begins + dt.timedelta(days=7), ends=moved.ends + dt.timedelta(days=7))

    found = differences([kept, moved, gone], [replace(kept, title="Renamed"), after, new])

    assert found == [Difference(gone, None), Difference(moved, after), Difference(None, new)]
    assert [(each.was, each.becomes) for each in found] == [
        ("Wed 22 June 2022, 15:45 to 17:15", "no longer planned"),
        ("Wed 22 June 2022, 15:45 to 17:15", "Wed 29 June 2022, 15:45 to 17:15"),
        ("not planned", "3 October to 10 October 2022"),
    ]
    assert [each.last_day for each in found] == [DAY("2022-06-22"), DAY("2022-06-29"), DAY("2022-10-10")]


def test_there_and_back_again_is_no_difference():
    away = session().on_days(DAY("2022-07-06"), DAY("2022-07-06"))

    assert differences([session()], [away.on_days(DAY("2022-06-22"), DAY("2022-06-22"))]) == []


def test_the_fingerprint_differs_with_what_is_shown():
    one = Difference(session(), None)

    assert fingerprint([one]) == fingerprint([Difference(session(), None)])
    assert (
        len({fingerprint([]), fingerprint([one]), fingerprint([Difference(unit(), None)]), fingerprint([one], 1)}) == 4
    )


def test_a_span_is_said_once_where_it_is_one_day():
    assert span_in_words([session()]) == "22 June 2022"
    assert span_in_words([session(), unit()]) == "8 June 2022 to 22 June 2022"
