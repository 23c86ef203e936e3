"""The parts into which a cohort is divided."""

from django.db import models
from django.urls import reverse

from cohorts.models.cohorts import Cohort
from npq_portal.ui.text import one_line


class GroupQuerySet(models.QuerySet):
    def visible_to(self, user) -> "GroupQuerySet":
        """Groups of cohorts that this person helps to run today."""
        return self.filter(cohort__in=Cohort.objects.visible_to(user))

    def in_order(self) -> "GroupQuerySet":
        """As they were made: Community 10 comes after Community 9."""
        return self.order_by("pk")


class Group(models.Model):
    """A part of a cohort that meets on its own; who is in it from when to when, memberships say.

    Nobody is in two groups of one kind on the same day, so a kind stays what it was when the group was made.
    ``ends_on`` is the last day of a group that has ended; its name is never given again.
    """

    class Kind(models.TextChoices):
        TEACHING = "teaching", "Teaching group"
        CLINIC = "clinic", "Clinic group"
        COMMUNITY = "community", "Community"
        COACHING = "coaching", "Coaching group"
        BUDDIES = "buddies", "Buddy group"
        OTHER = "other", "Other group"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40, validators=[one_line])
    ends_on = models.DateField(null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "name"],
                name="group_name_once",
                violation_error_message="The cohort has, or once had, a group of this name. Choose another name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("participants:show-group", args=[self.pk])


PLURALS = {Group.Kind.COMMUNITY: "Communities"}


def plural_of(kind: Group.Kind) -> str:
    """The heading over the groups of a kind."""
    return PLURALS.get(kind, f"{kind.label}s")
