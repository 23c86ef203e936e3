"""Whether the clockwork runs."""

from django.db import models


class Heartbeat(models.Model):
    """When a job last ran through, what came of it, and which process is at it now."""

    PLAN = "plan"
    SEND = "send"
    RECOVER = "recover"

    job = models.SlugField(max_length=20, unique=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.job
