"""Rows that hold from one local day to another: roles, assignments, pairings."""

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from django.db import models

Rows = TypeVar("Rows", bound=models.QuerySet)


def in_force(rows: Rows, on: dt.date) -> Rows:
    """Of dated rows (``starts_on``, ``ends_on`` the last day or empty), those in force on a day."""
    return rows.filter(starts_on__lte=on).filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on))


def dated_constraints(name: str, fields: Iterable[str], message: str) -> list[models.BaseConstraint]:
    """The two constraints of every dated assignment: it ends after it starts, and only one is open at a time."""
    return [
        models.CheckConstraint(
            condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
            name=f"{name}_dates",
            violation_error_message="The last day is before the first.",
        ),
        models.UniqueConstraint(
            fields=list(fields),
            condition=models.Q(ends_on=None),
            name=f"{name}_open_once",
            violation_error_message=message,
        ),
    ]
