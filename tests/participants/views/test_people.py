"""One participant: added, amended, deferred, withdrawn, resumed, paired and talked with."""

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.models import Role
from participants.actions import people
from participants.models import Conversation, Enrolment, Mentoring, Participant
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import (
    CoachingPeriodFactory,
    ConversationFactory,
    EnrolmentFactory,
    MentoringFactory,
    ParticipantFactory,
    SchoolFactory,
    StatusChangeFactory,
)
from tests.factories.users import RoleAssignmentFactory, UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_16_may_2022():
    clock.move_to(dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC))


@pytest.fixture
def cohort():
    return CohortFactory(slug="nov", name="November 2021")


@pytest.fixture
def enrolment(cohort):
    return EnrolmentFactory(cohort=cohort, participant__user__full_name="Amara Okafor")


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


def at(name, enrolment):
    return reverse(f"participants:{name}", args=[enrolment.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


NEW = {
    "full_name": "Ben Whitcombe",
    "email": "Ben@X.org",
    "trn": "12/34567",
    "school": "Barclay",
    "urn": "",
    "joined_on": "2021-11-15",
}


def add(client, **fields):
    return client.post("/participants/cohorts/nov/add/", {**NEW, **fields}, follow=True)


def test_a_participant_is_added_by_hand(client, mailoutbox):
    assert "Joins on" in text_of(client.get("/participants/cohorts/nov/add/"))

    response = add(client)

    assert "Ben Whitcombe is on the November 2021 cohort. No e-mail has been sent." in text_of(response)
    enrolment = Enrolment.objects.for_listing().get()
    participant = enrolment.participant
    assert (participant.user.email, participant.trn, participant.school.name) == ("ben@x.org", "1234567", "Barclay")
    assert enrolment.joined_on == dt.date(2021, 11, 15)
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"full_name": ""}, "full_name", "This field is required."),
        ({"full_name": "=1"}, "full_name", "The name begins with “=”, like a formula. Type it again."),
        ({"full_name": "A\x00"}, "full_name", "Null characters are not allowed."),
        ({"email": "ben"}, "email", "Write one e-mail address, such as name@school.org.uk."),
        ({"trn": "123456"}, "trn", "A TRN has seven digits. If zeros are missing in front, type 0123456."),
        ({"school": "@x"}, "school", "The school begins with “@”, like a formula. Type it again."),
        ({"urn": "12"}, "urn", "A URN is six digits, or EY and six or seven digits."),
        (
            {"urn": "123456", "school": ""},
            "school",
            "No school with this URN is known here yet. Give its name as well.",
        ),
        ({"joined_on": "0027-01-01"}, "joined_on", "Choose a date between 2015 and 2045."),
        ({"joined_on": "2023-06-01"}, "joined_on", "The cohort ends on 31 May 2023. Choose a day before that."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_half_saved(client, fields, field, sentence):
    response = add(client, **fields)

    assert response.status_code == 422
    assert response.context["form"].errors[field] == [sentence]
    assert not Participant.objects.exists()


def test_nobody_is_added_twice_or_with_somebody_elses_trn(client, enrolment):
    user = enrolment.participant.user
    assert add(client, email=user.email, trn="").context["form"].errors == {
        "email": ["This person is on the cohort already."]
    }
    assert add(client, trn=enrolment.participant.trn).context["form"].errors == {
        "trn": ["Another participant has this TRN. Check it with the person."]
    }


@pytest.mark.parametrize("error", [IntegrityError, ValidationError("There is one.")])
def test_a_colleague_at_the_same_moment_is_told_apart_from_a_mistake(client, monkeypatch, error):
    def collide(**_):
        raise error

    monkeypatch.setattr(people, "register", collide)

    assert add(client).context["form"].non_field_errors() == [
        "Somebody added or changed this person at the same moment. Try again."
    ]


def details(enrolment, **wanted):
    seen = people.details(Participant.objects.get(pk=enrolment.participant_id))
    return {**seen, "seen": json.dumps(seen), **wanted}


def edit(client, enrolment, data):
    return client.post(at("edit-participant", enrolment), data, follow=True)


def test_details_are_amended(client, enrolment):
    response = edit(client, enrolment, details(enrolment, full_name="Amara Bell", school="Selwyn", urn="123456"))

    assert "The details are saved." in text_of(response)
    assert "<h1>Amara Bell</h1>" in text_of(response)


def test_a_colleagues_change_is_shown_beside_ones_own_and_saved_over_only_knowingly(client, enrolment):
    mine = details(enrolment, trn="2222222")
    edit(client, enrolment, details(enrolment, trn="1111111"))

    response = edit(client, enrolment, mine)

    assert response.status_code == 422
    assert "Somebody changed these details while you had them open." in text_of(response)
    assert "TRN: 1111111" in text_of(response)
    again = {**mine, "seen": response.context["seen"]}
    assert "The details are saved." in text_of(edit(client, enrolment, again))
    assert Participant.objects.get(pk=enrolment.participant_id).trn == "2222222"


def test_an_address_taken_at_the_same_moment_is_said_at_the_top(client, enrolment, monkeypatch):
    def collide(*_, **__):
        raise IntegrityError

    monkeypatch.setattr(people, "amend", collide)

    assert edit(client, enrolment, details(enrolment)).context["form"].non_field_errors() == [
        "Somebody added or changed this person at the same moment. Try again."
    ]


@pytest.mark.parametrize("seen", ["{", "[" * 100_000, "9" * 5000])
def test_a_form_that_does_not_say_what_was_seen_is_not_saved(client, enrolment, seen):
    assert edit(client, enrolment, details(enrolment, trn="", seen=seen)).status_code == 422


def test_an_address_that_is_taken_is_said_at_the_field(client, enrolment):
    other = ParticipantFactory()

    response = edit(client, enrolment, details(enrolment, email=other.user.email))

    assert response.context["form"].errors == {"email": ["Somebody else signs in with this e-mail address."]}


def test_a_name_that_several_schools_have_is_said_at_the_urn(client, enrolment):
    SchoolFactory(name="St Mary’s")
    SchoolFactory(name="St Mary’s")

    response = edit(client, enrolment, details(enrolment, school="St Mary’s"))

    assert response.context["form"].errors == {"urn": ["Several schools have this name. Give the URN as well."]}


def with_another_role(enrolment):
    RoleAssignmentFactory(user=enrolment.participant.user, role=Role.ADMINISTRATOR)


def with_another_partner(enrolment):
    EnrolmentFactory(participant=enrolment.participant)


def with_support_rights(enrolment):
    user = enrolment.participant.user
    user.is_staff = True
    user.save()


def with_all_rights(enrolment):
    user = enrolment.participant.user
    user.is_superuser = True
    user.save()


@pytest.mark.parametrize("arrange", [with_another_role, with_another_partner, with_support_rights, with_all_rights])
def test_nobody_takes_over_an_account_by_changing_its_address(client, enrolment, arrange):
    arrange(enrolment)

    response = edit(client, enrolment, details(enrolment, email="mine@x.org", trn="7654321"))

    assert response.status_code == 200
    participant = Participant.objects.select_related("user").get(pk=enrolment.participant_id)
    assert participant.trn == "7654321"
    assert participant.user.email != "mine@x.org"
    assert "so only Amara Okafor or an administrator can change them" in text_of(response)


def test_an_administrator_may_change_any_address(enrolment):
    with_another_role(enrolment)

    edit(client_for(administrator()), enrolment, details(enrolment, email="new@x.org"))

    assert Participant.objects.get(user__email="new@x.org") == enrolment.participant


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("active", {"Defer", "Withdraw"}),
        ("deferred", {"Resume", "Withdraw"}),
        ("withdrawn", {"Resume"}),
        ("completed", set()),
    ],
)
def test_only_what_can_be_done_is_offered(client, enrolment, status, offered):
    Enrolment.objects.update(status=status)

    page = text_of(client.get(at("edit-participant", enrolment)))

    assert {
        verb for verb in ("Defer", "Withdraw", "Resume") if at(f"{verb.lower()}-participant", enrolment) in page
    } == offered


