"""The eighteen months: where things stand in the drawing, and what the drawing and the table say."""

import datetime as dt
import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from npq_portal.dashboards.timeline import Lane, Period, Shape, TimelineItem, draw
from npq_portal.dashboards.timeline.labels import Span, is_free, pack, placements, width_of
from npq_portal.dashboards.timeline.marks import LEFT, RIGHT, WIDTH

FIRST, LAST, TODAY = dt.date(2021, 11, 1), dt.date(2023, 5, 31), dt.date(2022, 5, 16)
CHRISTMAS = Period(dt.date(2021, 12, 18), dt.date(2022, 1, 3), "Christmas")
SUMMER = Period(dt.date(2022, 7, 22), dt.date(2022, 8, 31), "Summer")
SPRING_1 = Period(dt.date(2022, 1, 4), dt.date(2022, 2, 11), "Spring half term 1")


def seminar(day=TODAY, **facts):
    facts = {"title": "Seminar 5", "lane": Lane.ONLINE, "shape": Shape.CIRCLE, "ends_on": day} | facts
    return TimelineItem(starts_on=day, **facts)


def module(starts_on, ends_on, **facts):
    facts = {"title": "Module 4", "lane": Lane.STUDY, "shape": Shape.BAR, "label": "4"} | facts
    return TimelineItem(starts_on=starts_on, ends_on=ends_on, **facts)


def flag(day, label):
    return TimelineItem(Lane.DECLARATIONS, day, day, label, Shape.FLAG, label=label)


def drawing_of(*items, **facts):
    return draw(items, **({"starts_on": FIRST, "ends_on": LAST, "today": TODAY} | facts))


def mark_of(*items, **facts):
    return drawing_of(*items, **facts).lanes[0].marks[0]


# Where things stand


def test_the_drawing_runs_from_the_first_day_to_the_last():
    marks = drawing_of(module(FIRST, FIRST), module(LAST, LAST)).lanes[0].marks

    assert marks[0].x == LEFT
    assert marks[-1].x + marks[-1].width == RIGHT


def test_the_drawing_reaches_to_what_lies_outside_the_cohort():
    early = drawing_of(seminar(FIRST - dt.timedelta(days=30)))
    late = drawing_of(flag(LAST + dt.timedelta(days=86), "Completed"))

    assert early.months[0].name == "Oct"
    assert late.months[-1].name == "Aug"
    assert late.lanes[0].marks[0].x < RIGHT


def test_a_session_stands_in_the_middle_of_its_day_and_today_too():
    drawing = drawing_of(seminar(TODAY))

    assert drawing.lanes[0].marks[0].x == drawing.today.x
    assert drawing.today.name == "16 May"


@pytest.mark.parametrize("today", [FIRST - dt.timedelta(days=1), LAST + dt.timedelta(days=1)])
def test_there_is_no_line_of_today_before_or_after(today):
    assert drawing_of(today=today).today is None


def test_the_label_of_today_stays_inside_the_drawing():
    assert drawing_of(today=LAST).today.label_x == WIDTH - 26


def test_months_begin_with_a_line_and_years_are_named_where_they_begin():
    months = drawing_of().months

    assert [month.name for month in months[:3]] == ["Nov", "Dec", "Jan"]
    assert [(month.name, month.year) for month in months if month.year] == [
        ("Nov", "2021"),
        ("Jan", "2022"),
        ("Jan", "2023"),
    ]
    assert (months[0].x, len(months)) == (LEFT, 19)


def test_a_first_month_that_is_too_short_for_its_name_is_not_named():
    assert drawing_of(starts_on=dt.date(2022, 1, 28)).months[0].name == "Feb"
    assert drawing_of(starts_on=dt.date(2022, 1, 3)).months[0].name == "Jan"


def test_a_drawing_of_one_day_has_its_month():
    assert [month.name for month in drawing_of(starts_on=TODAY, ends_on=TODAY).months] == ["May"]


