"""The organisations that deliver, and who manages for them."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from npq_portal.ui.text import one_line
from npq_portal.users.dated import dated_constraints, in_force
from npq_portal.users.models import Role

valid_colour = RegexValidator(
    r"^#[0-9a-f]{6}\Z", "Write the colour as # and six digits or letters a to f, such as #005f5f."
)


class LeadProvider(models.Model):
    """An organisation that the DfE contracts to design and deliver NPQs (domain: glossary)."""

    name = models.CharField(max_length=120, unique=True, validators=[one_line])

    def __str__(self) -> str:
        return self.name


class DeliveryPartnerQuerySet(models.QuerySet):
    def managed_by(self, user) -> "DeliveryPartnerQuerySet":
        """Partners for which this person manages today; administrators manage all.

        Whoever is no programme manager any more manages nothing, even if nobody has ended the assignment.
        """
        if user.is_administrator:
            return self
        if not user.holds(Role.PROGRAMME_MANAGER):
            return self.none()
        return self.filter(
            pk__in=PartnerManager.objects.in_force(user.acting_on).filter(manager=user).values("partner")
        )


class DeliveryPartner(models.Model):
    """An organisation that delivers for a lead provider, such as a teaching school hub, with its brand.

    ``mark`` is up to three letters drawn in the corner of every page; the colours are ``#rrggbb``, one for light and
    one for dark pages, or empty for the portal's own.
    """

    name = models.CharField(max_length=120, unique=True, validators=[one_line])
    slug = models.SlugField(max_length=60, unique=True)
    lead_provider = models.ForeignKey(LeadProvider, models.PROTECT, related_name="delivery_partners")
    brand_name = models.CharField(max_length=60, blank=True, validators=[one_line])
    mark = models.CharField(max_length=3, blank=True, validators=[one_line])
    colour = models.CharField(max_length=7, blank=True, validators=[valid_colour])
    colour_dark = models.CharField(max_length=7, blank=True, validators=[valid_colour])
    contact_email = models.EmailField(max_length=254, blank=True, validators=[one_line])

    objects = DeliveryPartnerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class PartnerManagerQuerySet(models.QuerySet):
    def in_force(self, on) -> "PartnerManagerQuerySet":
        return in_force(self, on)


class PartnerManager(models.Model):
    """Somebody is programme manager for a delivery partner, and so sees all its cohorts, from one day to another."""

    partner = models.ForeignKey(DeliveryPartner, models.CASCADE, related_name="manager_assignments")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="partner_assignments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PartnerManagerQuerySet.as_manager()

    class Meta:
        constraints = dated_constraints(
            "manager", ["partner", "manager"], "This person manages for the partner already."
        )

    def __str__(self) -> str:
        return f"{self.manager} manages for {self.partner}"
