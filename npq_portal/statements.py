"""Statements written out in SQL, for the few pages that are asked for all day.

Django's queries are the rule. On a page of a dozen of them it takes Django three times as long to put them together as
it takes the database to answer (``docs/speed.md``), so what every page and a participant's own pages read is written
here once, and read into the same models.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection, models

# Addresses may name larger numbers than any row can have; databases fail at the question.
LARGEST = 2**63 - 1


class Part(NamedTuple):
    """One model's columns in a row: where they stand, and what turns the database's values into Python's."""

    model: type[models.Model]
    names: list[str]
    columns: slice
    key: int
    converted: list[tuple[int, list[Any], Any]]

    def read(self, row: tuple) -> models.Model | None:
        """The object in this part of a row; ``None`` where an outer join found none."""
        if row[self.key] is None:
            return None
        values = list(row[self.columns])
        for place, converters, column in self.converted:
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return self.model.from_db("default", self.names, values)


class Statement:
    """A SELECT in whose text ``{name}`` stands for all columns of a model under that alias.

    The models come first in the SELECT and in the order in which they are given here; other columns follow them. The text
    runs on SQLite and PostgreSQL alike; values are named, ``%(name)s``. ``before`` is what several statements begin with,
    and where a text is given instead of a model, ``{name}`` stands for that text: a rule that several statements share.
    """

    def __init__(self, text: str, *, before: str = "", **parts: type[models.Model] | str) -> None:
        self.text = before + text
        self.models = {name: part for name, part in parts.items() if not isinstance(part, str)}
        self.shared = {name: part for name, part in parts.items() if isinstance(part, str)}

    @cached_property
    def sql(self) -> str:
        columns = {
            alias: ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)
            for alias, model in self.models.items()
        }
        return self.text.format(**columns, **self.shared)

    @cached_property
    def parts(self) -> list[Part]:
        parts, start = [], 0
        for model in self.models.values():
            fields = model._meta.concrete_fields
            converters = [
                (
                    place,
                    [*connection.ops.get_db_converters(field.cached_col), *field.get_db_converters(connection)],
                    field.cached_col,
                )
                for place, field in enumerate(fields)
            ]
            parts.append(
                Part(
                    model,
                    [field.attname for field in fields],
                    slice(start, start + len(fields)),
                    start + next(place for place, field in enumerate(fields) if field.primary_key),
                    [each for each in converters if each[1]],
                )
            )
            start += len(fields)
        return parts

    def rows(self, **values: Any) -> Iterator[tuple[Any, ...]]:
        """Each row as its objects, in the order of the models, and then the other columns as the database gives them.

        No row comes where a value is a number that no row can have.
        """
        if any(isinstance(value, int) and value > LARGEST for value in values.values()):
            return
        adapt = connection.ops.adapt_datetimefield_value
        values = {name: adapt(value) if isinstance(value, dt.datetime) else value for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            found = cursor.fetchall()
        rest = sum(len(part.names) for part in self.parts)
        for row in found:
            yield tuple(chain((part.read(row) for part in self.parts), row[rest:]))
