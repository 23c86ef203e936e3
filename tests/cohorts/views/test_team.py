"""A cohort's team."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import FacilitatorAssignment
from npq_portal.users.models import Role, RoleAssignment
from tests.factories.cohorts import CohortFactory, FacilitatorAssignmentFactory, facilitator_of, manager_of
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


def page_of(cohort):
    return reverse("cohorts:show-team", args=[cohort.slug])


def form_of(cohort):
    return reverse("sessions:assign-facilitator", args=[cohort.slug])


def release_page(assignment):
    return reverse("cohorts:release-facilitator", args=[assignment.cohort.slug, assignment.pk])


@pytest.mark.parametrize("facilitators", [1, 3])
def test_the_team_costs_the_same_for_any_number_of_facilitators(django_assert_num_queries, facilitators):
    cohort = CohortFactory()
    for _ in range(facilitators):
        FacilitatorAssignmentFactory(cohort=cohort)
    client = client_for(manager_of(cohort))

    with django_assert_num_queries(5):
        assert client.get(page_of(cohort)).status_code == 200


def test_a_manager_adds_a_facilitator():
    cohort, facilitator = CohortFactory(), UserFactory(full_name="Sam Iqbal", roles=[Role.FACILITATOR])

    response = client_for(manager_of(cohort)).post(
        form_of(cohort), {"facilitator": facilitator.pk, "starts_on": "2022-05-16"}, follow=True
    )

    assert "Sam Iqbal facilitates the" in response.content.decode()
    assert FacilitatorAssignment.objects.get().facilitator == facilitator


def test_somebody_who_is_a_facilitator_only_today_cannot_start_before():
    cohort, facilitator = CohortFactory(), UserFactory(roles=[Role.FACILITATOR])
    RoleAssignment.objects.update(starts_on=dt.date(2022, 1, 1))
    manager = manager_of(cohort)

    page = client_for(manager).post(form_of(cohort), {"facilitator": facilitator.pk, "starts_on": "2021-12-31"})

    assert "This person is not a facilitator on that day." in page.content.decode()
    assert not FacilitatorAssignment.objects.exists()


def test_somebody_who_is_on_the_team_already_is_said_so_at_the_form():
    assignment = FacilitatorAssignmentFactory()

    page = client_for(manager_of(assignment.cohort)).post(
        form_of(assignment.cohort), {"facilitator": assignment.facilitator.pk, "starts_on": "2022-05-16"}
    )

    assert "This person facilitates the cohort already." in page.content.decode()


def test_a_manager_is_asked_before_an_assignment_ends_and_its_past_stays():
    assignment = FacilitatorAssignmentFactory(ends_on=None, facilitator__full_name="Sam Iqbal")
    client = client_for(manager_of(assignment.cohort))

    assert release_page(assignment) in client.get(page_of(assignment.cohort)).content.decode()
    asked = client.get(release_page(assignment), {"ends_on": "2022-05-16"}).content.decode()
    assert "End the assignment of Sam Iqbal?" in asked
    assert FacilitatorAssignment.objects.get().ends_on is None
    page = client.post(release_page(assignment), {"ends_on": "2022-05-16"}, follow=True).content.decode()

    assert "1 January 2021 to 16 May 2022" in page


@pytest.mark.parametrize(
    ("typed", "sentence"), [("2020-01-01", "The last day is before the first."), ("someday", "is not a date.")]
)
def test_a_last_day_that_cannot_be_is_said_and_changes_nothing(typed, sentence):
    assignment = FacilitatorAssignmentFactory()
    client = client_for(manager_of(assignment.cohort))

    answer = client.post(release_page(assignment), {"ends_on": typed})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert FacilitatorAssignment.objects.get().ends_on is None


def test_a_facilitator_sees_the_cohort_but_may_not_change_its_team():
    cohort = CohortFactory()

    assert client_for(facilitator_of(cohort)).get(page_of(cohort)).status_code == 403


def test_an_assignment_of_another_cohort_is_not_found():
    cohort, foreign = CohortFactory(), FacilitatorAssignmentFactory()
    page = reverse("cohorts:release-facilitator", args=[cohort.slug, foreign.pk])

    assert client_for(manager_of(cohort)).post(page, {"ends_on": "2022-05-16"}).status_code == 404
