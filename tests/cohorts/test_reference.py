import json
import shutil

import pytest

from cohorts.actions import reference
from cohorts.actions.reference import Tally
from cohorts.models import (
    Blueprint,
    CalendarPeriod,
    Component,
    ContentArea,
    LeadProvider,
    Milestone,
    Programme,
    SchoolCalendar,
)
from cohorts.plans import calendar_of, components_of, plan_of
from npq_portal.audit.models import Event
from tests.cohorts.planning import builders
from tests.factories.cohorts import CohortFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

SHIPPED_ROWS = {
    "programmes": 12,
    "content areas": 50,
    "lead providers": 10,
    "milestones": 72,
    "school calendars": 4,
    "calendar periods": 74,
    "blueprints": 1,
    "components": 31,
}
MODELS = {
    "programmes": Programme,
    "content areas": ContentArea,
    "lead providers": LeadProvider,
    "milestones": Milestone,
    "school calendars": SchoolCalendar,
    "calendar periods": CalendarPeriod,
    "blueprints": Blueprint,
    "components": Component,
}


def keep_two_courses(data):
    data[:] = [course for course in data if course["code"] in {"NPQLT", "NPQSL"}]


def keep_three_components(data):
    del data["components"][3:]


@pytest.fixture
def folder(tmp_path):
    """A few of the shipped entries, in files that a test may break."""
    folder = tmp_path / "data"
    shutil.copytree(reference.SHIPPED, folder, ignore=shutil.ignore_patterns("[bhw]*shire.json", "walsall.json"))
    rewrite(folder / "programmes.json", keep_two_courses)
    rewrite(folder / "blueprints" / "npqsl.json", keep_three_components)
    lines = (folder / "milestones.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "milestones.csv").write_text("".join(lines[:5]), encoding="utf-8")
    return folder


def rewrite(path, change):
    """Let ``change`` alter what a JSON file says."""
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def refusal(folder):
    """What the loader says against a folder; nothing must have been loaded."""
    with pytest.raises(reference.BrokenReferenceData) as refused:
        reference.load(folder=folder)
    assert not any(model.objects.exists() for model in (*MODELS.values(), Event))
    return str(refused.value)


def test_an_empty_portal_learns_everything():
    tallies = reference.load()

    assert tallies == {noun: Tally(rows, rows) for noun, rows in SHIPPED_ROWS.items()}
    assert {noun: model.objects.count() for noun, model in MODELS.items()} == SHIPPED_ROWS


def test_loading_again_changes_nothing():
    reference.load()

    again = reference.load()

    assert again == {noun: Tally(rows, 0) for noun, rows in SHIPPED_ROWS.items()}
    assert Event.objects.count() == 1


def test_what_was_loaded_is_written_down_with_who_did_it():
    user = UserFactory()

    reference.load(by=user)

    event = Event.objects.get()
    assert (event.action, event.actor, event.details) == ("reference.loaded", user, {"changed": SHIPPED_ROWS})


def test_a_course_is_as_the_department_names_it():
    reference.load()

    npqsl = Programme.objects.get(code="NPQSL")
    assert (npqsl.identifier, npqsl.course_group, npqsl.months, npqsl.assessment_months, npqsl.is_assessed) == (
        "npq-senior-leadership",
        "leadership",
        18,
        3,
        True,
    )
    assert npqsl.declaration_types == ["started", "retained-1", "retained-2", "completed"]
    assert list(npqsl.content_areas.order_by("number").values_list("name", flat=True))[:3] == [
        "School culture",
        "Teaching",
        "Curriculum and assessment",
    ]
    assert not Programme.objects.get(code="EHCO").is_assessed


def test_an_intake_finds_its_milestones():
    reference.load()
    cohort = CohortFactory(contract_year=2021, schedule_identifier="npq-leadership-spring")

    found = [(one.declaration_type, str(one.due_on), str(one.paid_on)) for one in Milestone.objects.of(cohort)]

    assert found == [
        ("started", "2022-02-25", "2022-03-25"),
        ("retained-1", "2022-09-25", "2022-10-25"),
        ("retained-2", "2023-04-25", "2023-05-25"),
        ("completed", "2023-12-22", "2024-01-25"),
    ]


def test_milestones_of_later_years_have_no_start():
    reference.load()

    later = Milestone.objects.filter(contract_year__gte=2022)

    assert set(later.values_list("starts_on", flat=True)) == {None}


@pytest.mark.parametrize("key", ["hertfordshire", "walsall", "buckinghamshire", "kent"])
def test_a_calendar_from_its_rows_is_the_one_in_its_file(key):
    reference.load()

    loaded, shipped = calendar_of(SchoolCalendar.objects.get(key=key)), builders.shipped_calendar(key)

    assert loaded.half_terms == shipped.half_terms
    assert loaded.holidays == shipped.holidays
    assert [loaded.is_closed(day) for day in shipped._closed] == [shipped.is_closed(day) for day in shipped._closed]


def test_a_blueprint_from_its_rows_is_the_one_in_its_file():
    reference.load()

    assert components_of(Blueprint.objects.get()) == builders.shipped_blueprint("npqsl")


def test_the_november_2021_intake_is_planned_from_rows():
    reference.load()
    cohort = CohortFactory(
        calendar=SchoolCalendar.objects.get(key="hertfordshire"), blueprint=Blueprint.objects.get(key="npqsl")
    )

    made = plan_of(cohort)

    assert made.problems == ()
    assert str(made.item("seminar-5").on) == "2022-05-11"


def test_what_was_changed_by_hand_is_brought_back_in_line():
    reference.load()
    Programme.objects.filter(code="NPQSL").update(months=17)

    tallies = reference.load()

    assert Programme.objects.get(code="NPQSL").months == 18
    assert {noun: tally.changed for noun, tally in tallies.items() if tally.changed} == {"programmes": 1}
    assert Event.objects.order_by("pk").last().details == {"changed": {"programmes": 1}}


def test_what_a_file_no_longer_holds_goes(folder):
    reference.load(folder=folder)
    rewrite(folder / "programmes.json", lambda data: data[0]["content_areas"].pop())
    rewrite(folder / "calendars" / "kent.json", lambda data: data["years"][0]["half_terms"].pop())
    rewrite(folder / "blueprints" / "npqsl.json", lambda data: data["components"].pop(0))

    tallies = reference.load(folder=folder)

    assert ContentArea.objects.filter(programme__identifier="npq-leading-teaching").count() == 8
    assert SchoolCalendar.objects.get(key="kent").periods.count() == 5
    assert not Component.objects.filter(key="launch").exists()
    # One is gone, and the two after it are one place further up.
    assert tallies["components"] == Tally(2, 3)


def test_a_component_without_a_placement_or_delivery_is_kept(folder):
    def forget(data):
        for key in ("placement", "delivery", "short_title"):
            del data["components"][0][key]

    rewrite(folder / "blueprints" / "npqsl.json", forget)

    reference.load(folder=folder)

    launch = Component.objects.get(key="launch")
    assert (launch.placement, launch.delivery, launch.short_title) == ({}, "", "Launch conference")


def test_a_blueprint_that_a_cohort_was_made_from_is_not_rewritten(folder):
    reference.load(folder=folder)
    CohortFactory(blueprint=Blueprint.objects.get())
    rewrite(folder / "blueprints" / "npqsl.json", lambda data: data["components"][0].update(minutes=90))

    with pytest.raises(reference.BlueprintInUse) as refused:
        reference.load(folder=folder)

    assert str(refused.value) == (
        "blueprints/npqsl.json: a cohort was made from version 1 of NPQ Senior Leadership, eighteen months, "
        "so what changes needs the version 2."
    )
    assert Component.objects.get(key="launch").minutes == 150


def test_a_new_version_of_a_blueprint_stands_beside_the_old_one(folder):
    reference.load(folder=folder)
    CohortFactory(blueprint=Blueprint.objects.get())
    rewrite(folder / "blueprints" / "npqsl.json", lambda data: data.update(version=2))

    reference.load(folder=folder)

    assert list(Blueprint.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("programmes.json", "programmes.json is missing from "),
        ("milestones.csv", "milestones.csv is missing from "),
    ],
)
def test_a_missing_file_is_named(folder, name, said):
    (folder / name).unlink()

    assert refusal(folder) == f"{said}{folder}."


