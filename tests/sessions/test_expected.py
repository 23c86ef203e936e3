"""Whom a session is for, wherever somebody asks: registers, figures, calendars and catch-up follow the group on the day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cohorts.models import Group
from npq_portal import clock
from participants.actions import groups
from participants.models import GroupMembership
from sessions.actions import catch_ups
from sessions.engagement import measure
from sessions.engagement_rows import items_for
from sessions.expected import Groups
from sessions.feed_entries import entries_of, follow
from sessions.items import CANCELLED, NOT_IN_GROUP, Outcome, State, state_of_session
from sessions.models import TrainingSession
from sessions.roster import roster_of
from tests.factories.cohorts import CohortFactory, GroupFactory
from tests.factories.participants import EnrolmentFactory, GroupMembershipFactory, StatusChangeFactory
from tests.factories.sessions import MarkFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC)
FEBRUARY, MARCH, MAY = dt.date(2022, 2, 9), dt.date(2022, 3, 3), dt.date(2022, 5, 11)


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def a(cohort):
    return GroupFactory(cohort=cohort, name="Group A")


@pytest.fixture
def b(cohort):
    return GroupFactory(cohort=cohort, name="Group B")


@pytest.fixture
def ben(cohort, a, b):
    """In Group A until 2 March 2022 and in Group B since."""
    ben = EnrolmentFactory(cohort=cohort, participant__user__full_name="Ben Whitcombe")
    groups.put_in(a, [ben], starts_on=dt.date(2021, 11, 1), by=None)
    groups.put_in(b, [ben], starts_on=MARCH, by=None)
    return ben


def clinic(group, day, **fields):
    return TrainingSessionFactory(
        cohort=group.cohort,
        group=group,
        title=f"Clinic ({group}) on {day}",
        starts_at=clock.at(day, dt.time(15, 45)),
        **fields,
    )


def states(enrolment):
    return [(item.title, item.state) for item in items_for([enrolment], now=NOW)[enrolment.pk]]


# The question itself


def test_a_session_is_for_those_who_are_in_its_group_on_its_day(ben, a, b):
    book = Groups([ben.pk])

    assert [book.is_for(ben.pk, a.pk, day) for day in (FEBRUARY, dt.date(2022, 3, 2), MARCH)] == [True, True, False]
    assert [book.is_for(ben.pk, b.pk, day) for day in (dt.date(2022, 3, 2), MARCH, MAY)] == [False, True, True]
    assert book.is_for(ben.pk, None, MAY)
    assert [book.instead_of(ben.pk, a, day) for day in (FEBRUARY, MAY)] == ["Group A", "Group B"]
    assert book.instead_of(ben.pk, GroupFactory(cohort=ben.cohort, kind=Group.Kind.CLINIC), MAY) == ""


def test_a_cohort_without_groups_is_not_asked_for_any(ben, django_assert_num_queries):
    book = Groups([ben.pk])

    with django_assert_num_queries(0):
        assert book.is_for(ben.pk, None, MAY)
    with django_assert_num_queries(1):
        assert not book.is_for(ben.pk, 0, MAY)
        assert not book.is_for(ben.pk + 1, 0, MAY)


def test_the_group_of_a_session_is_of_its_own_cohort(cohort):
    with pytest.raises(ValidationError, match="Choose a group of the session’s own cohort."):
        TrainingSessionFactory.build(cohort=cohort, group=GroupFactory()).clean()


def test_a_group_that_ends_before_its_session_leaves_it_to_nobody(a):
    session = clinic(a, MAY)
    assert not session.group_is_over

    groups.end(a, ends_on=dt.date(2022, 5, 10), by=None)

    assert TrainingSession.objects.select_related("group").get(pk=session.pk).group_is_over
    assert not TrainingSessionFactory.build(group=None).group_is_over


# Figures


@pytest.mark.parametrize(
    ("mark", "options", "outcome"),
    [
        (None, {}, Outcome(State.NOT_EXPECTED, NOT_IN_GROUP)),
        ("absent", {}, Outcome(State.NOT_EXPECTED, NOT_IN_GROUP)),
        ("present", {}, Outcome(State.ATTENDED)),
        ("late", {}, Outcome(State.LATE)),
        (None, {"is_cancelled": True}, Outcome(State.NOT_EXPECTED, NOT_IN_GROUP)),
        (None, {"is_cancelled": True, "is_for_them": True}, Outcome(State.NOT_EXPECTED, CANCELLED)),
        (None, {"away": [(dt.date.min, None, "deferred")]}, Outcome(State.NOT_EXPECTED, NOT_IN_GROUP)),
    ],
)
def test_nobody_is_judged_on_a_session_of_another_group_and_whoever_came_is_credited(mark, options, outcome):
    session = {"starts_at": NOW - dt.timedelta(hours=2), "ends_at": NOW - dt.timedelta(hours=1), "now": NOW, "away": []}

    assert state_of_session(mark=mark, **session | {"is_for_them": False} | options) == outcome


def test_figures_count_the_sessions_of_the_group_somebody_was_in_on_the_day(ben, a, b):
    before = [clinic(a, FEBRUARY), clinic(b, FEBRUARY)]
    after = [clinic(a, MAY), clinic(b, MAY), clinic(b, dt.date(2022, 6, 8))]
    MarkFactory(session=before[0], enrolment=ben)

    assert states(ben) == [
        ("Clinic (Group A) on 2022-02-09", State.ATTENDED),
        ("Clinic (Group B) on 2022-02-09", State.NOT_EXPECTED),
        ("Clinic (Group A) on 2022-05-11", State.NOT_EXPECTED),
        ("Clinic (Group B) on 2022-05-11", State.UNKNOWN),
        ("Clinic (Group B) on 2022-06-08", State.UPCOMING),
    ]
    figures = measure(items_for([ben], now=NOW)[ben.pk])
    assert (figures.engaged, figures.known, figures.unknown, figures.to_come) == (1, 1, 1, 1)
    assert len(after) == 3


def test_a_move_changes_nothing_before_its_day(ben, a, b, cohort):
    MarkFactory(session=clinic(b, MARCH), enrolment=ben)
    MarkFactory(session=clinic(b, MAY), enrolment=ben, status="absent")
    clinic(b, dt.date(2022, 6, 8))
    before = items_for([ben], now=NOW)[ben.pk]

    groups.put_in(a, [ben], starts_on=dt.date(2022, 5, 20), by=None)

    after = items_for([ben], now=NOW)[ben.pk]
    assert after[:2] == before[:2]
    assert [item.state for item in after[2:]] == [State.NOT_EXPECTED]
    assert measure(after).percent == measure(before).percent


@pytest.mark.parametrize("people", [1, 3])
def test_figures_cost_the_same_for_any_number_of_people_and_groups(cohort, django_assert_num_queries, people):
    everybody = [GroupMembershipFactory(group__cohort=cohort) for _ in range(people)]
    for membership in everybody:
        clinic(membership.group, MAY)

    with django_assert_num_queries(9):
        items_for([membership.enrolment for membership in everybody], now=NOW)


# The register


def test_the_register_expects_the_group_and_says_where_the_others_are(ben, a, b, cohort):
    amara = EnrolmentFactory(cohort=cohort, participant__user__full_name="Amara Okafor")
    groups.put_in(a, [amara], starts_on=FEBRUARY, by=None)
    EnrolmentFactory(cohort=cohort, participant__user__full_name="Chloe Nyambura")
    dan = EnrolmentFactory(cohort=cohort, participant__user__full_name="Dan Price")
    StatusChangeFactory(enrolment=dan)

    may, february = roster_of(clinic(a, MAY)), roster_of(clinic(b, FEBRUARY))

    assert [row.name for row in may.on_list] == ["Amara Okafor"]
    assert [(row.name, row.away) for row in may.not_expected] == [
        ("Ben Whitcombe", "In Group B"),
        ("Chloe Nyambura", "Not in Group A"),
        ("Dan Price", "Deferred since 1 March 2022"),
    ]
    assert february.on_list == []


def test_whoever_came_with_another_group_is_on_its_register(ben, a):
    session = clinic(a, MAY)
    MarkFactory(session=session, enrolment=ben)

    [row] = roster_of(session).on_list

    assert (row.name, row.away) == ("Ben Whitcombe", "In Group B")


def test_the_last_marks_on_a_group_s_register_are_of_its_own_sessions(ben, a, b, cohort):
    for day in (4, 5, 6, 7):
        clinic(a, dt.date(2022, 5, day))
    MarkFactory(session=clinic(b, dt.date(2022, 5, 3)), enrolment=ben)
    MarkFactory(session=TrainingSessionFactory(cohort=cohort, starts_at=clock.at(MARCH, dt.time(9))), enrolment=ben)

    [row] = roster_of(clinic(b, MAY), with_last_marks=True).on_list

    assert row.last == ("Present", "Present")


@pytest.mark.parametrize("people", [1, 3])
def test_the_register_of_a_group_costs_the_same_for_any_number_of_people(a, django_assert_num_queries, people):
    for _ in range(people):
        GroupMembershipFactory(group=a)
        GroupMembershipFactory(group__cohort=a.cohort)
    session = clinic(a, MAY)

    with django_assert_num_queries(3):
        roster_of(session)


def test_only_the_group_makes_up_for_a_missed_session(ben, a, b, cohort):
    session = clinic(a, MAY)
    amara = GroupMembershipFactory(group=a).enrolment
    for enrolment in (ben, amara):
        MarkFactory(session=session, enrolment=enrolment, status="absent")

    assert catch_ups.missed_by(session) == [amara]


# The calendar


def test_a_calendar_holds_the_sessions_of_the_own_group(ben, a, b):
    for group in (a, b):
        clinic(group, FEBRUARY)
        clinic(group, MAY)

    assert [entry.title.partition(" (Intake")[0] for entry in entries_of(follow(ben.participant.user))] == [
        "Clinic (Group A) on 2022-02-09",
        "Clinic (Group B) on 2022-05-11",
    ]


def test_a_calendar_learns_of_a_move_to_another_group(ben, a, b):
    clinic(a, MAY)
    user = ben.participant.user
    versions = [follow(user).version]

    groups.put_in(b, [EnrolmentFactory(cohort=ben.cohort)], starts_on=MAY, by=None)
    versions.append(follow(user).version)
    groups.put_in(a, [ben], starts_on=MARCH, by=None)
    versions.append(follow(user).version)
    groups.take_out(GroupMembership.objects.get(enrolment=ben, ends_on=None), from_on=MAY, by=None)
    versions.append(follow(user).version)

    assert versions[0] == versions[1]
    assert len({repr(version) for version in versions}) == 3
