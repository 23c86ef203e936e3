"""How far the people of cohorts have come: one reading of their rows, from which every board and list takes its figures."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from participants.models import Enrolment
from sessions.engagement import Engagement, EngagementRule, measure
from sessions.engagement_rows import items_for
from sessions.items import Item, State

BELOW = {"below", "out_of_reach"}


@dataclass(frozen=True)
class Person:
    """Somebody on a cohort, with all that was planned for them and what it amounts to."""

    enrolment: Enrolment
    items: Sequence[Item]
    engagement: Engagement

    @property
    def is_active(self) -> bool:
        return self.enrolment.status == Enrolment.Status.ACTIVE

    @property
    def is_below(self) -> bool:
        """Whether somebody who takes part is below the target now."""
        return self.is_active and self.engagement.standing.key in BELOW

    @property
    def is_out_of_reach(self) -> bool:
        """Whether somebody who takes part can no longer reach the target without catch-ups."""
        return self.is_active and self.engagement.standing.key == "out_of_reach"

    @property
    def unknown_marks(self) -> int:
        """How many sessions are over without a mark for somebody who takes part."""
        return sum(item.state == State.UNKNOWN for item in self.items) if self.is_active else 0


def people_of(enrolments: Iterable[Enrolment], *, now: dt.datetime) -> list[Person]:
    """The people behind ``enrolments``, in their order; fetch these with their cohorts."""
    enrolments = list(enrolments)
    items = items_for(enrolments, now=now)
    return [
        Person(
            enrolment,
            items[enrolment.pk],
            measure(items[enrolment.pk], rule=EngagementRule(target=enrolment.cohort.engagement_target)),
        )
        for enrolment in enrolments
    ]


@dataclass(frozen=True)
class Standings:
    """The people of a cohort, or of several, and their figures; figures are of those who take part."""

    people: Sequence[Person]

    @cached_property
    def active(self) -> list[Person]:
        return [person for person in self.people if person.is_active]

    @cached_property
    def below(self) -> list[Person]:
        return [person for person in self.people if person.is_below]

    @cached_property
    def out_of_reach(self) -> list[Person]:
        return [person for person in self.people if person.is_out_of_reach]

    @property
    def unknown_marks(self) -> int:
        return sum(person.unknown_marks for person in self.people)

    @cached_property
    def percent(self) -> Decimal | None:
        """What all have done of all that is known of them, cut to one decimal and never rounded up."""
        known = sum(person.engagement.known for person in self.active)
        engaged = sum(person.engagement.engaged for person in self.active)
        return Decimal(engaged * 1000 // known) / 10 if known else None


def by_cohort(people: Iterable[Person]) -> Callable[[int], Standings]:
    """The standings of each cohort, by its id; of a cohort without people, empty ones."""
    grouped: dict[int, list[Person]] = defaultdict(list)
    for person in people:
        grouped[person.enrolment.cohort_id].append(person)
    return lambda cohort: Standings(grouped.get(cohort, []))
