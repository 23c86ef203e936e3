import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.models import Role
from sessions.models import CatchUp
from tests.factories.cohorts import facilitator_of, manager_of
from tests.factories.participants import MentoringFactory
from tests.factories.sessions import CatchUpFactory, MarkFactory, TrainingSessionFactory
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 20, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _after_the_seminar():
    clock.move_to(NOW)


@pytest.fixture
def catch_up():
    mark = MarkFactory(status="absent", enrolment__participant__user__full_name="Chloe Nyambura")
    return CatchUpFactory(session=mark.session, enrolment=mark.enrolment)


@pytest.fixture
def chloe(catch_up):
    return client_for(catch_up.enrolment.participant.user)


@pytest.fixture
def sam(catch_up):
    return client_for(facilitator_of(catch_up.session.cohort, full_name="Sam Iqbal"))


def decide(client, catch_up, decision, comment=""):
    address = reverse("sessions:decide-catch-up", args=[catch_up.pk])
    return client.post(address, {"decision": decision, "comment": comment}, follow=True)


def page(client, catch_up):
    return client.get(catch_up.get_absolute_url()).content.decode()


def test_a_participant_hands_in_a_reflection(chloe, catch_up):
    assert "Due on Wednesday 8 June 2022" in page(chloe, catch_up)

    answer = chloe.post(catch_up.get_absolute_url(), {"reflection": "Routines."}, follow=True).content.decode()

    assert "Your reflection is handed in." in answer
    assert "Waiting for review" in answer
    assert "Hand in</button>" not in answer


def test_participants_get_back_to_their_schedule_and_staff_to_the_list(chloe, sam, catch_up):
    own, theirs = page(chloe, catch_up), page(sam, catch_up)

    links = [f'<a href="{reverse(name)}">' for name in ("my-schedule", "sessions:list-catch-ups")]
    assert [[link in text for link in links] for text in (own, theirs)] == [[True, False], [False, True]]


def test_an_empty_reflection_is_not_handed_in(chloe, catch_up):
    answer = chloe.post(catch_up.get_absolute_url(), {"reflection": "  "})

    assert answer.status_code == 422
    assert "Write your reflection before you hand it in." in answer.content.decode()


def test_a_reflection_handed_in_twice_is_handed_in_once(chloe, catch_up):
    for text in ("First", "Second"):
        answer = chloe.post(catch_up.get_absolute_url(), {"reflection": text}, follow=True)

    assert "This was handed in already, so nothing has changed." in answer.content.decode()
    assert CatchUp.objects.get().reflection == "First"


def test_an_accepted_reflection_is_made_up_and_stays_an_absence(sam, chloe, catch_up):
    chloe.post(catch_up.get_absolute_url(), {"reflection": "Routines."})

    answer = decide(sam, catch_up, "accept").content.decode()

    assert "Seminar 5: Curriculum and assessment counts as made up for Chloe Nyambura." in answer
    text = page(chloe, catch_up)
    assert "Absent" in text
    assert "Made up" in text


def test_a_returned_reflection_says_what_is_missing_and_can_be_handed_in_again(sam, chloe, catch_up):
    chloe.post(catch_up.get_absolute_url(), {"reflection": "Routines."})

    answer = decide(sam, catch_up, "return", "Name the research.").content.decode()

    assert "The reflection goes back to Chloe Nyambura." in answer
    text = page(chloe, catch_up)
    assert "What is missing" in text
    assert "Name the research." in text
    assert "Sam Iqbal" in text
    assert "Hand in" in text


@pytest.mark.parametrize(
    ("decision", "comment", "sentence"),
    [
        ("return", " ", "Say what is missing, so that it can be put right."),
        ("perhaps", "", "Accept it or return it."),
        ("", "", "Accept the reflection or return it."),
        ("return", "x" * 2001, "at most 2000 characters"),
    ],
)
def test_a_review_that_decides_nothing_is_said(sam, catch_up, decision, comment, sentence):
    CatchUp.objects.update(state="submitted", reflection="Routines.", submitted_at=NOW)

    answer = decide(sam, catch_up, decision, comment)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert CatchUp.objects.get().state == "submitted"


