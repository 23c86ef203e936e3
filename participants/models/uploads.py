"""Files of people on their way into a cohort."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from cohorts.models import Cohort
from npq_portal.ui.text import one_line


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user) -> "UploadQuerySet":
        """Uploads into cohorts that this person manages today."""
        return self.filter(cohort__in=Cohort.objects.managed_by(user))

    def for_listing(self) -> "UploadQuerySet":
        """Latest first, with who uploaded them, and without the people in them."""
        return self.select_related("uploaded_by").defer("rows").order_by("-uploaded_at", "-pk")


class Upload(models.Model):
    """A file of participants that somebody uploaded, read into rows but not yet applied.

    ``rows`` holds what was read, each as [number in the file, cells, what is wrong with the whole row], until the upload
    is applied or dropped; then it is emptied, and ``outcome`` says how many rows became what. The file itself is not
    kept, only its SHA-256. ``notes`` say how it was understood.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be checked"
        APPLIED = "applied", "Applied"
        DROPPED = "dropped", "Dropped"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="uploads")
    file_name = models.CharField(max_length=200, validators=[one_line])
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    headers = models.JSONField(default=list)
    columns = models.JSONField(default=dict, blank=True, help_text="In which column each of our fields stands.")
    rows = models.JSONField(default=list, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    blank_row_count = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list, blank=True)
    outcome = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("participants:check-upload", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
