"""Words: who sees whom, and how things are called."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from npq_portal.users.actions import roles
from npq_portal.users.models import Role, User
from participants.models import Enrolment, Participant, StatusChange, Upload, away_periods
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    ConversationFactory,
    EnrolmentFactory,
    GroupMembershipFactory,
    MentoringFactory,
    ParticipantFactory,
    SchoolFactory,
    StatusChangeFactory,
)
from tests.factories.users import LONG_AGO, UserFactory, administrator

pytestmark = pytest.mark.django_db


def test_enrolments_are_seen_by_those_whom_they_concern():
    cohort = CohortFactory()
    pairing = MentoringFactory(enrolment=EnrolmentFactory(cohort=cohort))
    mine, other = pairing.enrolment, EnrolmentFactory(cohort=cohort)

    seen = {
        who: set(Enrolment.objects.visible_to(user))
        for who, user in {
            "administrator": administrator(),
            "manager": manager_of(cohort),
            "facilitator": facilitator_of(cohort),
            "mentor": pairing.mentor,
            "participant": mine.participant.user,
            "stranger": manager_of(CohortFactory()),
        }.items()
    }

    assert seen == {
        "administrator": {mine, other},
        "manager": {mine, other},
        "facilitator": {mine, other},
        "mentor": {mine},
        "participant": {mine},
        "stranger": set(),
    }


def test_a_mentor_sees_a_mentee_only_as_long_as_the_pairing_holds():
    pairing = MentoringFactory(ends_on=dt.date(2022, 1, 1))

    assert not Enrolment.objects.visible_to(pairing.mentor).exists()


def test_whoever_is_no_mentor_any_more_sees_no_mentees_though_nobody_ended_the_pairing():
    pairing = MentoringFactory()

    roles.end(pairing.mentor.role_assignments.get(role=Role.MENTOR), on=LONG_AGO, by=None)

    assert not Enrolment.objects.visible_to(pairing.mentor).exists()
    assert not Enrolment.objects.mentored_by(pairing.mentor).exists()


def test_only_active_enrolments_are_active():
    active = EnrolmentFactory()
    EnrolmentFactory(status=Enrolment.Status.DEFERRED)

    assert list(Enrolment.objects.active()) == [active]


def test_somebody_deferred_who_then_withdraws_is_away_from_the_deferral_on_and_then_for_the_withdrawal():
    enrolment = EnrolmentFactory(joined_on=dt.date(2021, 11, 1))
    StatusChangeFactory(enrolment=enrolment, effective_on=dt.date(2022, 2, 1))
    StatusChangeFactory(enrolment=enrolment, status=Enrolment.Status.WITHDRAWN, effective_on=dt.date(2022, 3, 1))

    assert away_periods(enrolment.joined_on, list(enrolment.status_changes.in_order()))[1:] == [
        (dt.date(2022, 2, 1), dt.date(2022, 2, 28), "deferred"),
        (dt.date(2022, 3, 1), None, "withdrawn"),
    ]


def test_things_are_called_by_what_tells_them_apart():
    user = UserFactory(full_name="Amara Okafor")
    cohort = CohortFactory(name="November 2021")
    enrolment = EnrolmentFactory(participant=ParticipantFactory(user=user), cohort=cohort)
    mentoring = MentoringFactory(enrolment=enrolment, mentor__full_name="Helen Marsh")

    assert [
        str(thing)
        for thing in (
            enrolment,
            mentoring,
            GroupMembershipFactory(enrolment=enrolment, group__cohort=cohort, group__name="Group A"),
            StatusChangeFactory(enrolment=enrolment),
            SchoolFactory(name="Selwyn"),
            AssessmentWindowFactory(cohort=cohort),
            CoachingPeriodFactory(cohort=cohort),
            ConversationFactory(enrolment=enrolment, mentor=mentoring.mentor),
            Upload(file_name="list.csv"),
        )
    ] == [
        "Amara Okafor on November 2021 cohort",
        "Helen Marsh mentors Amara Okafor",
        "Amara Okafor in Group A",
        "Amara Okafor on November 2021 cohort: Deferred from 2022-03-01",
        "Selwyn",
        "Case study window of November 2021 cohort",
        "Coaching conversation",
        "Helen Marsh and Amara Okafor, 2022-01-20",
        "list.csv",
    ]


def test_an_enrolment_has_a_page_of_its_own():
    enrolment = EnrolmentFactory()

    assert enrolment.get_absolute_url() == reverse("show-participant", args=[enrolment.pk])


def test_a_trn_of_zeros_is_no_trn():
    with pytest.raises(ValidationError):
        Participant(user=UserFactory(), trn="0000000").full_clean()


@pytest.fixture
def support(client):
    client.force_login(
        User.objects.create_superuser("support@example.org"), backend="npq_portal.users.backends.PersonBackend"
    )
    return client


@pytest.mark.parametrize(
    "model",
    ["school", "participant", "enrolment", "statuschange", "mentoring", "coachingperiod", "assessmentwindow", "upload"],
)
def test_support_looks_things_up(support, model):
    pairing = MentoringFactory()
    StatusChangeFactory(enrolment=pairing.enrolment)
    CoachingPeriodFactory()
    AssessmentWindowFactory()

    assert support.get(reverse(f"admin:participants_{model}_changelist")).status_code == 200


def test_support_does_not_rewrite_history(support):
    change = StatusChangeFactory()

    assert support.post(reverse("admin:participants_statuschange_delete", args=[change.pk])).status_code == 403
    assert support.get(reverse("admin:participants_statuschange_add")).status_code == 403
    assert support.get(reverse("admin:participants_upload_add")).status_code == 403
    assert StatusChange.objects.exists()
