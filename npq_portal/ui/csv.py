"""Lists as files that Excel opens correctly and that cannot carry a formula into it."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.http import StreamingHttpResponse

from npq_portal import clock

BYTE_ORDER_MARK = "\ufeff"
# Excel reads a cell that starts like this as a formula; the last four are the full-width forms.
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9][0-9 .,]*")


def cell(value: Any) -> str | int | float | Decimal:
    """``value`` as a spreadsheet should hold it: numbers stay numbers, and text that looks like a formula stays text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, dt.datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    text = str(value).replace("\0", "")
    if FORMULA.match(text) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


class _Echo:
    """A file that hands each written line straight back, so that the response can stream it."""

    def write(self, line: str) -> str:
        return line


def lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file line by line, beginning with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    yield writer.writerow([cell(name) for name in header])
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def csv_response(filename: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A download of ``rows`` under ``header``; ``rows`` may be a generator, and is read only as it is sent."""
    return StreamingHttpResponse(
        lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"},
    )
