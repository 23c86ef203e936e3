"""People who would be expected at no session of any group, because they are in none."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from cohorts.models import Cohort, Group
from npq_portal.ui.words import count, listing
from participants.actions.groups import ungrouped
from sessions.items import local_day
from sessions.models import TrainingSession


class Gap(NamedTuple):
    """Those who are in no group of a kind that has sessions to come."""

    kind: Group.Kind
    names: list[str]

    @property
    def title(self) -> str:
        return f"{count(len(self.names), 'person is,people are')} in no {self.kind.label.lower()}"

    @property
    def text(self) -> str:
        one = len(self.names) == 1
        return f"{listing(self.names)} {'is' if one else 'are'} expected at none of the sessions that are for one."


def gaps_of(cohort: Cohort, sessions: Iterable[TrainingSession], *, now: dt.datetime) -> list[Gap]:
    """Who is left out of sessions to come; fetch those with their groups. A query for each kind that has any."""
    kinds = {each.group.kind for each in sessions if each.group and not each.is_cancelled and each.starts_at > now}
    gaps = [
        Gap(kind, [person.name for person in ungrouped(cohort, kind, local_day(now))])
        for kind in Group.Kind
        if kind in kinds
    ]
    return [gap for gap in gaps if gap.names]
