"""What counts as plain text that a person may type, the same on every database."""

import unicodedata
from urllib.parse import urlsplit

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


def secure_link(url: str) -> None:
    """Refuse a link that is not over https or does not say openly where it leads; the portal itself never fetches one.

    A name before the host makes one site's address look like another's. Raises ``ValidationError``.
    """
    try:
        parts = urlsplit(url)
        is_plain = bool(parts.hostname) and parts.username is None and parts.port in {None, 443}
    except ValueError as error:
        raise ValidationError("Enter the whole link, as your browser shows it.") from error
    if parts.scheme != "https" or not is_plain:
        raise ValidationError("Enter a link that starts with https:// and the name of the site.")
    if not url.isascii() or any(character.isspace() for character in url):
        raise ValidationError("Enter the whole link, as your browser shows it.")
