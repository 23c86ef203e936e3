"""What changed since somebody last said that they had seen the plan."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from participants.models import Enrolment
from sessions.actions import drafting, seen_plans
from sessions.actions import sessions as changes
from sessions.models import PlanVersion, SeenPlan, TrainingSession
from tests.dashboards.plan_situations import NOW, an_intake, drafted, published
from tests.factories.cohorts import CohortFactory, manager_of
from tests.factories.participants import EnrolmentFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
TITLE = "Changed since your last visit"
SHOWN = 'name="shown" value="'


@pytest.fixture(autouse=True)
def _in_may():
    clock.move_to(NOW)


@pytest.fixture
def intake():
    return an_intake()


def my_page(user, page="my-programme"):
    return client_for(user).get(reverse(page)).content.decode()


def shown_on(page):
    return page.split(SHOWN)[1].split('"')[0]


def acknowledge(user, cohort, shown):
    address = reverse("acknowledge-changes", args=[cohort.slug])
    return client_for(user).post(address, {"shown": shown})


def test_a_draft_is_no_news_to_anybody(intake):
    before = [my_page(intake.amara), my_page(intake.sam, "facilitating")]

    drafted(intake.cohort, "session-seminar-6")

    assert [TITLE in page for page in before] == [False, False]
    assert [TITLE in my_page(intake.amara), TITLE in my_page(intake.sam, "facilitating")] == [False, False]
    assert "6 July" not in my_page(intake.amara)


def test_those_told_see_what_it_was_and_what_it_is(intake):
    published(drafted(intake.cohort, "session-seminar-6", "unit-module-5"))

    page, teaching = my_page(intake.amara), my_page(intake.sam, "facilitating")

    assert TITLE in page
    assert "<del>Wed 22 June 2022, 15:45 to 17:15</del>" in page
    assert "<ins>Wed 6 July 2022, 15:45 to 17:15</ins>" in page
    assert "<ins>22 June to 17 July 2022</ins>" in page
    assert f"{TITLE}: November 2021 cohort" in teaching
    assert "Module 5" not in teaching


@pytest.mark.parametrize(("who", "page"), [("amara", "my-programme"), ("sam", "facilitating")])
def test_what_was_seen_is_shown_no_more(intake, who, page):
    published(drafted(intake.cohort, "session-seminar-6"))
    user = getattr(intake, who)

    response = acknowledge(user, intake.cohort, shown_on(my_page(user, page)))

    own = f"/my/?enrolment={intake.enrolments[0].pk}"
    assert response.url == (own if who == "amara" else "/")
    assert TITLE not in my_page(user, page)


def test_what_changed_again_meanwhile_is_not_taken_as_seen(intake):
    published(drafted(intake.cohort, "session-seminar-6"))
    shown = shown_on(my_page(intake.amara))
    published(drafted(intake.cohort, "session-seminar-6", days=7))

    acknowledge(intake.amara, intake.cohort, shown)

    page = my_page(intake.amara)
    assert "<ins>Wed 13 July 2022, 15:45 to 17:15</ins>" in page
    assert not SeenPlan.objects.exists()


def test_there_and_back_again_is_no_news(intake):
    published(drafted(intake.cohort, "session-seminar-6"))
    published(drafted(intake.cohort, "session-seminar-6", days=-14))

    assert TITLE not in my_page(intake.amara)
    assert acknowledge(intake.amara, intake.cohort, "").status_code == 302


def test_a_single_session_that_is_cancelled_is_news_too(intake):
    seen_plans.acknowledge(intake.cohort, now=NOW, by=intake.amara)
    seminar = TrainingSession.objects.get(component_key="seminar-6")
    changes.cancel(seminar, reason="The facilitator is ill.", by=None, now=NOW)

    assert "<ins>cancelled</ins>" in my_page(intake.amara)


def test_who_does_not_take_part_is_told_nothing(intake):
    published(drafted(intake.cohort, "session-seminar-6"))
    Enrolment.objects.update(status="deferred")

    assert TITLE not in my_page(intake.amara)


def test_who_joined_after_a_version_knows_the_plan_by_it(intake):
    late = EnrolmentFactory(cohort=intake.cohort, joined_on=dt.date(2022, 5, 20)).participant.user
    published(drafted(intake.cohort, "session-seminar-6"))

    assert TITLE not in my_page(late)


def test_what_is_over_is_no_news_any_more(intake):
    published(drafted(intake.cohort, "session-seminar-6"))
    clock.move_to(clock.at(dt.date(2022, 7, 7), dt.time(9)))

    assert TITLE not in my_page(intake.amara)


@pytest.mark.parametrize("who", ["ruth", "stranger"])
def test_only_those_whom_a_plan_concerns_can_have_seen_it(intake, who):
    user = intake.ruth if who == "ruth" else manager_of(CohortFactory())

    response = acknowledge(user, intake.cohort, "")

    assert response.status_code == (302 if who == "ruth" else 404)
    assert not SeenPlan.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("page", "who", "queries"), [("my-programme", "amara", 5), ("facilitating", "sam", 8)])
def test_the_news_costs_the_same_for_any_number_of_changes(page, who, queries, rows, django_assert_num_queries):
    intake = an_intake(rows=rows)
    published(drafted(intake.cohort, *[f"session-seminar-{6 + number}" for number in range(rows)]))
    client = client_for(getattr(intake, who))

    with django_assert_num_queries(queries):
        assert TITLE in client.get(reverse(page)).content.decode()


def test_the_draft_of_another_time_is_not_what_was_known(intake):
    drafting.put_back(drafted(intake.cohort, "session-seminar-6"), "session-seminar-6", by=None)

    assert PlanVersion.objects.known_on(NOW).get(cohort=intake.cohort).number == 1
