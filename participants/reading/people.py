"""From rows of cells to people, each with what is wrong and what was only guessed."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from participants.reading import values
from participants.reading.tables import TableRow


@dataclass(slots=True)
class ReadPerson:
    """One row, understood: empty text where the row says nothing; ``errors`` by field, or "row" for the whole of it."""

    number: int
    cells: list[str]
    columns: dict[str, int]
    email: str = ""
    full_name: str = ""
    trn: str = ""
    is_trn_guessed: bool = False
    school: str = ""
    urn: str = ""
    joined_on: dt.date | None = None
    mentor_email: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def written(self, name: str) -> str:
        """What the file says in a field, unread."""
        column = self.columns.get(name)
        return "" if column is None else self.cells[column]


class RowReader:
    """Takes the cells of one row by field, keeping what is wrong with each."""

    def __init__(self, row: TableRow, columns: dict[str, int]) -> None:
        self.row = row
        self.person = ReadPerson(row.number, row.cells, columns)
        self.columns = columns

    def take(self, name: str, read: Callable[[str], Any], empty: Any = "") -> Any:
        """The value of a field, ``empty`` if there is none or it is wrong."""
        text = self.person.written(name)
        if not text:
            return empty
        try:
            return read(text)
        except ValidationError as error:
            self.person.errors[name] = " ".join(error.messages)
            return empty

    def read(self) -> ReadPerson:
        person = self.person
        if self.row.problem:
            person.errors["row"] = self.row.problem
            return person
        person.email = self.take("email", values.read_email)
        if not person.email and "email" not in person.errors:
            person.errors["email"] = "The e-mail address is missing."
        person.full_name = self.take_name()
        trn = self.take("trn", values.read_trn, values.Read(""))
        person.trn, person.is_trn_guessed = trn.value, trn.is_guess
        person.school = self.take("school", lambda text: values.read_name(text, "The school"))
        person.urn = self.take("urn", values.read_urn)
        person.joined_on, note = self.take("joined_on", values.read_day, (None, ""))
        person.mentor_email = self.take("mentor_email", values.read_email)
        if person.mentor_email and person.mentor_email == person.email:
            person.errors["mentor_email"] = "Nobody is their own mentor."
        person.notes = [text for text in (trn.note, note) if text]
        return person

    def take_name(self) -> str:
        """The full name, from one column or from two."""
        if "full_name" in self.columns:
            name = self.take("full_name", lambda text: values.read_name(text, "The name"))
        else:
            first = self.take("first_name", lambda text: values.read_name(text, "The first name"))
            last = self.take("last_name", lambda text: values.read_name(text, "The last name"))
            name = f"{first} {last}".strip()
        errors = self.person.errors
        if not name and not errors.keys() & {"full_name", "first_name", "last_name"}:
            errors["full_name"] = "The name is missing."
        elif len(name) > 150:
            errors["full_name"] = "The name is longer than 150 characters."
        return name


def read_people(rows: Iterable[TableRow], columns: dict[str, int]) -> list[ReadPerson]:
    """Everybody in the rows, in their order; who is in the file twice is refused the second time."""
    people = [RowReader(row, columns).read() for row in rows]
    for name, what in (("email", "e-mail address"), ("trn", "TRN")):
        first: dict[str, int] = {}
        for person in people:
            value = getattr(person, name)
            if value and value in first:
                person.errors.setdefault(name, f"Row {first[value]} has this {what} already.")
            elif value:
                first[value] = person.number
    return people
