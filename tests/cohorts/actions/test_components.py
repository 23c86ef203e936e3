"""Changing a delivery model component by component."""

import pytest

from cohorts.actions import blueprints, components
from cohorts.models import Blueprint, Component
from cohorts.planning.fields import BlueprintError
from cohorts.planning.sense import ContradictoryOrder
from cohorts.plans import fingerprint, told
from npq_portal.audit.models import Event
from tests.factories.cohorts import BlueprintFactory, CohortFactory, ComponentFactory, DeliveryPartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def blueprint():
    blueprint = BlueprintFactory(partner=DeliveryPartnerFactory(slug="elm"), key="elm-model", name="Elm’s own")
    for position, key in enumerate(("unit", "seminar", "clinic"), start=1):
        ComponentFactory(blueprint=blueprint, key=key, title=key.capitalize(), position=position)
    return blueprint


def keys(blueprint):
    return [row.key for row in blueprints.components_in_order(blueprint)]


def test_a_new_component_is_the_last_and_has_a_key_of_its_own(blueprint):
    own, row = components.put(blueprint, {"title": "Seminar", "kind": "seminar"}, by=None)

    assert own == blueprint
    assert (row.key, row.position, row.short_title) == ("seminar-2", 4, "Seminar")
    assert Event.objects.about(blueprint).get().action == "blueprint.component_kept"


def test_a_title_without_letters_has_a_key_as_well(blueprint):
    assert components.put(blueprint, {"title": "!"}, by=None)[1].key == "component"


def test_a_change_stays_in_its_place(blueprint):
    components.put(blueprint, {"title": "Seminar 1", "minutes": 120}, key="seminar", by=None)

    assert keys(blueprint) == ["unit", "seminar", "clinic"]
    assert blueprint.components.get(key="seminar").minutes == 120


def test_a_version_that_a_cohort_was_made_from_is_never_changed(blueprint):
    cohort = CohortFactory(blueprint=blueprint)

    own, row = components.put(blueprint, {"title": "Seminar 1"}, key="seminar", by=None)

    cohort.refresh_from_db()
    assert (own.version, own.key, own.partner, row.title) == (2, "elm-model", blueprint.partner, "Seminar 1")
    assert cohort.blueprint == blueprint
    assert blueprint.components.get(key="seminar").title == "Seminar"


def test_saving_what_is_there_already_makes_no_version(blueprint):
    CohortFactory(blueprint=blueprint)
    row = blueprint.components.get(key="seminar")

    own, _ = components.put(blueprint, blueprints.told(row), key="seminar", by=None)

    assert own == blueprint
    assert Blueprint.objects.count() == 1


def test_an_older_version_stays_as_it_is(blueprint):
    BlueprintFactory(key="elm-model", version=2, partner=blueprint.partner)

    with pytest.raises(blueprints.Superseded):
        components.put(blueprint, {"title": "Seminar 1"}, by=None)


def test_a_contradiction_keeps_nothing(blueprint):
    components.put(blueprint, {"title": "Unit", "after": ["seminar"]}, key="unit", by=None)

    with pytest.raises(ContradictoryOrder, match="“Unit” → “Seminar” → “Unit”"):
        components.put(blueprint, {"title": "Seminar", "after": ["unit"]}, key="seminar", by=None)

    assert blueprint.components.get(key="seminar").after == []


def test_a_contradiction_makes_no_version_either(blueprint):
    CohortFactory(blueprint=blueprint)

    with pytest.raises(BlueprintError):
        components.put(blueprint, {"title": "Seminar", "after": ["seminar"]}, key="seminar", by=None)

    assert Blueprint.objects.count() == 1


def test_what_referred_to_a_removed_component_no_longer_does(blueprint):
    before = {"by": "before", "component": "clinic", "working_days": 3}
    components.put(blueprint, {"title": "Unit", "after": ["clinic"]}, key="unit", by=None)
    components.put(blueprint, {"title": "Seminar", "placement": before}, key="seminar", by=None)

    own, changed = components.remove(blueprint, key="clinic", by=None)

    assert own == blueprint
    assert changed == ["Unit", "Seminar"]
    assert keys(blueprint) == ["unit", "seminar"]
    assert blueprint.components.get(key="unit").after == []
    assert blueprint.components.get(key="seminar").placement == {"by": "before", "working_days": 3}


def test_other_references_stay_when_one_goes(blueprint):
    components.put(blueprint, {"title": "Unit", "after": ["clinic", "seminar"]}, key="unit", by=None)

    components.remove(blueprint, key="clinic", by=None)

    assert blueprint.components.get(key="unit").after == ["seminar"]


