"""Sign-in buttons, the outbox and the date control: in a demo, and nowhere else."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from npq_portal import clock
from npq_portal.demo.models import Rehearsal, SentMail
from npq_portal.demo.roles import PEOPLE
from npq_portal.users.models import Role
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

OUTBOX, MOVE = reverse("demo:list-mail"), reverse("demo:move-date")
MAY_2022 = dt.datetime(2022, 5, 16, 8, tzinfo=dt.UTC)


@pytest.fixture
def _demo(settings):
    settings.DEMO = True
    clock.move_to(MAY_2022)


def a_mail(**fields):
    return SentMail.objects.create(
        **{"recipient": "chloe@school.example.org", "subject": "Seminar 6", "body": "Dear Chloe", "sent_at": MAY_2022}
        | fields
    )


def manager():
    return client_for(UserFactory(roles=[Role.PROGRAMME_MANAGER]))


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_one_tap_signs_in_as_any_role(person):
    user = UserFactory(email=person.email)
    client = Client()

    response = client.post(reverse("demo:sign-in-as", args=[person.key]))

    assert response.url == reverse("home")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.usefixtures("_demo")
def test_a_role_that_nobody_plays_is_not_found():
    assert Client().post(reverse("demo:sign-in-as", args=["headteacher"])).status_code == 404


def test_outside_a_demo_none_of_its_pages_exists():
    mail = a_mail()
    user = UserFactory(email=PEOPLE[0].email, roles=[Role.ADMINISTRATOR])
    client = client_for(user)

    assert Client().post(reverse("demo:sign-in-as", args=[PEOPLE[0].key])).status_code == 404
    assert client.get(OUTBOX).status_code == 404
    assert client.get(reverse("demo:show-mail", args=[mail.pk])).status_code == 404
    assert client.post(MOVE, {"day": "2022-06-01", "time": "09:00"}).status_code == 404


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("mails", [1, 3])
def test_the_outbox_costs_the_same_for_any_number_of_messages(django_assert_num_queries, mails):
    for _ in range(mails):
        a_mail()
    client = client_for(UserFactory(roles=[Role.PARTICIPANT]))

    with django_assert_num_queries(3):
        assert client.get(OUTBOX).status_code == 200


@pytest.mark.usefixtures("_demo")
def test_the_outbox_can_be_narrowed_to_a_person():
    a_mail()
    a_mail(recipient="ruth@hub.example.org", subject="A register is missing")

    page = manager().get(OUTBOX, {"to": "ruth@hub.example.org"}).content.decode()

    assert "A register is missing" in page
    assert "Seminar 6" not in page


@pytest.mark.usefixtures("_demo")
def test_a_message_can_be_read_and_stays_text():
    mail = a_mail(body="Join at https://npq.example.org/ <script>alert(1)</script>")

    page = manager().get(reverse("demo:show-mail", args=[mail.pk])).content.decode()

    assert 'href="https://npq.example.org/"' in page
    assert "<script>alert" not in page


@pytest.mark.usefixtures("_demo")
def test_a_manager_moves_the_date_forwards():
    Rehearsal.objects.create(moment=MAY_2022)

    page = manager().post(MOVE, {"day": "2022-06-01", "time": "09:00"}, follow=True).content.decode()

    assert "It is now Wednesday 1 June 2022, 09:00." in page
    assert clock.today() == dt.date(2022, 6, 1)
    assert Rehearsal.objects.get().moment >= clock.at(dt.date(2022, 6, 1), dt.time(9))


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2022-05-01", "time": "09:00"}, "A rehearsal only goes forwards."),
        ({"day": "soon", "time": "09:00"}, "Enter a valid date."),
        ({"day": "2022-06-01"}, "This field is required."),
    ],
)
def test_a_date_that_cannot_be_is_said_and_changes_nothing(typed, sentence):
    page = manager().post(MOVE, typed, follow=True).content.decode()

    assert sentence in page
    assert clock.today() == dt.date(2022, 5, 16)


@pytest.mark.usefixtures("_demo")
def test_a_participant_does_not_move_the_date():
    client = client_for(UserFactory(roles=[Role.PARTICIPANT]))

    assert client.post(MOVE, {"day": "2022-06-01", "time": "09:00"}).status_code == 403
