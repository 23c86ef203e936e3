"""What was done, by whom: rows that are only ever added."""

from django.conf import settings
from django.db import models


class EventQuerySet(models.QuerySet):
    def about(self, subject: models.Model) -> "EventQuerySet":
        """Events whose subject is this one object, latest first."""
        return self.filter(subject_type=subject._meta.label, subject_id=str(subject.pk)).order_by("-at", "-pk")

    def for_listing(self) -> "EventQuerySet":
        return self.select_related("actor").order_by("-at", "-pk")


class Event(models.Model):
    """One change of state, written in the same transaction as the change. Details hold no personal data."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.action} of {self.subject_type} {self.subject_id}"
