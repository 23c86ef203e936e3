"""Schools, participants, enrolments, mentoring and coaching."""

import datetime as dt

import factory

from npq_portal.users.models import Role
from participants.models import (
    AssessmentWindow,
    CoachingPeriod,
    Conversation,
    Enrolment,
    GroupMembership,
    Mentoring,
    Participant,
    School,
    StatusChange,
)
from tests.factories.cohorts import CohortFactory, GroupFactory
from tests.factories.users import LONG_AGO, UserFactory

PLANNED_AT = dt.datetime(2021, 10, 1, 9, tzinfo=dt.UTC)


class SchoolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = School

    name = factory.Sequence(lambda n: f"School {n}")


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    user = factory.SubFactory(UserFactory, roles=[Role.PARTICIPANT])
    trn = factory.Sequence(lambda n: f"{9000000 + n}")
    school = factory.SubFactory(SchoolFactory)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    participant = factory.SubFactory(ParticipantFactory)
    cohort = factory.SubFactory(CohortFactory)
    joined_on = factory.LazyAttribute(lambda enrolment: enrolment.cohort.starts_on)


class StatusChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StatusChange

    enrolment = factory.SubFactory(EnrolmentFactory)
    status = Enrolment.Status.DEFERRED
    effective_on = dt.date(2022, 3, 1)
    recorded_at = dt.datetime(2022, 3, 1, 9, tzinfo=dt.UTC)


class MentoringFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mentoring

    enrolment = factory.SubFactory(EnrolmentFactory)
    mentor = factory.SubFactory(UserFactory, roles=[Role.MENTOR])
    starts_on = LONG_AGO


class GroupMembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupMembership

    group = factory.SubFactory(GroupFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, cohort=factory.SelfAttribute("..group.cohort"))
    kind = factory.SelfAttribute("group.kind")
    starts_on = LONG_AGO


class CoachingPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoachingPeriod

    cohort = factory.SubFactory(CohortFactory)
    component_key = factory.Sequence(lambda n: f"coaching-{n}")
    title = "Coaching conversation"
    short_title = "Coach"
    opens_on = dt.date(2022, 1, 10)
    due_on = dt.date(2022, 2, 10)
    changed_at = PLANNED_AT


class ConversationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Conversation

    enrolment = factory.SubFactory(EnrolmentFactory)
    mentor = factory.SubFactory(UserFactory, roles=[Role.MENTOR])
    held_on = dt.date(2022, 1, 20)
    minutes = 60
    logged_at = dt.datetime(2022, 1, 20, 17, tzinfo=dt.UTC)


class AssessmentWindowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssessmentWindow

    cohort = factory.SubFactory(CohortFactory)
    component_key = "case-study"
    opens_at = dt.datetime(2023, 4, 17, tzinfo=dt.UTC)
    closes_at = dt.datetime(2023, 4, 24, 23, tzinfo=dt.UTC)
    changed_at = PLANNED_AT
