"""Workbooks: .xlsx and .xlsm, .xls and .ods, read by calamine in another process, after a look at whether that is safe."""

import io
import json
import logging
import re
import subprocess
import sys
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree

from participants.reading import workbook_cells
from participants.reading.tables import MAX_ROWS, Table, Unreadable, make_table

logger = logging.getLogger(__name__)
MAX_UNPACKED = 100 * 1024 * 1024
MAX_COLUMN = 1_000
MAX_ROW = 10 * MAX_ROWS
# What is read is a rectangle from the first cell of the sheet to the last ones that are filled.
MAX_AREA = 5_000_000
# What the process that reads may use: bytes of memory, seconds of work, and seconds until somebody waits too long.
MAX_MEMORY = 1024 * 1024 * 1024
MAX_SECONDS = 20
MAX_WAIT = 25
PLACE = re.compile("([A-Za-z]{0,5})([0-9]{0,9})")
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
            if len(set(names)) < len(names):
                raise Unreadable(DAMAGED)
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Unreadable(LOCKED)
            if "content.xml" in names:
                refuse_far_cells_of_open_document(archive.read("content.xml"))
            elif "xl/workbook.xml" in names:
                # A workbook says itself where its sheets stand, so every part may be one.
                for name in names:
                    if b"sheetData" in (part := archive.read(name)):
                        refuse_far_cells(part)
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
        ValueError,
    ) as error:
        raise Unreadable(DAMAGED) from error


def column_number(letters: str) -> int:
    """27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class Extent:
    """How far the filled cells of a sheet reach."""

    def __init__(self) -> None:
        self.height = self.width = 0

    def take_in(self, row: int, column: int) -> None:
        """Note a filled cell; refuse one so far out that the space between would fill the memory.

        Raises ``Unreadable``.
        """
        self.height, self.width = max(self.height, row), max(self.width, column)
        if self.height > MAX_ROW or self.width > MAX_COLUMN or self.height * self.width > MAX_AREA:
            raise Unreadable(TOO_FAR)


def refuse_far_cells(sheet: bytes) -> None:
    """Refuse a sheet of .xlsx with a filled cell far out; one that holds only a style, <c r="XFD7" s="1"/>, may be anywhere.

    A row or cell that does not say its place follows the one before it. Raises ``Unreadable``.
    """
    extent, row, column = Extent(), 0, 0
    for event, element in ElementTree.iterparse(io.BytesIO(sheet), events=("start", "end")):  # noqa: S314 -- expat stops runaway entities; sizes are checked
        name = element.tag.rpartition("}")[2]
        if event == "start" and name == "row":
            row, column = int(element.get("r", row + 1)), 0
        elif event == "end" and name == "c":
            letters, digits = split_place(element.get("r", ""))
            column = column_number(letters) or column + 1
            if len(element):
                extent.take_in(int(digits or row), column)
        elif event == "end" and name == "row":
            element.clear()


def split_place(place: str) -> tuple[str, str]:
    """B and 7 for B7; nothing for a cell that does not say. Raises ``Unreadable``."""
    found = PLACE.fullmatch(place)
    if found is None:
        raise Unreadable(DAMAGED)
    return found[1], found[2]


def refuse_far_cells_of_open_document(sheet: bytes) -> None:
    """The same for .ods, which says "the same cell 16,000 times". Raises ``Unreadable``."""
    extent, height = Extent(), 0
    for _, row in ElementTree.iterparse(io.BytesIO(sheet)):  # noqa: S314 -- expat stops runaway entities; sizes are checked
        if row.tag == f"{OPEN_DOCUMENT}table":
            extent, height = Extent(), 0
        if row.tag != f"{OPEN_DOCUMENT}table-row":
            continue
        width = filled = 0
        for cell in row:
            width += int(cell.get(f"{OPEN_DOCUMENT}number-columns-repeated", "1"))
            filled = width if len(cell) else filled
        height += int(row.get(f"{OPEN_DOCUMENT}number-rows-repeated", "1"))
        if filled:
            extent.take_in(height, filled)
        row.clear()


def cells_of(content: bytes) -> dict[str, Any]:
    """What calamine makes of a workbook, in a process of its own; see ``workbook_cells``.

    A damaged file can make calamine end its process, fill the memory or go on without end; here that is the end of one
    upload and not of the web server. Raises ``Unreadable``.
    """
    # -I: neither the directory nor the environment decides what is imported.
    command = [sys.executable, "-I", workbook_cells.__file__, str(MAX_MEMORY), str(MAX_SECONDS)]
    try:
        read = subprocess.run(command, input=content, capture_output=True, timeout=MAX_WAIT)  # noqa: S603 -- no shell, and nothing in it comes from the file
    except subprocess.TimeoutExpired as error:
        logger.warning("Reading a workbook was ended after %s seconds.", MAX_WAIT)
        raise Unreadable(DAMAGED) from error
    if read.returncode:
        logger.warning("Reading a workbook ended with %s.", read.returncode)
        raise Unreadable(DAMAGED)
    return json.loads(read.stdout)


def read_workbook(content: bytes) -> Table:
    """Read the first sheet of a workbook that holds anything. Raises ``Unreadable``."""
    if content.startswith(b"PK"):
        refuse_danger(content)
    elif "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(LOCKED)
    found = cells_of(content)
    if "is_locked" in found:
        raise Unreadable(LOCKED if found["is_locked"] else DAMAGED)
    if "name" not in found:
        raise Unreadable(
            "Every sheet of the workbook is empty. Upload a list with a line of headings and a row for each person."
        )
    notes = []
    if found["sheets"] > 1:
        notes.append(f"The workbook has {found['sheets']} sheets; this is “{found['name']}”.")
    return make_table(found["lines"], notes, is_text=False)
