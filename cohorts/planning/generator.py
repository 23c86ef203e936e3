"""Dates a blueprint: components, a start and a school calendar in, a plan out. The same input gives the same plan."""

import calendar as months
import datetime as dt
from collections.abc import Iterable, Sequence

from cohorts.planning.calendars import ONE_DAY, ONE_WEEK, HalfTerm, SchoolCalendar
from cohorts.planning.components import Kind, PlannedComponent
from cohorts.planning.moves import Move, NoOpenDay, clear_window, open_day, window_edge, working_days_before
from cohorts.planning.orders import in_order
from cohorts.planning.placements import (
    BeforePlacement,
    Day,
    DayPlacement,
    FixedDay,
    HalfTermDay,
    Hours,
    LastingPlacement,
    OffsetDay,
    Unfinished,
    WindowPlacement,
    days_of,
)
from cohorts.planning.plans import Plan, PlanItem, Problem, minutes_between
from cohorts.planning.repeats import Every, each_time, in_step
from cohorts.planning.wording import counted, day_in_words, listed


class NotDated(Exception):
    """A component cannot be given a date; the message says why."""


def generate(components: Iterable[PlannedComponent], *, start: dt.date, end: dt.date, calendar: SchoolCalendar) -> Plan:
    """The plan of a programme taught from ``start`` to ``end`` where schools keep ``calendar``.

    ``end`` is the last day of teaching: only the assessment may come after it.
    """
    return _Planning(tuple(components), start, end, calendar).plan()


