"""A facilitator at a venue's door: two taps from the first page to the first mark."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from npq_portal import clock
from sessions.models import Mark
from tests.browsing import follow
from tests.factories.cohorts import CohortFactory, facilitator_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import TrainingSessionFactory
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_facilitator_marks_the_first_person_with_the_second_tap(new_page):
    clock.move_to(clock.at(dt.date(2022, 5, 11), dt.time(15, 40)))
    session = TrainingSessionFactory(cohort=CohortFactory(name="November 2021"))
    EnrolmentFactory(cohort=session.cohort, participant__user__full_name="Amara Okafor")
    page = new_page(width=390, has_touch=True, is_mobile=True)
    sign_in(page, facilitator_of(session.cohort))
    page.goto("/")

    follow(page.get_by_role("link", name="Open the register"), touch=True)
    page.get_by_role("group", name="Amara Okafor").get_by_role("radio", name="Present").tap()

    expect(page.locator("#counts", has_text="1 of 1 marked")).to_be_visible()
    assert Mark.objects.get().status == "present"
