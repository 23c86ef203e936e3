"""The versions of a cohort's plan, and what of it each person has seen."""

import copy
import datetime as dt

from django.conf import settings
from django.db import models

from cohorts.models import Cohort, SchoolCalendar
from npq_portal.ui.text import one_line
from sessions import plan_items
from sessions.plan_items import Difference, PlannedItem


class PlanVersionQuerySet(models.QuerySet):
    def drafts(self) -> "PlanVersionQuerySet":
        return self.filter(state=PlanVersion.State.DRAFT)

    def in_force(self) -> "PlanVersionQuerySet":
        return self.filter(state=PlanVersion.State.PUBLISHED)

    def known_on(self, day_begins: dt.datetime) -> "PlanVersionQuerySet":
        """The version that held at a moment, or the first of all; take the first row."""
        held = models.Q(published_at__lte=day_begins) | models.Q(number=1)
        return self.filter(held, published_at__isnull=False).order_by("-number", "-pk")

    def for_listing(self) -> "PlanVersionQuerySet":
        return self.select_related("cohort__calendar", "calendar", "made_by", "published_by").order_by("-number", "-pk")


class PlanVersion(models.Model):
    """All dates of a cohort's plan, as a draft, as published, or as they once were.

    The rows of sessions, units, coaching periods and assessment windows are the plan that everybody sees; a draft is
    nowhere but here until it is published. ``items`` are its dates (and the facts of what it adds), ``base`` the dates that it was made from; where it also
    gives the cohort another start or school calendar, it says so. ``untold_because`` is why people were not told of it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        SUPERSEDED = "superseded", "Earlier"
        DISCARDED = "discarded", "Discarded"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="plan_versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    name = models.CharField(max_length=80, blank=True, validators=[one_line])
    items = models.JSONField(default=list, blank=True)
    base = models.JSONField(default=list, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    calendar = models.ForeignKey(SchoolCalendar, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    untold_because = models.CharField(max_length=200, blank=True, validators=[one_line])
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="plan_version_number"),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=models.Q(state="draft"),
                name="plan_version_one_draft",
                violation_error_message="This cohort has a draft already.",
            ),
            models.UniqueConstraint(
                fields=["cohort"], condition=models.Q(state="published"), name="plan_version_one_published"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["published", "superseded"], published_at__isnull=False)
                | models.Q(state__in=["draft", "discarded"], published_at=None),
                name="plan_version_published_at",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def plan(self) -> list[PlannedItem]:
        return [plan_items.read(each) for each in self.items]

    @property
    def based_on(self) -> list[PlannedItem]:
        return [plan_items.read(each) for each in self.base]

    @property
    def changes(self) -> list[Difference]:
        """What it changes of the plan that it was made from."""
        return plan_items.differences(self.based_on, self.plan)

    @property
    def added(self) -> list[PlannedItem]:
        """What it adds to the plan that it was made from."""
        return [change.item for change in self.changes if change.before is None]

    @property
    def fingerprint(self) -> str:
        """A short text that differs whenever the draft does."""
        return plan_items.fingerprint(self.changes, self.starts_on, self.ends_on, self.calendar_id)

    @property
    def changes_cohort(self) -> bool:
        """Whether it gives the cohort another start or school calendar."""
        return bool(self.starts_on or self.calendar_id)

    @property
    def planned_cohort(self) -> Cohort:
        """The cohort with the start and the calendar that the draft gives it; not to be saved."""
        cohort = copy.copy(self.cohort)
        for name in ("starts_on", "ends_on", "calendar"):
            if getattr(self, name):
                setattr(cohort, name, getattr(self, name))
        return cohort


class SeenPlan(models.Model):
    """The plan of a cohort as one person saw it when they last said that they had."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="seen_plans")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seen_plans")
    items = models.JSONField(default=list, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="seen_plan_once")]

    def __str__(self) -> str:
        return f"{self.user} saw the plan of the {self.cohort}"

    @property
    def plan(self) -> list[PlannedItem]:
        return [plan_items.read(each) for each in self.items]
