"""When a cohort is assessed."""

from django.db import models

from cohorts.models import Cohort


class AssessmentWindow(models.Model):
    """The days on which a cohort writes its case study: an aware opening and closing moment, eight days apart as a rule
    (domain/npq.md, section 7.4)."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="assessment_windows")
    component_key = models.SlugField(max_length=40)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

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
