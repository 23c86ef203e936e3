import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from npq_portal.audit.models import Event
from sessions.actions import catch_ups
from sessions.models import CatchUp
from tests.factories.cohorts import MilestoneFactory
from tests.factories.participants import EnrolmentFactory, StatusChangeFactory
from tests.factories.sessions import CatchUpFactory, MarkFactory, TrainingSessionFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 11, 16, 21, tzinfo=dt.UTC)


@pytest.fixture
def session():
    return TrainingSessionFactory()


def proposed():
    return list(CatchUp.objects.order_by("pk").values_list("enrolment", "state", "due_on"))


@pytest.mark.parametrize(("status", "number"), [("absent", 1), ("excused", 1), ("present", 0), ("late", 0), ("", 0)])
def test_whoever_missed_a_session_is_offered_to_make_it_good(session, status, number):
    MarkFactory(session=session, status=status)

    assert catch_ups.propose(session, now=NOW) == number
    assert CatchUp.objects.count() == number


def test_it_is_due_within_four_weeks(session):
    mark = MarkFactory(session=session, status="absent")

    catch_ups.propose(session, now=NOW)

    assert proposed() == [(mark.enrolment_id, "open", dt.date(2022, 6, 8))]


def test_four_weeks_count_from_a_register_that_came_in_late(session):
    MarkFactory(session=session, status="absent")

    catch_ups.propose(session, now=NOW + dt.timedelta(days=60))

    assert proposed()[0][2] == dt.date(2022, 8, 7)


@pytest.mark.parametrize(
    ("milestone", "due_on"),
    [
        (dt.date(2022, 5, 31), dt.date(2022, 5, 30)),
        (dt.date(2022, 5, 15), dt.date(2022, 6, 8)),
        (dt.date(2022, 12, 31), dt.date(2022, 6, 8)),
    ],
)
def test_it_is_due_before_the_next_milestone_unless_that_is_too_near(session, milestone, due_on):
    MarkFactory(session=session, status="absent")
    MilestoneFactory(due_on=milestone)

    catch_ups.propose(session, now=NOW)

    assert proposed()[0][2] == due_on


def test_proposing_again_changes_nothing(session):
    MarkFactory(session=session, status="absent")
    catch_ups.propose(session, now=NOW)

    assert catch_ups.propose(session, now=NOW + dt.timedelta(days=5)) == 0
    assert proposed()[0][2] == dt.date(2022, 6, 8)


def test_an_offer_is_taken_back_when_the_absence_turns_out_to_be_none(session):
    mark = MarkFactory(session=session, status="absent")
    catch_ups.propose(session, now=NOW)
    mark.status = "present"
    mark.save()

    catch_ups.propose(session, now=NOW)

    assert proposed() == []


def test_what_somebody_wrote_stays_when_the_absence_turns_out_to_be_none(session):
    mark = MarkFactory(session=session, status="present")
    CatchUpFactory(session=session, enrolment=mark.enrolment, state=CatchUp.State.SUBMITTED)

    catch_ups.propose(session, now=NOW)

    assert CatchUp.objects.count() == 1


def test_an_optional_session_needs_no_catch_up():
    session = TrainingSessionFactory(is_compulsory=False)
    MarkFactory(session=session, status="absent")

    assert catch_ups.propose(session, now=NOW) == 0


def test_somebody_who_was_deferred_that_day_has_nothing_to_make_up(session):
    mark = MarkFactory(session=session, status="absent")
    StatusChangeFactory(enrolment=mark.enrolment)

    assert catch_ups.propose(session, now=NOW) == 0


def test_a_reflection_is_handed_in_returned_and_accepted():
    catch_up, reviewer = CatchUpFactory(), UserFactory()
    writer = catch_up.enrolment.participant.user

    handed_in = catch_ups.submit(catch_up, reflection="Routines.", now=NOW, by=writer)
    assert (handed_in.state, handed_in.submitted_at) == (CatchUp.State.SUBMITTED, NOW)
    returned = catch_ups.send_back(catch_up, comment="Name the research.", now=NOW, by=reviewer)
    assert (returned.state, returned.comment, returned.decided_by) == ("returned", "Name the research.", reviewer)
    catch_ups.submit(catch_up, reflection="Routines; Bennett 2017.", now=NOW, by=writer)
    accepted = catch_ups.accept(catch_up, now=NOW, by=reviewer)

    assert (accepted.state, accepted.reflection) == (CatchUp.State.ACCEPTED, "Routines; Bennett 2017.")
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == [
        "catch_up.submitted",
        "catch_up.returned",
        "catch_up.submitted",
        "catch_up.accepted",
    ]


@pytest.mark.parametrize("state", [CatchUp.State.SUBMITTED, CatchUp.State.ACCEPTED])
def test_a_reflection_is_not_handed_in_twice(state):
    catch_up = CatchUpFactory(state=state)

    with pytest.raises(catch_ups.NotToDo):
        catch_ups.submit(catch_up, reflection="Again", now=NOW, by=catch_up.enrolment.participant.user)


@pytest.mark.parametrize("state", [CatchUp.State.OPEN, CatchUp.State.RETURNED, CatchUp.State.ACCEPTED])
def test_only_what_waits_is_decided(state):
    with pytest.raises(catch_ups.NotWaiting):
        catch_ups.accept(CatchUpFactory(state=state), now=NOW, by=UserFactory())


def test_hidden_characters_are_refused_on_every_database():
    catch_up = CatchUpFactory()

    with pytest.raises(ValidationError):
        catch_ups.submit(catch_up, reflection="a\x00b", now=NOW, by=catch_up.enrolment.participant.user)


@pytest.mark.parametrize("people", [1, 3])
def test_proposing_costs_the_same_for_any_number_of_people(django_assert_num_queries, session, people):
    for enrolment in EnrolmentFactory.create_batch(people, cohort=session.cohort):
        MarkFactory(session=session, enrolment=enrolment, status="absent")

    with django_assert_num_queries(6):
        catch_ups.propose(session, now=NOW)
