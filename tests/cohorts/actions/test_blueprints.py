"""Keeping delivery models, version by version."""

import copy

import pytest

from cohorts.actions import blueprints, reference
from cohorts.models import Blueprint, Component
from cohorts.planning.fields import BlueprintError
from cohorts.plans import in_words
from npq_portal.audit.models import Event
from tests.factories.cohorts import ProgrammeFactory

pytestmark = pytest.mark.django_db
SEMINAR = {
    "key": "seminar",
    "title": "Seminar",
    "kind": "seminar",
    "delivery": "online",
    "minutes": 90,
    "placement": {"by": "half_term", "half_term": 1, "week": 2, "weekday": "monday", "start": "15:45", "end": "17:15"},
    "repeat": {"every": "half_term", "times": 4},
    "notes": "By the hub.",
    "unknown": ["its venue"],
}


@pytest.fixture(autouse=True)
def programme():
    return ProgrammeFactory(identifier="npq-senior-leadership")


def described(*components, **fields):
    return {
        "key": "elm",
        "programme": "npq-senior-leadership",
        "name": "Elm’s own",
        "components": [copy.deepcopy(component) for component in components],
    } | fields


def keep(*components, **fields):
    return blueprints.keep(described(*components, **fields), place="elm.json", by=None)


def test_a_delivery_model_is_kept_as_it_is_described():
    blueprint, is_new = keep(SEMINAR)

    row = blueprint.components.get()
    assert is_new
    assert (blueprint.version, row.position, row.short_title, row.days) == (1, 1, "Seminar", 1)
    assert (row.placement, row.repeat) == (SEMINAR["placement"], SEMINAR["repeat"])
    assert (row.notes, row.unknown) == ("By the hub.", ["its venue"])
    assert Event.objects.about(blueprint).get().details == {"version": 1, "components": 1}


def test_the_same_again_is_not_kept_twice():
    first, _ = keep(SEMINAR)

    assert keep(SEMINAR) == (first, False)


def test_anything_new_becomes_the_next_version_and_the_first_stays_as_it_was():
    first, _ = keep(SEMINAR)

    second, is_new = keep(SEMINAR | {"minutes": 120})

    assert (second.version, is_new) == (2, True)
    assert first.components.get().minutes == 90


def test_what_ships_can_be_exported_and_kept_again_as_nothing_new():
    reference.load()
    shipped = Blueprint.objects.get(key="npqsl")

    assert blueprints.keep(in_words(shipped, shipped.components.all()), place="npqsl.json", by=None) == (shipped, False)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"programme": "npq-cookery"}, "elm.json: “programme” is “npq-cookery”, which is no programme."),
        ({"name": ""}, "elm.json: “name”: This field cannot be blank."),
        ({"name": "two\nlines"}, "elm.json: “name”: Keep this on one line."),
        ({"key": "Elm & Oak"}, "elm.json: “key”: Enter a valid “slug”"),
        ({"components": {}}, "elm.json must be a list of components."),
        ({"colour": "red"}, "elm.json has the unknown key “colour”."),
    ],
)
def test_a_file_that_is_wrong_says_where(fields, sentence):
    with pytest.raises(BlueprintError) as refused:
        keep(SEMINAR, **fields)

    assert sentence in str(refused.value)
    assert not Blueprint.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"content_areas": ["Alchemy"]}, "component 2 (Second): “Alchemy” is no content area of the programme."),
        ({"link": "http://example.org"}, "component 2 (Second): “link”: Enter a link that starts with https://"),
        ({"title": "\u202eSecond"}, "“title”: Remove the hidden control characters"),
        ({"key": "seminar"}, "more than one component has the key “seminar”"),
        ({"after": ["third"]}, "Second refers to “third”, which is no component's key."),
        ({"preparation": "x" * 301}, "“preparation”: Ensure this value has at most 300 characters"),
        ({"days": "two"}, "“days” must be a whole number, not “two”."),
    ],
)
def test_one_wrong_component_keeps_nothing(fields, sentence):
    with pytest.raises(BlueprintError) as refused:
        keep(SEMINAR, {"key": "second", "title": "Second"} | fields)

    assert sentence in str(refused.value)
    assert not Component.objects.exists()
