"""Text that people type is the same on every database, and hides nothing."""

import pytest
from django.core.exceptions import ValidationError

from npq_portal.ui.text import one_line, plain_text


@pytest.mark.parametrize("text", ["", "Zoë O’Neill-Łukasiewicz", "two\nlines\tand a tab", "नमस्ते", "👩🏽‍🏫"])
def test_what_people_write_is_accepted(text):
    plain_text(text)


@pytest.mark.parametrize("text", ["a\0b", "bell\x07", "Ann\u202egnp.exe", "lone\ud800"], ids=ascii)
def test_characters_that_hide_or_break_something_are_refused(text):
    with pytest.raises(ValidationError, match="Remove the hidden control characters"):
        plain_text(text)


@pytest.mark.parametrize("text", [" ", "\u200b", "\n\n"], ids=ascii)
def test_text_that_nobody_could_see_is_refused(text):
    with pytest.raises(ValidationError, match="Enter something that can be seen"):
        plain_text(text)


@pytest.mark.parametrize("text", ["Bcc: everyone\nSubject", "a\rb"], ids=ascii)
def test_what_goes_into_a_heading_stays_on_one_line(text):
    with pytest.raises(ValidationError, match="Keep this on one line"):
        one_line(text)


def test_one_line_is_accepted():
    one_line("Seminar 5")