def test_holidays_are_shaded_as_far_as_they_lie_inside():
    before = Period(dt.date(2021, 10, 23), dt.date(2021, 11, 1), "Autumn")
    after = Period(LAST, LAST + dt.timedelta(days=5), "Half term")
    outside = Period(dt.date(2021, 8, 1), dt.date(2021, 8, 31), "Last summer")
    too_late = Period(dt.date(2023, 7, 22), dt.date(2023, 8, 31), "Next summer")

    bands = drawing_of(holidays=[outside, before, CHRISTMAS, after, too_late]).bands

    assert [band.name for band in bands] == [
        "Autumn, 23 October to 1 November 2021",
        "Christmas, 18 December 2021 to 3 January 2022",
        "Half term, 31 May to 5 June 2023",
    ]
    assert bands[0].x == LEFT
    assert bands[2].x + bands[2].width == RIGHT


def test_only_lanes_in_which_something_happens_are_drawn_in_their_order():
    drawing = drawing_of(flag(TODAY, "Started"), seminar(), seminar(lane=Lane.IN_PERSON, shape=Shape.SQUARE))

    assert [lane.name for lane in drawing.lanes] == ["In person", "Online", "Declarations"]
    assert [lane.y for lane in drawing.lanes] == [56, 90, 124]
    assert (drawing.bottom, drawing.height) == (138, 156)


def test_an_empty_drawing_is_still_a_drawing():
    drawing = drawing_of()

    assert (drawing.lanes, drawing.depth) == ((), 0)


def test_sessions_too_near_each_other_get_a_second_row_and_push_the_next_lane_down():
    drawing = drawing_of(seminar(), seminar(TODAY + dt.timedelta(days=7)), flag(TODAY, "Started"))

    assert [mark.y for mark in drawing.lanes[0].marks] == [56, 90]
    assert drawing.lanes[1].y == 124


def test_a_window_of_a_day_can_still_be_seen():
    window = TimelineItem(Lane.ASSESSMENT, TODAY, TODAY, "Case study window", Shape.WINDOW)

    assert mark_of(window).width == 16


@pytest.mark.parametrize("shape", Shape)
def test_every_mark_can_be_pointed_at_with_a_finger(shape):
    mark = mark_of(TimelineItem(Lane.ONLINE, TODAY, TODAY, "Something", shape))

    assert mark.reach.width >= 22
    assert mark.reach.x <= mark.x <= mark.reach.end


days = st.dates(min_value=FIRST, max_value=LAST)
some_items = st.lists(
    st.builds(
        lambda lane, shape, day, length, label: TimelineItem(
            lane, day, min(day + dt.timedelta(days=length), LAST), "A title", shape, label=label
        ),
        st.sampled_from(Lane),
        st.sampled_from(Shape),
        days,
        st.integers(0, 60),
        st.sampled_from(["", "1", "Retained 1", "Case study window", "名前"]),
    ),
    max_size=25,
)


@given(items=some_items)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_nothing_covers_anything_else_and_nothing_is_lost(items):
    drawing = drawing_of(*items)

    marks = [mark for lane in drawing.lanes for mark in lane.marks]
    assert len(marks) == len(items) == sum(len(section.marks) for section in drawing.sections)
    for lane in drawing.lanes:
        for one, other in combinations(lane.marks, 2):
            assert one.y != other.y or is_free([room_of(one)], room_of(other))
    assert all(drawing.top < mark.y < drawing.bottom for mark in marks)


def room_of(mark):
    if mark.label is None:
        return mark.reach
    width = width_of(mark.label.text) * (1 if mark.label.anchor == "start" else -1)
    ends = [*mark.reach, mark.label.x, mark.label.x + width]
    return Span(min(ends), max(ends))


# Labels


def label_of(day, text):
    return mark_of(flag(day, text)).label


def test_a_label_stands_to_the_right_of_its_mark_and_at_the_end_to_the_left():
    assert label_of(dt.date(2022, 1, 31), "Started").anchor == "start"
    assert label_of(dt.date(2023, 5, 25), "Completed").anchor == "end"


def test_a_label_that_fits_nowhere_is_left_to_the_table():
    assert label_of(TODAY, "An extraordinarily long name " * 8) is None


def test_a_label_gives_way_to_the_left_where_its_neighbour_stands_on_the_right():
    bounds = Span(0, 200)
    neighbour = placements("", reach=Span(120, 140), bounds=bounds)
    named = placements("Name", reach=Span(90, 110), bounds=bounds)

    packed = pack([neighbour, named])

    assert [(row, way.label and way.label.anchor) for row, way in packed] == [(0, None), (0, "end")]


