"""Making the groups of a cohort, and who is in them from when to when.

The groups of one cohort change one at a time: every action here locks the cohort first.
"""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from cohorts.models import Cohort, Group
from npq_portal.audit import log
from npq_portal.ui.words import count, plain_date
from npq_portal.users.models import User
from participants.actions.enrolments import check_bounds
from participants.actions.refusals import Refusal
from participants.grouping import Colleagues, Division, Person, deal, new_names, number_for
from participants.models import Enrolment, GroupMembership

ONE_DAY = dt.timedelta(days=1)
TAKING_PART = frozenset({Enrolment.Status.ACTIVE, Enrolment.Status.DEFERRED})


class GroupEnded(Refusal):
    """The group has its last day."""

    sentence = "This group has ended. Choose one that goes on."


class NotInCohort(Refusal):
    """Somebody is on another cohort, or takes part in this one no more."""

    sentence = "Only people who take part in this cohort can be in its groups."


class OverlapsAnother(Refusal):
    """Somebody is in a group of this kind on or after that day."""


class NobodyLeft(Refusal):
    """Everybody who takes part is in a group of this kind."""

    sentence = "Everybody who takes part is in a group of this kind already."


class TooManyGroups(Refusal):
    """Some groups would be empty."""


class ChangedMeanwhile(Refusal):
    """The division is not the one that was seen."""

    sentence = "Somebody changed the cohort or its groups in between. Here is the division as it would be now."


@transaction.atomic
def make(cohort: Cohort, *, kind: Group.Kind, name: str, by: User | None) -> Group:
    """Add an empty group to a cohort. Raises ``ValidationError`` where the name is taken."""
    lock(cohort.pk)
    group = Group(cohort=cohort, kind=kind, name=name)
    group.full_clean()
    group.save()
    log.record("group.made", subject=group, by=by, kind=str(kind))
    return group


@transaction.atomic
def rename(group: Group, *, name: str, by: User | None) -> Group:
    """Give a group another name. Raises ``ValidationError`` where it is taken."""
    group = locked(group)
    group.name = name
    group.full_clean()
    group.save(update_fields=["name"])
    log.record("group.renamed", subject=group, by=by)
    return group


@transaction.atomic
def put_in(group: Group, people: Collection[Enrolment], *, starts_on: dt.date, by: User | None) -> int:
    """Put people into a group from a day on, all or none; each leaves their group of that kind the day before.

    Whoever is in it already stays. Gives the number of those who were put in.
    """
    group = locked(group)
    check_bounds(starts_on)
    if group.ends_on is not None:
        raise GroupEnded
    if any(each.cohort_id != group.cohort_id or each.status not in TAKING_PART for each in people):
        raise NotInCohort
    rows = GroupMembership.objects.filter(enrolment__in=[each.pk for each in people], kind=group.kind)
    last = {row.enrolment_id: row for row in rows.select_related("group").order_by("starts_on", "pk")}
    changed, added = [], []
    for enrolment in people:
        before = last.get(enrolment.pk)
        if before and before.group_id == group.pk and before.ends_on is None and before.starts_on <= starts_on:
            continue
        require_after(before, starts_on)
        if before and before.starts_on == starts_on:
            # It has not lasted a day: a slip is corrected instead of kept as history.
            before.group = group
            changed.append(before)
            continue
        if before and before.ends_on is None:
            before.ends_on = starts_on - ONE_DAY
            changed.append(before)
        added.append(GroupMembership(group=group, enrolment=enrolment, kind=group.kind, starts_on=starts_on))
    GroupMembership.objects.bulk_update(changed, ["group", "ends_on"])
    GroupMembership.objects.bulk_create(added)
    placed = sorted({row.enrolment_id for row in [*changed, *added] if row.group_id == group.pk})
    if placed:
        log.record("group.joined", subject=group, by=by, enrolments=placed, starts_on=starts_on.isoformat())
    return len(placed)


def require_after(before: GroupMembership | None, starts_on: dt.date) -> None:
    """Raises ``OverlapsAnother`` where somebody's latest membership of a kind leaves no room from a day on."""
    if before is None:
        return
    if before.ends_on is not None and starts_on <= before.ends_on:
        raise OverlapsAnother(
            f"{before.enrolment.participant} is in {before.group} until {plain_date(before.ends_on)}. "
            "Choose a day after that."
        )
    if before.ends_on is None and starts_on < before.starts_on:
        raise OverlapsAnother(
            f"{before.enrolment.participant} is in {before.group} from {plain_date(before.starts_on)}. "
            "Choose that day or a later one."
        )


