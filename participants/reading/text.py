"""Text files: in which characters, separated by what."""

import codecs
import csv
import io
import re

from participants.reading.columns import field_of
from participants.reading.tables import Table, Unreadable, make_table

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# UTF-8 that was once read as Windows-1252 and saved like that: é has become Ã©.
GARBLED = re.compile("Ã[\u0080-\u00bf\u0192\u2018-\u201d]|â€")


def decode(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and a note when its characters had to be guessed. Raises ``Unreadable``."""
    if content.startswith(codecs.BOM_UTF8):
        return decode_as("utf-8-sig", content), []
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode_as("utf-16", content), []
    start = content[:200]
    if len(start) >= 4 and start[1::2].count(0) > len(start) // 3:
        return decode_as("utf-16-le", content), []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        sample = next((word for word in re.findall(r"\w+", text) if not word.isascii()), "")
        shown = f" One word reads “{sample[:40]}”." if sample else ""
        return text, [f"The file does not say how it writes accents; it was read as Western European.{shown}"]
    return text, []


def decode_as(encoding: str, content: bytes) -> str:
    """The text of a file that says how it is written. Raises ``Unreadable``."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "The file is damaged: some of its characters cannot be read. Save it again as “CSV UTF-8” and upload that."
        ) from error


def find_separator(text: str) -> str:
    """What separates cells: the separator that gives the most headings we know, then the most cells, in the first lines."""
    lines = text.splitlines()[:10]

    def merit(separator: str) -> tuple[int, int]:
        cells = [line.replace('"', "").split(separator) for line in lines]
        known = max((sum(field_of(cell) is not None for cell in line) for line in cells), default=0)
        return known, max((len(line) for line in cells), default=0)

    return max(SEPARATORS, key=merit)


def read_text(content: bytes) -> Table:
    """Read a CSV or tab-separated file. Raises ``Unreadable``."""
    text, notes = decode(content)
    if GARBLED.search(text):
        notes = [*notes, "Some accents were garbled before the file came here (é looks like Ã©): check the names."]
    hint = re.match(r"sep=([,;\t|])\r?\n", text, re.IGNORECASE)
    separator = hint[1] if hint else find_separator(text)
    if hint:
        text = "\n" + text[hint.end() :]
    if separator != ",":
        notes = [*notes, f"The cells are separated by {SEPARATORS[separator]}."]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines = []
    try:
        for cells in reader:
            lines.append(cells)
    except csv.Error as error:
        raise Unreadable(
            f"A quotation mark near line {reader.line_num} is not closed, or a cell there is endless. "
            "Mend that line, or save the list as .xlsx, and upload it again."
        ) from error
    return make_table(lines, notes, is_text=True)