def test_a_file_that_is_not_json_is_named_with_the_line(folder):
    (folder / "lead_providers.json").write_text('[\n  {"name": "A"\n', encoding="utf-8")

    assert refusal(folder) == "lead_providers.json is not JSON (line 3, column 1: Expecting ',' delimiter)."


def test_a_file_in_another_encoding_is_named(folder):
    (folder / "lead_providers.json").write_bytes('[{"name": "Café"}]'.encode("latin-1"))

    assert refusal(folder) == "lead_providers.json is not UTF-8 text: see byte 14."


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("lead_providers.json", {}, "lead_providers.json must hold a list."),
        ("lead_providers.json", ["LLSE"], "lead_providers.json, entry 1 must be an object in braces, not “LLSE”."),
        ("lead_providers.json", [{}], "lead_providers.json, entry 1: name: This field cannot be blank."),
        (
            "lead_providers.json",
            [{"name": "LLSE"}, {"name": "LLSE"}],
            "lead_providers.json, entry 2: the same name stood further up already.",
        ),
        (
            "programmes.json",
            [{"identifier": "npq", "name": "A", "code": "A", "group": "x", "taught_months": 1, "assessment_months": 1}],
            "programmes.json, entry 1: course_group: Value 'x' is not a valid choice.",
        ),
        (
            "programmes.json",
            [{"identifier": "npq", "taught_months": "12"}],
            "programmes.json, entry 1: “taught_months” must be a whole number, not “12”.",
        ),
    ],
)
def test_a_wrong_entry_is_named_with_its_number(folder, name, data, said):
    (folder / name).write_text(json.dumps(data), encoding="utf-8")

    assert refusal(folder) == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cohort_year,", "year,", "milestones.csv has no column “cohort_year”."),
        (
            "2021,npq-aso-december,started",
            "soon,npq-aso-december,started",
            "milestones.csv, line 2: “cohort_year” must be a year, not “soon”.",
        ),
        (
            "2022-03-25,2022-04-25",
            "2022-03-25;2022-04-25",
            "milestones.csv, line 2: there are not as many cells as headings.",
        ),
        (
            "2022-03-25,2022-04-25",
            "2022-03-25,2022-04-25,more,more",
            "milestones.csv, line 2: there are not as many cells as headings.",
        ),
        (
            "2022-03-25,2022-04-25",
            "25/03/22,2022-04-25",
            "milestones.csv, line 2: “due_on” must be a date such as 2022-06-02, not “25/03/22”.",
        ),
        ("2022-03-25,2022-04-25", ",2022-04-25", "milestones.csv, line 2: due_on: This field cannot be null."),
    ],
)
def test_a_wrong_milestone_is_named_with_its_line(folder, old, new, said):
    path = folder / "milestones.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    assert refusal(folder) == said


