"""What of a cohort each role sees at each stage: of a draft nothing, from then on all that concerns them."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.users.models import Role
from participants.models import Conversation, Enrolment
from sessions.actions import registers
from sessions.actions.registers import Change
from sessions.feed_entries import entries_of, follow
from sessions.models import CatchUp, RegisterState, StudyUnit, TrainingSession, register_state
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    ConversationFactory,
    EnrolmentFactory,
    MentoringFactory,
)
from tests.factories.sessions import (
    CatchUpFactory,
    SessionFacilitatorFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
)
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2022, 5, 10, 9, tzinfo=dt.UTC)
Stage = Cohort.Stage
CONCERNED = ["participant", "mentor", "facilitator", "facilitator of one session"]
SHOWN = [Stage.RECRUITING, Stage.RUNNING, Stage.ASSESSMENT, Stage.CLOSED]


@pytest.fixture
def course():
    """A cohort with one of everything, at 10 May 2022."""
    clock.move_to(NOW)
    cohort = CohortFactory(name="November 2021")
    enrolment = EnrolmentFactory(cohort=cohort)
    session = TrainingSessionFactory(cohort=cohort)
    StudyUnitFactory(cohort=cohort)
    CoachingPeriodFactory(cohort=cohort)
    AssessmentWindowFactory(cohort=cohort)
    CatchUpFactory(session=session, enrolment=enrolment)
    ConversationFactory(enrolment=enrolment)
    return cohort


def person(who, cohort):
    enrolment, session = cohort.enrolments.get(), cohort.training_sessions.get()
    return {
        "administrator": administrator,
        "manager": lambda: manager_of(cohort),
        "facilitator": lambda: facilitator_of(cohort),
        "facilitator of one session": lambda: SessionFacilitatorFactory(session=session).facilitator,
        "mentor": lambda: MentoringFactory(enrolment=enrolment).mentor,
        "participant": lambda: enrolment.participant.user,
    }[who]()


def seen_by(user) -> set[str]:
    """What of everything there is somebody sees."""
    models = {
        "cohort": Cohort,
        "enrolment": Enrolment,
        "session": TrainingSession,
        "unit": StudyUnit,
        "catch-up": CatchUp,
        "conversation": Conversation,
    }
    seen = {name for name, model in models.items() if model.objects.visible_to(user).exists()}
    return seen | ({"calendar"} if entries_of(follow(user)) else set())


@pytest.mark.parametrize("who", CONCERNED)
def test_nobody_who_only_takes_part_sees_anything_of_a_draft(course, who):
    user = person(who, course)
    Cohort.objects.update(stage=Stage.DRAFT)

    assert seen_by(user) == set()


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_those_who_manage_a_draft_see_it_whole(course, who):
    user = person(who, course)
    Cohort.objects.update(stage=Stage.DRAFT)

    assert {"cohort", "enrolment", "session", "unit", "conversation"} <= seen_by(user)


@pytest.mark.parametrize("stage", SHOWN)
@pytest.mark.parametrize(
    ("who", "what"),
    [
        ("participant", {"enrolment", "session", "unit", "catch-up", "conversation", "calendar"}),
        ("mentor", {"enrolment", "session", "unit", "conversation"}),
        ("facilitator", {"cohort", "enrolment", "session", "unit", "catch-up", "conversation", "calendar"}),
        ("facilitator of one session", {"session", "catch-up", "calendar"}),
    ],
)
def test_from_recruiting_until_after_the_end_everybody_sees_what_concerns_them(course, who, what, stage):
    user = person(who, course)
    Cohort.objects.update(stage=stage)

    assert seen_by(user) == what


@pytest.mark.parametrize("who", ["facilitator", "facilitator of one session"])
def test_a_register_of_a_draft_cannot_be_taken(course, who):
    user = person(who, course)
    Cohort.objects.update(stage=Stage.DRAFT)

    assert not TrainingSession.objects.taken_by(user).exists()
    assert not TrainingSession.objects.facilitated_by(user).exists()


@pytest.mark.parametrize("who", ["participant", "facilitator"])
def test_a_subscribed_calendar_is_read_anew_when_a_draft_is_shown(course, who):
    Cohort.objects.update(stage=Stage.DRAFT)
    hidden = follow(person(who, course)).version

    Cohort.objects.update(stage=Stage.RECRUITING)

    assert follow(person(who, course)).version != hidden


def test_a_participant_of_a_draft_has_no_programme_yet(course):
    client = client_for(person("participant", course))
    Cohort.objects.update(stage=Stage.DRAFT)

    page = client.get(reverse("my-programme")).content.decode()

    assert "November 2021" not in page
    assert client.get(reverse("my-programme"), {"enrolment": course.enrolments.get().pk}).status_code == 404


def test_a_mentor_of_a_draft_has_an_empty_caseload(course):
    mentor = person("mentor", course)
    Cohort.objects.update(stage=Stage.DRAFT)

    assert str(course.enrolments.get().participant) not in client_for(mentor).get(reverse("caseload")).content.decode()


def test_a_facilitator_of_a_draft_has_nothing_to_take(course):
    facilitator = person("facilitator", course)
    Cohort.objects.update(stage=Stage.DRAFT)
    client = client_for(facilitator)

    assert "Seminar 5" not in client.get(reverse("facilitating")).content.decode()
    assert client.get(course.get_absolute_url()).status_code == 404


def test_a_draft_beside_a_running_cohort_hides_only_itself(course):
    enrolment = EnrolmentFactory(participant=course.enrolments.get().participant)
    shown = TrainingSessionFactory(cohort=enrolment.cohort)
    Cohort.objects.filter(pk=course.pk).update(stage=Stage.DRAFT)

    assert list(TrainingSession.objects.visible_to(enrolment.participant.user)) == [shown]
    assert list(Enrolment.objects.of_person(UserFactory(roles=[Role.PARTICIPANT]))) == []


def test_registers_of_a_closed_cohort_are_corrected_only_with_a_reason(course):
    session, enrolment = course.training_sessions.get(), course.enrolments.get()
    facilitator = person("facilitator", course)
    Cohort.objects.update(stage=Stage.CLOSED)
    change = Change(enrolment.pk, "present", None, "", 0)

    with pytest.raises(registers.RegisterClosed):
        registers.save_marks(session, [change], now=session.ends_at, by=facilitator)
    with pytest.raises(registers.RegisterClosed):
        registers.submit(session, now=session.ends_at, by=facilitator)
    saved = registers.save_marks(session, [change], now=session.ends_at, correction="Came late", by=facilitator)

    assert saved.applied == {enrolment.pk: 1}


def test_a_register_page_of_a_closed_cohort_says_that_it_is_closed(course):
    session = course.training_sessions.get()
    client = client_for(person("facilitator", course))
    clock.move_to(session.ends_at)
    Cohort.objects.update(stage=Stage.CLOSED)

    page = client.get(reverse("sessions:take-register", args=[session.pk]))

    assert page.context["is_closed"]
    assert not TrainingSession.objects.with_register_to_take(session.ends_at).exists()


def test_a_session_that_a_closed_cohort_never_reached_has_no_register(course):
    Cohort.objects.update(stage=Stage.CLOSED)

    assert register_state(TrainingSession.objects.get(), NOW) == RegisterState.NOT_DUE


@pytest.mark.parametrize("stage", [Stage.RUNNING, Stage.ASSESSMENT])
def test_registers_are_taken_while_a_cohort_runs_and_is_assessed(course, stage):
    Cohort.objects.update(stage=stage)
    session = TrainingSession.objects.get()

    assert register_state(session, session.ends_at) == RegisterState.OPEN


@pytest.mark.parametrize("who", ["participant", "facilitator"])
def test_people_of_a_closed_cohort_keep_reading_what_they_read(course, who):
    session = course.training_sessions.get()
    client = client_for(person(who, course))
    Cohort.objects.update(stage=Stage.CLOSED)

    assert client.get(session.get_absolute_url()).status_code == 200


def test_nothing_more_is_recorded_of_self_study_once_a_cohort_is_closed(course):
    unit = course.study_units.get()
    client = client_for(person("participant", course))
    Cohort.objects.update(stage=Stage.CLOSED)

    response = client.post(reverse("sessions:record-study", args=[unit.pk]), {"minutes": "30", "then": "save"})

    assert response.status_code == 422
    assert "This programme is closed, so there is nothing more to record." in response.content.decode()
    assert not client.get(unit.get_absolute_url()).context["may_record"]
    assert not client.get(reverse("my-study")).context["may_record"]
    assert not unit.records.exists()


def test_catch_up_of_a_closed_cohort_is_read_and_neither_written_nor_reviewed(course):
    catch_up = CatchUp.objects.get()
    participant, facilitator = person("participant", course), person("facilitator", course)
    Cohort.objects.update(stage=Stage.CLOSED)
    CatchUp.objects.update(state=CatchUp.State.SUBMITTED, submitted_at=NOW)
    page, decide = catch_up.get_absolute_url(), reverse("sessions:decide-catch-up", args=[catch_up.pk])

    assert client_for(participant).get(page).status_code == 200
    assert client_for(participant).post(page, {"reflection": "Routines matter."}).status_code == 403
    assert client_for(facilitator).post(decide, {"decision": "accept"}).status_code == 403
    assert not CatchUp.objects.waiting().exists()
