"""Turns a workbook on stdin into its cells on stdout, in a process of its own that may die of a bad file.

``workbooks`` runs this file as a script. Nothing of the portal is imported here, so that it starts fast and knows no
secrets. What it answers is JSON: ``{"sheets": 2, "name": "Nov 2021", "lines": [["Full name", …], …]}``, without a name
if every sheet is empty, or ``{"is_locked": …}`` for a file that calamine refuses.
"""

import datetime as dt
import io
import json
import resource
import sys
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum, load_workbook


def limit(kind: int, most: int) -> None:
    """Have the system end this process where it wants more of something; a lower limit that holds already stays."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def cell_text(value: object) -> str:
    """What a cell shows: whole numbers without a point, days as 2022-05-11."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(sep=" ")
    return str(value)


def first_filled_sheet(workbook: CalamineWorkbook) -> dict[str, Any]:
    """The name and cells of the first sheet that can be seen and is not empty."""
    for sheet in workbook.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible:
            continue
        lines = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        if any(cell not in ("", None) for line in lines for cell in line):
            return {"name": sheet.name, "lines": [[cell_text(cell) for cell in line] for line in lines]}
    return {}


def cells_of(content: bytes) -> dict[str, Any]:
    try:
        workbook = load_workbook(io.BytesIO(content))
        return {"sheets": len(workbook.sheet_names)} | first_filled_sheet(workbook)
    except CalamineError as error:
        return {"is_locked": isinstance(error, PasswordError)}


if __name__ == "__main__":
    limit(resource.RLIMIT_AS, int(sys.argv[1]))
    limit(resource.RLIMIT_CPU, int(sys.argv[2]))
    limit(resource.RLIMIT_CORE, 0)
    sys.stdout.write(json.dumps(cells_of(sys.stdin.buffer.read())))
