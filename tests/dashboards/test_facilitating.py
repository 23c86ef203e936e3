"""A facilitator's home and the list of their sessions."""

import datetime as dt

import pytest

from npq_portal import clock
from npq_portal.dashboards.teaching import Lesson, teaching_of
from npq_portal.users.models import Role
from sessions.models import CatchUp, RegisterState, TrainingSession
from tests.browsing import faults_of
from tests.factories.cohorts import CohortFactory, FacilitatorAssignmentFactory, manager_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import (
    CatchUpFactory,
    RegisterFactory,
    SessionFacilitatorFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for, sign_in

pytestmark = pytest.mark.django_db
PAGES = ["/facilitating/", "/facilitating/sessions/"]
# The seminar of the factory: Wednesday 11 May 2022, 15:45 to 17:15.
DAY = dt.date(2022, 5, 11)


def at(hour, minute=0, day=DAY):
    return clock.at(day, dt.time(hour, minute))


@pytest.fixture
def cohort():
    return CohortFactory(name="November 2021")


@pytest.fixture
def sam(cohort):
    user = UserFactory(full_name="Sam Iqbal", roles=[Role.FACILITATOR])
    FacilitatorAssignmentFactory(cohort=cohort, facilitator=user)
    return user


def session_at(cohort, moment, title="Seminar", **fields):
    return TrainingSessionFactory(cohort=cohort, starts_at=moment, title=title, **fields)


def submitted(session):
    RegisterFactory(session=session, state=RegisterState.SUBMITTED, submitted_at=session.ends_at)
    return session


def teaching(*sessions, now):
    return teaching_of(sessions, now=now)


def titles(lessons):
    return [lesson.session.title for lesson in lessons]


def html_of(user, address="/facilitating/"):
    return client_for(user).get(address).content.decode()


def test_at_the_door_the_session_that_begins_comes_first(cohort):
    untaken = session_at(cohort, at(15, 45, dt.date(2022, 5, 4)), "Untaken")
    begins = session_at(cohort, at(15, 45), "Begins")

    found = teaching(untaken, begins, now=at(14, 50))

    assert found.first.session == begins
    assert titles(found.to_take) == ["Untaken"]


def test_otherwise_the_oldest_register_that_is_not_in_comes_first(cohort):
    older = session_at(cohort, at(15, 45, dt.date(2022, 5, 4)), "Older")
    newer = session_at(cohort, at(15, 45), "Newer")
    coming = session_at(cohort, at(15, 45, dt.date(2022, 6, 22)), "Coming")

    found = teaching(older, newer, coming, now=at(9, day=dt.date(2022, 5, 16)))

    assert found.first.session == older
    assert titles(found.to_take) == ["Newer"]
    assert titles(found.coming) == ["Coming"]


def test_with_every_register_in_the_next_session_comes_first(cohort):
    cancelled = session_at(cohort, at(15, 45, dt.date(2022, 6, 1)), "Cancelled", status="cancelled")
    coming = session_at(cohort, at(15, 45, dt.date(2022, 6, 22)), "Coming")

    found = teaching(cancelled, coming, now=at(9))

    assert found.first.session == coming
    assert titles(found.coming) == ["Cancelled"]


def test_what_else_is_on_today_stands_apart(cohort):
    first = session_at(cohort, at(9), "First")
    taken = submitted(session_at(cohort, at(11), "Taken"))
    later = session_at(cohort, at(15, 45), "Later")

    found = teaching(first, taken, later, now=at(12, 45))

    assert titles([found.first]) == ["First"]
    assert titles(found.today) == ["Taken", "Later"]


def test_without_sessions_nothing_comes_first():
    assert teaching(now=at(9)).first is None


@pytest.mark.parametrize(
    ("now", "when", "words"),
    [
        (at(9, day=dt.date(2022, 5, 9)), "in 2 days", "The register opens on Wednesday 11 May 2022, 14:45"),
        (at(9), "today", "The register opens at 14:45"),
        (at(14, 45), "today", "The register is open"),
        (at(16), "now", "The register is open"),
        (at(18), "today", "The register is open"),
        (at(9, day=dt.date(2022, 5, 16)), "5 days ago", "The register has been open for 5 days"),
    ],
)
def test_the_register_says_in_words_how_it_stands(cohort, now, when, words):
    lesson = Lesson(session_at(cohort, at(15, 45)), now)

    assert (lesson.when, lesson.register_words) == (when, words)


def test_a_register_that_is_in_or_cancelled_says_so(cohort):
    taken = Lesson(submitted(session_at(cohort, at(15, 45))), at(18))
    cancelled = Lesson(session_at(cohort, at(15, 45), status="cancelled"), at(18))

    assert [taken.register_words, cancelled.register_words] == ["Register submitted", "Cancelled"]
    assert not cancelled.is_open


def test_the_first_page_opens_the_next_register_in_one_tap(cohort, sam):
    clock.move_to(at(15, 40))
    session = session_at(cohort, at(15, 45), "Seminar 5: Curriculum", join_url="https://meet.example.org/room")

    html = html_of(sam)

    assert "Good afternoon, Sam" in html
    assert "Next · today" in html
    assert "November 2021 cohort · Wednesday 11 May 2022, 15:45 to 17:15 · Online" in html
    assert f'href="/sessions/{session.pk}/register/"' in html
    assert f'href="/sessions/{session.pk}/join/"' in html


def test_a_register_left_open_is_next_to_take(cohort, sam):
    clock.move_to(at(9, day=dt.date(2022, 5, 16)))
    session_at(cohort, at(15, 45))
    other = session_at(cohort, at(16, 45), delivery=TrainingSession.Delivery.IN_PERSON)

    html = html_of(sam)

    assert "Next to take · 5 days ago" in html
    assert "Registers to take" in html
    assert f'href="/sessions/{other.pk}/register/"' in html


def test_before_it_opens_the_page_says_when_it_will(cohort, sam):
    clock.move_to(at(9))
    session_at(cohort, at(15, 45), delivery=TrainingSession.Delivery.IN_PERSON, venue=VenueFactory(name="Mill Hall"))
    submitted(session_at(cohort, at(0, 30), "At night"))
    session_at(cohort, at(15, 45, dt.date(2022, 6, 1)), "Off", status="cancelled", status_reason="Snow")

    html = html_of(sam)

    assert "The register opens at 14:45." in html
    assert "Mill Hall" in html
    assert "Open the register" not in html
    assert "Also today" in html
    assert "Register submitted" in html
    assert "Online · Snow" in html


def test_reflections_that_wait_and_cohorts_are_at_hand(cohort, sam):
    clock.move_to(at(9))
    enrolment = EnrolmentFactory(cohort=cohort, participant__user__full_name="Daniel Pryce")
    CatchUpFactory(
        session=session_at(cohort, at(9, day=dt.date(2022, 4, 6))),
        enrolment=enrolment,
        state=CatchUp.State.SUBMITTED,
        submitted_at=at(9, day=dt.date(2022, 5, 10)),
    )

    html = html_of(sam)

    assert "Daniel Pryce" in html
    assert "handed in yesterday" in html
    assert "1 reflection waits" in html
    assert f'href="/cohorts/{cohort.slug}/"' in html


def test_a_facilitator_without_sessions_reads_what_will_come():
    nobody = UserFactory(roles=[Role.FACILITATOR])

    html = html_of(nobody)

    for words in ("No session waits for you", "Nothing more is planned.", "Nothing waits for you.", "no whole cohort"):
        assert words in html
    assert "No session of yours is to come" in html_of(nobody, "/facilitating/sessions/")


def test_somebody_who_takes_one_session_sees_that_one_alone(cohort):
    clock.move_to(at(9))
    mine, _other = session_at(cohort, at(15, 45), "Mine"), session_at(cohort, at(15, 45), "Another's")
    substitute = SessionFacilitatorFactory(session=mine).facilitator

    for address in PAGES:
        html = html_of(substitute, address)
        assert "Mine" in html
        assert "Another" not in html


def test_the_list_has_what_comes_by_month_and_folds_the_past(cohort, sam):
    clock.move_to(at(9, day=dt.date(2022, 5, 16)))
    submitted(session_at(cohort, at(15, 45, dt.date(2022, 3, 2)), "Long past"))
    session_at(cohort, at(15, 45), "Untaken")
    session_at(cohort, at(15, 45, dt.date(2022, 6, 22)), "Coming")

    shown, folded = html_of(sam, "/facilitating/sessions/").split('<details class="drawer">')

    assert [name in shown for name in ("May 2022", "Untaken", "June 2022", "Coming")] == [True] * 4
    assert "Long past" not in shown
    assert "Long past" in folded
    assert "Register closed" in folded


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/facilitating/", 7), ("/facilitating/sessions/", 2)])
def test_the_pages_cost_the_same_for_any_number_of_sessions(
    cohort, sam, number, address, queries, django_assert_num_queries
):
    clock.move_to(at(15))
    for count in range(number):
        for day in (4, 11, 18):
            session = session_at(cohort, at(15, 45, dt.date(2022, 5, day)), f"Seminar {count}.{day}")
        CatchUpFactory(
            session=session,
            enrolment=EnrolmentFactory(cohort=cohort),
            state=CatchUp.State.SUBMITTED,
            submitted_at=at(9),
        )
        FacilitatorAssignmentFactory(facilitator=sam)
    client = client_for(sam)
    client.get(address)  # the brand is remembered from the first page

    with django_assert_num_queries(queries):
        answer = client.get(address)

    assert answer.status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_only_facilitators_facilitate(client, cohort, sam, address):
    others = [
        manager_of(cohort),
        EnrolmentFactory(cohort=cohort).participant.user,
        UserFactory(roles=[Role.MENTOR]),
        administrator(),
    ]

    assert client_for(sam).get(address).status_code == 200
    assert [client_for(person).get(address).status_code for person in others] == [403] * 4
    assert client.get(address).status_code == 302
    assert client_for(sam).post(address).status_code == 405


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_facilitator_is_shut_out(page, cohort, sam):
    clock.move_to(at(15))
    for day in (4, 11, 18):
        session_at(cohort, at(15, 45, dt.date(2022, 5, day)), "Seminar 5: Curriculum and assessment")
    submitted(session_at(cohort, at(9), "Taken"))
    sign_in(page, sam)

    for address in PAGES:
        page.goto(address)
        assert faults_of(page) == []
