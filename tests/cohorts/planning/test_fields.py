import datetime as dt

import pytest

from cohorts.planning.fields import BlueprintError, Fields


def complaint(read):
    with pytest.raises(BlueprintError) as refusal:
        read()
    return str(refusal.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "nothing"),
        ([], "a list"),
        ("Seminar", "“Seminar”"),
        (3, "3"),
        (1.5, "1.5"),
        (True, "true"),
        (False, "false"),
        (object(), "an object"),
    ],
)
def test_only_an_object_has_fields(data, said):
    assert complaint(lambda: Fields(data, "component 3")) == f"component 3 must be an object in braces, not {said}."


def test_an_unknown_key_is_refused_and_not_lost():
    fields = Fields({"titel": "", "minutes": 3, "kind": "x"}, "component 3")

    assert complaint(lambda: fields.allow_only("minutes")) == "component 3 has the unknown key “titel” and “kind”."


def test_known_keys_pass():
    Fields({"minutes": 3}, "component 3").allow_only("minutes", "title")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", ""),
        ("number", None),
        ("texts", ()),
        ("day", None),
        ("time", None),
        ("weekday", None),
    ],
)
@pytest.mark.parametrize("data", [{}, {"key": None}])
def test_what_is_missing_or_null_is_empty(key, value, data):
    assert getattr(Fields(data, "place"), key)("key") == value


def test_what_is_there_is_read():
    fields = Fields(
        {
            "text": "Seminar 5",
            "number": 90,
            "texts": ["a", "b"],
            "truth": False,
            "choice": "online",
            "day": "2024-02-29",
            "time": "15:45",
            "weekday": "wednesday",
        },
        "place",
    )

    assert fields.text("text") == "Seminar 5"
    assert fields.number("number") == 90
    assert fields.texts("texts") == ("a", "b")
    assert fields.truth("truth", otherwise=True) is False
    assert fields.truth("absent", otherwise=True) is True
    assert fields.choice("choice", ("online", "in_person")) == "online"
    assert fields.day("day") == dt.date(2024, 2, 29)
    assert fields.time("time") == dt.time(15, 45)
    assert fields.weekday("weekday") == 2


@pytest.mark.parametrize(
    ("method", "value", "said"),
    [
        ("text", 5, "must be text, not 5."),
        ("number", "5", "must be a whole number, not “5”."),
        ("number", True, "must be a whole number, not true."),
        ("number", 1.5, "must be a whole number, not 1.5."),
        ("number", -1, "must be between 0 and 100000, not -1."),
        ("number", 100_001, "must be between 0 and 100000, not 100001."),
        ("texts", "a", "must be a list, not “a”."),
        ("texts", ["a", 1], "must hold text, not 1."),
        ("day", "30 June", "must be a date such as 2022-06-02, not “30 June”."),
        ("day", "2023-02-29", "must be a date such as 2022-06-02, not “2023-02-29”."),
        ("time", "3.45pm", "must be a time such as 15:45, not “3.45pm”."),
        ("time", "25:00", "must be a time such as 15:45, not “25:00”."),
        ("time", "15:45:30", "must be a time such as 15:45, not “15:45:30”."),
        ("time", "15:45Z", "must be a time such as 15:45, not “15:45Z”."),
        (
            "weekday",
            "Wed",
            "is “Wed”, which is none of monday, tuesday, wednesday, thursday, friday, saturday and sunday.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(method, value, said):
    fields = Fields({"key": value}, "component 3 (Seminar)")

    assert complaint(lambda: getattr(fields, method)("key")) == f"component 3 (Seminar): “key” {said}"


def test_a_truth_is_not_a_word():
    fields = Fields({"clear": "yes"}, "component 3")

    said = complaint(lambda: fields.truth("clear", otherwise=False))

    assert said == "component 3: “clear” must be true or false, not “yes”."