def test_a_participant_is_deferred_resumed_and_withdrawn_and_the_page_tells_the_story(client, enrolment):
    MentoringFactory(enrolment=enrolment, mentor__full_name="Helen Marsh")
    page = text_of(client.get(at("defer-participant", enrolment)))
    assert "Deferring is stopping for a while" in page
    assert "Helen Marsh stays their mentor" in page

    data = {"reason": "career-break", "effective_on": "2022-05-02", "expected_return_on": "2022-09-01"}
    page = text_of(client.post(at("defer-participant", enrolment), data, follow=True))
    assert "Amara Okafor is deferred from 2 May 2022." in page
    assert "Career break · expected back on 1 September 2022" in page

    page = text_of(client.post(at("resume-participant", enrolment), {"effective_on": "2022-05-09"}, follow=True))
    assert "Amara Okafor is back from 9 May 2022." in page

    data = {"reason": "change-in-career", "effective_on": "2022-05-16"}
    page = text_of(client.post(at("withdraw-participant", enrolment), data, follow=True))
    assert "Amara Okafor has withdrawn from 16 May 2022." in page


def test_a_status_that_cannot_be_is_refused_at_its_place(client, enrolment):
    late = {"reason": "career-break", "effective_on": "2022-05-17"}
    assert client.post(at("defer-participant", enrolment), late).context["form"].errors == {
        "effective_on": ["That day is still to come. Record it on the day, or choose today or a day before."]
    }
    response = client.post(at("resume-participant", enrolment), {"effective_on": "2022-05-16"})
    assert response.context["form"].non_field_errors() == ["This participant is active already."]
    assert response.status_code == 422
    assert client.post(at("withdraw-participant", enrolment), {}).status_code == 422


