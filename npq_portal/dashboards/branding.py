"""Whose portal it looks like: that of the one delivery partner somebody has to do with, or else its own."""

from django.conf import settings
from django.core.cache import caches
from django.db.models import Q
from django.urls import reverse

from cohorts.models import Cohort, DeliveryPartner
from npq_portal.ui.navigation import Brand
from npq_portal.users.models import User
from participants.models import Enrolment

# Brands change a few times in a portal's life; a new one is seen after at most five minutes.
KEPT_FOR = 5 * 60


def brand_of(request) -> Brand:
    """The brand of the person who asks; each process reads it at most once in five minutes."""
    if not request.user.is_authenticated:
        return Brand(name=settings.PORTAL_NAME)
    return caches["process"].get(key_of(request.user)) or look_up(request.user)


def look_up(user: User) -> Brand:
    """Read the brand, and keep it."""
    brand = read(user)
    caches["process"].set(key_of(user), brand, KEPT_FOR)
    return brand


def key_of(user: User) -> str:
    return f"brand:{user.pk}:{user.acting_on}"


def read(user: User) -> Brand:
    """The brand of the partner to which all cohorts of a person belong; administrators see the portal's own."""
    partners = [] if user.is_administrator else list(partners_of(user)[:2])
    if len(partners) != 1:
        return Brand(name=settings.PORTAL_NAME)
    partner = partners[0]
    return Brand(
        name=partner.brand_name or settings.PORTAL_NAME,
        mark=partner.mark,
        stylesheet=reverse("cohorts:brand-stylesheet", args=[partner.slug]) if partner.colour else None,
    )


def partners_of(user: User):
    """The partners whose cohorts somebody manages, facilitates, takes part in or mentors in."""
    return DeliveryPartner.objects.filter(
        Q(pk__in=DeliveryPartner.objects.managed_by(user).values("pk"))
        | Q(pk__in=Cohort.objects.visible_to(user).values("partner"))
        | Q(pk__in=Enrolment.objects.visible_to(user).values("cohort__partner"))
    ).order_by("pk")
