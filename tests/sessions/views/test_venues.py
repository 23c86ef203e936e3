"""Where people meet."""

import pytest
from django.urls import reverse

from npq_portal.users.models import Role
from sessions.models import Venue
from tests.factories.cohorts import PartnerManagerFactory
from tests.factories.sessions import VenueFactory
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("sessions:list-venues"), reverse("sessions:add-venue")


@pytest.mark.parametrize("venues", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_venues(django_assert_num_queries, venues):
    for _ in range(venues):
        VenueFactory()
    client = client_for(PartnerManagerFactory().manager)

    with django_assert_num_queries(3):
        assert client.get(LIST).status_code == 200


def test_a_manager_adds_a_venue_and_changes_it():
    client = client_for(PartnerManagerFactory().manager)

    client.post(ADD, {"name": "Assembly Hall", "directions": "Step-free entrance in Mill Lane."})
    venue = Venue.objects.get()
    page = reverse("sessions:edit-venue", args=[venue.pk])
    assert 'value="Assembly Hall"' in client.get(page).content.decode()
    client.post(page, {"name": "Great Hall"})

    assert Venue.objects.get().name == "Great Hall"


def test_room_for_more_people_than_any_hall_is_refused_on_every_database():
    page = client_for(PartnerManagerFactory().manager).post(ADD, {"name": "Assembly Hall", "capacity": "40000"})

    assert "10000" in page.content.decode()
    assert not Venue.objects.exists()


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MENTOR, Role.PARTICIPANT])
def test_others_do_not_keep_venues(role):
    client = client_for(UserFactory(roles=[role]))

    assert {client.get(page).status_code for page in (LIST, ADD)} == {403}
