"""Making groups, and who is in them from when to when."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cohorts.models import Group
from npq_portal.audit.models import Event
from participants.actions import groups
from participants.actions.enrolments import UnlikelyDay
from participants.actions.groups import (
    ChangedMeanwhile,
    GroupEnded,
    NobodyLeft,
    NotInCohort,
    OverlapsAnother,
    TooManyGroups,
)
from participants.models import GroupMembership
from tests.factories.cohorts import CohortFactory, GroupFactory
from tests.factories.participants import EnrolmentFactory, GroupMembershipFactory

pytestmark = pytest.mark.django_db

JANUARY, MARCH, MAY = dt.date(2022, 1, 10), dt.date(2022, 3, 3), dt.date(2022, 5, 16)
DAY = dt.timedelta(days=1)


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def ben(cohort):
    return EnrolmentFactory(cohort=cohort, participant__user__full_name="Ben Whitcombe")


@pytest.fixture
def a(cohort):
    return GroupFactory(cohort=cohort, name="Group A")


@pytest.fixture
def b(cohort):
    return GroupFactory(cohort=cohort, name="Group B")


def put_in(group, *people, starts_on=MARCH):
    return groups.put_in(group, people, starts_on=starts_on, by=None)


def history(enrolment):
    rows = GroupMembership.objects.filter(enrolment=enrolment).for_listing()
    return [(row.group.name, row.starts_on, row.ends_on) for row in rows]


def split(cohort, **options):
    wanted = {"kind": Group.Kind.COMMUNITY, "number": None, "at_most": 4, "colleagues": "apart", "starts_on": MARCH}
    division = groups.propose_split(cohort, **wanted | options)
    return groups.split(cohort, **wanted | options, seen=division.fingerprint, by=None)


# Groups


def test_a_group_is_made_and_renamed(cohort):
    group = groups.make(cohort, kind=Group.Kind.CLINIC, name="Clinic East", by=None)

    groups.rename(group, name="Clinic West", by=None)

    assert [(each.kind, each.name) for each in cohort.groups.all()] == [("clinic", "Clinic West")]
    assert [event.action for event in Event.objects.about(group)] == ["group.renamed", "group.made"]


def test_a_name_is_given_once_in_a_cohort_even_after_the_group_has_ended(cohort, a, b):
    groups.end(a, ends_on=MAY, by=None)

    with pytest.raises(ValidationError):
        groups.make(cohort, kind=Group.Kind.CLINIC, name="Group A", by=None)
    with pytest.raises(ValidationError):
        groups.rename(b, name="Group A", by=None)


# Being put in, moved and taken out


def test_people_are_put_into_a_group_together(cohort, a, ben):
    amara = EnrolmentFactory(cohort=cohort)

    assert put_in(a, ben, amara) == 2

    assert history(ben) == history(amara) == [("Group A", MARCH, None)]
    [event] = Event.objects.about(a)
    assert (event.action, event.details["enrolments"]) == ("group.joined", sorted([ben.pk, amara.pk]))


def test_whoever_is_moved_leaves_the_group_before_and_its_past_stays(a, b, ben):
    put_in(a, ben, starts_on=JANUARY)

    put_in(b, ben, starts_on=MARCH)

    assert history(ben) == [("Group A", JANUARY, MARCH - DAY), ("Group B", MARCH, None)]


def test_a_slip_of_the_same_day_is_corrected_instead_of_kept(a, b, ben):
    put_in(a, ben)

    assert put_in(b, ben) == 1

    assert history(ben) == [("Group B", MARCH, None)]


def test_whoever_is_in_it_already_stays_and_nothing_is_recorded(a, ben):
    put_in(a, ben, starts_on=JANUARY)

    assert put_in(a, ben, starts_on=MARCH) == 0

    assert history(ben) == [("Group A", JANUARY, None)]
    assert Event.objects.about(a).count() == 1


def test_groups_of_different_kinds_go_together(cohort, a, ben):
    clinic = GroupFactory(cohort=cohort, kind=Group.Kind.CLINIC, name="Clinic 1")
    put_in(a, ben)

    put_in(clinic, ben)

    assert {name for name, *_ in history(ben)} == {"Group A", "Clinic 1"}


@pytest.mark.parametrize(
    ("ends_on", "sentence"),
    [
        (None, "Ben Whitcombe is in Group A from 16 May 2022. Choose that day or a later one."),
        (MAY + DAY, "Ben Whitcombe is in Group A until 17 May 2022. Choose a day after that."),
    ],
)
def test_memberships_of_a_kind_never_overlap(cohort, a, b, ben, ends_on, sentence):
    GroupMembershipFactory(group=a, enrolment=ben, starts_on=MAY, ends_on=ends_on)
    amara = EnrolmentFactory(cohort=cohort)

    with pytest.raises(OverlapsAnother, match=sentence):
        put_in(b, amara, ben)

    assert history(amara) == []


def test_a_membership_follows_one_that_has_ended(a, ben):
    GroupMembershipFactory(group=a, enrolment=ben, starts_on=JANUARY, ends_on=MARCH - DAY)

    put_in(a, ben)

    assert history(ben) == [("Group A", JANUARY, MARCH - DAY), ("Group A", MARCH, None)]


@pytest.mark.parametrize("status", ["withdrawn", "completed"])
def test_only_people_who_take_part_are_put_in(cohort, a, ben, status):
    with pytest.raises(NotInCohort):
        put_in(a, ben, EnrolmentFactory(cohort=cohort, status=status))

    assert history(ben) == []


def test_nobody_of_another_cohort_is_put_in(a):
    with pytest.raises(NotInCohort):
        put_in(a, EnrolmentFactory())


def test_nobody_is_put_into_a_group_that_has_ended(a, ben):
    groups.end(a, ends_on=MAY, by=None)

    with pytest.raises(GroupEnded):
        put_in(a, ben)


def test_a_group_needs_a_likely_day(a, ben):
    with pytest.raises(UnlikelyDay):
        put_in(a, ben, starts_on=dt.date(1, 1, 1))


def test_somebody_is_taken_out_from_a_day(a, ben):
    put_in(a, ben)

    groups.take_out(GroupMembership.objects.get(), from_on=MAY, by=None)

    assert history(ben) == [("Group A", MARCH, MAY - DAY)]
    with pytest.raises(OverlapsAnother):
        groups.take_out(GroupMembership.objects.get(), from_on=MAY, by=None)


def test_what_has_not_lasted_a_day_is_struck_out(a, ben):
    put_in(a, ben)

    groups.take_out(GroupMembership.objects.get(), from_on=MARCH, by=None)

    assert history(ben) == []
    assert Event.objects.about(a)[0].action == "group.left"


def test_nobody_is_taken_out_before_they_were_put_in(a, ben):
    put_in(a, ben)

    with pytest.raises(OverlapsAnother):
        groups.take_out(GroupMembership.objects.get(), from_on=JANUARY, by=None)


def test_the_database_keeps_anybody_from_two_groups_of_a_kind(a, b, ben):
    GroupMembershipFactory(group=a, enrolment=ben)

    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMembershipFactory(group=b, enrolment=ben)


# Ending


def test_a_group_ends_for_everybody_in_it(cohort, a, ben):
    left = GroupMembershipFactory(group=a, enrolment__cohort=cohort, starts_on=JANUARY, ends_on=MARCH).enrolment
    put_in(a, ben)

    groups.end(a, ends_on=MAY, by=None)

    a.refresh_from_db()
    assert a.ends_on == MAY
    assert history(ben) == [("Group A", MARCH, MAY)]
    assert history(left) == [("Group A", JANUARY, MARCH)]
    with pytest.raises(GroupEnded):
        groups.end(a, ends_on=MAY, by=None)


def test_a_group_does_not_end_before_somebody_joins_it(a, ben):
    put_in(a, ben, starts_on=MAY)

    with pytest.raises(OverlapsAnother, match="Ben Whitcombe joins it on 16 May 2022."):
        groups.end(a, ends_on=MARCH, by=None)


# Splitting


def test_a_cohort_is_split_into_communities_of_at_most_four(cohort):
    everybody = [EnrolmentFactory(cohort=cohort) for _ in range(9)]
    EnrolmentFactory(cohort=cohort, status="withdrawn")

    made = split(cohort)

    assert [group.name for group in made] == ["Community 1", "Community 2", "Community 3"]
    assert [group.memberships.count() for group in made] == [3, 3, 3]
    placed = GroupMembership.objects.filter(starts_on=MARCH, ends_on=None, kind="community")
    assert set(placed.values_list("enrolment", flat=True)) == {each.pk for each in everybody}
    [event] = Event.objects.about(cohort)
    assert (event.action, event.details["people"]) == ("cohort.split", 9)


def test_whoever_is_in_a_group_of_the_kind_stays_there(cohort, a, ben):
    put_in(a, ben)
    amara = EnrolmentFactory(cohort=cohort)

    [made] = split(cohort, kind=Group.Kind.TEACHING, number=1, at_most=None)

    assert made.name == "Group B"
    assert [row.enrolment for row in made.memberships.all()] == [amara]


def test_a_cohort_in_which_everybody_has_a_group_is_not_split(a, ben, cohort):
    put_in(a, ben)

    with pytest.raises(NobodyLeft):
        split(cohort, kind=Group.Kind.TEACHING)


def test_no_group_comes_out_empty(cohort, ben):
    with pytest.raises(TooManyGroups, match="Only 1 person is left to divide"):
        split(cohort, number=2, at_most=None)


def test_only_the_division_that_was_seen_is_made(cohort, ben):
    wanted = {"kind": Group.Kind.BUDDIES, "number": 1, "at_most": None, "colleagues": "apart", "starts_on": MARCH}
    seen = groups.propose_split(cohort, **wanted).fingerprint
    EnrolmentFactory(cohort=cohort)

    with pytest.raises(ChangedMeanwhile):
        groups.split(cohort, **wanted, seen=seen, by=None)

    assert not cohort.groups.exists()
