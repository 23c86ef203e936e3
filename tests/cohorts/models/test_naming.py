"""What pages and the support pages call things."""

import pytest

from cohorts.models import ContentArea, LeadProvider
from tests.factories.cohorts import (
    BlueprintFactory,
    CalendarPeriodFactory,
    CohortFactory,
    ComponentFactory,
    DeliveryPartnerFactory,
    FacilitatorAssignmentFactory,
    GroupFactory,
    MilestoneFactory,
    PartnerManagerFactory,
    ProgrammeFactory,
    SchoolCalendarFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (lambda: ProgrammeFactory(), "NPQ Senior Leadership"),
        (lambda: ProgrammeFactory(code="EHCO", name="Early Headship Coaching Offer"), "Early Headship Coaching Offer"),
        (lambda: ContentArea(number=1, name="School culture"), "1 School culture"),
        (lambda: LeadProvider(name="A provider"), "A provider"),
        (lambda: DeliveryPartnerFactory(name="A hub"), "A hub"),
        (lambda: SchoolCalendarFactory(name="Hertfordshire"), "Hertfordshire"),
        (lambda: CalendarPeriodFactory(), "Training day, 2022-02-21 to 2022-02-21"),
        (lambda: BlueprintFactory(name="Eighteen months"), "Eighteen months, version 1"),
        (lambda: ComponentFactory(title="Seminar 1"), "Seminar 1"),
        (lambda: CohortFactory(name="November 2021"), "November 2021 cohort"),
        (lambda: GroupFactory(name="Group A"), "Group A"),
        (lambda: MilestoneFactory(), "Started, npq-leadership-autumn 2021"),
        (
            lambda: FacilitatorAssignmentFactory(facilitator__full_name="Sam Iqbal", cohort__name="November 2021"),
            "Sam Iqbal facilitates November 2021 cohort",
        ),
        (
            lambda: PartnerManagerFactory(manager__full_name="Ruth Adeyemi", partner__name="A hub"),
            "Ruth Adeyemi manages for A hub",
        ),
    ],
)
def test_everything_says_what_it_is(thing, name):
    assert str(thing()) == name