def test_what_a_colleague_has_decided_is_not_decided_again(sam, catch_up):
    CatchUp.objects.update(state="accepted", reflection="Routines.", submitted_at=NOW)

    answer = decide(sam, catch_up, "return", "No").content.decode()

    assert "Somebody has decided this already, so nothing has changed." in answer


def test_what_waits_longest_comes_first(sam, catch_up):
    for name, days in (("Ben", 1), ("Amara", 5)):
        CatchUpFactory(
            session=catch_up.session,
            enrolment__participant__user__full_name=name,
            state="submitted",
            submitted_at=NOW - dt.timedelta(days=days),
        )

    text = sam.get(reverse("sessions:list-catch-ups")).content.decode()

    assert text.index("Amara") < text.index("Ben")
    assert "Chloe Nyambura" not in text


def test_the_list_of_one_cohort_leaves_the_others_out(sam, catch_up):
    CatchUp.objects.update(state="submitted", reflection="Routines.", submitted_at=NOW)
    address = reverse("sessions:list-catch-ups")

    assert "Chloe" in sam.get(address, {"cohort": catch_up.session.cohort.slug}).content.decode()
    assert "Chloe" not in sam.get(address, {"cohort": "another"}).content.decode()


def test_an_empty_list_explains_itself(sam):
    assert "Nothing waits for review" in sam.get(reverse("sessions:list-catch-ups")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number(sam, catch_up, django_assert_num_queries, number):
    CatchUpFactory.create_batch(number, session=catch_up.session, state="submitted", submitted_at=NOW)

    with django_assert_num_queries(3):
        sam.get(reverse("sessions:list-catch-ups"))


@pytest.mark.parametrize(
    ("who", "own", "foreign", "may_decide", "may_list"),
    [
        ("administrator", 200, 200, 200, 200),
        ("manager", 200, 404, 200, 200),
        ("facilitator", 200, 404, 200, 200),
        ("mentor", 404, 404, 404, 403),
        ("participant", 200, 404, 403, 403),
        ("stranger", 404, 404, 404, 200),
    ],
)
def test_only_its_writer_and_reviewers_reach_a_catch_up(who, own, foreign, may_decide, may_list, catch_up):
    other = CatchUpFactory(session=TrainingSessionFactory())
    CatchUp.objects.update(state="submitted", reflection="Routines.", submitted_at=NOW)
    user = {
        "administrator": administrator,
        "manager": lambda: manager_of(catch_up.session.cohort),
        "facilitator": lambda: facilitator_of(catch_up.session.cohort),
        "mentor": lambda: MentoringFactory(enrolment=catch_up.enrolment).mentor,
        "participant": lambda: catch_up.enrolment.participant.user,
        "stranger": lambda: UserFactory(roles=[Role.FACILITATOR]),
    }[who]()
    client = client_for(user)

    assert client.get(catch_up.get_absolute_url()).status_code == own
    assert client.get(other.get_absolute_url()).status_code == foreign
    assert client.get(reverse("sessions:list-catch-ups")).status_code == may_list
    assert decide(client, catch_up, "accept").status_code == may_decide


def test_a_reviewer_does_not_write_for_the_participant(sam, catch_up):
    assert sam.post(catch_up.get_absolute_url(), {"reflection": "Mine"}).status_code == 403


def test_nobody_accepts_their_own_reflection(catch_up):
    user = catch_up.enrolment.participant.user
    facilitator_of(catch_up.session.cohort)
    catch_up.session.cohort.facilitator_assignments.update(facilitator=user)
    CatchUp.objects.update(state="submitted", reflection="Routines.", submitted_at=NOW)

    assert decide(client_for(user), catch_up, "accept").status_code == 403
