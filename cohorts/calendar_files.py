"""Reads a school calendar from the CSV file that an office keeps: one line a period, with its kind and its days."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable

from cohorts.models import CalendarPeriod

COLUMNS = ("kind", "number", "name", "first day", "last day")
EXAMPLE = (
    ("Half term", "1", "Autumn 1", "02/09/2026", "16/10/2026"),
    ("Half term", "2", "Autumn 2", "02/11/2026", "18/12/2026"),
    ("Training day", "", "Staff training", "01/09/2026", "01/09/2026"),
    ("Occasional day", "", "Founders’ day", "25/06/2027", "25/06/2027"),
)
KINDS = {
    "half term": CalendarPeriod.Kind.HALF_TERM,
    "term": CalendarPeriod.Kind.HALF_TERM,
    "training day": CalendarPeriod.Kind.TRAINING_DAY,
    "inset": CalendarPeriod.Kind.TRAINING_DAY,
    "inset day": CalendarPeriod.Kind.TRAINING_DAY,
    "occasional day": CalendarPeriod.Kind.OCCASIONAL_DAY,
    "closure": CalendarPeriod.Kind.CLOSURE,
    "one off closure": CalendarPeriod.Kind.CLOSURE,
}
# How a file that the portal writes says it.
WORDS = {
    CalendarPeriod.Kind.HALF_TERM: "Half term",
    CalendarPeriod.Kind.TRAINING_DAY: "Training day",
    CalendarPeriod.Kind.OCCASIONAL_DAY: "Occasional day",
    CalendarPeriod.Kind.CLOSURE: "Closure",
}
HEADINGS = {
    "kind": "kind",
    "type": "kind",
    "number": "number",
    "half term": "number",
    "name": "name",
    "title": "name",
    "first day": "first day",
    "start": "first day",
    "starts on": "first day",
    "from": "first day",
    "last day": "last day",
    "end": "last day",
    "ends on": "last day",
    "to": "last day",
}
DATE_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y")
MOST_LINES = 1000


class UnreadableCalendar(Exception):
    """A file cannot be read as a calendar; ``problems`` are sentences that name the lines."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems


def read_calendar_file(content: bytes) -> list[CalendarPeriod]:
    """The periods that a CSV file describes, not kept yet. Raises ``UnreadableCalendar``."""
    lines = list(_lines(_text(content)))
    if not lines:
        raise UnreadableCalendar("The file is empty. Its first line names the columns: kind, number, name, …")
    (_, headings), rows = lines[0], lines[1:]
    places = _columns(headings)
    if len(rows) > MOST_LINES:
        raise UnreadableCalendar(f"The file has {len(rows):,} lines; a calendar has at most {MOST_LINES:,}.")
    periods: list[CalendarPeriod] = []
    problems: list[str] = []
    for number, cells in rows:
        try:
            periods.append(
                _period({name: cells[place].strip() for name, place in places.items() if place < len(cells)})
            )
        except ValueError as problem:
            problems.append(f"Line {number}: {problem}")
    if problems or not periods:
        raise UnreadableCalendar(*(problems or ["The file has headings and no line below them."]))
    return periods


def lines_of(periods: Iterable[CalendarPeriod]) -> list[tuple]:
    """The lines under ``COLUMNS`` that say what these periods are, as they can be read again."""
    return [
        (
            WORDS[CalendarPeriod.Kind(period.kind)],
            period.number,
            period.name,
            f"{period.starts_on:%d/%m/%Y}",
            f"{period.ends_on:%d/%m/%Y}",
        )
        for period in periods
    ]


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel on Windows writes as plain CSV.
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableCalendar("This is no CSV file. Save the sheet as CSV and upload that.")
    return text


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their numbers; cells are parted by commas, semicolons or tabs."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise UnreadableCalendar(f"The file is not in order ({error}). Save the sheet as CSV again.") from error


def _plain(text: str) -> str:
    """A heading or a kind without what people write differently."""
    return re.sub(r"[\s_\-–/]+", " ", text).strip().casefold()


def _columns(headings: list[str]) -> dict[str, int]:
    """Where each column stands."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = HEADINGS.get(_plain(heading))
        if name in places:
            raise UnreadableCalendar(f"Two columns are called “{name}”. Keep one of them.")
        if name:
            places[name] = place
    missing = [f"“{name}”" for name in ("kind", "first day") if name not in places]
    if missing:
        raise UnreadableCalendar(
            f"The column {' and '.join(missing)} is missing. The first line names the columns: {', '.join(COLUMNS)}."
        )
    return places


def _period(said: dict[str, str]) -> CalendarPeriod:
    kind = KINDS.get(_plain(said.get("kind", "")))
    if kind is None:
        raise ValueError(f"“{said.get('kind', '')}” is none of half term, training day, occasional day and closure.")
    starts_on = _day(said.get("first day", ""))
    ends_on = _day(said["last day"]) if said.get("last day") else starts_on
    if ends_on < starts_on:
        raise ValueError("its last day is before its first.")
    number = said.get("number", "") if kind == CalendarPeriod.Kind.HALF_TERM else ""
    if kind == CalendarPeriod.Kind.HALF_TERM and not re.fullmatch("[1-6]", number):
        raise ValueError("a half term needs its number in the school year, from 1 to 6.")
    default = f"Half term {number}" if number else kind.label
    return CalendarPeriod(
        kind=kind,
        number=int(number) if number else None,
        name=said.get("name") or default,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _day(text: str) -> dt.date:
    for form in DATE_FORMATS:
        try:
            day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
        if 2015 <= day.year <= 2045:
            return day
    raise ValueError(f"“{text}” is not a day between 2015 and 2045. Write it as 02/09/2026.")
