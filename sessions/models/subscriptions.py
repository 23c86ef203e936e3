"""Secret calendar links."""

from django.conf import settings
from django.db import models


class CalendarSubscription(models.Model):
    """A person's calendar link. Only the hash of its token is kept; making a new one ends the old."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_subscription")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_fetched_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
