"""The person behind a participant."""

import datetime as dt

import pytest

from npq_portal.audit.models import Event
from npq_portal.users.models import Role, RoleAssignment, User
from participants.actions import people
from participants.actions.people import ChangedMeanwhile, EmailTaken, NoSuchSchool, SeveralSchools, TrnTaken
from participants.models import Participant, School
from tests.factories.participants import ParticipantFactory, SchoolFactory
from tests.factories.users import UserFactory, administrator

pytestmark = pytest.mark.django_db

TODAY = dt.date(2022, 5, 16)


def register(email="amara@x.org", trn="1234567", school=None):
    return people.register(email=email, full_name="Amara Okafor", trn=trn, school=school, on=TODAY, by=None)


def amend(participant, **wanted):
    seen = people.details(participant)
    return people.amend(participant, seen=seen, wanted={**seen, **wanted}, by=administrator())


def test_a_person_is_made_once_and_holds_the_role_from_that_day():
    first = register(email="Amara@X.org")

    assert register() == first
    assert (first.user.email, first.trn) == ("amara@x.org", "1234567")
    role = RoleAssignment.objects.get()
    assert (role.user, role.role, role.starts_on) == (first.user, Role.PARTICIPANT, TODAY)


def test_somebody_who_has_an_account_becomes_a_participant_and_keeps_their_name():
    user = UserFactory(email="amara@x.org", full_name="A. Okafor")

    assert register().user == user
    assert User.objects.get().full_name == "A. Okafor"


def test_of_a_participant_only_gaps_are_filled():
    school, other = SchoolFactory(), SchoolFactory()
    ParticipantFactory(user__email="amara@x.org", trn="", school=school)

    participant = register(school=other)

    assert (participant.trn, participant.school) == ("1234567", school)


def test_a_trn_belongs_to_one_person():
    ParticipantFactory(trn="1234567")

    with pytest.raises(TrnTaken):
        register()


def test_a_school_is_found_by_urn_or_by_name_and_made_once():
    selwyn = people.find_or_create_school(name="Selwyn Primary", urn="123456")

    assert people.find_or_create_school(name="", urn="") is None
    assert people.find_or_create_school(name="another spelling", urn="123456") == selwyn
    assert people.find_or_create_school(name="SELWYN PRIMARY", urn="") == selwyn
    assert School.objects.count() == 1


def test_a_school_that_is_not_known_needs_a_name():
    with pytest.raises(NoSuchSchool):
        people.find_or_create_school(name="", urn="123456")


def test_a_name_that_several_schools_have_needs_a_urn():
    SchoolFactory(name="St Mary’s", urn="100001")
    SchoolFactory(name="St Mary’s", urn="100002")

    with pytest.raises(SeveralSchools):
        people.find_or_create_school(name="St Mary’s", urn="")


def test_details_are_amended_and_the_audit_says_which_without_saying_what():
    participant = ParticipantFactory(user__email="old@x.org")

    amend(participant, full_name="Amara Bell", email="New@X.org", school="Selwyn", urn="123456")

    participant = Participant.objects.select_related("user", "school").get()
    assert people.details(participant) == {
        "full_name": "Amara Bell",
        "email": "new@x.org",
        "trn": participant.trn,
        "school": "Selwyn",
        "urn": "123456",
    }
    event = Event.objects.about(participant).get()
    assert (event.action, event.details) == ("participant.amended", {"fields": ["email", "full_name", "school", "urn"]})


def test_saving_without_a_change_changes_nothing():
    participant = ParticipantFactory(school=None)

    amend(participant)

    assert not Event.objects.exists()


def test_the_school_stays_when_only_the_trn_is_amended():
    participant = ParticipantFactory()
    school = participant.school

    amend(participant, trn="7654321")

    participant.refresh_from_db()
    assert (participant.trn, participant.school) == ("7654321", school)


def test_nobody_overwrites_what_a_colleague_saved_meanwhile():
    participant = ParticipantFactory()
    seen = people.details(participant)
    amend(participant, trn="7654321")

    with pytest.raises(ChangedMeanwhile):
        people.amend(participant, seen=seen, wanted={**seen, "trn": "1111111"}, by=administrator())


def test_an_address_and_a_trn_stay_with_whom_they_belong_to():
    other = ParticipantFactory(trn="7654321")

    with pytest.raises(EmailTaken):
        amend(ParticipantFactory(), email=other.user.email)
    with pytest.raises(TrnTaken):
        amend(ParticipantFactory(), trn="7654321")
