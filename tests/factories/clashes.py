"""Levels of clashes, and clashes that were accepted."""

import factory

from sessions.clashes import ClashKind
from sessions.models import AcceptedClash, ClashLevels
from tests.factories.cohorts import DeliveryPartnerFactory
from tests.factories.sessions import PLANNED_AT, TrainingSessionFactory


class ClashLevelsFactory(factory.django.DjangoModelFactory):
    """The standard levels, chosen."""

    class Meta:
        model = ClashLevels

    partner = factory.SubFactory(DeliveryPartnerFactory)


class AcceptedClashFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AcceptedClash

    session = factory.SubFactory(TrainingSessionFactory)
    kind = ClashKind.CAPACITY.value
    sentence = "Seminar 5: Elm Hall holds 2, and 3 are expected."
    reason = "One of them joins online."
    starts_at = factory.LazyAttribute(lambda clash: clash.session.starts_at)
    ends_at = factory.LazyAttribute(lambda clash: clash.session.ends_at)
    accepted_at = PLANNED_AT
