"""Who or what would have to be in two places at once. Plain facts in, sentences out.

Sessions are half-open: what ends at 11:00 does not meet what begins at 11:00.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from npq_portal import clock
from npq_portal.ui.words import count, date_times, full_date, listing, minutes

MOST_MINUTES_A_DAY = 8 * 60
MOST_NAMES = 3


class Level(StrEnum):
    """Whether a clash keeps a plan from being published, or is only said."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Booking:
    """A session with those it takes up, by their ids.

    ``takers`` are those named for it, who are all needed, or else the facilitators of its cohort, of whom one is enough.
    ``is_moving`` where a draft gives it a new time: only such sessions are looked at.
    """

    ident: str
    title: str
    cohort: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    takers: frozenset[int] = frozenset()
    are_named: bool = False
    expected: frozenset[int] = frozenset()
    venue: int | None = None
    is_moving: bool = False

    @property
    def day(self) -> dt.date:
        return clock.local(self.starts_at).date()

    def meets(self, other: "Booking") -> bool:
        """Whether both go on at some moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


class Place(NamedTuple):
    """A venue's name and how many it holds, where that is known."""

    name: str
    capacity: int | None


class Clash(NamedTuple):
    """One sentence about a session that a draft moves; ``tag`` is the same in two or three words."""

    level: Level
    ident: str
    tag: str
    sentence: str


def find(bookings: Sequence[Booking], *, names: Mapping[int, str], places: Mapping[int, Place]) -> list[Clash]:
    """The clashes of the sessions that move, with each other and with all others; those that block come first."""
    found = [clash for number, one in enumerate(bookings) for clash in _of(one, bookings, number, names, places)]
    found += _long_days(bookings, names)
    return sorted(found, key=lambda clash: clash.level != Level.BLOCK)


def _of(one: Booking, bookings: Sequence[Booking], number: int, names, places) -> Iterator[Clash]:
    if not one.is_moving:
        return
    for place, other in enumerate(bookings):
        # Two that both move are one pair, and looked at once.
        if place != number and one.meets(other) and (not other.is_moving or place > number):
            yield from _of_pair(one, other, names, places)
    where = places.get(one.venue) if one.venue else None
    if where and where.capacity is not None and len(one.expected) > where.capacity:
        sentence = f"{one.title}: {where.name} holds {where.capacity}, and {len(one.expected)} are expected."
        yield Clash(Level.WARN, one.ident, f"{where.name} too small", sentence)


def _of_pair(one: Booking, other: Booking, names: Mapping[int, str], places: Mapping[int, Place]) -> Iterator[Clash]:
    what = f"{one.title} and {other.title} ({other.cohort}) meet on {date_times(other.starts_at, other.ends_at)}"
    if both := one.takers & other.takers:
        people = _people(both, names)
        if _has_nobody_to_spare(one, other):
            yield Clash(Level.BLOCK, one.ident, f"{people} busy", f"{what}: {people} would have to take both.")
        else:
            sentence = f"{what}: {people} can take one of them, somebody else has to take the other."
            yield Clash(Level.WARN, one.ident, f"{people} busy", sentence)
    if one.venue and one.venue == other.venue:
        name = places[one.venue].name
        yield Clash(Level.BLOCK, one.ident, f"{name} taken", f"{what}: both are at {name}.")
    if both := one.expected & other.expected:
        sentence = f"{what}: {count(len(both), 'participant is,participants are')} expected at both."
        yield Clash(Level.WARN, one.ident, f"{count(len(both), 'participant,participants')} busy", sentence)


def _has_nobody_to_spare(one: Booking, other: Booking) -> bool:
    """Whether two sessions at once cannot both be taken by those who share somebody."""
    if one.are_named and other.are_named:
        return True
    if one.are_named or other.are_named:
        named, free = (one, other) if one.are_named else (other, one)
        return free.takers <= named.takers
    return len(one.takers | other.takers) == 1


def _long_days(bookings: Sequence[Booking], names: Mapping[int, str]) -> Iterator[Clash]:
    """Days that would be longer than anybody should sit or teach, where a session moves to them."""
    for day in sorted({booking.day for booking in bookings if booking.is_moving}):
        of_day = [booking for booking in bookings if booking.day == day]
        spent: dict[int, int] = {}
        for booking in of_day:
            for person in booking.expected | (booking.takers if booking.are_named else frozenset()):
                spent[person] = spent.get(person, 0) + int((booking.ends_at - booking.starts_at).total_seconds() // 60)
        tired = {person for person, time in spent.items() if time > MOST_MINUTES_A_DAY}
        if tired:
            longest = max(spent[person] for person in tired)
            moving = next(booking for booking in of_day if booking.is_moving)
            sentence = f"{full_date(day)} would have {minutes(longest)} of sessions for {_people(tired, names)}."
            yield Clash(Level.WARN, moving.ident, "Long day", sentence)


def _people(ids: frozenset[int] | set[int], names: Mapping[int, str]) -> str:
    """Sam Iqbal and Priya Nair; of many only how many."""
    if len(ids) > MOST_NAMES:
        return count(len(ids), "person,people")
    return listing(sorted(names[person] for person in ids))
