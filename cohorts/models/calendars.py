"""When schools are open, by area: several calendars hold in one region (domain: calendars)."""

from django.db import models

from npq_portal.ui.text import one_line


class SchoolCalendar(models.Model):
    """Terms and closures of one area or trust over one or more school years, with the page they come from."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, validators=[one_line])
    source = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


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
        null=True, blank=True, help_text="1 to 6 for the half terms of a school year, in order."
    )
    name = models.CharField(max_length=120, validators=[one_line])
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "kind", "starts_on"], name="calendar_period_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="calendar_period_dates",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.starts_on} to {self.ends_on}"
