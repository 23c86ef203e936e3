"""Adding somebody to a cohort's team, who then takes its sessions."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import FacilitatorAssignment
from npq_portal import clock
from npq_portal.users.models import Role
from sessions.models import AcceptedClash
from tests.factories.cohorts import CohortFactory, FacilitatorAssignmentFactory, manager_of
from tests.factories.sessions import SessionFacilitatorFactory, TrainingSessionFactory
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_april():
    clock.move_to(dt.datetime(2022, 4, 25, 8, tzinfo=dt.UTC))


@pytest.fixture
def sam():
    """Named for another cohort's clinic on Wednesday 11 May 2022."""
    sam = UserFactory(full_name="Sam Iqbal", roles=[Role.FACILITATOR])
    SessionFacilitatorFactory(session__title="Clinic", session__cohort__name="May", facilitator=sam)
    return sam


@pytest.fixture
def cohort():
    """Its seminars are on Wednesday 11 May 2022, when the clinic is too, and a week later."""
    cohort = CohortFactory()
    TrainingSessionFactory(cohort=cohort, title="Seminar 5")
    TrainingSessionFactory(cohort=cohort, starts_at=dt.datetime(2022, 5, 18, 15, tzinfo=dt.UTC))
    return cohort


def add(cohort, person, **typed):
    address = reverse("sessions:assign-facilitator", args=[cohort.slug])
    return client_for(manager_of(cohort)).post(address, {"facilitator": person.pk, "starts_on": "2022-04-25"} | typed)


def test_somebody_who_would_take_two_sessions_at_once_is_not_added(cohort, sam):
    response = add(cohort, sam)

    assert response.status_code == 422
    assert (
        "Seminar 5 and Clinic (May cohort) meet on Wednesday 11 May 2022, 15:45 to 17:15: Sam Iqbal would have to take both."
        in response.content.decode()
    )
    assert not FacilitatorAssignment.objects.filter(cohort=cohort).exists()


def test_from_a_later_day_on_nothing_is_in_the_way(cohort, sam):
    assert add(cohort, sam, starts_on="2022-05-12").status_code == 302


def test_where_others_can_take_one_of_them_a_reason_is_asked_and_kept(cohort, sam):
    FacilitatorAssignmentFactory(cohort=cohort, facilitator__full_name="Priya Nair")

    asked = add(cohort, sam)
    answer = {"clash_reason": "Priya takes it.", "clashes_shown": asked.context["form"]["clashes_shown"].value()}
    added = add(cohort, sam, **answer)

    assert "Sam Iqbal can take one of them, somebody else has to take the other." in asked.content.decode()
    assert added.status_code == 302
    assert AcceptedClash.objects.get().reason == "Priya takes it."


def test_what_clashed_before_they_came_is_not_put_to_them(cohort):
    priya = FacilitatorAssignmentFactory(cohort=cohort).facilitator
    SessionFacilitatorFactory(facilitator=priya)

    assert add(cohort, UserFactory(roles=[Role.FACILITATOR])).status_code == 302
