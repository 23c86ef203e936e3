"""The intakes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from cohorts.models import stages
from cohorts.models.blueprints import Blueprint
from cohorts.models.calendars import SchoolCalendar
from cohorts.models.partners import DeliveryPartner
from cohorts.models.programmes import Programme
from cohorts.models.team import FacilitatorAssignment
from npq_portal.ui.text import one_line


class CohortQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CohortQuerySet":
        """Cohorts that this person helps to run today: administrators all, managers their partners',
        facilitators theirs once it is no draft.

        Participants and mentors reach what they need of a cohort through their enrolments.
        """
        if user.is_administrator:
            return self
        return self.filter(
            models.Q(partner__in=DeliveryPartner.objects.managed_by(user))
            | models.Q(pk__in=FacilitatorAssignment.objects.of(user).values("cohort"))
        )

    def managed_by(self, user) -> "CohortQuerySet":
        """Cohorts that this person may change today: administrators all, managers their partners'."""
        return self.filter(partner__in=DeliveryPartner.objects.managed_by(user))

    def for_listing(self) -> "CohortQuerySet":
        return self.select_related("programme", "partner", "calendar").order_by("starts_on", "name", "pk")


class Cohort(models.Model):
    """One intake of a programme by one delivery partner.

    ``starts_on`` and ``ends_on`` are the local days of the funded course; the first session may be later. The contract
    year and schedule are what the DfE calls cohort and schedule: both 2021/22 intakes belong to contract year 2021
    (domain/npq.md, section 0).
    """

    Stage = stages.Stage

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80, validators=[one_line], help_text="Such as November 2021.")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cohorts")
    partner = models.ForeignKey(DeliveryPartner, models.PROTECT, related_name="cohorts")
    calendar = models.ForeignKey(SchoolCalendar, models.PROTECT, related_name="cohorts")
    blueprint = models.ForeignKey(Blueprint, models.PROTECT, null=True, blank=True, related_name="cohorts")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.DRAFT)
    starts_on = models.DateField()
    ends_on = models.DateField()
    contract_year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(2021), MaxValueValidator(2045)], help_text="The DfE's cohort, such as 2021."
    )
    schedule_identifier = models.SlugField(max_length=60, blank=True, help_text="The DfE's schedule.")
    places = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10000)])
    engagement_target = models.PositiveSmallIntegerField(
        default=90, validators=[MaxValueValidator(100)], help_text="Per cent needed before the assessment."
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="cohort_dates",
                violation_error_message="The cohort ends before it starts.",
            ),
            models.UniqueConstraint(
                fields=["partner", "programme", "name"],
                name="cohort_name_once",
                violation_error_message="This partner has a cohort of that programme and name already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} cohort"

    def get_absolute_url(self) -> str:
        return reverse("show-cohort", args=[self.slug])
