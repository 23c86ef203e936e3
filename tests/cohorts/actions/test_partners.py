"""Delivery partners and their managers."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cohorts.actions import partners
from cohorts.models import DeliveryPartner, PartnerManager
from npq_portal.audit.models import Event
from npq_portal.users.models import Role
from tests.factories.cohorts import DeliveryPartnerFactory, LeadProviderFactory, PartnerManagerFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2022, 5, 16)


def test_a_partner_is_added_and_then_changed():
    partner = partners.save(DeliveryPartner(name="A hub", slug="a-hub", lead_provider=LeadProviderFactory()), by=None)
    partner.mark = "AH"
    partners.save(partner, by=None)

    assert [event.action for event in Event.objects.about(partner)] == ["partner.changed", "partner.added"]


def test_a_colour_that_is_none_is_refused():
    with pytest.raises(ValidationError, match="Write the colour as #"):
        partners.save(
            DeliveryPartner(name="A hub", slug="a-hub", lead_provider=LeadProviderFactory(), colour="red;}"), by=None
        )


def test_a_manager_manages_from_a_day_until_another():
    partner, manager = DeliveryPartnerFactory(), UserFactory(roles=[Role.PROGRAMME_MANAGER])

    assignment = partners.assign_manager(partner, manager=manager, starts_on=TODAY, by=None)
    partners.release_manager(assignment, ends_on=TODAY, by=None)

    assert list(PartnerManager.objects.in_force(TODAY)) == [assignment]
    assert list(PartnerManager.objects.in_force(TODAY + dt.timedelta(days=1))) == []


def test_only_somebody_who_holds_the_role_that_day_can_manage():
    with pytest.raises(partners.NotAManager):
        partners.assign_manager(DeliveryPartnerFactory(), manager=UserFactory(), starts_on=TODAY, by=None)


def test_managing_cannot_end_before_it_starts():
    assignment = PartnerManagerFactory(starts_on=TODAY)

    with pytest.raises(ValidationError, match="before the first"):
        partners.release_manager(assignment, ends_on=TODAY - dt.timedelta(days=1), by=None)
