"""A mentor's caseload: who stands first, and what is said of each."""

import datetime as dt

import pytest

from npq_portal import clock
from npq_portal.dashboards.caseload import cases_of
from npq_portal.users.models import Role
from participants.models import Enrolment
from sessions.models import MarkStatus
from tests.browsing import faults_of
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import (
    CoachingPeriodFactory,
    ConversationFactory,
    EnrolmentFactory,
    MentoringFactory,
)
from tests.factories.sessions import MarkFactory, StudyUnitFactory, TrainingSessionFactory
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for, sign_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2022, 5, 16)
NOW = clock.at(TODAY, dt.time(9))
JUNE = dt.datetime(2022, 6, 22, 14, 45, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _in_may():
    clock.move_to(NOW)


@pytest.fixture
def mentor():
    return UserFactory(roles=[Role.MENTOR], full_name="Helen Marsh")


@pytest.fixture
def cohort():
    return CohortFactory(name="November 2021")


def mentee(mentor, cohort, name, *, marks=(), talked_on=None, **fields):
    """Somebody whom ``mentor`` is paired with, with their marks at sessions of their own making."""
    enrolment = EnrolmentFactory(cohort=cohort, participant__user__full_name=name, **fields)
    MentoringFactory(enrolment=enrolment, mentor=mentor)
    for session, status in marks:
        MarkFactory(session=session, enrolment=enrolment, status=status)
    if talked_on:
        ConversationFactory(enrolment=enrolment, mentor=mentor, held_on=talked_on)
    return enrolment


def cases(mentor):
    return cases_of(Enrolment.objects.mentored_by(mentor).for_listing(), now=NOW, on=TODAY)


def names(mentor):
    return [str(case.enrolment.participant) for case in cases(mentor)]


def test_the_worst_standing_stands_first(mentor, cohort):
    session = TrainingSessionFactory(cohort=cohort)
    for number in range(30):
        TrainingSessionFactory(cohort=cohort, starts_at=JUNE + dt.timedelta(days=number))
    mentee(mentor, cohort, "Amara Okafor", marks=[(session, MarkStatus.PRESENT)])
    mentee(mentor, cohort, "Ben Whitcombe")
    mentee(mentor, cohort, "Chloe Nyambura", marks=[(session, MarkStatus.ABSENT)])

    assert names(mentor) == ["Chloe Nyambura", "Amara Okafor", "Ben Whitcombe"]
    assert [case.engagement.standing.key for case in cases(mentor)] == ["below", "on_track", "nothing_known"]


def test_of_equal_standing_the_conversation_overdue_comes_first_and_then_the_longest_silence(mentor, cohort):
    period = CoachingPeriodFactory(cohort=cohort, is_compulsory=True)
    recently, long_ago = dt.date(2022, 5, 9), dt.date(2022, 2, 1)
    for name, talked_on in (("Recent", recently), ("Silent", None), ("Long ago", long_ago)):
        mentee(mentor, cohort, name, talked_on=talked_on)
    kept = mentee(mentor, cohort, "Kept")
    ConversationFactory(enrolment=kept, mentor=mentor, period=period)

    assert names(mentor) == ["Silent", "Long ago", "Recent", "Kept"]


def test_each_says_the_last_conversation_and_the_one_that_is_due(mentor, cohort):
    CoachingPeriodFactory(cohort=cohort, title="Coaching conversation 3", due_on=dt.date(2022, 6, 8))
    mentee(mentor, cohort, "Amara Okafor", talked_on=dt.date(2022, 5, 9))
    mentee(mentor, cohort, "Ben Whitcombe")

    assert [case.talk_words for case in cases(mentor)] == [
        "Not talked yet · next by 8 June",
        "Last talked 7 days ago · next by 8 June",
    ]


def test_an_overdue_conversation_is_named(mentor, cohort):
    CoachingPeriodFactory(cohort=cohort, title="Coaching conversation 2")
    mentee(mentor, cohort, "Amara Okafor")

    assert cases(mentor)[0].talk_words == "Not talked yet · Coaching conversation 2 was due 10 February"


def test_where_no_conversation_is_planned_none_is_due(mentor, cohort):
    mentee(mentor, cohort, "Amara Okafor")

    assert cases(mentor)[0].talk_words == "Not talked yet"


@pytest.mark.parametrize(
    ("number", "missing"),
    [
        (1, ["Module 1"]),
        (4, ["Module 4", "Module 3", "Module 2", "Module 1"]),
        (5, ["Module 5", "Module 4", "Module 3", "2 more"]),
    ],
)
def test_what_is_missing_is_named_the_latest_first(mentor, cohort, number, missing):
    for count in range(1, number + 1):
        StudyUnitFactory(
            cohort=cohort,
            title=f"Module {count}: A subject",
            opens_on=dt.date(2022, 1, 3),
            due_on=dt.date(2022, 3, count),
        )
    CoachingPeriodFactory(cohort=cohort)
    mentee(mentor, cohort, "Amara Okafor")

    assert cases(mentor)[0].missing == missing


def test_the_page_shows_each_with_what_to_do(mentor, cohort):
    session = TrainingSessionFactory(cohort=cohort)
    TrainingSessionFactory(cohort=cohort, starts_at=JUNE, title="Seminar 6: Leading behaviour")
    CoachingPeriodFactory(cohort=cohort)
    enrolment = mentee(mentor, cohort, "Chloe Nyambura", marks=[(session, MarkStatus.ABSENT)])

    html = client_for(mentor).get("/caseload/").content.decode()

    assert "1 person · 1 below target · 1 conversation overdue" in html
    assert "0%</strong>" in html
    assert "Missing: Seminar 5" in html
    assert "Next: Seminar 6: Leading behaviour, Wed 22 June" in html
    assert f'href="/participants/{enrolment.pk}/conversations/log/"' in html
    assert f'href="/participants/{enrolment.pk}/"' in html
    assert enrolment.participant.school.name in html


def test_somebody_for_whom_all_is_well_says_so(mentor, cohort):
    mentee(mentor, cohort, "Amara Okafor", participant__school=None)

    html = client_for(mentor).get("/caseload/").content.decode()

    assert "1 person · nobody below target · no conversation overdue" in html
    assert "Nothing missing" in html
    assert "No session to come" in html
    assert "No school yet" in html


def test_those_who_do_not_take_part_stand_apart(mentor, cohort):
    mentee(mentor, cohort, "Amara Okafor", status=Enrolment.Status.DEFERRED)
    mentee(mentor, cohort, "Ben Whitcombe", status=Enrolment.Status.WITHDRAWN, participant__school=None)

    html = client_for(mentor).get("/caseload/").content.decode()

    assert "Not taking part at present" in html
    assert "Deferred" in html
    assert "Withdrawn" in html
    assert "Log a conversation" not in html


def test_a_mentor_of_nobody_reads_what_will_come(mentor):
    html = client_for(mentor).get("/caseload/").content.decode()

    assert "Nobody is paired with you at present" in html
    assert "Not taking part" not in html


def test_a_pairing_that_ended_and_anothers_people_are_not_shown(mentor, cohort):
    EnrolmentFactory(cohort=cohort, participant__user__full_name="Nobody's")
    former = EnrolmentFactory(cohort=cohort, participant__user__full_name="Former")
    MentoringFactory(enrolment=former, mentor=mentor, ends_on=dt.date(2022, 5, 15))
    mentee(UserFactory(roles=[Role.MENTOR]), cohort, "Another's")
    mentee(mentor, cohort, "Mine")

    assert names(mentor) == ["Mine"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_people(mentor, cohort, number, django_assert_num_queries):
    session = TrainingSessionFactory(cohort=cohort)
    TrainingSessionFactory(cohort=cohort, starts_at=JUNE)
    StudyUnitFactory(cohort=cohort)
    CoachingPeriodFactory(cohort=cohort)
    for count in range(number):
        mentee(mentor, cohort, f"P{count}", marks=[(session, MarkStatus.ABSENT)], talked_on=dt.date(2022, 5, 9))
        mentee(mentor, cohort, f"Q{count}", status=Enrolment.Status.DEFERRED)
    client = client_for(mentor)
    client.get("/caseload/")  # the brand is remembered from the first page

    with django_assert_num_queries(11):
        answer = client.get("/caseload/")

    assert answer.status_code == 200


def test_only_mentors_have_a_caseload(client, mentor, cohort):
    enrolment = mentee(mentor, cohort, "Amara Okafor")
    others = [facilitator_of(cohort), manager_of(cohort), enrolment.participant.user, administrator()]

    assert client_for(mentor).get("/caseload/").status_code == 200
    assert [client_for(person).get("/caseload/").status_code for person in others] == [403] * 4
    assert client.get("/caseload/").status_code == 302
    assert client_for(mentor).post("/caseload/").status_code == 405


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_mentor_is_shut_out(page, mentor, cohort):
    session = TrainingSessionFactory(cohort=cohort)
    mentee(mentor, cohort, "Chloe Nyambura", marks=[(session, MarkStatus.ABSENT)])
    mentee(mentor, cohort, "Ben Whitcombe", status=Enrolment.Status.DEFERRED)
    sign_in(page, mentor)
    page.goto("/caseload/")

    assert faults_of(page) == []
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        heights = page.locator("main .btn").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
        assert (width, min(heights) >= 44) == (width, True)
