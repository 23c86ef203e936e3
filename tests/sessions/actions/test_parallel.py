"""Holding a session once for each group."""

import datetime as dt

import pytest

from cohorts.planning.plans import Plan
from npq_portal.audit.models import Event
from participants.models import Enrolment
from sessions.actions import parallel, scheduling
from sessions.actions.parallel import AlreadyForAGroup, TooFewGroups
from sessions.actions.sessions import AlreadyBegun, AlreadyCancelled
from sessions.models import TrainingSession
from sessions.roster import roster_of
from tests.factories.cohorts import CohortFactory, GroupFactory
from tests.factories.participants import GroupMembershipFactory
from tests.factories.sessions import TrainingSessionFactory, VenueFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2022, 5, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def cohort():
    cohort = CohortFactory()
    for name in ("Group A", "Group B"):
        GroupMembershipFactory(group=GroupFactory(cohort=cohort, name=name))
    GroupFactory(cohort=cohort, name="Group Z", ends_on=dt.date(2022, 5, 1))
    return cohort


@pytest.fixture
def session(cohort):
    return TrainingSessionFactory(
        cohort=cohort,
        component_key="clinic-3",
        title="Clinic 3: Behaviour",
        short_title="Clin 3",
        venue=VenueFactory(),
        join_url="https://meet.example.org/clinic-3",
        preparation="Read chapter 4",
    )


def hold(session, kind="teaching", now=NOW):
    return parallel.hold_for_each(session, kind, now=now, by=None)


def test_every_group_has_a_session_of_its_own_at_the_same_time(session):
    held = hold(session)

    first, second = TrainingSession.objects.order_by("pk")
    assert held == [first, second]
    assert [(each.group.name, each.title, each.short_title) for each in held] == [
        ("Group A", "Clinic 3: Behaviour (Group A)", "Clin 3 A"),
        ("Group B", "Clinic 3: Behaviour (Group B)", "Clin 3 B"),
    ]
    assert (second.starts_at, second.preparation) == (first.starts_at, "Read chapter 4")
    assert Event.objects.about(first).get().details == {"groups": [first.group_id, second.group_id]}


def test_the_first_keeps_its_identity_and_place_and_the_others_have_their_own(session):
    first, second = hold(session)

    assert (first.uid, first.component_key, first.venue, first.sequence) == (
        session.uid,
        "clinic-3",
        session.venue,
        1,
    )
    assert second.uid != first.uid
    assert (second.component_key, second.parallel_to) == (f"clinic-3-group-{second.group_id}", first)
    assert (second.venue, second.join_url, second.sequence) == (None, "", 0)


def test_everybody_is_expected_once(session, cohort):
    held = hold(session)

    expected = [row.enrolment_id for each in held for row in roster_of(each).on_list]

    assert sorted(expected) == sorted(Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True))


def test_a_plan_that_is_made_again_misses_only_what_was_its_own(session, cohort):
    first, _ = hold(session)

    assert scheduling.preview(cohort, Plan(), now=NOW).no_longer_planned == [first]


def test_long_names_are_cut_to_what_there_is_room_for(cohort, session):
    session.title, session.short_title, session.component_key = "T" * 170, "S" * 20, "k" * 60
    session.save()

    titles = [
        (len(each.title), each.title[-10:], each.short_title[-2:], len(each.component_key)) for each in hold(session)
    ]

    assert titles == [(170, " (Group A)"[-10:], " A", 60), (170, " (Group B)"[-10:], " B", 60)]


def test_what_is_cancelled_or_has_begun_or_is_for_a_group_stays_as_it_is(session):
    with pytest.raises(AlreadyBegun):
        hold(session, now=session.starts_at)
    with pytest.raises(TooFewGroups):
        hold(session, "community")
    hold(session)
    with pytest.raises(AlreadyForAGroup):
        hold(session)
    TrainingSession.objects.update(status="cancelled")
    with pytest.raises(AlreadyCancelled):
        hold(session)
    assert TrainingSession.objects.count() == 2