def test_a_mentor_is_assigned_changed_and_let_go(client, enrolment):
    helen, omar = (UserFactory(full_name=name, roles=[Role.MENTOR]) for name in ("Helen Marsh", "Omar Said"))
    assert "Nobody has mentored Amara on this cohort yet." in text_of(client.get(at("assign-mentor", enrolment)))

    page = client.post(at("assign-mentor", enrolment), {"mentor": helen.pk, "starts_on": "2022-01-10"}, follow=True)
    assert "Helen Marsh mentors Amara Okafor from 10 January 2022." in text_of(page)
    client.post(at("assign-mentor", enrolment), {"mentor": omar.pk, "starts_on": "2022-05-16"})
    page = client.post(at("end-mentoring", enrolment), {"ends_on": "2022-05-20"}, follow=True)

    assert "The pairing ends on 20 May 2022." in text_of(page)
    assert [(row.mentor, row.ends_on) for row in Mentoring.objects.order_by("pk")] == [
        (helen, dt.date(2022, 5, 15)),
        (omar, dt.date(2022, 5, 20)),
    ]
    assert "Omar Said" in text_of(client.get(at("edit-participant", enrolment)))
    assert client.post(at("end-mentoring", enrolment), {"ends_on": "2022-05-20"}).status_code == 404


def test_a_pairing_that_cannot_be_is_refused_at_its_place(client, enrolment):
    pairing = MentoringFactory(enrolment=enrolment, starts_on=dt.date(2022, 5, 1))
    other = UserFactory(roles=[Role.MENTOR])

    def errors(name, **data):
        response = client.post(at(name, enrolment), data)
        assert response.status_code == 422
        return response.context["form" if name == "assign-mentor" else "end_form"].errors

    assert errors("assign-mentor", mentor=pairing.mentor.pk, starts_on="2022-05-16") == {
        "mentor": ["This is their mentor already."]
    }
    assert "starts_on" in errors("assign-mentor", mentor=other.pk, starts_on="2022-04-01")
    assert "mentor" in errors("assign-mentor", mentor=UserFactory().pk, starts_on="2022-05-16")
    assert "ends_on" in errors("end-mentoring", ends_on="2022-04-01")
    assert "ends_on" in errors("end-mentoring", ends_on="")


NOTES = {"held_on": "2022-05-11", "minutes": "45", "shared_note": "Observe a lesson.", "private_note": "Was tired."}


@pytest.fixture
def mentor(enrolment):
    return MentoringFactory(enrolment=enrolment, mentor__full_name="Helen Marsh").mentor


def test_a_mentor_logs_a_conversation_and_only_they_read_their_own_note(client, enrolment, mentor):
    period = CoachingPeriodFactory(
        cohort=enrolment.cohort,
        title="Third conversation",
        opens_on=dt.date(2022, 5, 1),
        due_on=dt.date(2022, 6, 1),
        minutes=45,
    )
    helen = client_for(mentor)
    form = helen.get(at("log-conversation", enrolment)).context["form"]
    assert (form.initial["period"], form.initial["minutes"]) == (period, 45)

    page = helen.post(at("log-conversation", enrolment), {**NOTES, "period": period.pk}, follow=True)

    assert "The conversation is logged." in text_of(page)
    assert "Was tired." in text_of(page)
    address = at("list-conversations", enrolment)
    own = text_of(client_for(enrolment.participant.user).get(address))
    assert ("Observe a lesson." in own, "Was tired." in own, "Third conversation" in own) == (True, False, True)
    managers = text_of(client.get(address))
    assert ("Observe a lesson." in managers, "Was tired." in managers, "45 min" in managers) == (False, False, True)


def test_the_next_mentor_reads_what_was_shared_and_the_one_before_nothing_any_more(enrolment, mentor):
    ConversationFactory(enrolment=enrolment, mentor=mentor, shared_note="Observe a lesson.", private_note="Was tired.")
    Mentoring.objects.update(ends_on=dt.date(2022, 5, 15))
    omar = MentoringFactory(enrolment=enrolment, starts_on=dt.date(2022, 5, 16)).mentor

    page = text_of(client_for(omar).get(at("list-conversations", enrolment)))

    assert ("Observe a lesson." in page, "Was tired." in page) == (True, False)
    assert client_for(mentor).get(at("list-conversations", enrolment)).status_code == 404


