"""Training sessions, registers, marks, catch-up and self-study."""

import datetime as dt

import factory

from npq_portal.users.models import Role
from sessions.models import (
    CatchUp,
    Mark,
    MarkStatus,
    Register,
    SessionFacilitator,
    StudyRecord,
    StudyUnit,
    TrainingSession,
    Venue,
)
from tests.factories.cohorts import CohortFactory
from tests.factories.participants import PLANNED_AT, EnrolmentFactory
from tests.factories.users import UserFactory


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Hall {n}")
    address = "1 High Street, London E17 1AA"


class TrainingSessionFactory(factory.django.DjangoModelFactory):
    """An online seminar on Wednesday 11 May 2022, 15:45 to 17:15 in England."""

    class Meta:
        model = TrainingSession

    cohort = factory.SubFactory(CohortFactory)
    component_key = factory.Sequence(lambda n: f"seminar-{n}")
    kind = "seminar"
    delivery = TrainingSession.Delivery.ONLINE
    title = "Seminar 5: Curriculum and assessment"
    short_title = "Sem 5"
    starts_at = dt.datetime(2022, 5, 11, 14, 45, tzinfo=dt.UTC)
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + dt.timedelta(minutes=90))
    changed_at = PLANNED_AT


class SessionFacilitatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionFacilitator

    session = factory.SubFactory(TrainingSessionFactory)
    facilitator = factory.SubFactory(UserFactory, roles=[Role.FACILITATOR])
    assigned_at = PLANNED_AT


class RegisterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Register

    session = factory.SubFactory(TrainingSessionFactory)


class MarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mark

    session = factory.SubFactory(TrainingSessionFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, cohort=factory.SelfAttribute("..session.cohort"))
    status = MarkStatus.PRESENT
    version = 1
    marked_at = factory.LazyAttribute(lambda mark: mark.session.ends_at)
    marked_by = factory.SubFactory(UserFactory, roles=[Role.FACILITATOR])


class CatchUpFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CatchUp

    session = factory.SubFactory(TrainingSessionFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, cohort=factory.SelfAttribute("..session.cohort"))
    due_on = dt.date(2022, 6, 8)


class StudyUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StudyUnit

    cohort = factory.SubFactory(CohortFactory)
    component_key = factory.Sequence(lambda n: f"module-{n}")
    title = "Module 4: Behaviour"
    short_title = "M4"
    opens_on = dt.date(2022, 5, 9)
    due_on = dt.date(2022, 5, 29)
    minutes = 180
    changed_at = PLANNED_AT


class StudyRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StudyRecord

    unit = factory.SubFactory(StudyUnitFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, cohort=factory.SelfAttribute("..unit.cohort"))
    minutes = 60
    changed_at = dt.datetime(2022, 5, 12, 18, tzinfo=dt.UTC)
