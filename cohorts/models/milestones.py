"""The contract's points at which a participant is declared to the DfE."""

from django.db import models


class MilestoneQuerySet(models.QuerySet):
    def of(self, cohort) -> "MilestoneQuerySet":
        """The milestones of a cohort's contract year and schedule, in order."""
        return self.filter(contract_year=cohort.contract_year, schedule_identifier=cohort.schedule_identifier).order_by(
            "due_on", "pk"
        )


class Milestone(models.Model):
    """When one declaration type may be made, by when, and when it is paid; an outside fact with its source."""

    class DeclarationType(models.TextChoices):
        STARTED = "started", "Started"
        RETAINED_1 = "retained-1", "Retained 1"
        RETAINED_2 = "retained-2", "Retained 2"
        COMPLETED = "completed", "Completed"

    contract_year = models.PositiveSmallIntegerField()
    schedule_identifier = models.SlugField(max_length=60)
    declaration_type = models.CharField(max_length=12, choices=DeclarationType)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    paid_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract_year", "schedule_identifier", "declaration_type"], name="milestone_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_declaration_type_display()}, {self.schedule_identifier} {self.contract_year}"
