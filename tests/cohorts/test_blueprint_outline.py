"""What the page of a delivery model says of its components."""

import pytest

from cohorts.actions.blueprints import components_in_order
from cohorts.blueprint_outline import outline_of
from tests.factories.cohorts import BlueprintFactory, ComponentFactory

pytestmark = pytest.mark.django_db


def outlined(*components):
    blueprint = BlueprintFactory()
    for fields in components:
        ComponentFactory(blueprint=blueprint, **fields)
    return outline_of(components_in_order(blueprint), "Elm’s own")


def test_a_component_is_told_in_words_and_others_by_their_titles():
    before = {"by": "before", "component": "clinic", "working_days": 3, "start": "15:45", "end": "17:15"}
    outline = outlined(
        {"key": "unit", "title": "Module 1", "placement": before},
        {"key": "clinic", "title": "Clinic 1", "after": ["unit"], "repeat": {"every": "term", "times": 3}},
    )

    unit, clinic = outline.lines
    assert unit.placement == "3 working days before “Clinic 1”, from 15:45 to 17:15"
    assert (clinic.placement, clinic.repeat, clinic.comes_after) == ("", "every term, 3 times", ("Module 1",))
    assert (clinic.minutes, clinic.credited_minutes) == (90, 270)


def test_a_component_says_what_it_lacks_and_what_its_source_leaves_open():
    half_placed = {"by": "half_term", "half_term": 3}
    outline = outlined(
        {"placement": half_placed, "unknown": ["its venue", "a week"]},
        {"placement": {"by": "fixed", "on": "2022-06-02"}, "unknown": ["its hours"]},
    )

    assert [line.lacks for line in outline.lines] == [("a week", "a weekday"), ()]
    assert [line.unknown for line in outline.lines] == [("its venue",), ("its hours",)]
    assert outline.lines[0].placement == ""
    assert outline.unfinished == 1


def test_hours_that_count_are_added_up():
    outline = outlined({"delivery": "online"}, {"delivery": "", "minutes": 60}, {"minutes": None})

    assert outline.totals == (("Online", 90), ("Not known how", 60))
    assert (outline.credited_minutes, outline.unmeasured) == (150, 1)


def test_hours_of_which_nothing_is_known_are_not_none():
    outline = outlined({"delivery": "online", "minutes": None})

    assert outline.totals == (("Online", None),)
    assert outline.credited_minutes is None
