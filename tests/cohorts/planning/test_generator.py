import datetime as dt

import pytest

from tests.cohorts.planning.builders import DAY, component, edge, on, plan, shipped_calendar, week

HERTFORDSHIRE = shipped_calendar("hertfordshire")
WALSALL = shipped_calendar("walsall")


def the_item(*components, calendar=HERTFORDSHIRE, **dates):
    """The item of the first component, of a plan without problems."""
    made = plan(*components, calendar=calendar, **dates)
    assert [str(problem) for problem in made.problems] == []
    return made.item(components[0].key)


def the_problems(*components, calendar=HERTFORDSHIRE, **dates):
    return [str(problem) for problem in plan(*components, calendar=calendar, **dates).problems]


def test_a_seminar_is_placed_by_half_term_week_and_weekday():
    item = the_item(component(placement=week(4, 4, "wednesday")))

    assert (item.on, item.start, item.end) == (DAY("2022-05-11"), dt.time(15, 45), dt.time(17, 15))
    assert item.moves == ()


def test_the_same_blueprint_falls_on_other_days_in_another_area():
    seminar = component(placement=week(2, 7, "wednesday"))

    in_hertfordshire = the_item(seminar)
    in_walsall = the_item(seminar, calendar=WALSALL)

    assert (in_hertfordshire.on, in_hertfordshire.explanation) == (
        DAY("2022-02-23"),
        "moved from Wednesday 16 February 2022: February half term",
    )
    assert (in_walsall.on, in_walsall.explanation) == (DAY("2022-02-16"), "")


@pytest.mark.parametrize(
    ("placement", "start", "found"),
    [
        ({"by": "offset"}, "2021-11-01", "2021-11-01"),
        ({"by": "offset", "days": 7}, "2021-11-01", "2021-11-08"),
        ({"by": "offset", "weeks": 2, "weekday": "thursday"}, "2021-11-01", "2021-11-18"),
        ({"by": "offset", "weeks": 1, "weekday": "monday"}, "2021-11-05", "2021-11-15"),
        ({"by": "offset", "months": 10}, "2021-11-10", "2022-09-12"),
        ({"by": "offset", "months": 3}, "2021-11-30", "2022-02-28"),
    ],
)
def test_a_session_is_placed_by_its_distance_from_the_start(placement, start, found):
    item = the_item(component(placement=placement | {"start": "09:00", "end": "10:00"}), start=start)

    assert item.on == DAY(found)


@pytest.mark.parametrize(
    ("days", "found", "why"),
    [
        (5, "2021-11-08", "moved from Saturday 6 November 2021: weekend"),
        (180, "2022-05-03", "moved from Saturday 30 April 2022: weekend"),
        (54, "2022-01-06", "moved from Saturday 25 December 2021: Christmas holiday"),
    ],
)
def test_counting_days_never_ends_at_a_weekend(days, found, why):
    item = the_item(component(placement={"by": "offset", "days": days, "start": "09:00", "end": "10:00"}))

    assert (item.on, item.explanation) == (DAY(found), why)


def test_a_saturday_that_somebody_chose_stays():
    saturday = {"by": "offset", "weekday": "saturday", "start": "09:00", "end": "10:00"}

    assert the_item(component(placement=saturday)).on == DAY("2021-11-06")


@pytest.mark.parametrize(("start", "found"), [("2024-02-29", "2025-02-28"), ("2023-02-28", "2024-02-28")])
def test_a_year_after_29_february_is_28_february(start, found):
    made = plan(
        component(placement={"by": "window", "opens": {"by": "offset", "months": 12}, "days": 1}),
        calendar=shipped_calendar("walsall"),
        start=start,
    )

    assert f"says nothing about {DAY(found):%A}" in str(made.problems[0])


def test_a_start_in_a_holiday_counts_from_the_half_term_after_it():
    item = the_item(component(placement=week(1, 1, "monday")), start="2022-08-15", end="2024-03-31")

    assert item.on == DAY("2022-09-05")


def test_eighteen_months_reach_over_three_school_years():
    item = the_item(component(placement=week(10, 1, "wednesday")), start="2022-02-01", end="2023-09-30")

    assert item.on == DAY("2023-09-01")
    assert item.explanation == "moved from Wednesday 30 August 2023: summer holiday"


