"""A list of people as rows of text under headings, whatever file it came from."""

import unicodedata
from dataclasses import dataclass, field

from npq_portal.ui.words import count
from participants.reading.columns import field_of, plain_heading

# SQLite takes some 32,000 values in one question, and a row asks with two.
MAX_ROWS = 12_000
MAX_COLUMNS = 60
MAX_CELL = 1_000
# Offices put a title, a date or their address above the headings.
LINES_ABOVE_HEADINGS = 10


class Unreadable(Exception):
    """The file cannot be read as a list; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(slots=True)
class TableRow:
    """One row that holds anything: its number in the file, its cells, and what is wrong with the row as a whole."""

    number: int
    cells: list[str]
    problem: str = ""


@dataclass(slots=True)
class Table:
    """Headings and rows; ``notes`` tell the reader how the file was understood."""

    headings: list[str]
    rows: list[TableRow]
    blank_rows: int = 0
    notes: list[str] = field(default_factory=list)


def clean_cell(text: str) -> str:
    """A cell without what cannot be seen at its ends, and without the apostrophe that keeps a formula from running."""
    text = text.strip().strip("\ufeff\u200b\u2060").strip()
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        return text[1:]
    return text


def refuse_unstorable(number: int, cells: list[str]) -> None:
    """Refuse what no database keeps: NUL and halves of characters. Raises ``Unreadable``."""
    for cell in cells:
        if "\x00" in cell or any(unicodedata.category(character) == "Cs" for character in cell):
            raise Unreadable(
                f"Row {number} has characters that are not text. Open the file in Excel and save it again as “CSV UTF-8” or .xlsx."
            )


def find_headings(lines: list[tuple[int, list[str]]]) -> int:
    """Where the headings stand: the first line with two that we know, or else the first line that is not blank."""
    for position, (_, cells) in enumerate(lines[:LINES_ABOVE_HEADINGS]):
        if len({field_of(cell) for cell in cells} - {None}) >= 2:
            return position
    return 0


def make_headings(cells: list[str]) -> list[str]:
    """The headings, each once; a column without one is called by its number. Raises ``Unreadable``."""
    seen: dict[str, str] = {}
    for cell in cells:
        key = plain_heading(cell) or cell
        if cell and key in seen:
            raise Unreadable(
                f"Two columns are headed “{cell}”. Rename or remove one of them and upload the file again."
            )
        seen[key] = cell
    return [cell or f"Column {position}" for position, cell in enumerate(cells, start=1)]


def make_table(lines: list[list[str]], notes: list[str], *, is_text: bool) -> Table:
    """Sort lines of cells into headings, rows and blank rows. Raises ``Unreadable``.

    In a text file (``is_text``) a row with more or fewer cells than headings has slipped, and its row says so.
    """
    filled: list[tuple[int, list[str]]] = []
    for number, raw in enumerate(lines, start=1):
        cells = [clean_cell(cell) for cell in raw]
        if any(cells):
            refuse_unstorable(number, cells)
            filled.append((number, cells))
    if not filled:
        raise Unreadable("The file is empty. Upload a list with a line of headings and a row for each person.")
    position = find_headings(filled)
    heading_line, heading_cells = filled[position]
    while heading_cells and not heading_cells[-1] and (is_text or not any(_last_cells(filled, len(heading_cells)))):
        heading_cells.pop()
    if len(heading_cells) > MAX_COLUMNS:
        raise Unreadable(
            f"The list has more than {MAX_COLUMNS} columns. Keep the ones about people and upload it again."
        )
    headings = make_headings(heading_cells)
    body = filled[position + 1 :]
    if not body:
        raise Unreadable("The file has headings but no people. Add a row for each person and upload it again.")
    if len(body) > MAX_ROWS:
        raise Unreadable(
            f"The list has {len(body):,} rows; the portal takes up to {MAX_ROWS:,} at once. Split it into several files."
        )
    if position:
        notes = [*notes, f"Passed over what stands above the headings in row {heading_line}."]
    blank = body[-1][0] - heading_line - len(body)
    return Table(headings, [make_row(number, cells, len(headings), is_text) for number, cells in body], blank, notes)


def _last_cells(lines: list[tuple[int, list[str]]], width: int) -> list[str]:
    """What stands in the column at ``width``, in every line that reaches it."""
    return [cells[width - 1] for _, cells in lines if len(cells) >= width]


def make_row(number: int, cells: list[str], width: int, is_text: bool) -> TableRow:
    """A row as wide as the headings; in a text file, one that was not says so."""
    written = len(cells)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    problem = ""
    if len(cells) > width:
        problem = f"This row has {count(len(cells), 'cell,cells')} under {count(width, 'heading,headings')}; a comma too many shifts everything after it."
    elif is_text and written < width:
        problem = f"This row has {count(written, 'cell,cells')} under {count(width, 'heading,headings')}; something is missing."
    elif any(len(cell) > MAX_CELL for cell in cells):
        problem = f"A cell of this row holds more than {MAX_CELL:,} characters."
    return TableRow(number, cells + [""] * (width - len(cells)), problem)