def half_term(data):
    return data["years"][0]["half_terms"][0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.update(years={}), ": “years” must be a list, not an object."),
        (
            lambda data: half_term(data).pop("ends_on"),
            ", “years”, entry 1, “half_terms”, entry 1 needs “number”, “starts_on” and “ends_on”.",
        ),
        (
            lambda data: half_term(data).update(ends_on="2026-11-03"),
            ": Half term 2 of 2026-27 begins on Monday 2 November 2026, "
            "before half term 1 of 2026-27 ends on Tuesday 3 November 2026.",
        ),
        (
            lambda data: data["years"][0].update(closed_days=[{"on": "2026-09-01", "kind": "snow", "name": "Snow"}]),
            ", “years”, entry 1, “closed_days”, entry 1: kind: Value 'snow' is not a valid choice.",
        ),
        (
            lambda data: data["years"][0].update(closed_days=[{"kind": "training_day", "name": "Training day"}]),
            ", “years”, entry 1, “closed_days”, entry 1: starts_on: This field cannot be null.",
        ),
    ],
)
def test_a_wrong_calendar_is_named_with_the_place(folder, change, said):
    rewrite(folder / "calendars" / "kent.json", change)

    assert refusal(folder) == f"calendars/kent.json{said}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.update(programme="npq"), ": “programme” is “npq”, which is no course."),
        (lambda data: data.pop("key"), ": key: This field cannot be blank."),
        (lambda data: data.update(components={}), " must be a list of components."),
        (
            lambda data: data["components"][0].update(content_areas=["Alchemy"]),
            ", component 1 (Launch conference): “Alchemy” is no content area of the programme.",
        ),
        (
            lambda data: data["components"][0].update(short_title="The launch conference"),
            ", component 1 (Launch conference): short_title: Ensure this value has at most 20 characters (it has 21).",
        ),
    ],
)
def test_a_wrong_blueprint_is_named_with_the_place(folder, change, said):
    rewrite(folder / "blueprints" / "npqsl.json", change)

    assert refusal(folder) == f"blueprints/npqsl.json{said}"


def test_a_complaint_about_no_field_in_particular_stands_alone(folder):
    rewrite(
        folder / "blueprints" / "npqsl.json",
        lambda data: data["components"][0]["placement"].update(weekday="doomsday"),
    )

    assert refusal(folder).startswith("component 1 (Launch conference), “placement”: “weekday” is “doomsday”")
