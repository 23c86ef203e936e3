"""A file is known by its first bytes, not by the end of its name."""

from participants.reading.tables import Table, Unreadable
from participants.reading.text import read_text
from participants.reading.workbooks import read_workbook

MAX_BYTES = 10 * 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
NOT_LISTS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a letter",
}


def read_file(content: bytes) -> Table:
    """Read an uploaded list, whatever kind of file it is. Raises ``Unreadable``."""
    if len(content) > MAX_BYTES:
        raise Unreadable("The file is larger than 10 MB. Keep the columns about people and upload it again.")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", OLD_OFFICE)):
        return read_workbook(content)
    for start, name in NOT_LISTS.items():
        if content.startswith(start):
            raise Unreadable(f"This is {name}, not a list. Upload a CSV file or an Excel workbook (.xlsx).")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Unreadable(
            "This is a web page with the name of a list, as some systems export it. Open it in Excel, save it as .xlsx and upload that."
        )
    return read_text(content)
