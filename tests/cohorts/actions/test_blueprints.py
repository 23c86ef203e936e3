"""Keeping delivery models, version by version."""

import copy

import pytest

from cohorts.actions import blueprints, reference
from cohorts.models import Blueprint, Component, ContentArea
from cohorts.planning.fields import BlueprintError
from cohorts.plans import fingerprint, in_words
from npq_portal.audit.models import Event
from tests.factories.cohorts import (
    BlueprintFactory,
    CohortFactory,
    ComponentFactory,
    DeliveryPartnerFactory,
    ProgrammeFactory,
)

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

    second, is_new = keep(SEMINAR | {"minutes": 60})

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


def test_a_file_with_hidden_characters_is_refused_wherever_they_are():
    half_placed = {"by": "before", "component": "sem\0inar"}

    with pytest.raises(BlueprintError, match=r"component 1 \(Seminar\): Remove the hidden control characters"):
        keep(SEMINAR | {"placement": half_placed, "repeat": None, "unknown": ["its venue"]})
    with pytest.raises(BlueprintError, match="Remove the hidden control characters"):
        keep(SEMINAR, key="elm\0")
    with pytest.raises(BlueprintError, match="Remove the hidden control characters"):
        keep(SEMINAR | {"unknown": ["its \0 venue"]})


def test_a_file_with_more_components_than_anybody_teaches_is_refused():
    many = [{"key": f"unit-{number}", "title": "Unit"} for number in range(501)]

    with pytest.raises(BlueprintError, match=r"elm.json has 501 components; 500 are the most\."):
        keep(components=many)


@pytest.fixture
def partner():
    return DeliveryPartnerFactory(slug="elm")


def keep_for(partner, *components, **fields):
    return blueprints.keep(described(*components, **fields), place="elm.json", partner=partner, by=None)


def test_a_partners_file_becomes_its_own_model_and_nobody_elses(partner):
    reference.load()
    shipped = Blueprint.objects.get(key="npqsl")

    own, is_new = keep_for(partner, SEMINAR, key="npqsl")
    again, is_new_again = keep_for(partner, SEMINAR | {"minutes": 60}, key="npqsl")

    assert (own.key, own.version, own.partner, is_new) == ("elm-npqsl", 1, partner, True)
    assert (again.key, again.version, is_new_again) == ("elm-npqsl", 2, True)
    assert Blueprint.objects.get(key="npqsl") == shipped


def test_a_key_that_another_partner_has_is_not_taken_from_it(partner):
    BlueprintFactory(key="elm-north-model", partner=DeliveryPartnerFactory(slug="elm-north"))

    assert keep_for(partner, SEMINAR, key="elm-north-model")[0].key == "elm-north-model-2"


def test_the_next_version_from_the_command_line_stays_its_partners(partner):
    keep_for(partner, SEMINAR)

    next_one, _ = keep(SEMINAR | {"minutes": 60}, key="elm-elm")

    assert (next_one.version, next_one.partner) == (2, partner)


def test_a_model_is_added_as_a_copy_of_another(partner):
    reference.load()
    shipped = Blueprint.objects.get(key="npqsl")
    copied = Blueprint(partner=partner, programme=shipped.programme, name="Elm’s NPQSL")

    own = blueprints.add(copied, components_of=shipped, by=None)
    empty = blueprints.add(Blueprint(partner=partner, programme=shipped.programme, name="Elm’s NPQSL"), by=None)

    assert (
        in_words(own, own.components.all())["components"] == in_words(shipped, shipped.components.all())["components"]
    )
    assert (own.key, empty.key, empty.components.count()) == ("elm-elms-npqsl", "elm-elms-npqsl-2", 0)


def test_a_copy_for_a_programme_with_other_content_areas_is_refused(partner, programme):
    source = BlueprintFactory()
    ContentArea.objects.create(programme=source.programme, number=1, name="Teaching")
    ComponentFactory(blueprint=source, content_areas=["Teaching"])

    with pytest.raises(BlueprintError, match="“Teaching” is no content area of the programme"):
        blueprints.add(Blueprint(partner=partner, programme=programme, name="Copy"), components_of=source, by=None)


def test_a_new_name_is_a_new_version_where_a_cohort_has_the_old_one(partner):
    own, _ = keep_for(partner, SEMINAR)

    renamed = blueprints.rename(own, name="Elm’s best", description="", by=None)
    CohortFactory(blueprint=renamed)
    unchanged = blueprints.rename(renamed, name="Elm’s best", description="", by=None)
    next_one = blueprints.rename(renamed, name="Elm’s last", description="As of May.", by=None)

    assert (renamed.pk, renamed.name, unchanged.pk) == (own.pk, "Elm’s best", own.pk)
    assert (next_one.version, next_one.name, next_one.components.get().title) == (2, "Elm’s last", "Seminar")
    with pytest.raises(blueprints.Superseded):
        blueprints.rename(renamed, name="Elm’s first", description="", by=None)


def test_a_name_that_somebody_else_has_changed_is_not_written_over(partner):
    own, _ = keep_for(partner, SEMINAR)
    shown = fingerprint(own.name, own.description)
    blueprints.rename(own, name="Elm’s best", description="", shown=shown, by=None)

    with pytest.raises(blueprints.NotWhatWasShown):
        blueprints.rename(own, name="Elm’s last", description="", shown=shown, by=None)


def test_what_a_file_would_be_is_told_without_keeping_it(partner):
    first, _ = keep_for(partner, SEMINAR)

    same, rows = blueprints.read(described(SEMINAR), place="elm.json", partner=partner)
    other, other_rows = blueprints.read(described(SEMINAR, SEMINAR | {"key": "b"}), place="elm.json", partner=partner)

    assert (same, len(rows)) == (first, 1)
    assert (other.pk, other.version, len(other_rows)) == (None, 2, 2)
    assert Blueprint.objects.get() == first
