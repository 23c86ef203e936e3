"""Delivery models and plans on the command line."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cohorts.actions import reference
from cohorts.models import Blueprint, SchoolCalendar
from tests.factories.cohorts import BlueprintFactory, CalendarPeriodFactory, CohortFactory, ComponentFactory

pytestmark = pytest.mark.django_db
PUBLISHED = sorted((Path(__file__).parent / "delivery_models").glob("*.json"))


def output(command, *arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def refusal(command, *arguments, **options):
    with pytest.raises(CommandError) as refused:
        call_command(command, *arguments, **options)
    return str(refused.value)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_a_published_model_is_imported_once_and_says_what_it_leaves_open(path):
    reference.load()

    said, _ = output("import_blueprint", path)
    again, _ = output("import_blueprint", path)

    blueprint = Blueprint.objects.get(key=path.stem)
    count = len(json.loads(path.read_text(encoding="utf-8"))["components"])
    assert blueprint.components.count() == count
    assert f"({path.stem}): kept." in said
    assert f"of {count} components can be dated." in said
    assert "known already." in again


def test_a_published_model_becomes_the_plan_of_a_cohort():
    reference.load()
    output("import_blueprint", PUBLISHED[0])
    cohort = CohortFactory(
        slug="spencer",
        blueprint=Blueprint.objects.get(key=PUBLISHED[0].stem),
        calendar=SchoolCalendar.objects.get(key="hertfordshire"),
        starts_on=dt.date(2022, 2, 1),
        ends_on=dt.date(2023, 7, 31),
    )

    said, complaints = output("plan", cohort.slug)

    assert said.splitlines()[0].split("  ")[0] == "Mon 09 May 2022"
    assert "08:30-14:30" in said
    assert "its time is not complete: a start and an end are missing." in complaints


def test_an_export_is_read_as_nothing_new(tmp_path):
    reference.load()
    exported, _ = output("export_blueprint", "npqsl")
    file = tmp_path / "npqsl.json"
    file.write_text("\ufeff" + exported, encoding="utf-8")

    said, _ = output("import_blueprint", file)

    assert "NPQ Senior Leadership, eighteen months, version 1 (npqsl): known already." in said
    assert "31 of 31 components can be dated." in said


def test_an_older_version_can_be_exported():
    BlueprintFactory(key="elm", version=1, name="First")
    BlueprintFactory(key="elm", version=2, name="Second")

    assert json.loads(output("export_blueprint", "elm")[0])["name"] == "Second"
    assert json.loads(output("export_blueprint", "elm", "1")[0])["name"] == "First"


def test_a_model_that_is_not_there_is_answered_with_those_that_are():
    assert refusal("export_blueprint", "oak") == "There is no such delivery model. Delivery models: none yet."

    BlueprintFactory(key="elm", version=1)
    assert refusal("export_blueprint", "oak").endswith("Delivery models: elm (version 1).")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"\xff\xfe", "is not UTF-8 text: see byte 0."),
        (b'{"key": ', "is not JSON: see line 1, column 9."),
        (b"[]", "Nothing was kept. model.json must be an object in braces, not a list."),
        (b'{"key": "elm", "programme": "x"}', "Nothing was kept. model.json: “programme” is “x”"),
        (b'{"provider": "Elm", "components": [{}]}', "Nothing was kept. model.json, component 1 needs a “title”."),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(tmp_path, content, sentence):
    file = tmp_path / "model.json"
    if content is not None:
        file.write_bytes(content)

    assert sentence in refusal("import_blueprint", file)


def test_the_plan_of_the_november_intake_is_printed_with_its_reasons():
    reference.load()
    CohortFactory(
        slug="november",
        blueprint=Blueprint.objects.get(key="npqsl"),
        calendar=SchoolCalendar.objects.get(key="hertfordshire"),
    )

    rows = list(csv.DictReader(output("plan", "november", "--format", "csv")[0].splitlines()))
    lines = output("plan", "november")[0].splitlines()

    assert len(rows) == len(lines) == 31
    [moved] = [row for row in rows if row["Why then"].startswith("moved from Monday 19 September 2022")]
    assert (moved["First day"], moved["From"], moved["Delivery"]) == ("2022-09-20", "16:00", "online")
    assert any(line.startswith("Tue 20 Sep 2022                  16:00-16:30") for line in lines)
    assert output("plan", "november", "--format", "csv") == output("plan", "november", "--format", "csv")


def test_a_plan_that_cannot_be_made_says_why():
    cohort = CohortFactory(slug="elm")
    assert refusal("plan", "oak") == "There is no cohort “oak”. Cohorts: elm."
    assert refusal("plan", "elm") == f"The {cohort} has no delivery model yet."

    cohort.blueprint = BlueprintFactory()
    cohort.save()
    component = ComponentFactory(blueprint=cohort.blueprint, placement={"by": "moon"})
    assert "“by” is “moon”" in refusal("plan", "elm")

    component.delete()
    for start in (dt.date(2022, 1, 4), dt.date(2022, 1, 5)):
        CalendarPeriodFactory(
            calendar=cohort.calendar, kind="half_term", number=3, starts_on=start, ends_on=dt.date(2022, 2, 11)
        )
    assert "begins on Wednesday 5 January 2022" in refusal("plan", "elm")


def test_where_there_is_no_cohort_at_all_the_plan_says_so():
    assert refusal("plan", "oak") == "There is no cohort “oak”. Cohorts: none yet."
