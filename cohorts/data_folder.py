"""Reads the JSON and CSV files of a folder, and says in a sentence which file is broken, and where."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cohorts.planning.fields import Fields


class BrokenReferenceData(Exception):
    """A data file cannot be loaded; the message names the file and the place."""


class DataFolder:
    """A folder of data files, each called by its path inside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self, folder: str) -> list[str]:
        """The JSON files of a folder inside, in the order of their names."""
        return [f"{folder}/{path.name}" for path in sorted((self.folder / folder).glob("*.json"))]

    def entries(self, name: str) -> Iterator[Fields]:
        """The objects of a JSON file that holds a list of them."""
        entries = self.read(name)
        if not isinstance(entries, list):
            raise BrokenReferenceData(f"{name} must hold a list.")
        for number, entry in enumerate(entries, start=1):
            yield Fields(entry, f"{name}, entry {number}")

    def read(self, name: str) -> Any:
        """What a JSON file says."""
        try:
            return json.loads(self._text(name))
        except json.JSONDecodeError as error:
            said = f"line {error.lineno}, column {error.colno}: {error.msg}"
            raise BrokenReferenceData(f"{name} is not JSON ({said}).") from None

    def lines(self, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of a CSV file that has these columns, with the numbers of their lines."""
        reader = csv.DictReader(self._text(name).splitlines())
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise BrokenReferenceData(f"{name} has no column “{missing[0]}”.")
        for row in reader:
            if None in row or None in row.values():
                raise BrokenReferenceData(f"{name}, line {reader.line_num}: there are not as many cells as headings.")
            yield reader.line_num, row

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise BrokenReferenceData(f"{name} is missing from {self.folder}.") from None
        except UnicodeDecodeError as error:
            raise BrokenReferenceData(f"{name} is not UTF-8 text: see byte {error.start}.") from None


def listed(fields: Fields, key: str) -> Iterator[Fields]:
    """The objects in the list called ``key``, each named by its number."""
    for number, entry in enumerate(fields.value(key, list, "a list") or [], start=1):
        yield Fields(entry, f"{fields.place}, “{key}”, entry {number}")
