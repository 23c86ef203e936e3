"""Where people meet in person."""

from django.core.validators import MaxValueValidator
from django.db import models

from npq_portal.ui.text import one_line, plain_text


class Venue(models.Model):
    """A place, and how to get in: directions, parking, step-free access, what to bring."""

    name = models.CharField(max_length=120, unique=True, validators=[one_line])
    address = models.TextField(max_length=500, blank=True, validators=[plain_text])
    directions = models.TextField(max_length=2000, blank=True, validators=[plain_text])
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10000)])

    def __str__(self) -> str:
        return self.name
