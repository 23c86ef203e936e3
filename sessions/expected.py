"""Whom a session is for: the whole cohort, or those who are in its group on the session's own day.

This one place decides it for registers, schedules, calendars, reminders and figures alike. Whether somebody takes part
at all on a day, their away periods say (``sessions.items.why_away``).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import Any, NamedTuple

from django.db import models

from cohorts.models import Group
from participants.models import GroupMembership


class Place(NamedTuple):
    """In which group somebody is from when to when."""

    group_id: int
    kind: str
    name: str
    starts_on: dt.date
    ends_on: dt.date | None

    def holds(self, on: dt.date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Groups:
    """The groups that some enrolments are in; read in one query when a session of a group first asks, because most
    cohorts have no groups."""

    def __init__(self, enrolments: Collection[int] | models.QuerySet[Any]) -> None:
        self._enrolments = enrolments

    @cached_property
    def _places(self) -> dict[int, list[Place]]:
        places: dict[int, list[Place]] = defaultdict(list)
        rows = GroupMembership.objects.filter(enrolment__in=self._enrolments).order_by("starts_on", "pk")
        columns = ("enrolment", "group", "kind", "group__name", "starts_on", "ends_on")
        for enrolment, group, kind, name, starts_on, ends_on in rows.values_list(*columns):
            places[enrolment].append(Place(group, kind, name, starts_on, ends_on))
        return dict(places)

    def is_for(self, enrolment_id: int, group_id: int | None, on: dt.date) -> bool:
        """Whether what is on a day for a group, or for nobody's group, is for somebody."""
        return group_id is None or any(
            place.group_id == group_id and place.holds(on) for place in self._places.get(enrolment_id, ())
        )

    def instead_of(self, enrolment_id: int, group: Group, on: dt.date) -> str:
        """The name of the other group of the same kind that somebody is in on a day; empty where there is none."""
        places = self._places.get(enrolment_id, ())
        return next((place.name for place in places if place.kind == group.kind and place.holds(on)), "")