def test_a_mark_whose_label_has_no_room_on_either_side_gets_a_row_of_its_own():
    marks = drawing_of(flag(dt.date(2022, 6, 1), "Retained 1"), flag(dt.date(2022, 6, 30), "Void")).lanes[0].marks

    assert [(mark.label.anchor, mark.y) for mark in marks] == [("start", 56), ("start", 90)]


def test_the_label_of_a_bar_stands_on_the_filled_part_or_after_it_and_beside_a_bar_that_is_too_short():
    starts_on, ends_on = dt.date(2022, 5, 9), dt.date(2022, 7, 1)
    done = mark_of(module(starts_on, ends_on, is_done=True))
    begun = mark_of(module(starts_on, ends_on, progress=0.1))
    untouched = mark_of(module(starts_on, ends_on))
    short = mark_of(module(starts_on, starts_on, label="Module 4"))
    full_label = mark_of(module(starts_on, dt.date(2022, 5, 20), progress=0.5, label="44"))

    assert done.label.is_on_fill
    assert (begun.label.is_on_fill, begun.label.x) == (False, round(begun.x + begun.filled + 5, 1))
    assert untouched.label.x == round(untouched.x + 8, 1)
    assert short.label.x == short.reach.end
    assert full_label.label.x == full_label.reach.end


@pytest.mark.parametrize(
    ("progress", "part"), [(None, 0), (-0.5, 0), (0.5, 0.5), (1.0, 1), (7.0, 1)], ids=lambda value: str(value)
)
def test_a_bar_is_filled_as_far_as_it_is_done(progress, part):
    mark = mark_of(module(dt.date(2022, 5, 9), dt.date(2022, 7, 1), progress=progress))

    assert mark.filled == pytest.approx(mark.width * part, abs=0.1)


def test_wide_letters_take_more_room():
    assert width_of("名前") > width_of("ab")


# What is said


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (seminar(is_done=True), "Seminar 5. Online, Monday 16 May 2022. Done."),
        (seminar(TODAY - dt.timedelta(days=1)), "Seminar 5. Online, Sunday 15 May 2022. Past."),
        (seminar(), "Seminar 5. Online, Monday 16 May 2022. Under way."),
        (seminar(TODAY + dt.timedelta(days=1)), "Seminar 5. Online, Tuesday 17 May 2022. To come."),
        (
            module(dt.date(2022, 5, 9), dt.date(2022, 7, 1), progress=0.29),
            "Module 4. Self-study, 9 May to 1 July 2022. 29% done.",
        ),
        (
            module(dt.date(2021, 11, 22), dt.date(2022, 1, 14)),
            "Module 4. Self-study, 22 November 2021 to 14 January 2022. Past.",
        ),
    ],
)
def test_a_mark_says_all_that_it_shows(item, text):
    assert mark_of(item).text == text


def test_the_table_has_a_section_a_month_with_its_holidays_and_knows_the_present_one():
    sections = drawing_of(seminar(), module(dt.date(2022, 5, 9), LAST), holidays=[CHRISTMAS, SUMMER]).sections

    assert [section.name for section in sections[:2]] == ["November 2021", "December 2021"]
    assert sections[1].holidays == ("Christmas, 18 December 2021 to 3 January 2022",)
    (present,) = [section for section in sections if section.is_current]
    assert (present.name, [mark.item.title for mark in present.marks]) == ("May 2022", ["Module 4", "Seminar 5"])


def test_the_table_has_a_section_a_half_term_and_a_holiday_where_half_terms_are_known():
    sections = drawing_of(
        seminar(dt.date(2022, 1, 19)),
        seminar(dt.date(2022, 2, 12)),
        holidays=[SUMMER, CHRISTMAS],
        half_terms=[SPRING_1],
    ).sections

    assert [(section.name, section.dates, len(section.marks)) for section in sections] == [
        ("Earlier", "1 November to 17 December 2021", 0),
        ("Christmas", "18 December 2021 to 3 January 2022", 0),
        ("Spring half term 1", "4 January to 11 February 2022", 2),
        ("Summer", "22 July to 31 August 2022", 0),
    ]


def test_half_terms_of_other_years_leave_one_section_for_everything():
    long_ago = Period(dt.date(2010, 1, 4), dt.date(2010, 2, 12), "Spring half term 1")

    (section,) = drawing_of(seminar(), half_terms=[long_ago]).sections

    assert (section.name, section.dates) == ("Earlier", "1 November 2021 to 31 May 2023")