@pytest.mark.parametrize("day", ["2022-03-25", "2022-03-28", "2022-10-28", "2022-11-01", "2023-03-24", "2023-03-27"])
def test_the_time_on_the_wall_survives_the_clock_changes(day):
    item = the_item(component(placement=on(day)), calendar=WALSALL if day == "2022-10-28" else HERTFORDSHIRE)

    is_summer = dt.date(2022, 3, 27) <= item.on < dt.date(2022, 10, 30) or item.on >= dt.date(2023, 3, 26)
    assert item.starts_at == dt.datetime.combine(item.on, dt.time(14 if is_summer else 15, 45), dt.UTC)
    assert item.ends_at == dt.datetime.combine(item.on, dt.time(16 if is_summer else 17, 15), dt.UTC)


def test_a_session_that_gives_only_its_length_ends_by_it():
    item = the_item(component(minutes=100, placement=on("2022-05-11", end=None)))

    assert item.end == dt.time(17, 25)


def test_a_session_may_be_credited_with_less_than_it_lasts():
    item = the_item(component(minutes=390, credited_minutes=330, placement=on("2022-05-11", "09:00", "15:30")))

    assert (item.minutes, item.credited_minutes) == (390, 330)


def test_a_session_comes_working_days_before_another_wherever_that_moves():
    clinic = component(
        "clinic", placement={"by": "before", "component": "exam", "working_days": 3, "start": "16:00", "end": "16:30"}
    )
    exam = component("exam", placement=on("2022-06-02"))

    item = the_item(clinic, exam)

    assert item.on == DAY("2022-06-06")


def test_a_session_before_a_weekend_event_by_no_day_at_all_is_on_its_day():
    clinic = component(
        "clinic", placement={"by": "before", "component": "camp", "working_days": 0, "start": "08:00", "end": "08:30"}
    )

    assert the_item(clinic, component("camp", placement=on("2022-03-05"))).on == DAY("2022-03-05")


def test_a_window_opens_and_closes_on_days_of_school_or_on_free_weekends():
    item = the_item(
        component(placement={"by": "window", "opens": edge(4, 3, "monday"), "closes": edge(4, 6, "sunday")})
    )

    assert (item.opens_on, item.due_on) == (DAY("2022-05-03"), DAY("2022-05-29"))
    assert item.explanation == "opening moved from Monday 2 May 2022: bank holiday (Early May bank holiday)"
    assert item.moved_from == DAY("2022-05-02")


def test_both_edges_of_a_window_may_have_to_move():
    # A real window, published for Walsall's half term and Hertfordshire's alike.
    item = the_item(
        component(
            placement={
                "by": "window",
                "opens": {"by": "fixed", "on": "2022-02-17"},
                "closes": {"by": "fixed", "on": "2022-05-31"},
            }
        )
    )

    assert (item.opens_on, item.due_on) == (DAY("2022-02-22"), DAY("2022-06-06"))
    assert item.explanation == (
        "opening moved from Thursday 17 February 2022: February half term; "
        "deadline moved from Tuesday 31 May 2022: May half term"
    )


def test_a_window_of_so_many_days_is_counted_from_the_day_it_really_opens():
    item = the_item(component(placement={"by": "window", "opens": {"by": "fixed", "on": "2022-02-17"}, "days": 8}))

    assert (item.opens_on, item.due_on) == (DAY("2022-02-22"), DAY("2022-03-01"))


def test_a_clear_window_moves_as_a_whole():
    item = the_item(
        component(
            kind="assessment", placement={"by": "window", "opens": edge(10, 2, "thursday"), "days": 8, "clear": True}
        )
    )

    assert (item.opens_on, item.due_on) == (DAY("2023-05-11"), DAY("2023-05-18"))


def test_the_items_come_in_the_order_of_their_days_and_hours():
    made = plan(
        component("late", placement=on("2022-05-11", "17:00", "18:00")),
        component("unit", placement={"by": "window", "opens": {"by": "fixed", "on": "2022-05-11"}, "days": 5}),
        component("early", placement=on("2022-05-11", "09:00", "10:00")),
        component("first", placement=on("2022-05-10", "12:00", "13:00")),
        calendar=HERTFORDSHIRE,
    )

    assert [item.key for item in made.items] == ["first", "unit", "early", "late"]


