"""Self-study: what there is to do by when, and what was done."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from cohorts.models import Cohort
from npq_portal.ui.text import one_line, secure_link
from participants.models import Enrolment


class StudyUnitQuerySet(models.QuerySet):
    def visible_to(self, user) -> "StudyUnitQuerySet":
        """Units of cohorts that this person helps to run, takes part in or mentors in."""
        if user.is_administrator:
            return self
        return self.filter(
            models.Q(cohort__in=Cohort.objects.visible_to(user))
            | models.Q(cohort__in=Enrolment.objects.visible_to(user).values("cohort"))
        )


class StudyUnit(models.Model):
    """A module of self-study for a cohort, to be done between two local days, with its expected minutes and its link."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="study_units")
    component_key = models.SlugField(max_length=60)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=170, validators=[one_line])
    short_title = models.CharField(max_length=20, validators=[one_line])
    opens_on = models.DateField()
    due_on = models.DateField(db_index=True)
    minutes = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(6000)], help_text="Minutes that it is expected to take."
    )
    url = models.URLField("link", max_length=500, blank=True, validators=[secure_link])
    is_compulsory = models.BooleanField(default=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    explanation = models.CharField(max_length=300, blank=True)

    objects = StudyUnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "component_key"], name="study_unit_once"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")),
                name="study_unit_dates",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sessions:show-unit", args=[self.pk])


class StudyRecord(models.Model):
    """What one participant says of one unit: minutes so far, and when it was done, if it is."""

    unit = models.ForeignKey(StudyUnit, models.CASCADE, related_name="records")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="study_records")
    minutes = models.PositiveSmallIntegerField(default=0, validators=[MinValueValidator(0), MaxValueValidator(6000)])
    done_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "enrolment"], name="study_record_once")]

    def __str__(self) -> str:
        return f"{self.enrolment.participant}: {self.unit}"
