"""The groups of a cohort as its pages list them: by kind, with their people, and with those who are in none."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from cohorts.models import Cohort, Group
from cohorts.models.groups import plural_of
from participants.models import Enrolment, GroupMembership

COLUMNS = ["Name", "E-mail", "School", "Kind", "Group", "From", "Until"]


class Listed(NamedTuple):
    """A group with those who are in it, or will be."""

    group: Group
    members: list[GroupMembership]

    @property
    def names(self) -> list[str]:
        return [str(member.enrolment.participant) for member in self.members]


class Section(NamedTuple):
    """The groups of one kind that have not ended, and who takes part without being in one."""

    kind: Group.Kind
    heading: str
    groups: list[Listed]
    without: list[str]

    @property
    def people(self) -> int:
        return sum(len(listed.members) for listed in self.groups)


class GroupBook(NamedTuple):
    """All groups of a cohort on a day."""

    sections: list[Section]
    ended: list[Group]

    @property
    def memberships(self) -> list[GroupMembership]:
        return [member for section in self.sections for listed in section.groups for member in listed.members]


def book_of(cohort: Cohort, *, on: dt.date) -> GroupBook:
    """The groups of a cohort as they are on a day. Three queries, whatever their number."""
    members = defaultdict(list)
    for row in people_in(GroupMembership.objects.filter(group__cohort=cohort).not_over(on)).for_listing():
        members[row.group_id].append(row)
    groups = list(cohort.groups.in_order())
    going_on = [group for group in groups if group.ends_on is None or group.ends_on >= on]
    taking_part = Enrolment.objects.filter(cohort=cohort).active().order_by("participant__user__full_name", "pk")
    names = list(taking_part.values_list("pk", "participant__user__full_name")) if going_on else []
    sections = []
    for kind in Group.Kind:
        listed = [Listed(group, members[group.pk]) for group in going_on if group.kind == kind]
        placed = {member.enrolment_id for each in listed for member in each.members}
        without = [name for pk, name in names if pk not in placed]
        if listed:
            sections.append(Section(kind, plural_of(kind), listed, without))
    return GroupBook(sections, [group for group in groups if group not in going_on])


def people_in(memberships):
    """Memberships of those who have not withdrawn."""
    return memberships.exclude(enrolment__status=Enrolment.Status.WITHDRAWN)


def csv_rows(book: GroupBook):
    for row in book.memberships:
        participant = row.enrolment.participant
        yield [
            str(participant),
            participant.user.email,
            str(participant.school or ""),
            row.group.get_kind_display(),
            row.group.name,
            row.starts_on.isoformat(),
            row.ends_on.isoformat() if row.ends_on else "",
        ]
