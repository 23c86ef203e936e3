"""Secret calendar links."""

from django.conf import settings
from django.db import models

from npq_portal.users.models import hash_token


class CalendarSubscriptionQuerySet(models.QuerySet):
    def by_token(self, token: str) -> "CalendarSubscriptionQuerySet":
        """The link of somebody who may still sign in. A hash is looked up, so the time it takes tells nothing."""
        return self.filter(token_hash=hash_token(token), user__is_active=True)


class CalendarSubscription(models.Model):
    """A person's calendar link. Only the hash of its token is kept; making a new one ends the old."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_subscription")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_fetched_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarSubscriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
