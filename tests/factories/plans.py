"""Versions of plans."""

import factory

from sessions.models import PlanVersion
from tests.factories.cohorts import CohortFactory
from tests.factories.sessions import PLANNED_AT


class PlanVersionFactory(factory.django.DjangoModelFactory):
    """A published first version that holds nothing."""

    class Meta:
        model = PlanVersion

    cohort = factory.SubFactory(CohortFactory)
    number = 1
    state = PlanVersion.State.PUBLISHED
    made_at = PLANNED_AT
    published_at = PLANNED_AT
