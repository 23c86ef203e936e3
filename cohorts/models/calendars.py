"""When schools are open, by area: several calendars hold in one region (domain: calendars)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from cohorts.models.partners import DeliveryPartner
from npq_portal.ui.text import one_line


class SchoolCalendarQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SchoolCalendarQuerySet":
        """Calendars that this person may plan by today: those that ship, and those of partners they manage for."""
        return self.filter(models.Q(partner=None) | models.Q(partner__in=DeliveryPartner.objects.managed_by(user)))

    def managed_by(self, user) -> "SchoolCalendarQuerySet":
        """Calendars that this person may change today; those that ship change with their files only."""
        return self.filter(partner__in=DeliveryPartner.objects.managed_by(user))

    def for_listing(self) -> "SchoolCalendarQuerySet":
        return self.select_related("partner").order_by("name", "pk")


class SchoolCalendar(models.Model):
    """Terms and closures of one area or trust over one or more school years, with the page they come from.

    It ships with the portal, or is the own one of a delivery ``partner``.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, validators=[one_line])
    source = models.CharField(max_length=500, blank=True, validators=[one_line])
    partner = models.ForeignKey(DeliveryPartner, models.PROTECT, null=True, blank=True, related_name="school_calendars")

    objects = SchoolCalendarQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cohorts:show-calendar", args=[self.key])


class CalendarPeriod(models.Model):
    """Days, first and last included: a half term in which schools are open, or closed days within or beside one.

    What lies between two half terms is their holiday; bank holidays come from the list of GOV.UK.
    """

    class Kind(models.TextChoices):
        HALF_TERM = "half_term", "Half term, open"
        TRAINING_DAY = "training_day", "Training day"
        OCCASIONAL_DAY = "occasional_day", "Occasional day"
        CLOSURE = "closure", "One-off closure"

    calendar = models.ForeignKey(SchoolCalendar, models.CASCADE, related_name="periods")
    kind = models.CharField(max_length=14, choices=Kind)
    number = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
        help_text="1 to 6 for the half terms of a school year, in order.",
    )
    name = models.CharField(max_length=120, validators=[one_line])
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "kind", "starts_on"],
                name="calendar_period_once",
                violation_error_message="The calendar has one of this kind from that day already.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="half_term", number__isnull=False)
                | (~models.Q(kind="half_term") & models.Q(number=None)),
                name="calendar_period_number",
                violation_error_message="A half term, and only a half term, has a number from 1 to 6.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="calendar_period_dates",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.starts_on} to {self.ends_on}"
