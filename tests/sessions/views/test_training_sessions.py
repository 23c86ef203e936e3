import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.users.models import Role, RoleAssignment
from sessions.models import TrainingSession
from tests.factories.cohorts import facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory, MentoringFactory
from tests.factories.sessions import (
    CatchUpFactory,
    MarkFactory,
    SessionFacilitatorFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.factories.users import LONG_AGO, UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/seminar-5"


@pytest.fixture
def session():
    session = TrainingSessionFactory(join_url=LINK)
    clock.move_to(session.starts_at)
    return session


@pytest.fixture
def chloe(session):
    return EnrolmentFactory(cohort=session.cohort)


@pytest.fixture
def client(chloe):
    return client_for(chloe.participant.user)


def page(client, session):
    return client.get(session.get_absolute_url()).content.decode()


def join(client, session):
    return client.get(reverse("sessions:join-session", args=[session.pk]))


def test_a_session_says_when_it_is(client, session):
    assert "Wednesday 11 May 2022, 15:45 to 17:15" in page(client, session)


def test_the_joining_link_leads_on_while_it_is_open_and_is_noted(client, session):
    assert "Join the session" in page(client, session)
    assert LINK not in page(client, session)

    assert join(client, session).url == LINK
    assert Event.objects.get(action="session.joined").subject_id == str(session.pk)


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (-16, "The joining link opens here on Wednesday 11 May 2022, 15:30, 15 minutes before the start."),
        (90, "The session is over, so its link is closed."),
    ],
)
def test_the_joining_link_is_shut_before_and_after(client, session, minutes, sentence):
    clock.move_to(session.starts_at + dt.timedelta(minutes=minutes))

    assert sentence in page(client, session)
    assert join(client, session).url == session.get_absolute_url()


def test_a_session_without_a_link_yet_says_so(client, session):
    TrainingSession.objects.update(join_url="")

    assert "The joining link has not been added yet." in page(client, session)


def test_a_cancelled_session_says_why_and_has_nothing_to_join(client, session):
    TrainingSession.objects.update(status="cancelled", status_reason="The speaker is ill")

    text = page(client, session)
    assert "The speaker is ill" in text
    assert "There is nothing to join." in text
    assert join(client, session).url == session.get_absolute_url()


def test_a_session_in_person_says_where_and_how_to_get_there(client, session):
    venue = VenueFactory(name="Walthamstow Assembly Hall", directions="Step-free at the side.")
    TrainingSession.objects.update(delivery="in_person", venue=venue, preparation="Bring a plan")

    text = page(client, session)
    assert "Walthamstow Assembly Hall" in text
    assert "1 High Street, London E17 1AA" in text
    assert "Step-free at the side." in text
    assert "Bring a plan" in text


def test_a_session_without_a_venue_yet_says_so(client, session):
    TrainingSession.objects.update(delivery="in_person")

    assert "The venue has not been decided yet." in page(client, session)


def test_a_session_names_its_own_facilitators_or_else_those_of_the_cohort(client, session):
    assert "Nobody has been named yet." in page(client, session)
    facilitator_of(session.cohort, full_name="Sam Iqbal")
    assert "Sam Iqbal" in page(client, session)
    SessionFacilitatorFactory(session=session, facilitator__full_name="Ruth Adeyemi")

    text = page(client, session)
    assert ("Ruth Adeyemi" in text, "Sam Iqbal" in text) == (True, False)

    RoleAssignment.objects.filter(user__full_name="Ruth Adeyemi").update(ends_on=LONG_AGO)
    text = page(client, session)
    assert ("Ruth Adeyemi" in text, "Sam Iqbal" in text) == (False, True)


def test_a_participant_sees_their_own_mark_and_how_to_make_it_good(client, session, chloe):
    MarkFactory(session=session, enrolment=chloe, status="absent")
    CatchUpFactory(session=session, enrolment=chloe)

    text = page(client, session)
    assert "Absent" in text
    assert "Catch up by 8 June" in text


def test_a_participant_finds_the_way_back_to_their_schedule(client, session):
    assert f'<a href="{reverse("my-schedule")}">Schedule</a>' in page(client, session)


def test_a_participant_sees_an_absence_that_is_made_up(client, session, chloe):
    MarkFactory(session=session, enrolment=chloe, status="excused")
    CatchUpFactory(session=session, enrolment=chloe, state="accepted")

    text = page(client, session)
    assert "Excused" in text
    assert "Made up" in text


def test_nobody_sees_the_marks_of_others(client, session):
    MarkFactory(session=session, status="absent")

    assert "Your mark" not in page(client, session)


def test_who_takes_the_register_gets_there_in_one_tap(session):
    assert "Take register" in page(client_for(facilitator_of(session.cohort)), session)


@pytest.mark.parametrize(
    ("who", "own", "foreign"),
    [
        ("administrator", 200, 200),
        ("manager", 200, 404),
        ("facilitator", 200, 404),
        ("mentor", 200, 404),
        ("participant", 200, 404),
        ("stranger", 404, 404),
    ],
)
def test_only_who_it_concerns_sees_and_joins_a_session(who, own, foreign, session, chloe):
    other = TrainingSessionFactory(join_url=LINK)
    user = {
        "administrator": administrator,
        "manager": lambda: manager_of(session.cohort),
        "facilitator": lambda: facilitator_of(session.cohort),
        "mentor": lambda: MentoringFactory(enrolment=chloe).mentor,
        "participant": lambda: chloe.participant.user,
        "stranger": lambda: UserFactory(roles=[Role.PARTICIPANT]),
    }[who]()
    client = client_for(user)
    found = {200: 302, 404: 404}

    assert client.get(session.get_absolute_url()).status_code == own
    assert client.get(other.get_absolute_url()).status_code == foreign
    assert join(client, session).status_code == found[own]
    assert join(client, other).status_code == found[foreign]
