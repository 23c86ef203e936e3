"""Dividing people into groups of even size: names and schools in, groups out."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from string import ascii_uppercase
from typing import Literal, NamedTuple

from cohorts.models import Group

# Whether people of one school are to be in different groups or in the same.
Colleagues = Literal["apart", "together"]
STEMS = {Group.Kind.TEACHING: "Group", Group.Kind.BUDDIES: "Buddies"}


class Person(NamedTuple):
    """Somebody to be put into a group."""

    enrolment_id: int
    name: str
    school: str


@dataclass(frozen=True)
class Division:
    """Groups by name with their people, before anything is written."""

    groups: list[tuple[str, list[Person]]]

    @property
    def people(self) -> int:
        return sum(len(people) for _, people in self.groups)

    @property
    def fingerprint(self) -> str:
        """A short text that differs whenever the division does."""
        ids = [(name, [person.enrolment_id for person in people]) for name, people in self.groups]
        return hashlib.sha256(repr(ids).encode()).hexdigest()[:16]


def number_for(people: int, *, at_most: int) -> int:
    """How many groups of at most so many the people make; 25 people in groups of at most 4 make 7."""
    return -(-people // at_most)


def deal(people: Sequence[Person], number: int, *, colleagues: Colleagues) -> list[list[Person]]:
    """The people in ``number`` groups, none larger than another by more than one; in each by name."""
    in_row = sorted(people, key=lambda person: (person.school, person.name, person.enrolment_id))
    if colleagues == "apart":
        dealt = [in_row[first::number] for first in range(number)]
    else:
        size, larger = divmod(len(in_row), number)
        ends = [0, *(size * (place + 1) + min(place + 1, larger) for place in range(number))]
        dealt = [in_row[ends[place] : ends[place + 1]] for place in range(number)]
    return [sorted(group, key=lambda person: (person.name, person.enrolment_id)) for group in dealt]


def new_names(kind: Group.Kind, taken: Collection[str]) -> Iterator[str]:
    """Names for groups of a kind that nobody has used: Group A, Group B; Community 1, Community 2."""
    stem = STEMS.get(kind, kind.label)
    marks: Iterator[str] = map(str, count(1))
    if kind == Group.Kind.TEACHING:
        marks = iter([*ascii_uppercase, *map(str, range(1, 1000))])
    return (name for mark in marks if (name := f"{stem} {mark}") not in taken)
