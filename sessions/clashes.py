"""Who or what would have to be in two places at once, or where it cannot be. Plain facts in, sentences out.

Sessions are half-open: what ends at 11:00 does not meet what begins at 11:00.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from npq_portal import clock
from npq_portal.ui.words import count, date_times, full_date, listing, minutes

MOST_NAMES = 3


class ClashKind(StrEnum):
    """What two sessions would both need, or what a session's day or place does not allow."""

    FACILITATOR = "facilitator"
    VENUE = "venue"
    CLOSURE = "closure"
    PARTICIPANT = "participant"
    CAPACITY = "capacity"
    HOURS = "hours"


class Level(StrEnum):
    """What a clash does: it keeps a session from being put there, asks for a reason, or is not spoken of."""

    BLOCK = "block"
    WARN = "warn"
    IGNORE = "ignore"


class Levels(NamedTuple):
    """The level of each kind of clash, and from how many hours on a day is too long."""

    facilitator: Level = Level.BLOCK
    venue: Level = Level.BLOCK
    closure: Level = Level.BLOCK
    participant: Level = Level.WARN
    capacity: Level = Level.WARN
    hours: Level = Level.WARN
    most_hours: int = 8


STANDARD = Levels()


@dataclass(frozen=True, slots=True)
class Booking:
    """A session with those it takes up, by their ids.

    ``takers`` are those named for it, who are all needed, or else the facilitators of its cohort, of whom one is enough.
    ``closed`` says why schools are closed on its day. ``is_moving`` where it gets a new time, place or person: only such
    sessions are looked at. ``pk`` is its row, if it has one yet.
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
    closed: str = ""
    is_moving: bool = False
    pk: int | None = None

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
    """One sentence about a session that moves; ``tag`` is the same in two or three words, ``other`` the row it meets,
    ``people`` those who would take both."""

    level: Level
    kind: ClashKind
    ident: str
    tag: str
    sentence: str
    other: int | None = None
    people: frozenset[int] = frozenset()

    @property
    def blocks(self) -> bool:
        return self.level == Level.BLOCK

    @property
    def shown(self) -> str:
        """What tells it from any other: what is accepted is what was read."""
        return fingerprint([self])


def fingerprint(found: Iterable[Clash]) -> str:
    """A short text that differs whenever what is said of the clashes does."""
    said = sorted(f"{clash.kind} {clash.ident} {clash.sentence}" for clash in found)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


class _Look(NamedTuple):
    """What every clash is worded and judged by."""

    names: Mapping[int, str]
    places: Mapping[int, Place]
    levels: Levels


def find(
    bookings: Sequence[Booking],
    *,
    names: Mapping[int, str],
    places: Mapping[int, Place],
    levels: Levels = STANDARD,
) -> list[Clash]:
    """The clashes of the sessions that move, with each other and with all others; those that block come first.

    Those that are to be ignored come too, so that whoever writes the sessions knows of them.
    """
    look = _Look(names, places, levels)
    found = [clash for number, one in enumerate(bookings) for clash in _of(one, bookings, number, look)]
    found += _long_days(bookings, look)
    return sorted(found, key=lambda clash: list(Level).index(clash.level))


def _of(one: Booking, bookings: Sequence[Booking], number: int, look: _Look) -> Iterator[Clash]:
    if not one.is_moving:
        return
    for place, other in enumerate(bookings):
        # Two that both move are one pair, and looked at once.
        if place != number and one.meets(other) and (not other.is_moving or place > number):
            yield from _of_pair(one, other, look)
    if one.closed:
        sentence = f"{one.title} would be on {full_date(one.day)}, when schools are closed: {one.closed}."
        tag = f"Schools closed: {one.closed}"
        yield Clash(look.levels.closure, ClashKind.CLOSURE, one.ident, tag, sentence)
    where = look.places.get(one.venue) if one.venue else None
    if where and where.capacity is not None and len(one.expected) > where.capacity:
        sentence = f"{one.title}: {where.name} holds {where.capacity}, and {len(one.expected)} are expected."
        yield Clash(look.levels.capacity, ClashKind.CAPACITY, one.ident, f"{where.name} too small", sentence)


def _of_pair(one: Booking, other: Booking, look: _Look) -> Iterator[Clash]:
    what = f"{one.title} and {other.title} ({other.cohort}) meet on {date_times(other.starts_at, other.ends_at)}"
    if both := one.takers & other.takers:
        people, level = _people(both, look.names), look.levels.facilitator
        if _has_nobody_to_spare(one, other):
            sentence = f"{what}: {people} would have to take both."
        else:
            level = Level.WARN if level == Level.BLOCK else level
            sentence = f"{what}: {people} can take one of them, somebody else has to take the other."
        yield Clash(level, ClashKind.FACILITATOR, one.ident, f"{people} busy", sentence, other.pk, both)
    if one.venue and one.venue == other.venue:
        name = look.places[one.venue].name
        sentence = f"{what}: both are at {name}."
        yield Clash(look.levels.venue, ClashKind.VENUE, one.ident, f"{name} taken", sentence, other.pk)
    if both := one.expected & other.expected:
        sentence = f"{what}: {count(len(both), 'participant is,participants are')} expected at both."
        tag = f"{count(len(both), 'participant,participants')} busy"
        yield Clash(look.levels.participant, ClashKind.PARTICIPANT, one.ident, tag, sentence, other.pk)


def _has_nobody_to_spare(one: Booking, other: Booking) -> bool:
    """Whether two sessions at once cannot both be taken by those who share somebody."""
    if one.are_named and other.are_named:
        return True
    if one.are_named or other.are_named:
        named, free = (one, other) if one.are_named else (other, one)
        return free.takers <= named.takers
    return len(one.takers | other.takers) == 1


def _long_days(bookings: Sequence[Booking], look: _Look) -> Iterator[Clash]:
    """Days that would be longer than anybody should sit or teach, where a session moves to them."""
    for day in sorted({booking.day for booking in bookings if booking.is_moving}):
        of_day = [booking for booking in bookings if booking.day == day]
        spent: dict[int, int] = {}
        for booking in of_day:
            for person in booking.expected | (booking.takers if booking.are_named else frozenset()):
                spent[person] = spent.get(person, 0) + int((booking.ends_at - booking.starts_at).total_seconds() // 60)
        tired = {person for person, time in spent.items() if time > look.levels.most_hours * 60}
        if tired:
            longest = max(spent[person] for person in tired)
            moving = next(booking for booking in of_day if booking.is_moving)
            sentence = f"{full_date(day)} would have {minutes(longest)} of sessions for {_people(tired, look.names)}."
            yield Clash(look.levels.hours, ClashKind.HOURS, moving.ident, "Long day", sentence)


def _people(ids: frozenset[int] | set[int], names: Mapping[int, str]) -> str:
    """Sam Iqbal and Priya Nair; of many only how many."""
    if len(ids) > MOST_NAMES:
        return count(len(ids), "person,people")
    return listing(sorted(names[person] for person in ids))
