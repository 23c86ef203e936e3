"""What the Content-Security-Policy would refuse, and what would make a page unsafe, stands in no template."""

import re

import pytest

from tests.repository import sources

INLINE = {
    "a script in the page": r"<script(?![^>]*\bsrc=)",
    "a style sheet in the page": r"<style\b",
    "a style attribute": r"""<[^>]*\sstyle\s*=""",
    "an event attribute": r"""<[^>]*\son[a-z]+\s*=""",
    "an htmx event attribute": r"\bhx-on\b",
    "a script as an address": r"javascript:",
}
# Each is safe because its text was escaped, or made by us, where it comes from.
TRUSTED_TEXT: dict[str, str] = {}


@pytest.mark.parametrize(("what", "pattern"), INLINE.items(), ids=INLINE)
def test_no_template_holds(what, pattern):
    found = [
        sources.name(path)
        for path in sources.templates()
        # A mail is read in a mail program, which knows no other style than inline.
        if "mail" not in path.parts and re.search(pattern, path.read_text(), re.IGNORECASE)
    ]

    assert found == [], what


def test_no_template_trusts_text_that_is_not_on_the_list():
    pattern = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+(off|false)", re.IGNORECASE)
    found = {sources.name(path) for path in sources.templates() if pattern.search(path.read_text())}

    assert found == TRUSTED_TEXT.keys()


def test_every_end_of_a_block_says_which_block_ends():
    assert sources.lines(sources.templates(), re.compile(r"\{%-?\s*endblock\s*-?%\}")) == []