@pytest.mark.parametrize(
    ("key", "to", "order"),
    [
        ("seminar", 1, ["seminar", "unit", "clinic"]),
        ("seminar", 3, ["unit", "clinic", "seminar"]),
        ("unit", 1, ["unit", "seminar", "clinic"]),
        ("unit", 3, ["seminar", "clinic", "unit"]),
    ],
)
def test_a_component_takes_another_place_and_the_others_make_room(blueprint, key, to, order):
    own = components.move(blueprint, key=key, to=to, by=None)

    assert own == blueprint
    assert keys(own) == order
    assert [row.position for row in blueprints.components_in_order(own)] == [1, 2, 3]


def test_an_order_in_use_stays_and_the_next_version_has_the_other(blueprint):
    CohortFactory(blueprint=blueprint)

    own = components.move(blueprint, key="clinic", to=1, by=None)

    assert (own.version, keys(own), keys(blueprint)) == (
        2,
        ["clinic", "unit", "seminar"],
        ["unit", "seminar", "clinic"],
    )


def test_what_somebody_else_has_changed_is_not_written_over(blueprint):
    shown = fingerprint(told(blueprint.components.get(key="seminar")))
    components.put(blueprint, {"title": "Seminar 1"}, key="seminar", shown=shown, by=None)

    with pytest.raises(blueprints.NotWhatWasShown):
        components.put(blueprint, {"title": "Seminar A"}, key="seminar", shown=shown, by=None)
    with pytest.raises(blueprints.NotWhatWasShown):
        components.remove(blueprint, key="seminar", shown=shown, by=None)

    assert blueprint.components.get(key="seminar").title == "Seminar 1"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"content_areas": ["Alchemy"]}, "Seminar: “Alchemy” is no content area of the programme."),
        ({"after": ["lecture"]}, "Seminar refers to “lecture”, which is no component's key."),
        ({"link": "http://example.org"}, "Seminar: “link”: Enter a link that starts with https://"),
        (
            {"placement": {"by": "offset", "days": 9999}},
            "“9999 days after the start” is further away than any programme",
        ),
    ],
)
def test_what_is_wrong_with_a_component_is_said_of_it(blueprint, fields, problem):
    with pytest.raises(BlueprintError) as refused:
        components.put(blueprint, {"title": "Seminar"} | fields, key="seminar", by=None)

    assert problem in str(refused.value)
    assert blueprint.components.get(key="seminar").title == "Seminar"


def test_several_wrong_components_are_put_right_one_by_one(blueprint):
    blueprint.components.update(content_areas=["Alchemy"])
    backward = {
        "by": "window",
        "opens": {"by": "fixed", "on": "2022-06-02"},
        "closes": {"by": "fixed", "on": "2022-06-01"},
    }
    blueprint.components.filter(key="clinic").update(placement=backward)

    components.move(blueprint, key="clinic", to=1, by=None)
    components.put(blueprint, {"title": "Seminar"}, key="seminar", by=None)
    components.remove(blueprint, key="unit", by=None)
    components.put(blueprint, {"title": "Clinic"}, key="clinic", by=None)

    assert keys(blueprint) == ["clinic", "seminar"]
    assert not blueprint.components.exclude(content_areas=[]).exists()


def test_a_circle_among_others_is_not_held_against_a_component(blueprint):
    blueprint.components.filter(key="unit").update(after=["unit"])

    components.put(blueprint, {"title": "Seminar", "after": ["clinic"]}, key="seminar", by=None)

    assert blueprint.components.get(key="seminar").after == ["clinic"]


def test_more_components_than_anybody_teaches_are_refused(blueprint):
    many = (
        Component(blueprint=blueprint, key=f"unit-{number}", position=number, title="Unit") for number in range(4, 501)
    )
    Component.objects.bulk_create(many)

    with pytest.raises(BlueprintError, match=r"has 500 components already; these are the most\."):
        components.put(blueprint, {"title": "Unit"}, by=None)


def test_what_somebody_else_has_removed_cannot_be_changed(blueprint):
    with pytest.raises(components.NoSuchComponent):
        components.put(blueprint, {"title": "Gone"}, key="gone", by=None)
    with pytest.raises(components.NoSuchComponent):
        components.remove(blueprint, key="gone", by=None)
    with pytest.raises(components.NoSuchComponent):
        components.move(blueprint, key="gone", to=1, by=None)