@transaction.atomic
def take_out(membership: GroupMembership, *, from_on: dt.date, by: User | None) -> None:
    """Let somebody be in a group no more from a day on, without another; what has not lasted a day is struck out."""
    locked(membership.group)
    membership = GroupMembership.objects.select_related("group").get(pk=membership.pk)
    if membership.ends_on is not None:
        raise OverlapsAnother(f"This ends on {plain_date(membership.ends_on)} already.")
    check_bounds(from_on)
    require_after(membership, from_on)
    if from_on == membership.starts_on:
        membership.delete()
    else:
        membership.ends_on = from_on - ONE_DAY
        membership.save(update_fields=["ends_on"])
    log.record(
        "group.left",
        subject=membership.group,
        by=by,
        enrolments=[membership.enrolment_id],
        from_on=from_on.isoformat(),
    )


@transaction.atomic
def end(group: Group, *, ends_on: dt.date, by: User | None) -> Group:
    """Let a group end; ``ends_on`` is its last day and that of everybody in it. Its past stays."""
    group = locked(group)
    check_bounds(ends_on)
    if group.ends_on is not None:
        raise GroupEnded
    later = group.memberships.filter(starts_on__gt=ends_on).for_listing().last()
    if later is not None:
        raise OverlapsAnother(
            f"{later.enrolment.participant} joins it on {plain_date(later.starts_on)}. Choose that day or a later one."
        )
    group.memberships.not_over(ends_on).update(ends_on=ends_on)
    group.ends_on = ends_on
    group.save(update_fields=["ends_on"])
    log.record("group.ended", subject=group, by=by, ends_on=ends_on.isoformat())
    return group


def propose_split(
    cohort: Cohort,
    *,
    kind: Group.Kind,
    number: int | None,
    at_most: int | None,
    colleagues: Colleagues,
    starts_on: dt.date,
) -> Division:
    """How ``split`` would divide those who take part and are in no group of this kind on or after a day.

    Either the ``number`` of groups is given, or how many are to be in each at most. Nothing is written.
    """
    people = ungrouped(cohort, kind, starts_on)
    if not people:
        raise NobodyLeft
    groups = number or number_for(len(people), at_most=at_most or len(people))
    if groups > len(people):
        raise TooManyGroups(f"Only {count(len(people), 'person is,people are')} left to divide. Choose fewer groups.")
    names = new_names(kind, set(cohort.groups.values_list("name", flat=True)))
    # The names go on for ever, the people do not.
    return Division(list(zip(names, deal(people, groups, colleagues=colleagues), strict=False)))


def ungrouped(cohort: Cohort, kind: Group.Kind, day: dt.date) -> list[Person]:
    """Those who take part in a cohort and are in no group of a kind on a day or later."""
    placed = GroupMembership.objects.filter(enrolment__cohort=cohort, kind=kind).not_over(day)
    rows = Enrolment.objects.filter(cohort=cohort).active().exclude(pk__in=placed.values("enrolment"))
    names = rows.order_by("participant__user__full_name", "pk").values_list(
        "pk", "participant__user__full_name", "participant__school__name"
    )
    return [Person(pk, name, school or "") for pk, name, school in names]


@transaction.atomic
def split(
    cohort: Cohort,
    *,
    kind: Group.Kind,
    number: int | None,
    at_most: int | None,
    colleagues: Colleagues,
    starts_on: dt.date,
    seen: str,
    by: User | None,
) -> list[Group]:
    """Divide a cohort into new groups of even size, exactly as it was ``seen`` (the division's fingerprint)."""
    lock(cohort.pk)
    check_bounds(starts_on)
    division = propose_split(
        cohort, kind=kind, number=number, at_most=at_most, colleagues=colleagues, starts_on=starts_on
    )
    if division.fingerprint != seen:
        raise ChangedMeanwhile
    groups = []
    for name, people in division.groups:
        group = Group(cohort=cohort, kind=kind, name=name)
        group.full_clean()
        group.save()
        GroupMembership.objects.bulk_create(
            GroupMembership(group=group, enrolment_id=person.enrolment_id, kind=kind, starts_on=starts_on)
            for person in people
        )
        groups.append(group)
    log.record(
        "cohort.split",
        subject=cohort,
        by=by,
        groups=[group.pk for group in groups],
        people=division.people,
        starts_on=starts_on.isoformat(),
    )
    return groups


def lock(cohort_id: int) -> Cohort:
    return Cohort.objects.select_for_update(of=("self",)).get(pk=cohort_id)


def locked(group: Group) -> Group:
    """The group as it is now; its cohort is held until the transaction ends."""
    lock(group.cohort_id)
    return Group.objects.select_related("cohort").get(pk=group.pk)
