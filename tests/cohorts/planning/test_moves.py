import pytest

from cohorts.planning import moves
from cohorts.planning.calendars import ClosedDay, ClosureKind, HalfTerm, days_between
from cohorts.planning.moves import Move, NoOpenDay
from tests.cohorts.planning.builders import DAY, calendar, half_terms, shipped_calendar

HERTFORDSHIRE = shipped_calendar("hertfordshire")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("2022-05-11", "2022-05-11"),
        # Later in the same week.
        ("2022-09-19", "2022-09-20"),
        ("2022-01-03", "2022-01-06"),
        ("2022-02-21", "2022-02-22"),
        # The whole rest of the week is closed: the same weekday of a later week.
        ("2022-06-02", "2022-06-09"),
        ("2022-02-16", "2022-02-23"),
        ("2022-06-24", "2022-07-01"),
        ("2022-08-31", "2022-09-07"),
        # There it is closed too: the next open day of that week.
        ("2022-04-04", "2022-04-20"),
        ("2022-12-26", "2023-01-09"),
        # A Saturday stays a Saturday.
        ("2022-03-05", "2022-03-05"),
        ("2022-02-19", "2022-02-26"),
        ("2022-04-09", "2022-04-23"),
    ],
)
def test_a_session_moves_within_its_week_or_keeps_its_weekday(wanted, found):
    day, move = moves.open_day(DAY(wanted), HERTFORDSHIRE)

    assert day == DAY(found)
    assert (move is None) == (wanted == found)


def test_a_move_says_from_where_and_why():
    _, move = moves.open_day(DAY("2022-06-02"), HERTFORDSHIRE)

    assert str(move) == "moved from Thursday 2 June 2022: bank holiday (Spring bank holiday)"
    assert move == Move(DAY("2022-06-02"), DAY("2022-06-09"), "bank holiday (Spring bank holiday)")


@pytest.mark.parametrize(
    ("wanted", "opens", "why"),
    [
        ("2023-04-20", "2023-04-20", "None"),
        ("2023-04-27", "2023-05-11", "moved from Thursday 27 April 2023: occasional day on Friday 28 April 2023"),
        ("2023-05-01", "2023-05-15", "moved from Monday 1 May 2023: bank holiday (Early May bank holiday)"),
        ("2023-08-31", "2023-09-07", "moved from Thursday 31 August 2023: summer holiday"),
    ],
)
def test_a_window_that_must_be_clear_moves_by_whole_weeks(wanted, opens, why):
    day, move = moves.clear_window(DAY(wanted), 8, HERTFORDSHIRE)

    assert (day, str(move)) == (DAY(opens), why)


@pytest.mark.parametrize(
    ("wanted", "found", "said"),
    [
        ("2022-05-29", "2022-05-29", None),
        ("2022-05-09", "2022-05-09", None),
        ("2022-05-31", "2022-06-06", "deadline moved from Tuesday 31 May 2022: May half term"),
        ("2022-04-10", "2022-04-20", "deadline moved from Sunday 10 April 2022: Easter holiday"),
        ("2022-12-30", "2023-01-09", "deadline moved from Friday 30 December 2022: Christmas holiday"),
        ("2022-06-24", "2022-06-29", "deadline moved from Friday 24 June 2022: training day"),
    ],
)
def test_the_edge_of_a_window_moves_to_the_next_day_of_school(wanted, found, said):
    day, move = moves.window_edge(DAY(wanted), "deadline", HERTFORDSHIRE)

    assert day == DAY(found)
    assert (str(move) if move else None) == said


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2023-04-20", 0, "2023-04-20"),
        ("2023-04-20", 1, "2023-04-19"),
        ("2023-04-20", 4, "2023-03-31"),
        ("2022-09-20", 1, "2022-09-16"),
        ("2022-06-06", 5, "2022-05-23"),
    ],
)
def test_working_days_are_counted_back_over_days_of_school(day, count, found):
    assert moves.working_days_before(DAY(day), count, HERTFORDSHIRE) == DAY(found)


@pytest.mark.parametrize(
    "search",
    [
        lambda known: moves.open_day(DAY("2024-03-05"), known),
        lambda known: moves.window_edge(DAY("2024-03-05"), "opening", known),
    ],
)
def test_a_day_that_the_calendar_does_not_know_is_neither_open_nor_closed(search):
    with pytest.raises(NoOpenDay, match="Tannery Drift. says nothing about Tuesday 5 March 2024"):
        search(HERTFORDSHIRE)


def test_a_window_edge_that_leaves_the_calendar_is_not_guessed():
    with pytest.raises(NoOpenDay, match="says nothing about Tuesday 2 January 2024"):
        moves.window_edge(DAY("2024-01-01"), "deadline", calendar(*half_terms(2023, ("2023-09-04", "2023-12-21"))))


def test_a_window_that_ends_outside_the_calendar_is_not_guessed():
    with pytest.raises(NoOpenDay, match="says nothing about Friday 22 December 2023"):
        moves.clear_window(DAY("2023-12-15"), 8, HERTFORDSHIRE)


def test_working_days_before_the_calendar_begins_are_not_guessed():
    with pytest.raises(NoOpenDay, match="says nothing about Tuesday 31 August 2021"):
        moves.working_days_before(DAY("2021-09-03"), 3, HERTFORDSHIRE)


def test_a_search_for_an_open_day_ends():
    term = HalfTerm(2021, 1, DAY("2021-09-01"), DAY("2022-07-29"))
    closed = [ClosedDay(day, ClosureKind.OCCASIONAL_DAY) for day in days_between(DAY("2021-10-01"), DAY("2022-04-01"))]

    with pytest.raises(NoOpenDay, match="no open day was found in the 120 days after Friday 1 October 2021"):
        moves.open_day(DAY("2021-10-01"), calendar(term, closed=closed))


def test_a_search_for_a_clear_window_ends():
    term = HalfTerm(2021, 1, DAY("2021-09-01"), DAY("2022-07-29"))

    with pytest.raises(NoOpenDay, match="no open day was found in the 120 days after Friday 1 October 2021"):
        moves.clear_window(DAY("2021-10-01"), 100, calendar(term))
