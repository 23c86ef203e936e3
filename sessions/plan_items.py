"""What a plan says of each of its items, as plain facts: versions of a plan keep them, and can be set side by side."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from npq_portal import clock
from npq_portal.ui.words import date_range, plain_date, time_range, week_date
from sessions.items import local_day


class Kind(StrEnum):
    """Which rows an item stands for."""

    SESSION = "session"
    UNIT = "unit"
    PERIOD = "period"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One session, unit, coaching period or assessment window with its dates; ``reason`` says why a draft moved it, or
    why it cancels it.

    Sessions and windows have aware moments, units and coaching periods local days, the last one included. What a draft
    adds has no row yet: ``facts`` are the fields that it will have there.
    """

    kind: Kind
    key: str
    title: str
    begins: dt.datetime | dt.date
    ends: dt.datetime | dt.date
    is_cancelled: bool = False
    reason: str = ""
    facts: tuple[tuple[str, Any], ...] = ()

    @property
    def ident(self) -> str:
        """What names it within its plan, in every version."""
        return f"{self.kind}-{self.key}"

    @property
    def first_day(self) -> dt.date:
        return local_day(self.begins)

    @property
    def last_day(self) -> dt.date:
        return local_day(self.ends)

    @property
    def dates(self) -> tuple:
        """What makes it the same or another, set beside itself in another version."""
        return self.begins, self.ends, self.is_cancelled

    @property
    def when(self) -> str:
        """Wed 22 June 2022, 15:45 to 17:15; 9 May to 29 May 2022; cancelled."""
        if self.is_cancelled:
            return "cancelled"
        if self.kind == Kind.SESSION:
            return f"{week_date(self.begins)} {self.first_day.year}, {time_range(self.begins, self.ends)}"  # type: ignore[arg-type]  # has moments
        return date_range(self.begins, self.ends)

    def has_begun(self, today: dt.date) -> bool:
        """Whether its first day is here or past: what has begun stays where it is."""
        return self.first_day <= today

    def on_days(self, first: dt.date, last: dt.date, reason: str = "") -> "PlannedItem":
        """The same on other days, at the same times as clocks in England show them."""
        return replace(self, begins=_on_day(self.begins, first), ends=_on_day(self.ends, last), reason=reason[:300])

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "key": self.key,
            "title": self.title,
            "begins": self.begins.isoformat(),
            "ends": self.ends.isoformat(),
            "cancelled": self.is_cancelled,
            "reason": self.reason,
            **({"facts": dict(self.facts)} if self.facts else {}),
        }


def _on_day(moment: dt.datetime | dt.date, day: dt.date) -> dt.datetime | dt.date:
    return clock.at(day, clock.local(moment).time()) if isinstance(moment, dt.datetime) else day


def read(described: dict[str, Any]) -> PlannedItem:
    """An item as a version keeps it."""
    kind = Kind(described["kind"])
    moment = dt.date.fromisoformat if kind in {Kind.UNIT, Kind.PERIOD} else dt.datetime.fromisoformat
    return PlannedItem(
        kind,
        described["key"],
        described["title"],
        moment(described["begins"]),
        moment(described["ends"]),
        described["cancelled"],
        described["reason"],
        tuple(described.get("facts", {}).items()),
    )


class Difference(NamedTuple):
    """One item in two plans; nothing in the one that does not hold it."""

    before: PlannedItem | None
    after: PlannedItem | None

    @property
    def item(self) -> PlannedItem:
        return self.after or self.before  # type: ignore[return-value]  # one of them is there

    @property
    def was(self) -> str:
        return self.before.when if self.before else "not planned"

    @property
    def becomes(self) -> str:
        return self.after.when if self.after else "no longer planned"

    @property
    def last_day(self) -> dt.date:
        """The last day that it concerns, in either plan."""
        return max(item.last_day for item in self if item)


def differences(before: Iterable[PlannedItem], after: Iterable[PlannedItem]) -> list[Difference]:
    """What is not the same in two plans, in the order of the days on which it was; names do not count."""
    old, new = {item.ident: item for item in before}, {item.ident: item for item in after}
    found = [
        Difference(old.get(ident), new.get(ident))
        for ident in {**old, **new}
        if ident not in old or ident not in new or old[ident].dates != new[ident].dates
    ]
    return sorted(found, key=lambda each: ((each.before or each.item).first_day, each.item.ident))


def fingerprint(differences: Iterable[Difference], *more: Any) -> str:
    """A short text that differs whenever what was shown would: what is agreed to is what was read."""
    said = [[item.as_json() if item else None for item in each] for each in differences], [str(each) for each in more]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def span_in_words(items: Iterable[PlannedItem]) -> str:
    """The first and the last day on which any of the items begins."""
    days = sorted(item.first_day for item in items)
    return plain_date(days[0]) if days[0] == days[-1] else f"{plain_date(days[0])} to {plain_date(days[-1])}"
