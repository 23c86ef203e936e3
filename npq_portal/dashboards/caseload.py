"""A mentor's people, those most in need first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max

from npq_portal.dashboards.standings import people_of
from npq_portal.ui.words import relative_day, short_date
from participants.models import Conversation, Enrolment
from sessions.engagement import Engagement
from sessions.forecast import WORST_FIRST, Counted
from sessions.items import Item, State, Strand

NAMED = 3


@dataclass(frozen=True)
class Case:
    """One participant as their mentor sees them."""

    enrolment: Enrolment
    engagement: Engagement
    items: Sequence[Item]
    last_talk_on: dt.date | None
    today: dt.date

    @property
    def need(self) -> tuple[int, bool, dt.date]:
        """What puts one before another: the worse standing, then a conversation overdue, then the longest silence."""
        standing = WORST_FIRST.index(self.engagement.standing.key)
        return standing, self.overdue_talk is None, self.last_talk_on or dt.date.min

    @property
    def overdue_talk(self) -> Item | None:
        return next((item for item in self.items if is_talk(item) and item.state == State.OVERDUE), None)

    @property
    def talk_words(self) -> str:
        """The last conversation, and which is due."""
        last = f"Last talked {relative_day(self.last_talk_on, self.today)}" if self.last_talk_on else "Not talked yet"
        if self.overdue_talk:
            return f"{last} · {self.overdue_talk.title} was due {short_date(self.overdue_talk.due_on)}"
        coming = next((item for item in self.items if is_talk(item) and item.state == State.UPCOMING), None)
        return f"{last} · next by {short_date(coming.due_on)}" if coming else last

    @property
    def next_session(self) -> Item | None:
        return next((item for item in self.items if item.strand == Strand.LIVE and item.state == State.UPCOMING), None)

    @property
    def missing(self) -> list[str]:
        """What is missing, the latest first, conversations aside: those are said beside it."""
        lines = [
            line.item.title.partition(":")[0]
            for line in reversed(self.engagement.working)
            if line.counted == Counted.NOT_ENGAGED and not is_talk(line.item)
        ]
        return [*lines[:NAMED], f"{len(lines) - NAMED} more"] if len(lines) > NAMED + 1 else lines


def is_talk(item: Item) -> bool:
    return item.strand == Strand.COACHING


def cases_of(enrolments: Iterable[Enrolment], *, now: dt.datetime, on: dt.date) -> list[Case]:
    """Those most in need first; the enrolments come with their cohorts, and their number costs no queries."""
    people = people_of(enrolments, now=now)
    talks = Conversation.objects.filter(enrolment__in=[person.enrolment.pk for person in people], held_on__lte=on)
    last_talks = dict(talks.order_by().values_list("enrolment").annotate(last=Max("held_on")))
    cases = [
        Case(person.enrolment, person.engagement, person.items, last_talks.get(person.enrolment.pk), on)
        for person in people
    ]
    return sorted(cases, key=lambda case: case.need)