class _Planning:
    """One run of the planner: what has been dated so far, and what has been found wrong."""

    def __init__(
        self, components: tuple[PlannedComponent, ...], start: dt.date, end: dt.date, calendar: SchoolCalendar
    ):
        self.order: dict[str, int] = {}
        self.components: dict[str, PlannedComponent] = {}
        self.problems: list[tuple[int, Problem]] = []
        self.items: dict[str, PlanItem] = {}
        self.start, self.end, self.calendar = start, end, calendar
        self.half_terms = calendar.half_terms_from(start)
        for position, component in enumerate(self._each_time(components)):
            if component.key in self.components:
                self._complain(component, f"another component has the key “{component.key}” too.", position=position)
            else:
                self.order[component.key] = position
                self.components[component.key] = component

    def _each_time(self, components: tuple[PlannedComponent, ...]) -> Sequence[PlannedComponent]:
        """The components, those that come round once for each time."""
        if not any(component.repeat for component in components):
            return components
        times = [(component.key, each_time(component, self._weeks_later(component))) for component in components]
        keys = {key: [time.key for time in each] for key, each in times if each[0].key != key}
        return in_step((time for _, each in times for time in each), keys)

    def _weeks_later(self, component: PlannedComponent) -> Sequence[int]:
        """For each time that it comes round, how many weeks after the first it does, if it does every week."""
        repeat, placement = component.repeat, component.placement
        times = range((repeat.times if repeat else None) or 1)
        if repeat is None or placement is None or repeat.every != Every.WEEK or component.lacks:
            return times
        try:
            first = self._day(days_of(placement)[0])
        except NotDated:
            return times
        return self.calendar.weeks_of_teaching_after(first, len(times))

    def plan(self) -> Plan:
        for key in self._keys_in_order():
            component = self.components[key]
            try:
                self.items[key] = self._dated(component)
            except (NotDated, NoOpenDay) as reason:
                self._complain(component, str(reason))
        self._check_order()
        for item in self.items.values():
            self._check(item)
        for item in self.items.values():
            self.order |= {day.key: self.order[item.key] for day in item.each_day}
        items = sorted(
            (day for item in self.items.values() for day in item.each_day),
            key=lambda item: (item.first_day, item.start or dt.time(), self.order[item.key]),
        )
        self._check_overlaps(items)
        self.problems.sort(key=lambda found: found[0])
        return Plan(tuple(items), tuple(problem for _, problem in self.problems))

    def _complain(
        self, component: PlannedComponent, sentence: str, *, is_dated: bool = False, position: int | None = None
    ) -> None:
        position = self.order[component.key] if position is None else position
        self.problems.append((position, Problem(component.key, component.title, sentence, is_dated)))

    def _keys_in_order(self) -> list[str]:
        """The keys so that each comes after those it waits for; those that wait in a circle are named and left out."""
        waits = {key: self._known(component.waits_for) for key, component in self.components.items()}
        circles, keys = in_order(waits)
        for circle in circles:
            self._complain_of_circle(circle, "it waits for itself", is_dated=False)
        return keys

    def _check_order(self) -> None:
        """Name components that must each come after the other, whatever their dates."""
        comes_after = {key: self._known(one.after) for key, one in self.components.items() if key in self.items}
        for key in self.items:
            for later in self._known(self.components[key].waits_for):
                comes_after[later].append(key)
        for circle in in_order(comes_after)[0]:
            self._complain_of_circle(circle, "it must come after itself", is_dated=True)

    def _title(self, key: str) -> str:
        return self.components[key].title if key in self.components else key

    def _known(self, keys: Iterable[str]) -> list[str]:
        return [key for key in keys if key in self.components]

    def _complain_of_circle(self, circle: list[str], said: str, *, is_dated: bool) -> None:
        named = " → ".join(f"“{self.components[key].title}”" for key in circle)
        for key in dict.fromkeys(circle):
            self._complain(self.components[key], f"{said}: {named}.", is_dated=is_dated)

    def _dated(self, component: PlannedComponent) -> PlanItem:
        placement = component.placement
        if placement is None or isinstance(placement, Unfinished) or component.lacks:
            raise NotDated(f"it has no date yet: {listed(component.lacks)} {_is_or_are(component.lacks)} missing.")
        if isinstance(placement, WindowPlacement | LastingPlacement):
            return self._window(component, placement)
        if isinstance(placement, BeforePlacement):
            other = self.items.get(placement.component)
            if other is None:
                title = self._title(placement.component)
                raise NotDated(f"it has no date, because “{title}”, which it comes before, has none.")
            wanted = working_days_before(other.first_day, placement.working_days, self.calendar)
        else:
            wanted = self._day(placement.day)
        if component.days > 1:
            on, move = clear_window(wanted, component.days, self.calendar)
        else:
            on, move = open_day(wanted, self.calendar, may_be_weekend=not _is_counted_out(placement))
        last = on + ONE_DAY * (component.days - 1)
        start, end = self._hours(component, placement.hours)
        return PlanItem(component, on, last, start=start, end=end, moves=(move,) if move else ())

    def _window(self, component: PlannedComponent, placement: WindowPlacement | LastingPlacement) -> PlanItem:
        wanted = self._day(placement.opens)
        if isinstance(placement, LastingPlacement) and placement.is_clear:
            opens_on, move = clear_window(wanted, placement.days, self.calendar)
            due_on = opens_on + ONE_DAY * (placement.days - 1)
            moves: tuple[Move | None, ...] = (move,)
        else:
            opens_on, opening = window_edge(wanted, "opening", self.calendar)
            if isinstance(placement, LastingPlacement):
                wanted = opens_on + ONE_DAY * (placement.days - 1)
            else:
                wanted = self._day(placement.closes)
            due_on, closing = window_edge(wanted, "deadline", self.calendar)
            moves = (opening, closing)
        if due_on < opens_on:
            raise NotDated(f"it would be due on {day_in_words(due_on)}, before it opens on {day_in_words(opens_on)}.")
        return PlanItem(component, opens_on, due_on, is_window=True, moves=tuple(move for move in moves if move))

    def _day(self, day: Day) -> dt.date:
        """The date that ``day`` asks for, whether or not schools are open on it."""
        try:
            if isinstance(day, FixedDay):
                return day.on
            if isinstance(day, HalfTermDay):
                return self._half_term(day.half_term).week_one + ONE_WEEK * (day.week - 1) + ONE_DAY * day.weekday
            reached = _months_after(self.start, day.months) + ONE_WEEK * day.weeks + ONE_DAY * day.days
            wait = 0 if day.weekday is None else (day.weekday - reached.weekday()) % 7
            return reached + ONE_DAY * wait
        except (OverflowError, ValueError):
            raise NotDated(f"“{day}” is further away than a calendar reaches.") from None

    def _half_term(self, number: int) -> HalfTerm:
        if number > len(self.half_terms):
            known = counted(len(self.half_terms), "half term")
            raise NotDated(
                f"it belongs in half term {number}, and from {day_in_words(self.start)} on {self.calendar.name} "
                f"knows only {known}."
            )
        return self.half_terms[number - 1]

    def _hours(self, component: PlannedComponent, hours: Hours) -> tuple[dt.time | None, dt.time | None]:
        """The hours of a session; an end that is not given follows from the minutes."""
        if hours.start is None or hours.end is not None or component.minutes is None:
            return hours.start, hours.end
        end = dt.datetime.combine(self.start, hours.start) + dt.timedelta(minutes=component.minutes)
        if end.date() != self.start:
            raise NotDated(f"{component.minutes} minutes from {hours.start:%H:%M} do not end on the same day.")
        return hours.start, end.time()

    def _check(self, item: PlanItem) -> None:
        """Say what is doubtful about an item that has its date."""
        component = item.component
        if item.first_day < self.start:
            said = f"{day_in_words(item.first_day)} is before the programme starts on {day_in_words(self.start)}."
            self._complain(component, said, is_dated=True)
        if item.last_day > self.end and item.kind != Kind.ASSESSMENT:
            said = f"{day_in_words(item.last_day)} is after the programme ends on {day_in_words(self.end)}."
            self._complain(component, said, is_dated=True)
        if item.start and item.end:
            if item.minutes and item.minutes > minutes_between(item.start, item.end):
                said = f"{item.minutes} minutes do not fit between {item.start:%H:%M} and {item.end:%H:%M}."
                self._complain(component, said, is_dated=True)
        elif not item.is_window:
            lacking = [name for name, time in (("a start", item.start), ("an end", item.end)) if time is None]
            said = f"its time is not complete: {listed(lacking)} {_is_or_are(lacking)} missing."
            self._complain(component, said, is_dated=True)
        for key in component.after:
            other = self.items.get(key)
            if other and item.first_day < other.last_day:
                said = (
                    f"it begins on {day_in_words(item.first_day)}, before “{other.title}”, which it comes after, "
                    f"is over on {day_in_words(other.last_day)}."
                )
                self._complain(component, said, is_dated=True)

    def _check_overlaps(self, items: Sequence[PlanItem]) -> None:
        """Name sessions of one cohort that are held at the same time; one may begin as another ends."""
        timed = [(item, item.start, item.end) for item in items if item.start and item.end]
        for index, (item, _, end) in enumerate(timed):
            for later, start, _ in timed[index + 1 :]:
                if later.on != item.on:
                    break
                if start < end:
                    said = f"it is held at the same time as “{item.title}”, on {day_in_words(item.first_day)}."
                    self._complain(later.component, said, is_dated=True)


def _is_counted_out(placement: DayPlacement | BeforePlacement) -> bool:
    """Whether its day follows from counting alone, so that nobody can have chosen the weekday."""
    if isinstance(placement, BeforePlacement):
        return False
    return isinstance(placement.day, OffsetDay) and placement.day.weekday is None


def _months_after(day: dt.date, count: int) -> dt.date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if year > dt.MAXYEAR:
        raise OverflowError
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _is_or_are(things: Sequence[str]) -> str:
    return "is" if len(things) == 1 else "are"
