"""What counts as plain text that a person may type, the same on every database."""

import unicodedata

from django.core.exceptions import ValidationError

# Characters that turn the direction of the text after them: harmless in a book, a disguise in a name or a file name.
DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ALLOWED_CONTROLS = frozenset("\n\r\t")


def plain_text(text: str) -> None:
    """Refuse what a database, a mail header or a reader cannot take: control and direction characters, or nothing visible.

    Raises ``ValidationError``.
    """
    for character in text:
        category = unicodedata.category(character)
        if (
            character in DIRECTION_CONTROLS
            or category == "Cs"
            or (category == "Cc" and character not in ALLOWED_CONTROLS)
        ):
            raise ValidationError("Remove the hidden control characters; type the text again if you pasted it.")
    if text and not any(unicodedata.category(character)[0] not in "ZC" for character in text):
        raise ValidationError("Enter something that can be seen; this is only invisible characters.")


def one_line(text: str) -> None:
    """Refuse line breaks, where a value goes into a heading, a file name or a mail header. Raises ``ValidationError``."""
    plain_text(text)
    if "\n" in text or "\r" in text:
        raise ValidationError("Keep this on one line.")
