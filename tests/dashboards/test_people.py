"""Finding people across cohorts."""

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from npq_portal import clock
from participants.models import Enrolment
from tests.dashboards.situations import NOW, attended, missed, november, person, seminar
from tests.dashboards.test_cohort_page import text_of
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import MentoringFactory
from tests.factories.users import administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

PEOPLE = reverse("list-people")


@pytest.fixture(autouse=True)
def _on_16_may():
    clock.move_to(NOW)


@pytest.fixture
def cohort():
    return november()


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


@pytest.fixture
def mixed(cohort):
    """Two cohorts; one person below their target, one with an unknown mark, one withdrawn."""
    other = CohortFactory(partner=cohort.partner, name="February 2022", slug="february-2022")
    sessions = [seminar(cohort, number, days=-30 + number) for number in range(1, 6)]
    coming = [seminar(cohort, number, days=number) for number in range(7, 17)]
    person(cohort, "Amara Okafor", marks=attended(*sessions))
    person(cohort, "Ben Whitcombe", marks=[*missed(sessions[0]), *attended(*sessions[1:4])])
    person(cohort, "Daniel Pryce", marks=missed(*sessions))
    person(other, "Elif Demir", status=Enrolment.Status.WITHDRAWN)
    return coming


def found(client, **query):
    return [str(each.enrolment.participant) for each in client.get(PEOPLE, query).context["people"]]


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Amara Okafor", "Ben Whitcombe", "Daniel Pryce", "Elif Demir"]),
        ({"q": "okaf"}, ["Amara Okafor"]),
        ({"q": "DANIEL pry"}, ["Daniel Pryce"]),
        ({"q": "ben@"}, []),
        ({"q": "school.example.org elif"}, ["Elif Demir"]),
        ({"q": "\0amara"}, ["Amara Okafor"]),
        ({"cohort": "february-2022"}, ["Elif Demir"]),
        ({"cohort": "no such"}, []),
        ({"status": "withdrawn"}, ["Elif Demir"]),
        ({"status": "expelled"}, ["Amara Okafor", "Ben Whitcombe", "Daniel Pryce", "Elif Demir"]),
        ({"standing": "below"}, ["Ben Whitcombe", "Daniel Pryce"]),
        ({"standing": "out-of-reach"}, ["Daniel Pryce"]),
        ({"standing": "unknown"}, ["Ben Whitcombe"]),
        ({"standing": "above", "cohort": "november-2021", "q": "a"}, ["Amara Okafor", "Ben Whitcombe", "Daniel Pryce"]),
    ],
)
def test_people_are_found_by(client, query, names):
    assert found(client, **query) == names


@pytest.mark.usefixtures("mixed")
def test_what_was_asked_for_stays_in_the_form(client):
    html = client.get(PEOPLE, {"q": '"><b>', "cohort": "february-2022", "standing": "below"}).content.decode()

    assert 'value="&quot;&gt;&lt;b&gt;"' in html
    assert '<option value="february-2022" selected>' in html
    assert '<option value="below" selected>' in html


def test_nobody_of_a_closed_cohort_has_a_standing(client, cohort):
    person(cohort, marks=missed(seminar(cohort, 1)))
    assert found(client, standing="below") == ["Amara Okafor"]

    Cohort.objects.update(stage=Cohort.Stage.CLOSED)

    assert found(client, standing="below") == []
    assert found(client) == ["Amara Okafor"]


def test_finding_nobody_says_what_to_do(client):
    assert "Nobody is here yet" in text_of(client.get(PEOPLE))
    assert "Nobody is found Write part of a name" in text_of(client.get(PEOPLE, {"q": "zzz"}))


def test_a_long_list_comes_a_page_at_a_time_and_keeps_what_was_asked(client, cohort):
    for number in range(51):
        person(cohort, f"Person{number} Okafor")

    page = client.get(PEOPLE, {"q": "okafor", "page": "2"})

    assert len(page.context["people"]) == 1
    assert "51 to 51 of 51 enrolments" in text_of(page)
    assert "q=okafor&amp;page=1" in page.content.decode()


def test_the_list_is_a_file_with_the_trns_that_the_reader_may_know(cohort):
    session = seminar(cohort, 1)
    person(cohort, marks=attended(session), participant__trn="9999024", participant__school__name="Oakfield")
    person(CohortFactory(partner=cohort.partner), "Ben Whitcombe", participant__school=None)

    def lines(user):
        response = client_for(user).get(PEOPLE, {"format": "csv"})
        return b"".join(response.streaming_content).decode().splitlines()

    address = f"amara{cohort.pk}@school.example.org"
    assert lines(manager_of(cohort))[:2] == [
        "\ufeffName,E-mail,TRN,School,Cohort,Programme,Status,Engaged (%),Needs (%),Standing",
        f"Amara Okafor,{address},9999024,Oakfield,November 2021,NPQ Senior Leadership,Active,100,90,On track",
    ]
    assert lines(facilitator_of(cohort))[1].startswith(f"Amara Okafor,{address},,Oakfield")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [({}, 12), ({"standing": "below"}, 19), ({"format": "csv"}, 11)])
def test_the_list_costs_the_same_for_any_number(client, cohort, django_assert_num_queries, rows, query, queries):
    session = seminar(cohort, 1)
    for number in range(rows):
        person(cohort, f"Person{number} Okafor", marks=missed(session))

    with django_assert_num_queries(queries):
        list(client.get(PEOPLE, query))


def test_who_finds_whom(cohort):
    enrolment = person(cohort)
    person(cohort, "Ben Whitcombe")
    people = {
        "administrator": administrator(),
        "manager": manager_of(cohort),
        "facilitator": facilitator_of(cohort),
        "mentor": MentoringFactory(enrolment=enrolment).mentor,
        "stranger": manager_of(CohortFactory()),
    }

    assert {role: found(client_for(user)) for role, user in people.items()} == {
        "administrator": ["Amara Okafor", "Ben Whitcombe"],
        "manager": ["Amara Okafor", "Ben Whitcombe"],
        "facilitator": ["Amara Okafor", "Ben Whitcombe"],
        "mentor": ["Amara Okafor"],
        "stranger": [],
    }
    assert client_for(enrolment.participant.user).get(PEOPLE).status_code == 403
