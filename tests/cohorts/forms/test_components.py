"""The form of a component reads what it writes, and only the fields of the placement that was chosen."""

import json
from pathlib import Path

import pytest

from cohorts.actions import blueprints, reference
from cohorts.blueprint_files import read_blueprint_file
from cohorts.forms.components import ComponentForm
from cohorts.models import Blueprint
from cohorts.plans import short_of, told
from tests.factories.cohorts import BlueprintFactory, ComponentFactory

pytestmark = pytest.mark.django_db
PUBLISHED = sorted((Path(__file__).parent.parent / "delivery_models").glob("*.json"))


def typed_in(form):
    """What a browser sends for a form that nobody has touched."""
    typed = {}
    for part in (form, form.placement, form.placement.opens, form.placement.closes):
        for field in part:
            value = field.value()
            if value is True:
                value = "on"
            if value is not False and value not in (None, ""):
                typed[field.html_name] = value
    return typed


def form_of(row, data=None):
    rows = list(row.blueprint.components.order_by("position", "pk"))
    return ComponentForm(data, blueprint=row.blueprint, rows=rows, row=row)


def read(row, **typed):
    """The form of ``row`` with some fields typed anew; a name with a double underscore is that of a part."""
    names = {name.replace("__", "-"): value for name, value in typed.items()}
    return form_of(row, typed_in(form_of(row)) | names)


def saved(form):
    assert form.is_valid(), [part.errors for part in (form, form.placement, form.placement.opens)]
    return {name: value for name, value in form.described().items() if value not in (None, "", [], {})}


def alike(described):
    return json.dumps(described | {"after": sorted(described.get("after", []))}, sort_keys=True)


@pytest.mark.parametrize("path", [None, *PUBLISHED], ids=lambda path: path.stem if path else "shipped")
def test_saving_what_nobody_touched_changes_nothing(path):
    reference.load()
    blueprint = Blueprint.objects.get()
    if path:
        blueprint, _ = blueprints.keep(read_blueprint_file(path.read_bytes(), name=path.name), place="file", by=None)

    for row in blueprints.components_in_order(blueprint):
        form = form_of(row, typed_in(form_of(row)))

        assert alike({"short_title": short_of(row.title)} | saved(form) | {"key": row.key}) == alike(told(row))


@pytest.fixture
def seminar():
    return ComponentFactory(
        key="seminar",
        placement={"by": "half_term", "half_term": 3, "week": 2, "weekday": "wednesday", "start": "15:30"},
    )


@pytest.mark.parametrize(
    ("typed", "placement"),
    [
        ({"placement__week": "4"}, {"half_term": 3, "week": 4, "weekday": "wednesday", "start": "15:30"}),
        ({"placement__weekday": "", "placement__end": "17:00"}, {"half_term": 3, "week": 2, "start": "15:30", "end": "17:00"}),
        ({"placement__half_term": "", "placement__week": "", "placement__months": "much"}, {"weekday": "wednesday", "start": "15:30"}),
        ({"placement__by": "offset", "placement__months": "0", "placement__from_weekday": "monday", "placement__week": "?"}, {"months": 0, "weekday": "monday", "start": "15:30"}),
        ({"placement__by": "fixed", "placement__on": "02/06/2022"}, {"on": "2022-06-02", "start": "15:30"}),
        ({"placement__by": "before", "placement__working_days": "11"}, {"working_days": 11, "start": "15:30"}),
        ({"placement__by": "window"}, {}),
        ({"placement__by": "window", "opens__by": "half_term", "opens__week": "1"}, {"opens": {"by": "half_term", "week": 1}}),
        ({"placement__by": "window", "closes__by": "fixed", "closes__on": "2022-06-02"}, {"closes": {"by": "fixed", "on": "2022-06-02"}}),
        ({"placement__by": "window", "closes__by": "days", "closes__lasting": "8", "closes__is_clear": "on"}, {"days": 8, "clear": True}),
        ({"placement__by": "window", "closes__by": "days"}, {}),
    ],
)  # fmt: skip
def test_only_the_fields_of_the_chosen_placement_are_read_and_any_may_be_missing(seminar, typed, placement):
    described = saved(read(seminar, **typed))

    assert described["placement"] == {"by": typed.get("placement__by", "half_term")} | placement


def test_a_component_without_a_placement_is_kept_too(seminar):
    assert "placement" not in saved(read(seminar, placement__by="", placement__week="?"))


@pytest.mark.parametrize(
    ("typed", "part", "field", "sentence"),
    [
        ({"placement__week": "0"}, "placement", "week", "greater than or equal to 1"),
        ({"placement__end": "15:30"}, "placement", "end", "It must end after it starts."),
        ({"placement__by": "moon"}, "placement", "by", "Select a valid choice."),
        ({"placement__by": "fixed", "placement__on": "9999-12-31"}, "placement", "on", "between 2015 and 2045"),
        ({"placement__by": "before", "placement__component": "gone"}, "placement", "component", "Select a valid"),
        ({"placement__by": "window", "opens__by": "half_term", "opens__week": "x"}, "opens", "week", "whole number"),
        (
            {"placement__by": "window", "closes__by": "days", "closes__lasting": "0"},
            "closes",
            "lasting",
            "greater than",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_place(seminar, typed, part, field, sentence):
    form = read(seminar, **typed)

    assert not form.is_valid()
    assert form.all_errors
    at = form.placement if part == "placement" else getattr(form.placement, part)
    assert sentence in at.errors[field][0]


def test_everything_about_a_component_can_be_typed():
    blueprint = BlueprintFactory()
    unit = ComponentFactory(blueprint=blueprint, key="unit", title="Unit")
    blueprint.programme.content_areas.create(number=1, name="Teaching")
    typed = {
        "kind": "residential",
        "title": "Residential",
        "short_title": "Res.",
        "delivery": "in_person",
        "minutes": "360",
        "credited_minutes": "300",
        "days": "2",
        "every": "term",
        "times": "3",
        "after": ["unit"],
        "content_areas": ["Teaching"],
        "preparation": "Read the digest.",
        "preparation_minutes": "40",
        "link": "https://example.org/digest",
        "notes": "By the hub.\r\nWith lunch.",
        "unknown": "its venue\r\n\r\n its hours ",
    }

    form = ComponentForm(typed, blueprint=blueprint, rows=[unit])

    as_typed = {name: value for name, value in typed.items() if name not in {"every", "times"}}
    assert saved(form) == as_typed | {
        "minutes": 360,
        "credited_minutes": 300,
        "days": 2,
        "compulsory": False,
        "repeat": {"every": "term", "times": 3},
        "preparation_minutes": 40,
        "notes": "By the hub.\nWith lunch.",
        "unknown": ["its venue", "its hours"],
    }