@pytest.mark.parametrize(
    ("placement", "sentence"),
    [
        (None, "it has no date yet: a placement is missing."),
        ({"by": "half_term", "half_term": 2}, "it has no date yet: a week and a weekday are missing."),
        (
            {"by": "window", "opens": edge(1, 1, "friday")},
            "it has no date yet: a day to close is missing.",
        ),
        (
            week(14, 1, "monday"),
            "it belongs in half term 14, and from Monday 1 November 2021 on Hertfordshire (Fairlands, Northaw, Tannery "
            "Drift) knows only 13 half terms.",
        ),
        (
            {"by": "offset", "weeks": 150},
            "Hertfordshire (Fairlands, Northaw, Tannery Drift) says nothing about Monday 16 September 2024.",
        ),
        (
            {"by": "offset", "months": 100_000},
            "“100000 months after the start” is further away than a calendar reaches.",
        ),
        (
            {"by": "offset", "weeks": 99_999, "days": 99_999, "months": 95_000},
            "“95000 months, 99999 weeks and 99999 days after the start” is further away than a calendar reaches.",
        ),
        (
            {"by": "window", "opens": edge(2, 2, "monday"), "closes": edge(2, 1, "friday")},
            "it would be due on Friday 7 January 2022, before it opens on Monday 10 January 2022.",
        ),
        (
            {"by": "before", "component": "nothing", "working_days": 3},
            "it has no date, because “nothing”, which it comes before, has none.",
        ),
    ],
)
def test_what_cannot_be_dated_is_left_out_and_says_why(placement, sentence):
    made = plan(component(placement=placement), calendar=HERTFORDSHIRE)

    assert made.items == ()
    assert [str(problem) for problem in made.undated] == [f"Seminar: {sentence}"]


def test_what_comes_before_something_undated_is_undated_too():
    clinic = component("clinic", placement={"by": "before", "component": "exam", "working_days": 3})

    assert the_problems(component("exam"), clinic) == [
        "Exam: it has no date yet: a placement is missing.",
        "Clinic: it has no date, because “Exam”, which it comes before, has none.",
    ]


def test_a_session_that_runs_past_midnight_is_left_out():
    assert the_problems(component(minutes=600, placement=on("2022-05-11", "15:45", None))) == [
        "Seminar: 600 minutes from 15:45 do not end on the same day."
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"placement": on("2022-05-11", None, None)}, "its time is not complete: a start and an end are missing."),
        ({"placement": on("2022-05-11", "15:45", None)}, "its time is not complete: an end is missing."),
        (
            {"minutes": 90, "placement": on("2022-05-11", None, "17:15")},
            "its time is not complete: a start is missing.",
        ),
        ({"minutes": 120, "placement": on("2022-05-11")}, "120 minutes do not fit between 15:45 and 17:15."),
        (
            {"placement": on("2021-10-20")},
            "Wednesday 20 October 2021 is before the programme starts on Monday 1 November 2021.",
        ),
        (
            {"placement": on("2023-06-07")},
            "Wednesday 7 June 2023 is after the programme ends on Wednesday 31 May 2023.",
        ),
    ],
)
def test_what_is_doubtful_keeps_its_date_and_says_so(fields, sentence):
    made = plan(component(**fields), calendar=HERTFORDSHIRE)

    assert len(made.items) == 1
    assert made.undated == ()
    assert [str(problem) for problem in made.problems] == [f"Seminar: {sentence}"]


def test_an_assessment_may_come_after_the_teaching():
    item = the_item(component(kind="assessment", placement=on("2023-06-07")))

    assert item.on == DAY("2023-06-07")


def test_a_second_component_of_the_same_key_is_named():
    made = plan(component(placement=on("2022-05-11")), component(placement=on("2022-05-12")), calendar=HERTFORDSHIRE)

    assert [item.on for item in made.items] == [DAY("2022-05-11")]
    assert [str(problem) for problem in made.problems] == ["Seminar: another component has the key “seminar” too."]


