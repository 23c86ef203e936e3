"""Delivery models as JSON files."""

import json

import pytest

from cohorts.blueprint_files import blueprint_file, read_blueprint_file
from cohorts.planning.fields import BlueprintError
from tests.factories.cohorts import BlueprintFactory, ComponentFactory


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "elm.json is not JSON: see line 1, column 2."),
        (b"\xff\xfe{}", "elm.json is not UTF-8 text: see byte 0."),
        (b"[" * 100_000, "elm.json holds lists within lists or a number that nobody could mean."),
        (b"1" * 5000, "elm.json holds lists within lists or a number that nobody could mean."),
        (b'{"\\ud800": 1}', "elm.json holds half of a character, which nothing can show."),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content, sentence):
    with pytest.raises(BlueprintError) as refused:
        read_blueprint_file(content, name="elm.json")

    assert str(refused.value) == sentence


@pytest.mark.django_db
def test_a_file_says_all_of_a_delivery_model_and_its_mark_of_order_is_passed_over():
    row = ComponentFactory(blueprint=BlueprintFactory(key="elm", name="Elm’s"), key="unit", unknown=["its venue"])

    file = blueprint_file(row.blueprint)

    assert "Elm’s" in file
    assert read_blueprint_file(b"\xef\xbb\xbf" + file.encode(), name="elm.json") == json.loads(file)
    assert json.loads(file)["components"][0]["unknown"] == ["its venue"]