def test_a_mentor_amends_their_own_conversation(enrolment, mentor):
    period = CoachingPeriodFactory(cohort=enrolment.cohort)
    conversation = ConversationFactory(enrolment=enrolment, mentor=mentor, period=period)
    helen, address = client_for(mentor), reverse("participants:amend-conversation", args=[conversation.pk])
    assert helen.get(address).context["form"]["period"].initial == period

    page = helen.post(address, {**NOTES, "period": period.pk}, follow=True)

    assert "The conversation is changed." in text_of(page)
    assert Conversation.objects.get().minutes == 45
    late = helen.post(address, {**NOTES, "held_on": "2022-05-17"})
    assert late.context["form"].errors["held_on"] == [
        "That day is still to come. Log the conversation once it has taken place."
    ]


def test_somebody_elses_conversation_is_not_amended(client, enrolment, mentor):
    address = reverse(
        "participants:amend-conversation", args=[ConversationFactory(enrolment=enrolment, mentor=mentor).pk]
    )

    assert client.get(address).status_code == 403
    assert client_for(enrolment.participant.user).get(address).status_code == 403
    assert client_for(manager_of(CohortFactory())).get(address).status_code == 404


def test_a_conversation_that_cannot_be_is_refused_at_its_place(enrolment, mentor):
    helen = client_for(mentor)

    response = helen.post(at("log-conversation", enrolment), {**NOTES, "held_on": "2020-05-11"})
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "held_on": ["You did not mentor this participant on that day. Choose a day within your pairing."]
    }
    response = helen.post(at("log-conversation", enrolment), {**NOTES, "minutes": "0", "shared_note": "a\u202e"})
    assert set(response.context["form"].errors) == {"minutes", "shared_note"}


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_for_any_length_of_history(client, enrolment, mentor, django_assert_num_queries, rows):
    for day in range(1, rows + 1):
        StatusChangeFactory(enrolment=enrolment, effective_on=dt.date(2022, 3, day), recorded_by=UserFactory())
        MentoringFactory(enrolment=enrolment, starts_on=dt.date(2020, 3, day), ends_on=dt.date(2020, 3, day))
        ConversationFactory(enrolment=enrolment, mentor=UserFactory())

    for name, queries in (("edit-participant", 8), ("assign-mentor", 5), ("list-conversations", 5)):
        client.get(at(name, enrolment))
        with django_assert_num_queries(queries):
            client.get(at(name, enrolment))


MANAGED = ["edit-participant", "defer-participant", "withdraw-participant", "resume-participant", "assign-mentor"]


def answers(address, enrolment, mentor, method="get"):
    cohort = enrolment.cohort
    people = {
        "administrator": administrator(),
        "manager": manager_of(cohort),
        "facilitator": facilitator_of(cohort),
        "mentor": mentor,
        "participant": enrolment.participant.user,
        "fellow": EnrolmentFactory(cohort=cohort).participant.user,
        "stranger": manager_of(CohortFactory()),
    }
    return {who: getattr(client_for(user), method)(address).status_code for who, user in people.items()}


@pytest.mark.parametrize("name", MANAGED)
def test_only_managers_change_a_participant(enrolment, mentor, name):
    assert answers(at(name, enrolment), enrolment, mentor) == {
        "administrator": 200,
        "manager": 200,
        "facilitator": 403,
        "mentor": 403,
        "participant": 403,
        "fellow": 404,
        "stranger": 404,
    }


def test_only_managers_end_a_pairing(enrolment, mentor):
    assert answers(at("end-mentoring", enrolment), enrolment, mentor, "post") == {
        "administrator": 422,
        "manager": 422,
        "facilitator": 403,
        "mentor": 403,
        "participant": 403,
        "fellow": 404,
        "stranger": 404,
    }


def test_only_managers_add_participants(enrolment, mentor):
    assert answers("/participants/cohorts/nov/add/", enrolment, mentor) == {
        "administrator": 200,
        "manager": 200,
        "facilitator": 403,
        "mentor": 404,
        "participant": 404,
        "fellow": 404,
        "stranger": 404,
    }


def test_only_the_mentor_logs_a_conversation(enrolment, mentor):
    assert answers(at("log-conversation", enrolment), enrolment, mentor) == {
        "administrator": 403,
        "manager": 403,
        "facilitator": 403,
        "mentor": 200,
        "participant": 403,
        "fellow": 404,
        "stranger": 404,
    }


def test_those_whom_it_concerns_see_the_list_of_conversations(enrolment, mentor):
    assert answers(at("list-conversations", enrolment), enrolment, mentor) == {
        "administrator": 200,
        "manager": 200,
        "facilitator": 200,
        "mentor": 200,
        "participant": 200,
        "fellow": 404,
        "stranger": 404,
    }


@pytest.mark.parametrize("pk", ["10" * 20, "１２", "abc", "-1"])
def test_numbers_that_nobody_has_are_not_found(client, pk):
    assert client.get(f"/participants/{pk}/edit/").status_code == 404
