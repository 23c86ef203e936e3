"""Text that people type is the same on every database, and hides nothing."""

import pytest
from django.core.exceptions import ValidationError

from npq_portal.ui.text import one_line, plain_text, secure_link


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


@pytest.mark.parametrize("link", ["https://learn.example.org/m4?unit=4#start", "https://learn.example.org:443/"])
def test_a_link_says_where_it_leads(link):
    secure_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "http://learn.example.org/",
        "https://learn.example.org@evil.example/",
        "https://:secret@evil.example/",
        "https://learn.example.org:8443/",
        "https:///m4",
        "//learn.example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
    ],
)
def test_a_link_that_hides_where_it_leads_is_refused(link):
    with pytest.raises(ValidationError, match="starts with https://"):
        secure_link(link)


@pytest.mark.parametrize(
    "link", ["https://[learn", "https://learn.example.org:port/", "https://xn.example.org/ü", "https://a.org/ b"]
)
def test_half_a_link_is_refused(link):
    with pytest.raises(ValidationError, match="Enter the whole link"):
        secure_link(link)
