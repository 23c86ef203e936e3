"""What may stand in a reminder's text, and what becomes of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.reminders import placeholders
from npq_portal.reminders.models import Anchor


def test_every_anchor_has_its_placeholders():
    assert set(placeholders.PLACEHOLDERS) == set(Anchor.values)


def test_a_text_with_known_placeholders_is_fine():
    assert placeholders.problem_of("Dear ((first_name)), ((session_title))", anchor="session_start") == ""


def test_an_unknown_placeholder_is_named_together_with_those_that_there_are():
    problem = placeholders.problem_of("Dear ((frist_name))", anchor="programme_start")

    assert problem.startswith("((frist_name)) cannot be filled in here. Use one of these: ((cohort)), ((first_name)),")


def test_a_placeholder_of_another_anchor_is_unknown():
    assert placeholders.problem_of("((study_title))", anchor="session_start").startswith("((study_title)) cannot")


@pytest.mark.parametrize("text", ["Dear ((first_name)", "Dear first_name))", "((first_name"])
def test_an_unfinished_placeholder_is_explained(text):
    assert placeholders.problem_of(text, anchor="session_start") == (
        "A placeholder is not finished: write two brackets on both sides, such as ((first_name))."
    )


def test_values_are_put_in():
    assert placeholders.fill("Dear ((first_name)),", {"first_name": "Chloe"}) == "Dear Chloe,"


@pytest.mark.parametrize(
    "value", ["{{ 7*7 }}", "{0.__class__}", "${x}", "%(x)s", "<script>", "((first_name))", "((cohort))"]
)
def test_what_is_put_in_is_plain_text_and_never_a_template(value):
    assert (
        placeholders.fill("((first_name))!", {"first_name": value, "cohort": "C"}).replace(placeholders.JOINER, "")
        == f"{value}!"
    )


def test_a_name_cannot_become_a_link_or_an_address():
    filled = placeholders.fill("((first_name))", {"first_name": "https://evil.org www.evil.org a@evil.org"})

    assert not re.search(r"https?://|www\.\w|\w@\w|\.org", filled)


def test_a_name_cannot_break_out_of_its_line():
    assert placeholders.fill("((first_name))", {"first_name": "Eve\r\nBcc: a\u202e"}) == "Eve Bcc: a"


def test_the_portals_own_links_stay_links():
    assert (
        placeholders.fill("((portal_link))", {"portal_link": "https://npq.example.org/"}) == "https://npq.example.org/"
    )


@given(st.text())
def test_a_value_is_always_one_line_of_visible_text(value):
    filled = placeholders.harmless(value)

    assert "\n" not in filled
    assert "\r" not in filled
    assert "://" not in filled
