import pytest

from cohorts.models import Component
from cohorts.planning.components import Delivery, Kind, PlannedComponent, read_component, read_components
from cohorts.planning.fields import BlueprintError
from cohorts.planning.placements import BeforePlacement
from tests.cohorts.planning.builders import component, week


def test_a_component_is_read_with_all_its_keys():
    found = read_component(
        {
            "key": "clinic",
            "title": "Clinic 3",
            "kind": "clinic",
            "delivery": "online",
            "short_title": "Cl. 3",
            "minutes": 60,
            "credited_minutes": 30,
            "compulsory": False,
            "content_areas": ["Implementation"],
            "preparation": "Bring a draft.",
            "preparation_minutes": 20,
            "link": "https://example.org/clinic",
            "after": ["module"],
            "placement": {"by": "before", "component": "case-study", "working_days": 10},
        },
        "component 1",
    )

    assert found == PlannedComponent(
        key="clinic",
        title="Clinic 3",
        kind=Kind.CLINIC,
        delivery=Delivery.ONLINE,
        short_title="Cl. 3",
        minutes=60,
        credited_minutes=30,
        compulsory=False,
        content_areas=("Implementation",),
        preparation="Bring a draft.",
        preparation_minutes=20,
        link="https://example.org/clinic",
        after=("module",),
        placement=BeforePlacement("case-study", 10),
    )
    assert found.waits_for == ("case-study",)
    assert found.lacks == ()


def test_what_is_not_known_of_a_component_stays_unknown():
    found = read_component({"key": "event", "title": "Event"}, "component 1")

    assert found == PlannedComponent(key="event", title="Event", kind=Kind.OTHER, delivery=None, minutes=None)
    assert found.waits_for == ()
    assert found.lacks == ("a placement",)


def test_a_component_lacks_what_its_placement_lacks():
    assert component(placement={"by": "half_term", "half_term": 2, "week": 3}).lacks == ("a weekday",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Seminar", "component 1 must be an object in braces, not “Seminar”."),
        ({}, "component 1 needs a “key”."),
        ({"title": "Seminar"}, "component 1 (Seminar) needs a “key”."),
        ({"key": "seminar"}, "component 1 needs a “title”."),
        ({"key": "a", "title": "A", "length": 90}, "component 1 (A) has the unknown key “length”."),
        (
            {"key": "a", "title": "A", "delivery": "post"},
            "component 1 (A): “delivery” is “post”, which is none of in_person, online, self_study, one_to_one and blended.",
        ),
        ({"key": "a", "title": "A", "minutes": "90"}, "component 1 (A): “minutes” must be a whole number, not “90”."),
        (
            {"key": "a", "title": "A", "placement": {"by": "fixed", "on": "soon"}},
            "component 1 (A), “placement”: “on” must be a date such as 2022-06-02, not “soon”.",
        ),
    ],
)
def test_a_component_that_cannot_be_read_is_named(data, said):
    with pytest.raises(BlueprintError) as refusal:
        read_component(data, "component 1")

    assert str(refusal.value) == said


def test_an_unknown_kind_is_named():
    with pytest.raises(BlueprintError, match="“kind” is “lecture”, which is none of conference, seminar, webinar"):
        read_component({"key": "a", "title": "A", "kind": "lecture"}, "component 1")


def test_components_are_read_in_order():
    found = read_components([{"key": "a", "title": "A", "after": ["b"]}, {"key": "b", "title": "B"}], "file.json")

    assert [one.key for one in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "file.json must be a list of components."),
        (
            [{"key": "a", "title": "A"}, {"key": "b"}],
            "component 2 needs a “title”.",
        ),
        (
            [{"key": "a", "title": "A"}, {"key": "a", "title": "B"}],
            "file.json: more than one component has the key “a”.",
        ),
        (
            [{"key": "a", "title": "A", "after": ["b"]}],
            "file.json: A refers to “b”, which is no component's key.",
        ),
        (
            [{"key": "a", "title": "A", "placement": {"by": "before", "component": "z", "working_days": 1}}],
            "file.json: A refers to “z”, which is no component's key.",
        ),
    ],
)
def test_components_that_do_not_fit_together_are_refused(data, said):
    with pytest.raises(BlueprintError) as refusal:
        read_components(data, "file.json")

    assert str(refusal.value) == said


def test_the_planner_and_the_rows_know_the_same_kinds_and_deliveries():
    assert [kind.value for kind in Kind] == Component.Kind.values
    assert [delivery.value for delivery in Delivery] == Component.Delivery.values


def test_a_placement_by_half_term_waits_for_nothing():
    assert component(placement=week(1, 1, "monday")).waits_for == ()
