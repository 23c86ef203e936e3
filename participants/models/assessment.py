"""When a cohort is assessed."""

import uuid

from django.db import models

from cohorts.models import Cohort


class AssessmentWindow(models.Model):
    """The days on which a cohort writes its case study: an aware opening and closing moment, eight days apart as a rule
    (domain/npq.md, section 7.4).

    ``sequence`` counts the changes that calendars must learn of; ``explanation`` says why the plan put it on these days.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="assessment_windows")
    component_key = models.SlugField(max_length=60)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    explanation = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "component_key"], name="assessment_window_once"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="assessment_window_dates",
                violation_error_message="The window closes before it opens.",
            ),
        ]

    def __str__(self) -> str:
        return f"Case study window of {self.cohort}"
