"""The twelve courses of the NPQ reform."""

from django.db import models

from npq_portal.ui.text import one_line


class Programme(models.Model):
    """One NPQ, as the DfE names it. Loaded from ``cohorts/data/programmes.json``; the DfE's codes are kept literally."""

    class CourseGroup(models.TextChoices):
        LEADERSHIP = "leadership", "Leadership"
        SPECIALIST = "specialist", "Specialist"
        SUPPORT = "support", "Additional support offer"
        EHCO = "ehco", "Early headship coaching offer"

    identifier = models.SlugField(max_length=60, unique=True, help_text="The DfE's course identifier.")
    name = models.CharField(max_length=120, validators=[one_line])
    code = models.CharField(max_length=12, unique=True)
    course_group = models.CharField(max_length=12, choices=CourseGroup)
    months = models.PositiveSmallIntegerField(help_text="Months taught.")
    assessment_months = models.PositiveSmallIntegerField(
        default=3, help_text="Months after teaching for the assessment."
    )
    declaration_types = models.JSONField(default=list, help_text="The DfE's declaration types, in order.")
    is_assessed = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"NPQ {self.name}" if self.code.startswith("NPQ") else self.name


class ContentArea(models.Model):
    """A numbered section of a programme's framework, where it is published."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="content_areas")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, validators=[one_line])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="content_area_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
