"""A dated plan: its items, and what is wrong with it."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

from cohorts.planning.components import Delivery, Kind, PlannedComponent
from cohorts.planning.moves import Move
from cohorts.planning.repeats import numbered
from npq_portal import clock


@dataclass(frozen=True)
class PlanItem:
    """A component with its dates: held ``on`` a day, or a window from ``opens_on`` until the end of ``due_on``."""

    component: PlannedComponent
    first_day: dt.date
    last_day: dt.date
    is_window: bool = False
    start: dt.time | None = None
    end: dt.time | None = None
    moves: tuple[Move, ...] = ()

    @property
    def key(self) -> str:
        """What names the component in its blueprint."""
        return self.component.key

    @property
    def kind(self) -> Kind:
        """What sort of thing it is."""
        return self.component.kind

    @property
    def delivery(self) -> Delivery | None:
        """How it reaches people."""
        return self.component.delivery

    @property
    def title(self) -> str:
        """Its full name."""
        return self.component.title

    @property
    def short_title(self) -> str:
        """Its name where there is little room."""
        return self.component.short_title or self.component.title

    @property
    def minutes(self) -> int | None:
        """How long it takes: as the component says, or as its hours do."""
        if self.component.minutes is None and self.start and self.end:
            return minutes_between(self.start, self.end)
        return self.component.minutes

    @property
    def credited_minutes(self) -> int | None:
        """How much of it counts towards the programme's hours."""
        return self.minutes if self.component.credited_minutes is None else self.component.credited_minutes

    @property
    def compulsory(self) -> bool:
        """Whether engagement is measured by it."""
        return self.component.compulsory

    @property
    def content_areas(self) -> tuple[str, ...]:
        """The content areas it teaches."""
        return self.component.content_areas

    @property
    def on(self) -> dt.date | None:
        """The day on which it is held; None for a window."""
        return None if self.is_window else self.first_day

    @property
    def opens_on(self) -> dt.date | None:
        """The first day of a window."""
        return self.first_day if self.is_window else None

    @property
    def due_on(self) -> dt.date | None:
        """The last day of a window."""
        return self.last_day if self.is_window else None

    @property
    def starts_at(self) -> dt.datetime | None:
        """The moment it starts, in UTC; None for a window and where the time is not known yet."""
        return clock.at(self.first_day, self.start) if self.start else None

    @property
    def ends_at(self) -> dt.datetime | None:
        """The moment it ends, in UTC."""
        return clock.at(self.last_day, self.end) if self.end else None

    @property
    def moved_from(self) -> dt.date | None:
        """The day it was placed on, if that had to give way."""
        return self.moves[0].moved_from if self.moves else None

    @property
    def each_day(self) -> "tuple[PlanItem, ...]":
        """Itself; of one that is held on several days, an item for each, with its own key and title."""
        if self.is_window or self.component.days == 1:
            return (self,)
        return tuple(
            replace(
                self,
                component=replace(
                    numbered(self.component, number, key=f"day-{number}", title=f", day {number}"), days=1
                ),
                first_day=self.first_day + dt.timedelta(days=number - 1),
                last_day=self.first_day + dt.timedelta(days=number - 1),
            )
            for number in range(1, self.component.days + 1)
        )

    @property
    def explanation(self) -> str:
        """Why it is not where it was placed: “moved from Thursday 2 June 2022: bank holiday (…)”."""
        return "; ".join(str(move) for move in self.moves)


@dataclass(frozen=True)
class Problem:
    """One sentence about a component; without a date it is not among the items."""

    key: str
    title: str
    sentence: str
    is_dated: bool = False

    def __str__(self) -> str:
        return f"{self.title}: {self.sentence}"


@dataclass(frozen=True)
class Plan:
    """The items in order of their days, and the problems in order of the blueprint."""

    items: tuple[PlanItem, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def _by_key(self) -> dict[str, PlanItem]:
        return {item.key: item for item in self.items}

    def item(self, key: str) -> PlanItem | None:
        """The item of the component called ``key``, if it could be dated."""
        return self._by_key.get(key)

    @property
    def sessions(self) -> tuple[PlanItem, ...]:
        """What is held on a day."""
        return tuple(item for item in self.items if not item.is_window)

    @property
    def windows(self) -> tuple[PlanItem, ...]:
        """What is open for a time."""
        return tuple(item for item in self.items if item.is_window)

    @property
    def moved(self) -> tuple[PlanItem, ...]:
        """What had to give way to a closure."""
        return tuple(item for item in self.items if item.moves)

    @property
    def undated(self) -> tuple[Problem, ...]:
        """Why what is not among the items is not."""
        return tuple(problem for problem in self.problems if not problem.is_dated)


def minutes_between(start: dt.time, end: dt.time) -> int:
    """The minutes from one time of a day to a later one."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute
