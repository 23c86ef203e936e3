"""Pairing, changing and ending."""

import datetime as dt

import pytest

from npq_portal.audit.models import Event
from npq_portal.users.models import Role
from participants.actions import mentoring
from participants.actions.enrolments import UnlikelyDay
from participants.actions.mentoring import AlreadyEnded, AlreadyPaired, NotAMentor, OverlapsAnother, OwnMentor
from participants.models import Mentoring
from tests.factories.participants import EnrolmentFactory, MentoringFactory
from tests.factories.users import RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

JANUARY, MAY = dt.date(2022, 1, 10), dt.date(2022, 5, 16)


def a_mentor(**fields):
    return UserFactory(roles=[Role.MENTOR], **fields)


def pair(enrolment, mentor, starts_on=MAY):
    return mentoring.pair(enrolment, mentor=mentor, starts_on=starts_on, by=None)


def test_a_mentor_is_paired_from_a_day_on():
    enrolment, mentor = EnrolmentFactory(), a_mentor()

    pairing = pair(enrolment, mentor)

    assert (pairing.mentor, pairing.starts_on, pairing.ends_on) == (mentor, MAY, None)
    assert Event.objects.about(enrolment).get().action == "mentoring.started"


def test_another_mentor_follows_and_the_one_before_stays_in_the_history():
    enrolment, helen, omar = EnrolmentFactory(), a_mentor(full_name="Helen"), a_mentor(full_name="Omar")
    pair(enrolment, helen, JANUARY)

    pair(enrolment, omar, MAY)

    assert [(str(row.mentor), row.starts_on, row.ends_on) for row in enrolment.mentorings.for_history()] == [
        ("Omar", MAY, None),
        ("Helen", JANUARY, dt.date(2022, 5, 15)),
    ]


def test_a_slip_of_the_same_day_is_corrected_instead_of_kept():
    enrolment, omar = EnrolmentFactory(), a_mentor()
    pair(enrolment, a_mentor())

    pair(enrolment, omar)

    assert Mentoring.objects.get().mentor == omar


@pytest.mark.parametrize("ends_on", [None, dt.date(2022, 6, 1)])
def test_pairings_never_overlap(ends_on):
    enrolment = EnrolmentFactory()
    MentoringFactory(enrolment=enrolment, starts_on=dt.date(2022, 5, 20), ends_on=ends_on)

    with pytest.raises(OverlapsAnother):
        pair(enrolment, a_mentor(), MAY)


def test_a_pairing_follows_one_that_has_ended():
    enrolment = EnrolmentFactory()
    MentoringFactory(enrolment=enrolment, starts_on=JANUARY, ends_on=dt.date(2022, 5, 1))

    assert pair(enrolment, a_mentor()).starts_on == MAY


def test_the_same_mentor_is_not_paired_twice():
    pairing = MentoringFactory()

    with pytest.raises(AlreadyPaired):
        pair(pairing.enrolment, pairing.mentor)


def test_only_a_mentor_of_that_day_mentors():
    late = UserFactory()
    RoleAssignmentFactory(user=late, role=Role.MENTOR, starts_on=dt.date(2022, 6, 1))

    for person in (late, UserFactory(roles=[Role.FACILITATOR]), a_mentor(is_active=False)):
        with pytest.raises(NotAMentor):
            pair(EnrolmentFactory(), person)


def test_nobody_mentors_themselves():
    enrolment = EnrolmentFactory()
    RoleAssignmentFactory(user=enrolment.participant.user, role=Role.MENTOR)

    with pytest.raises(OwnMentor):
        pair(enrolment, enrolment.participant.user)


def test_a_pairing_needs_a_likely_day():
    with pytest.raises(UnlikelyDay):
        pair(EnrolmentFactory(), a_mentor(), dt.date(1, 1, 1))


def test_a_pairing_ends_without_another():
    pairing = MentoringFactory(starts_on=JANUARY)

    mentoring.end(pairing, ends_on=MAY, by=None)

    pairing.refresh_from_db()
    assert pairing.ends_on == MAY
    assert Event.objects.about(pairing.enrolment).get().action == "mentoring.ended"
    with pytest.raises(AlreadyEnded):
        mentoring.end(pairing, ends_on=MAY, by=None)


@pytest.mark.parametrize(
    ("day", "refusal"), [(dt.date(2022, 1, 9), OverlapsAnother), (dt.date(2050, 1, 1), UnlikelyDay)]
)
def test_a_pairing_does_not_end_on_an_impossible_day(day, refusal):
    with pytest.raises(refusal):
        mentoring.end(MentoringFactory(starts_on=JANUARY), ends_on=day, by=None)
