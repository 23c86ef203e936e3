"""Who is in which group of a cohort, from when to when."""

import datetime as dt

from django.db import models

from cohorts.models import Group
from npq_portal.users.dated import dated_constraints, in_force
from participants.models.days import sensible_day
from participants.models.enrolments import Enrolment


class GroupMembershipQuerySet(models.QuerySet):
    def visible_to(self, user) -> "GroupMembershipQuerySet":
        """Memberships in groups of cohorts that this person helps to run today."""
        return self.filter(group__in=Group.objects.visible_to(user))

    def in_force(self, on: dt.date) -> "GroupMembershipQuerySet":
        return in_force(self, on)

    def not_over(self, on: dt.date) -> "GroupMembershipQuerySet":
        """Those in force on a day, and those that begin later."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on))

    def for_listing(self) -> "GroupMembershipQuerySet":
        """By name, with the people, and of one person the earlier first."""
        return self.select_related("group", "enrolment__participant__user", "enrolment__participant__school").order_by(
            "enrolment__participant__user__full_name", "enrolment", "starts_on", "pk"
        )

    def for_history(self) -> "GroupMembershipQuerySet":
        """Latest first, with the groups."""
        return self.select_related("group").order_by("-starts_on", "-pk")


class GroupMembership(models.Model):
    """A participant is in a group from one local day to another.

    ``kind`` repeats the group's: with it the database keeps anybody from being in two groups of a kind for good.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="group_memberships")
    kind = models.CharField(max_length=10, choices=Group.Kind)
    starts_on = models.DateField(validators=[sensible_day])
    ends_on = models.DateField(null=True, blank=True, validators=[sensible_day])

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        constraints = dated_constraints(
            "group_membership", ["enrolment", "kind"], "This person is in a group of this kind already."
        )

    def __str__(self) -> str:
        return f"{self.enrolment.participant} in {self.group}"
