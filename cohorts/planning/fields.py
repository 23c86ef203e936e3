"""Reads values out of JSON objects, and says in a sentence which one is wrong."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cohorts.planning.wording import WEEKDAYS, listed


class BlueprintError(ValueError):
    """A blueprint says something that cannot be read; the message names the place."""


class Fields:
    """One JSON object, read key by key; ``place`` is how its owner is named in a complaint."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, Mapping):
            raise BlueprintError(f"{place} must be an object in braces, not {_said(data)}.")
        self.data = data
        self.place = place

    def allow_only(self, *keys: str) -> None:
        """Refuse keys that nobody will read: a slip of the pen must not be lost in silence."""
        unknown = [str(key) for key in self.data if key not in keys]
        if unknown:
            raise BlueprintError(f"{self.place} has the unknown key {listed([_said(key) for key in unknown])}.")

    def value(self, key: str, kind: type, noun: str) -> Any:
        """The value of ``key`` if it is a ``kind``; None where it is missing or null."""
        value = self.data.get(key)
        # True is an int to Python, and never to a person.
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            raise BlueprintError(f"{self.place}: “{key}” must be {noun}, not {_said(value)}.")
        return value

    def text(self, key: str) -> str:
        """Text, empty where it is missing."""
        return self.value(key, str, "text") or ""

    def number(self, key: str, least: int = 0) -> int | None:
        """A whole number of at least ``least``."""
        number = self.value(key, int, "a whole number")
        if number is not None and not least <= number <= 100_000:
            raise BlueprintError(f"{self.place}: “{key}” must be between {least} and 100000, not {number}.")
        return number

    def truth(self, key: str, otherwise: bool) -> bool:
        """True or false."""
        value = self.value(key, bool, "true or false")
        return otherwise if value is None else value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of text."""
        values = self.value(key, list, "a list") or []
        for value in values:
            if not isinstance(value, str):
                raise BlueprintError(f"{self.place}: “{key}” must hold text, not {_said(value)}.")
        return tuple(values)

    def choice(self, key: str, among: tuple[str, ...]) -> str:
        """One of the words ``among``, empty where it is missing."""
        text = self.text(key)
        if text and text not in among:
            raise BlueprintError(f"{self.place}: “{key}” is {_said(text)}, which is none of {listed(among)}.")
        return text

    def day(self, key: str) -> dt.date | None:
        """A date written 2022-06-02."""
        text = self.text(key)
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            raise BlueprintError(
                f"{self.place}: “{key}” must be a date such as 2022-06-02, not {_said(text)}."
            ) from None

    def time(self, key: str) -> dt.time | None:
        """A time of day written 15:45."""
        text = self.text(key)
        try:
            time = dt.time.fromisoformat(text) if text else None
        except ValueError:
            time = None
        if text and (time is None or time.tzinfo or len(text) != len("15:45")):
            raise BlueprintError(f"{self.place}: “{key}” must be a time such as 15:45, not {_said(text)}.")
        return time

    def weekday(self, key: str) -> int | None:
        """A day of the week by its English name; Monday is 0."""
        name = self.choice(key, tuple(weekday.lower() for weekday in WEEKDAYS))
        return [weekday.lower() for weekday in WEEKDAYS].index(name) if name else None


def _said(value: Any) -> str:
    """A value as a complaint quotes it."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return "a list" if isinstance(value, list) else "an object"
