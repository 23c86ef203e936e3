"""Delivery partners, their brand and their managers."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import DeliveryPartner, PartnerManager
from npq_portal.users.models import Role, RoleAssignment
from tests.factories.cohorts import DeliveryPartnerFactory, LeadProviderFactory, PartnerManagerFactory
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("cohorts:list-partners"), reverse("cohorts:add-partner")


def page_of(partner):
    return reverse("cohorts:show-partner", args=[partner.slug])


@pytest.mark.parametrize("partners", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_partners(django_assert_num_queries, partners):
    for _ in range(partners):
        DeliveryPartnerFactory()
    client = client_for(administrator())

    with django_assert_num_queries(2):
        assert client.get(LIST).status_code == 200


def test_an_administrator_adds_a_partner_with_its_brand():
    typed = {"name": "A hub", "slug": "a-hub", "lead_provider": LeadProviderFactory().pk, "colour": "#005f5f"}

    response = client_for(administrator()).post(ADD, typed)

    assert response.url == page_of(DeliveryPartner.objects.get())
    assert client_for(administrator()).get(response.url).status_code == 200


def test_an_administrator_changes_a_partner():
    partner = DeliveryPartnerFactory()
    client, page = client_for(administrator()), reverse("cohorts:edit-partner", args=[partner.slug])

    assert f'value="{partner.name}"' in client.get(page).content.decode()
    client.post(page, {"name": "Renamed", "slug": partner.slug, "lead_provider": partner.lead_provider.pk})
    assert DeliveryPartner.objects.get().name == "Renamed"


def test_an_administrator_adds_a_manager():
    partner, manager = DeliveryPartnerFactory(), UserFactory(full_name="Ruth Adeyemi", roles=[Role.PROGRAMME_MANAGER])
    client = client_for(administrator())

    page = client.post(page_of(partner), {"manager": manager.pk, "starts_on": "2022-05-16"}, follow=True)

    assert "Ruth Adeyemi manages for" in page.content.decode()


def test_somebody_who_was_no_manager_on_the_first_day_is_refused_at_the_form():
    partner, manager = DeliveryPartnerFactory(), UserFactory(roles=[Role.PROGRAMME_MANAGER])
    client = client_for(administrator())
    RoleAssignment.objects.filter(user=manager).update(starts_on=dt.date(2022, 1, 1))

    page = client.post(page_of(partner), {"manager": manager.pk, "starts_on": "2021-12-31"})

    assert "This person is not a programme manager on that day." in page.content.decode()


def test_somebody_who_manages_already_is_said_so_at_the_form():
    assignment = PartnerManagerFactory()

    page = client_for(administrator()).post(
        page_of(assignment.partner), {"manager": assignment.manager.pk, "starts_on": "2022-05-16"}
    )

    assert "This person manages for the partner already." in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2022-05-16", "The assignment ends on that day"),
        ("2020-01-01", "The last day is before the first."),
        ("", "“Last day” is missing."),
    ],
)
def test_managing_ends_on_a_day_that_can_be(typed, sentence):
    assignment = PartnerManagerFactory()
    page = reverse("cohorts:release-manager", args=[assignment.partner.slug, assignment.pk])

    asked = client_for(administrator()).get(page).content.decode()
    assert f"End the assignment of {assignment.manager}?" in asked
    answer = client_for(administrator()).post(page, {"ends_on": typed}, follow=True).content.decode()

    assert sentence in answer
    assert (PartnerManager.objects.get().ends_on is not None) == (typed == "2022-05-16")


def test_a_brand_is_a_stylesheet_that_anybody_may_read():
    partner = DeliveryPartnerFactory(colour="#005f5f", colour_dark="#7fd4d0")
    plain = DeliveryPartnerFactory()

    answer = Client().get(reverse("cohorts:brand-stylesheet", args=[partner.slug]))

    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "--brand:light-dark(#005f5f,#7fd4d0)" in answer.content.decode()
    assert Client().get(reverse("cohorts:brand-stylesheet", args=[plain.slug])).content == b""


@pytest.mark.parametrize("role", [Role.PROGRAMME_MANAGER, Role.FACILITATOR, Role.MENTOR, Role.PARTICIPANT])
def test_only_administrators_reach_partners(role):
    partner = DeliveryPartnerFactory()
    client = client_for(UserFactory(roles=[role]))

    assert {client.get(page).status_code for page in (LIST, ADD, page_of(partner))} == {403}