def test_half_terms_that_begin_with_the_drawing_leave_nothing_earlier():
    sections = drawing_of(half_terms=[Period(FIRST, CHRISTMAS.from_on, "Autumn half term 2")]).sections

    assert [section.name for section in sections] == ["Autumn half term 2"]


def test_no_section_is_the_present_one_when_all_is_over():
    assert not any(section.is_current for section in drawing_of(today=LAST + dt.timedelta(days=1)).sections)


def test_a_holiday_that_ended_before_or_begins_after_is_no_part_of_the_table():
    outside = [Period(dt.date(2021, 8, 1), dt.date(2021, 8, 31), "Before"), Period(LAST + dt.timedelta(1), LAST + dt.timedelta(9), "After")]  # fmt: skip

    assert [section.holidays for section in drawing_of(holidays=outside).sections if section.holidays] == []


# How it is written


def everything():
    return drawing_of(
        seminar(lane=Lane.IN_PERSON, shape=Shape.SQUARE, is_done=True, url="/sessions/1/", title="Tea & <talk>"),
        seminar(url="/sessions/2/"),
        module(dt.date(2022, 5, 9), dt.date(2022, 7, 1), progress=0.5, url="/study/4/"),
        module(dt.date(2022, 7, 4), dt.date(2022, 9, 23)),
        seminar(dt.date(2022, 7, 11), lane=Lane.COACHING, shape=Shape.DIAMOND, title="Coaching 3"),
        TimelineItem(Lane.ASSESSMENT, dt.date(2023, 4, 20), dt.date(2023, 4, 28), "Case study", Shape.WINDOW),
        flag(dt.date(2022, 6, 30), "Retained 1"),
        holidays=[CHRISTMAS, SUMMER],
    )


def written(template, drawing):
    return render_to_string(template, {"drawing": drawing}, using="jinja2" if ".svg" in template else "django")


def svg_of(drawing):
    html = written("dashboards/timeline.svg.html", drawing)
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>", html, re.DOTALL)[0])


def test_every_item_is_written_with_its_full_text_and_a_link_where_it_has_one():
    svg = svg_of(everything())

    assert [(link.get("href"), link.get("aria-label")) for link in svg.iter("a")] == [
        ("/sessions/1/", "Tea & <talk>. In person, Monday 16 May 2022. Done."),
        ("/sessions/2/", "Seminar 5. Online, Monday 16 May 2022. Under way."),
        ("/study/4/", "Module 4. Self-study, 9 May to 1 July 2022. 50% done."),
    ]
    assert [image.get("aria-label") for image in svg.iter("g") if image.get("role") == "img"] == [
        "Module 4. Self-study, 4 July to 23 September 2022. To come.",
        "Coaching 3. Coaching, Monday 11 July 2022. To come.",
        "Case study. Assessment, 20 April to 28 April 2023. To come.",
        "Retained 1. Declarations, Thursday 30 June 2022. To come.",
        "Today, 16 May",
    ]


def test_the_drawing_needs_no_inline_style_or_script():
    html = written("dashboards/timeline.svg.html", everything()) + written(
        "dashboards/timeline_table.html", everything()
    )

    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", html)


def test_positions_are_written_with_a_point_whatever_the_language():
    with translation.override("de"):
        svg = svg_of(everything())

    assert svg.get("viewBox") == "0 0 1120.0 258.0"


def test_the_table_says_the_same_as_the_drawing():
    drawing = everything()

    table = written("dashboards/timeline_table.html", drawing)

    for lane in drawing.lanes:
        for mark in lane.marks:
            assert mark.dates in table
            assert mark.state in table
    assert '<a href="/sessions/1/">Tea &amp; &lt;talk&gt;</a>' in table
    assert "School holiday: Summer, 22 July to 31 August 2022" in table
    assert table.count("Nothing planned") == len(
        [section for section in drawing.sections if not section.marks and not section.holidays]
    )
    assert table.count('aria-current="date"') == 1


def test_without_today_or_holidays_the_drawing_speaks_of_neither():
    html = written("dashboards/timeline.svg.html", drawing_of(seminar(), today=LAST + dt.timedelta(days=1)))

    assert "School holiday" not in html
    assert "today" not in html
