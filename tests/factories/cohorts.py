"""Partners, programmes, calendars, blueprints, cohorts and their teams."""

import datetime as dt

import factory

from cohorts.models import (
    Blueprint,
    CalendarPeriod,
    Cohort,
    Component,
    DeliveryPartner,
    FacilitatorAssignment,
    Group,
    LeadProvider,
    Milestone,
    PartnerManager,
    Programme,
    SchoolCalendar,
)
from npq_portal.users.models import Role
from tests.factories.users import LONG_AGO, UserFactory


class LeadProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LeadProvider

    name = factory.Sequence(lambda n: f"Lead Provider {n}")


class DeliveryPartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeliveryPartner

    name = factory.Sequence(lambda n: f"Teaching School Hub {n}")
    slug = factory.Sequence(lambda n: f"hub-{n}")
    lead_provider = factory.SubFactory(LeadProviderFactory)


class PartnerManagerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnerManager

    partner = factory.SubFactory(DeliveryPartnerFactory)
    manager = factory.SubFactory(UserFactory, roles=[Role.PROGRAMME_MANAGER])
    starts_on = LONG_AGO


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    identifier = factory.Sequence(lambda n: f"npq-programme-{n}")
    name = "Senior Leadership"
    code = factory.Sequence(lambda n: f"NPQ{n}")
    course_group = Programme.CourseGroup.LEADERSHIP
    months = 18
    declaration_types = ["started", "retained-1", "retained-2", "completed"]


class SchoolCalendarFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SchoolCalendar

    key = factory.Sequence(lambda n: f"area-{n}")
    name = factory.Sequence(lambda n: f"Area {n}")


class CalendarPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarPeriod

    calendar = factory.SubFactory(SchoolCalendarFactory)
    kind = CalendarPeriod.Kind.TRAINING_DAY
    name = "Training day"
    starts_on = dt.date(2022, 2, 21)
    ends_on = dt.date(2022, 2, 21)


class HalfTermFactory(CalendarPeriodFactory):
    kind = CalendarPeriod.Kind.HALF_TERM
    number = 3
    name = "Spring 1"
    starts_on = dt.date(2022, 1, 6)
    ends_on = dt.date(2022, 2, 11)


class BlueprintFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Blueprint

    programme = factory.SubFactory(ProgrammeFactory)
    key = factory.Sequence(lambda n: f"blueprint-{n}")
    name = "Senior Leadership"


class ComponentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Component

    blueprint = factory.SubFactory(BlueprintFactory)
    key = factory.Sequence(lambda n: f"component-{n}")
    position = factory.Sequence(lambda n: n)
    kind = Component.Kind.SEMINAR
    delivery = Component.Delivery.ONLINE
    title = "Seminar"
    short_title = "Sem"
    minutes = 90


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cohort

    slug = factory.Sequence(lambda n: f"cohort-{n}")
    name = factory.Sequence(lambda n: f"Intake {n}")
    programme = factory.SubFactory(ProgrammeFactory)
    partner = factory.SubFactory(DeliveryPartnerFactory)
    calendar = factory.SubFactory(SchoolCalendarFactory)
    stage = Cohort.Stage.RUNNING
    starts_on = dt.date(2021, 11, 1)
    ends_on = dt.date(2023, 5, 31)
    contract_year = 2021
    schedule_identifier = "npq-leadership-autumn"


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    cohort = factory.SubFactory(CohortFactory)
    kind = Group.Kind.TEACHING
    name = factory.Sequence(lambda n: f"Group {n}")


class FacilitatorAssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FacilitatorAssignment

    cohort = factory.SubFactory(CohortFactory)
    facilitator = factory.SubFactory(UserFactory, roles=[Role.FACILITATOR])
    starts_on = LONG_AGO


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    contract_year = 2021
    schedule_identifier = "npq-leadership-autumn"
    declaration_type = Milestone.DeclarationType.STARTED
    due_on = dt.date(2021, 12, 25)
    source = "A test"


def manager_of(cohort: Cohort, **fields):
    """A programme manager of the cohort's partner."""
    return PartnerManagerFactory(
        partner=cohort.partner, **{f"manager__{key}": value for key, value in fields.items()}
    ).manager


def facilitator_of(cohort: Cohort, **fields):
    """A facilitator of the whole cohort."""
    return FacilitatorAssignmentFactory(
        cohort=cohort, **{f"facilitator__{key}": value for key, value in fields.items()}
    ).facilitator