def test_components_that_wait_for_each_other_are_named_and_the_rest_is_dated():
    def before(key, other):
        return component(key, placement={"by": "before", "component": other, "working_days": 1})

    made = plan(
        before("a", "b"),
        before("b", "c"),
        before("c", "a"),
        before("d", "c"),
        before("e", "e"),
        component("f", placement=on("2022-05-11")),
        calendar=HERTFORDSHIRE,
    )

    assert [item.key for item in made.items] == ["f"]
    assert [str(problem) for problem in made.problems] == [
        "A: it waits for itself: “A” → “B” → “C” → “A”.",
        "B: it waits for itself: “A” → “B” → “C” → “A”.",
        "C: it waits for itself: “A” → “B” → “C” → “A”.",
        "D: it has no date, because “C”, which it comes before, has none.",
        "E: it waits for itself: “E” → “E”.",
    ]


def test_a_seminar_held_before_the_unit_it_builds_on_is_over_is_named():
    unit = component("unit", placement={"by": "window", "opens": {"by": "fixed", "on": "2022-05-09"}, "days": 8})
    seminar = component(after=["unit"], placement=on("2022-05-11"))

    assert the_problems(unit, seminar) == [
        "Seminar: it begins on Wednesday 11 May 2022, before “Unit”, which it comes after, is over on Monday 16 May 2022."
    ]


@pytest.mark.parametrize("day", ["2022-05-16", "2022-05-17"])
def test_a_seminar_held_when_its_unit_is_over_is_in_order(day):
    unit = component("unit", placement={"by": "window", "opens": {"by": "fixed", "on": "2022-05-09"}, "days": 8})

    assert the_problems(unit, component(after=["unit", "unknown"], placement=on(day))) == []


def test_an_order_that_contradicts_itself_is_named():
    clinic = component(
        "clinic",
        after=["exam"],
        placement={"by": "before", "component": "exam", "working_days": 1, "start": "16:00", "end": "16:30"},
    )
    exam = component("exam", placement=on("2022-05-11"))

    assert the_problems(clinic, exam) == [
        "Clinic: it must come after itself: “Clinic” → “Exam” → “Clinic”.",
        "Clinic: it begins on Tuesday 10 May 2022, before “Exam”, which it comes after, is over on Wednesday 11 May 2022.",
        "Exam: it must come after itself: “Clinic” → “Exam” → “Clinic”.",
    ]


@pytest.mark.parametrize(
    ("second", "clashes"),
    [
        (("17:15", "18:00"), 0),
        (("15:00", "15:45"), 0),
        (("15:45", "16:00"), 1),
        (("16:00", "18:00"), 1),
        (("15:00", "18:00"), 1),
    ],
)
def test_two_sessions_at_the_same_time_are_named_and_neighbours_are_not(second, clashes):
    found = the_problems(
        component("a", placement=on("2022-05-11")), component("b", placement=on("2022-05-11", *second))
    )

    assert len(found) == clashes
    assert all("it is held at the same time as" in problem for problem in found)


def test_a_plan_answers_for_its_parts():
    made = plan(
        component("seminar", minutes=None, placement=on("2022-09-19")),
        component(
            "unit",
            kind="self_study",
            delivery="self_study",
            short_title="U1",
            content_areas=["Teaching"],
            minutes=60,
            compulsory=False,
            placement={"by": "window", "opens": edge(1, 2, "monday"), "days": 5},
        ),
        component("later"),
        calendar=HERTFORDSHIRE,
    )
    unit, seminar = made.items

    assert [made.item("unit"), made.item("later")] == [unit, None]
    assert (made.sessions, made.windows, made.moved) == ((seminar,), (unit,), (seminar,))
    assert [problem.key for problem in made.undated] == ["later"]
    assert (unit.kind, unit.delivery, unit.title, unit.short_title) == ("self_study", "self_study", "Unit", "U1")
    assert (unit.content_areas, unit.compulsory, unit.minutes, unit.credited_minutes) == (("Teaching",), False, 60, 60)
    assert (unit.on, unit.starts_at, unit.ends_at, unit.moved_from) == (None, None, None, None)
    assert (seminar.opens_on, seminar.due_on, seminar.minutes, seminar.short_title) == (None, None, 90, "Seminar")
    assert seminar.explanation.startswith("moved from Monday 19 September 2022: bank holiday")
