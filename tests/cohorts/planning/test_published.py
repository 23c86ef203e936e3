"""Models that providers publish are kept whole, and what they leave open stays open."""

import datetime as dt
import json
from pathlib import Path

import pytest

from cohorts.planning.components import read_components
from cohorts.planning.fields import BlueprintError
from cohorts.planning.generator import generate
from cohorts.planning.published import is_published, read_published
from tests.cohorts.planning.builders import shipped_calendar

FILES = sorted((Path(__file__).parent.parent / "delivery_models").glob("*.json"))


def read(**fields):
    """The component that a model's page describes with ``fields``."""
    model = {"provider": "Elm Hub", "programme": "npq-headship", "components": [{"title": "Seminar"} | fields]}
    [component] = read_published(model, key="elm", place="elm.json")["components"]
    return component


def model(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_component_is_kept_and_can_be_planned_with_or_says_what_it_lacks(path):
    published = model(path)

    described = read_published(published, key=path.stem, place=path.name)
    components = read_components(described["components"], path.name)
    plan = generate(
        components,
        start=dt.date(2022, 2, 1),
        end=dt.date(2023, 7, 31),
        calendar=shipped_calendar("hertfordshire"),
    )

    assert is_published(published)
    assert [component.title for component in components] == [each["title"] for each in published["components"]]
    for component in components:
        keys = {item.key for item in plan.items} | {problem.key for problem in plan.undated}
        assert any(key == component.key or key.startswith(f"{component.key}-") for key in keys)
        assert not component.lacks or component.unknown


def test_a_blueprint_of_the_portals_own_is_told_apart():
    assert not is_published({"key": "npqsl", "programme": "npq-senior-leadership", "components": []})
    assert not is_published(["a list"])


def test_what_the_model_says_of_itself_is_kept_with_its_source():
    described = read_published(model(FILES[0]), key="spencer", place="spencer.json")

    assert described["programme"] == "npq-headship"
    assert described["name"].endswith("February 2022 cohort")
    assert described["description"].startswith("http://spencerteachingschoolhub.com/event/npq-for-headship/ http")
    assert "18 months." in described["description"]
    assert "Rule: 18-month course" in described["description"]
    assert "Inferred: year of the 10 January event" in described["description"]
    assert "Doubtful: Later blocks of the page are not known." in described["description"]


@pytest.mark.parametrize(
    ("fields", "placement"),
    [
        (
            {"date": "2022-05-09", "start": "08:30", "end": "14:30", "month_offset": 0},
            {"by": "fixed", "on": "2022-05-09", "start": "08:30", "end": "14:30"},
        ),
        (
            {"date": "2020-03-02", "window_end": "2020-03-13"},
            {
                "by": "window",
                "opens": {"by": "fixed", "on": "2020-03-02"},
                "closes": {"by": "fixed", "on": "2020-03-13"},
            },
        ),
        ({"month_offset": 9}, {"by": "offset", "months": 9}),
        (
            {"start": "15:30", "end": "17:30", "repeat": "half_termly"},
            {"by": "half_term", "start": "15:30", "end": "17:30"},
        ),
        ({"repeat": "weekly"}, {"by": "half_term"}),
    ],
)
def test_a_placement_says_what_the_page_says(fields, placement):
    assert read(**fields)["placement"] == placement


@pytest.mark.parametrize(
    ("fields", "repeat"),
    [
        ({"count": 9}, {"times": 9}),
        ({"count": 1, "repeat": "weekly", "count_unknown": True}, {"every": "week"}),
        ({"count": 3, "repeat": "termly"}, {"every": "term", "times": 3}),
        ({"count": 4, "count_unknown": True}, None),
        ({}, None),
    ],
)
def test_a_count_that_is_not_known_is_not_invented(fields, repeat):
    assert read(**fields).get("repeat") == repeat


@pytest.mark.parametrize(
    ("fields", "unknown"),
    [
        ({}, ["how it is delivered", "how long it takes", "its day"]),
        ({"delivery": "online", "minutes": 90}, ["its day", "its hours"]),
        ({"delivery": "in_person", "minutes": 90, "month_offset": 4}, ["its day within the month", "its hours"]),
        (
            {"delivery": "in_person", "minutes": 90, "date": "2020-03-02", "window_end": "2020-03-13"},
            ["its day within the window", "its hours"],
        ),
        ({"delivery": "online", "kind": "online_module", "minutes": 90, "date": "2020-03-02"}, []),
        (
            {
                "delivery": "one_to_one",
                "minutes": 120,
                "minutes_is_total": True,
                "count_unknown": True,
                "date": "2022-05-09",
            },
            ["how the minutes are divided", "how many there are"],
        ),
    ],
)
def test_what_the_page_leaves_open_is_listed(fields, unknown):
    assert read(**fields).get("unknown", []) == unknown


def test_words_of_pages_become_kinds_of_the_planner():
    kinds = [
        read(kind=kind)["kind"] for kind in ("face_to_face", "summative_assessment", "formative_assessment", "clinic")
    ]

    assert kinds == ["other", "assessment", "formative_task", "clinic"]


def test_a_choice_and_an_option_are_kept():
    component = read(optional=True, choice_of="breakfast or twilight", notes="Local.")

    assert (component["compulsory"], component["notes"]) == (False, "Local.\nChoose one of: breakfast or twilight")


def test_two_components_of_one_title_have_two_keys_and_one_without_letters_has_one():
    titles = ["Seminar", "Seminar!", "研讨会"]
    described = {"provider": "Elm Hub", "programme": "", "components": [{"title": title} for title in titles]}

    components = read_published(described, key="elm", place="elm.json")["components"]

    assert [component["key"] for component in components] == ["seminar", "seminar-2", "component"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "picnic"}, "component 1 (Seminar): “kind” is “picnic”"),
        ({"minutes": "ninety"}, "“minutes” must be a whole number, not “ninety”."),
        ({"date": "9 May 2022"}, "“date” must be a date such as 2022-06-02, not “9 May 2022”."),
        ({"start": "8.30"}, "“start” must be a time such as 15:45, not “8.30”."),
        ({"repeat": "daily"}, "“repeat” is “daily”"),
        ({"title": ""}, "elm.json, component 1 needs a “title”."),
        ({"colour": "red"}, "component 1 has the unknown key “colour”."),
    ],
)
def test_what_cannot_be_read_names_its_place(fields, sentence):
    with pytest.raises(BlueprintError) as refused:
        read(**fields)

    assert sentence in str(refused.value)
