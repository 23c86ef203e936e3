"""Where a cohort is in its life, and what that keeps back."""

from django.db import models


class Stage(models.TextChoices):
    DRAFT = "draft", "Draft"
    RECRUITING = "recruiting", "Recruiting"
    RUNNING = "running", "Running"
    ASSESSMENT = "assessment", "Assessment"
    CLOSED = "closed", "Closed"


# Stages in which only those who manage a cohort see anything of it.
HIDDEN = frozenset({Stage.DRAFT})
# Stages in which nothing is planned, and what was planned before does not go out.
RESTING = frozenset({Stage.DRAFT, Stage.CLOSED})
