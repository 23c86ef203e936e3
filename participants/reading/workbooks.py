"""Workbooks: .xlsx and .xlsm, .xls and .ods, read by calamine, after a look at whether that is safe."""

import datetime as dt
import io
import re
import zipfile
import zlib
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum, load_workbook

from participants.reading.tables import MAX_ROWS, Table, Unreadable, make_table

MAX_UNPACKED = 100 * 1024 * 1024
MAX_COLUMN = 1_000
# A cell with anything in it, at its place: <c r="B7" t="s"><v>… but not <c r="XFD1048576" s="1"/>.
FILLED_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*(?<!/)>""")
TOO_FAR = "A cell of the workbook stands far away from the list. Copy the list to a new workbook and upload that."
DAMAGED = "The workbook is damaged or is not a workbook at all. Open it in Excel, save it as .xlsx and upload that."
LOCKED = "The workbook is locked with a password. Save it without the password and upload it again."
OPEN_DOCUMENT = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def refuse_danger(content: bytes) -> None:
    """Refuse a packed workbook that would unpack to more than this machine should hold. Raises ``Unreadable``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Unreadable("The workbook unpacks to more than 100 MB. Keep the list and upload it alone.")
            # Reading all of it also proves that the sizes it states are true.
            if archive.testzip() is not None:
                raise Unreadable(DAMAGED)
            names = archive.namelist()
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Unreadable(LOCKED)
            if "content.xml" in names:
                refuse_far_cells_of_open_document(archive.read("content.xml"))
            elif "xl/workbook.xml" in names:
                for name in names:
                    if name.startswith("xl/worksheets/"):
                        refuse_far_cells(archive.read(name))
            else:
                raise Unreadable(
                    "This is not a list the portal can read. Upload a CSV file or an Excel workbook (.xlsx)."
                )
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ElementTree.ParseError,
    ) as error:
        raise Unreadable(DAMAGED) from error


def column_number(letters: bytes) -> int:
    """27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def refuse_far_cells(sheet: bytes) -> None:
    """Refuse a sheet with a cell so far out that the space between would fill the memory. Raises ``Unreadable``."""
    for letters, row in FILLED_CELL.findall(sheet):
        if int(row) > 10 * MAX_ROWS or column_number(letters) > MAX_COLUMN:
            raise Unreadable(TOO_FAR)


def refuse_far_cells_of_open_document(sheet: bytes) -> None:
    """The same for .ods, which says "the same cell 16,000 times". Raises ``Unreadable``."""
    height = 0
    for _, row in ElementTree.iterparse(io.BytesIO(sheet)):  # noqa: S314 -- expat stops runaway entities; sizes are checked
        if row.tag != f"{OPEN_DOCUMENT}table-row":
            continue
        height += 1
        width = 0
        for cell in row:
            times = int(cell.get(f"{OPEN_DOCUMENT}number-columns-repeated", "1"))
            width += times
            if len(cell) and (width > MAX_COLUMN or height > 10 * MAX_ROWS):
                raise Unreadable(TOO_FAR)
        repeated = int(row.get(f"{OPEN_DOCUMENT}number-rows-repeated", "1"))
        if any(len(cell) for cell in row):
            height += repeated - 1
            if height > 10 * MAX_ROWS:
                raise Unreadable(TOO_FAR)
        row.clear()


def cell_text(value: object) -> str:
    """What a cell shows: whole numbers without a point, days as 2022-05-11."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(sep=" ")
    return str(value)


def first_filled_sheet(workbook: CalamineWorkbook) -> tuple[str, list[list[str]]]:
    """The name and cells of the first sheet that can be seen and is not empty. Raises ``Unreadable``."""
    for sheet in workbook.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible:
            continue
        lines = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        if any(cell not in ("", None) for line in lines for cell in line):
            return sheet.name, [[cell_text(cell) for cell in line] for line in lines]
    raise Unreadable(
        "Every sheet of the workbook is empty. Upload a list with a line of headings and a row for each person."
    )


def read_workbook(content: bytes) -> Table:
    """Read the first sheet of a workbook that holds anything. Raises ``Unreadable``."""
    if content.startswith(b"PK"):
        refuse_danger(content)
    elif "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(LOCKED)
    try:
        workbook = load_workbook(io.BytesIO(content))
        name, lines = first_filled_sheet(workbook)
    except CalamineError as error:
        raise Unreadable(LOCKED if isinstance(error, PasswordError) else DAMAGED) from error
    notes = []
    if len(workbook.sheet_names) > 1:
        notes.append(f"The workbook has {len(workbook.sheet_names)} sheets; this is “{name}”.")
    return make_table(lines, notes, is_text=False)
