"""The boards in a browser: nobody is shut out, and nothing scrolls sideways but what is meant to."""

import pytest

from npq_portal import clock
from participants.models import Enrolment
from sessions.models import CatchUp
from tests.browsing import faults_of
from tests.dashboards.situations import NOW, attended, missed, november, person, seminar
from tests.factories.cohorts import MilestoneFactory, manager_of
from tests.factories.participants import AssessmentWindowFactory, CoachingPeriodFactory, MentoringFactory
from tests.factories.sessions import CatchUpFactory, StudyRecordFactory, StudyUnitFactory
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(320, "dark"), (390, "light"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def cohort():
    clock.move_to(NOW)
    cohort = november()
    sessions = [seminar(cohort, number, days=-30 + number) for number in range(1, 8)]
    for number in range(9, 18):
        seminar(cohort, number, days=number)
    seminar(cohort, 8, register=None)
    MilestoneFactory()
    AssessmentWindowFactory(cohort=cohort)
    unit = StudyUnitFactory(cohort=cohort)
    CoachingPeriodFactory(cohort=cohort)
    person(cohort, "Amara Okafor", marks=attended(*sessions))
    low = person(cohort, "Daniel Pryce-Featherstonehaugh", marks=missed(*sessions[:6]))
    person(cohort, "Elif Demir", status=Enrolment.Status.DEFERRED)
    MentoringFactory(enrolment=low)
    StudyRecordFactory(unit=unit, enrolment=low)
    CatchUpFactory(session=sessions[0], enrolment=low, state=CatchUp.State.SUBMITTED, submitted_at=NOW)
    return cohort


def addresses(cohort):
    here, low = cohort.get_absolute_url(), cohort.enrolments.order_by("pk")[1]
    return [
        "/",
        here,
        f"{here}?view=table",
        f"{here}?show=below",
        f"{here}?tab=registers",
        f"{here}?tab=study",
        f"{low.get_absolute_url()}#working",
        "/people/",
        "/people/?standing=below",
        "/registers/never-completed/",
        f"/sessions/cohorts/{cohort.slug}/plan/",
        f"/cohorts/{cohort.slug}/team/",
        "/cohorts/",
        "/sessions/venues/",
    ]


def test_nobody_is_shut_out_and_nothing_scrolls_sideways(page, cohort):
    sign_in(page, manager_of(cohort))

    for address in addresses(cohort):
        page.goto(address)
        assert faults_of(page, LOOKS) == []


def test_the_names_stay_in_sight_while_the_matrix_scrolls(new_page, cohort):
    page = new_page(width=390)
    sign_in(page, manager_of(cohort))
    page.goto(cohort.get_absolute_url())

    page.locator(".matrix").evaluate("table => table.parentElement.scrollLeft = 400")

    assert page.get_by_role("link", name="Amara Okafor").bounding_box()["x"] >= 0


def test_a_manager_goes_from_a_figure_to_its_rows_without_scripts(new_page, cohort):
    page = new_page(java_script_enabled=False)
    sign_in(page, manager_of(cohort))
    page.goto("/")

    page.get_by_role("link", name="See who").click()
    page.get_by_role("link", name="Daniel Pryce-Featherstonehaugh").click()
    page.get_by_text("Show the working").click()

    assert page.get_by_role("cell", name="Not engaged").first.is_visible()
