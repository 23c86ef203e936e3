"""Cohorts in the support pages."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories.cohorts import CohortFactory, FacilitatorAssignmentFactory, MilestoneFactory, PartnerManagerFactory
from tests.factories.users import UserFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


def test_support_finds_every_kind_of_row():
    MilestoneFactory()
    CohortFactory()
    FacilitatorAssignmentFactory()
    PartnerManagerFactory()
    client = client_for(UserFactory(is_staff=True, is_superuser=True))
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model._meta.app_label == "cohorts"
    ]

    assert {client.get(page).status_code for page in lists} == {200}
    assert len(lists) == 12
