"""The groups that a participant is in, and who is in them with them."""

import datetime as dt
from typing import NamedTuple

from cohorts.models import Group
from participants.models import Enrolment, GroupMembership


class OwnGroup(NamedTuple):
    """A group, and the names of the others who take part in it."""

    group: Group
    others: list[str]


def own_groups(enrolment: Enrolment, *, on: dt.date) -> list[OwnGroup]:
    """The groups that an enrolment is in on a day, in one query."""
    in_force = GroupMembership.objects.in_force(on)
    rows = in_force.filter(group__in=in_force.filter(enrolment=enrolment).values("group")).for_listing()
    found: dict[int, OwnGroup] = {}
    for row in rows:
        own = found.setdefault(row.group_id, OwnGroup(row.group, []))
        if row.enrolment_id != enrolment.pk and row.enrolment.status == Enrolment.Status.ACTIVE:
            own.others.append(str(row.enrolment.participant))
    kinds = list(Group.Kind)
    return sorted(found.values(), key=lambda own: (kinds.index(Group.Kind(own.group.kind)), own.group.pk))
