"""The switch that stops everything."""

from django.conf import settings
from django.db import models

from cohorts.models import DeliveryPartner
from npq_portal.ui.text import one_line


class PauseQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PauseQuerySet":
        """Pauses that stop reminders of partners this person manages."""
        if user.is_administrator:
            return self
        managed = DeliveryPartner.objects.managed_by(user)
        return self.filter(models.Q(partner__in=managed) | models.Q(models.Exists(managed), partner=None))

    def in_force(self) -> "PauseQuerySet":
        return self.filter(ended_at=None)


class Pause(models.Model):
    """Sending stopped, for one delivery partner or (without one) for all, until somebody ends the pause."""

    partner = models.ForeignKey(DeliveryPartner, models.CASCADE, null=True, blank=True, related_name="reminder_pauses")
    reason = models.CharField(max_length=200, blank=True, validators=[one_line])
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner"], condition=models.Q(ended_at=None), name="reminder_pause_open_once"
            ),
            models.UniqueConstraint(
                models.Value(1, output_field=models.IntegerField()),
                condition=models.Q(ended_at=None, partner=None),
                name="reminder_pause_of_all_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="reminder_pause_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Reminders paused for {self.partner or 'everybody'}"
