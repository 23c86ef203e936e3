"""Who teaches a cohort."""

from django.conf import settings
from django.db import models

from cohorts.models.stages import HIDDEN
from npq_portal.users.dated import dated_constraints, in_force
from npq_portal.users.models import Role, User


class FacilitatorAssignmentQuerySet(models.QuerySet):
    def in_force(self, on) -> "FacilitatorAssignmentQuerySet":
        return in_force(self, on)

    def serving(self, on) -> "FacilitatorAssignmentQuerySet":
        """Those in force on a day of people who are facilitators on it; see ``of``."""
        return self.in_force(on).filter(facilitator__in=User.objects.in_role(Role.FACILITATOR, on).values("pk"))

    def of(self, user) -> "FacilitatorAssignmentQuerySet":
        """What this person facilitates today, drafts aside: nothing without the role, even if nobody has ended it."""
        if not user.holds(Role.FACILITATOR):
            return self.none()
        return self.in_force(user.acting_on).filter(facilitator=user).exclude(cohort__stage__in=HIDDEN)


class FacilitatorAssignment(models.Model):
    """Somebody facilitates a whole cohort from one day to another; single sessions may name others."""

    cohort = models.ForeignKey("cohorts.Cohort", models.CASCADE, related_name="facilitator_assignments")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cohort_assignments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = FacilitatorAssignmentQuerySet.as_manager()

    class Meta:
        constraints = dated_constraints(
            "facilitator", ["cohort", "facilitator"], "This person facilitates the cohort already."
        )

    def __str__(self) -> str:
        return f"{self.facilitator} facilitates {self.cohort}"
