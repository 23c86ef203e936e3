"""Holding a session once for each group, instead of once for the whole cohort."""

import datetime as dt

from django.db import transaction

from cohorts.models import Group
from npq_portal.audit import log
from npq_portal.users.models import User
from sessions.actions.sessions import AlreadyBegun, AlreadyCancelled, has_begun
from sessions.models import TrainingSession

# What a session for another group takes over; it has its own identity, place and link.
SAME = (
    "cohort_id",
    "kind",
    "delivery",
    "title",
    "short_title",
    "starts_at",
    "ends_at",
    "preparation",
    "preparation_minutes",
    "is_compulsory",
)


class AlreadyForAGroup(Exception):
    """The session is for one group, so there is nothing to divide."""


class TooFewGroups(Exception):
    """The cohort has fewer than two groups of that kind that go on."""


@transaction.atomic
def hold_for_each(session: TrainingSession, kind: str, *, now: dt.datetime, by: User | None) -> list[TrainingSession]:
    """Give a session to the first group of a kind, and add one like it at the same time for every other.

    The others have no room, no link and no named facilitators yet. Raises ``AlreadyCancelled``, ``AlreadyBegun``,
    ``AlreadyForAGroup`` or ``TooFewGroups``.
    """
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if session.is_cancelled:
        raise AlreadyCancelled
    if has_begun(session, now):
        raise AlreadyBegun
    if session.group_id is not None:
        raise AlreadyForAGroup
    groups = list(Group.objects.filter(cohort=session.cohort_id, kind=kind, ends_on=None).in_order())
    if len(groups) < 2:
        raise TooFewGroups
    held = [session, *(repeated(session, group) for group in groups[1:])]
    title, short_title = session.title, session.short_title
    session.sequence += 1
    for each, group in zip(held, groups, strict=True):
        each.group, each.changed_at = group, now
        each.title = f"{title[: 167 - len(group.name)]} ({group.name})"
        each.short_title = short_name(short_title, group)
        each.full_clean()
        each.save()
    log.record("session.held_for_each", subject=session, by=by, groups=[group.pk for group in groups])
    return held


def repeated(session: TrainingSession, group: Group) -> TrainingSession:
    """The session as another group has it; not saved."""
    suffix = f"-group-{group.pk}"
    key = f"{session.component_key[: 60 - len(suffix)]}{suffix}"
    same = {name: getattr(session, name) for name in SAME}
    return TrainingSession(**same, component_key=key, parallel_to=session)


def short_name(short_title: str, group: Group) -> str:
    """A short title with what tells the group from others: Clin 3 becomes Clin 3 B for Group B."""
    mark = group.name.rpartition(" ")[2][:8]
    return f"{short_title[: 19 - len(mark)]} {mark}"
