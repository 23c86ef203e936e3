"""Whether the evidence that a declaration rests on can exist before its date."""

from hypothesis import given
from hypothesis import strategies as some

from sessions.milestone_safety import Due, endangered
from sessions.plan_items import Kind
from tests.sessions.plan_situations import DAY, session, unit

STARTED, RETAINED = Due("Started", DAY("2021-12-25")), Due("Retained 1", DAY("2022-06-25"))


def test_a_first_session_after_the_due_date_endangers_the_start():
    assert endangered([STARTED], [session(day="2022-01-12")]) == [
        "Started: no session or self-study begins by 25 December 2021, so there is no evidence to declare on."
    ]


def test_the_due_date_itself_is_in_time():
    assert endangered([STARTED], [unit(opens="2021-12-25", due="2022-01-10")]) == []


def test_each_milestone_needs_something_since_the_one_before():
    assert endangered([RETAINED, STARTED], [session(day="2021-12-01"), session("later", "2022-06-26")]) == [
        "Retained 1: no session or self-study begins after 25 December 2021 by 25 June 2022, "
        "so there is no evidence to declare on."
    ]


def test_what_is_cancelled_and_coaching_are_no_evidence():
    plan = [session(day="2021-12-01", is_cancelled=True), unit("c", "2021-12-01", "2021-12-02", Kind.PERIOD)]

    assert len(endangered([STARTED], plan)) == 1


def test_no_milestone_is_in_no_danger():
    assert endangered([], []) == []


days = some.dates(DAY("2021-09-01"), DAY("2023-05-31"))


@given(some.lists(days, max_size=6), days)
def test_one_more_session_never_endangers_anything(planned, added):
    before = [session(f"s{number}", day.isoformat()) for number, day in enumerate(planned)]

    found = endangered([STARTED, RETAINED], [*before, session("more", added.isoformat())])

    assert set(found) <= set(endangered([STARTED, RETAINED], before))
