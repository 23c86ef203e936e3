"""Coaching: when conversations are due, and the log of those that took place."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cohorts.models import Cohort
from npq_portal.ui.text import one_line, plain_text
from participants.models.days import sensible_day
from participants.models.enrolments import Enrolment


class CoachingPeriod(models.Model):
    """A stretch of local days in which each participant of a cohort has one conversation with their mentor.

    ``sequence`` counts the changes that calendars must learn of; ``explanation`` says why the plan put it on these days.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="coaching_periods")
    component_key = models.SlugField(max_length=60)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=170, validators=[one_line])
    short_title = models.CharField(max_length=20, validators=[one_line])
    opens_on = models.DateField()
    due_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=60)
    is_compulsory = models.BooleanField(default=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    explanation = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "component_key"], name="coaching_period_once"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")),
                name="coaching_period_dates",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ConversationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ConversationQuerySet":
        """Conversations about enrolments that concern this person; who may read which note, see ``Conversation``."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def written_by(self, user) -> "ConversationQuerySet":
        return self.filter(mentor=user)

    def for_listing(self) -> "ConversationQuerySet":
        return self.select_related("mentor", "period").order_by("-held_on", "-pk")


class Conversation(models.Model):
    """A mentor and a participant talked, on a local day, for so many minutes. ``shared_note`` is read by the participant;
    ``private_note`` by its writer alone."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="conversations")
    period = models.ForeignKey(CoachingPeriod, models.SET_NULL, null=True, blank=True, related_name="conversations")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conversations")
    held_on = models.DateField(validators=[sensible_day])
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(600)])
    shared_note = models.TextField(max_length=4000, blank=True, validators=[plain_text])
    private_note = models.TextField(max_length=4000, blank=True, validators=[plain_text])
    logged_at = models.DateTimeField()

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "period"],
                condition=models.Q(period__isnull=False),
                name="conversation_once_a_period",
                violation_error_message="This conversation has been logged already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentor} and {self.enrolment.participant}, {self.held_on}"
