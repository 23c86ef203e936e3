"""Who came: registers, the marks in force, and every mark ever made."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from cohorts.models.stages import Stage
from npq_portal.ui.text import one_line, plain_text
from participants.models import Enrolment
from sessions.models.training_sessions import OPENS_BEFORE, TrainingSession


class MarkStatus(models.TextChoices):
    """What a register says of a person. No mark at all means unknown, never absent and never present."""

    PRESENT = "present", "Present"
    LATE = "late", "Late"
    ABSENT = "absent", "Absent"
    EXCUSED = "excused", "Excused"


class ExcuseReason(models.TextChoices):
    """Why somebody was excused: a short list, so that nobody writes down more about a person than the register needs."""

    ILLNESS = "illness", "Illness"
    FAMILY = "family", "Family or caring"
    SCHOOL = "school", "Needed at school"
    DUTY = "duty", "Jury service or another public duty"
    OTHER = "other", "Another agreed reason"


class RegisterState(models.TextChoices):
    """Where a register is. It opens an hour before the session; nobody writes "not due" down."""

    NOT_DUE = "not_due", "Not due"
    OPEN = "open", "Open"
    SUBMITTED = "submitted", "Submitted"
    CLOSED = "closed", "Closed"


# A submitted register closes by itself after this long; a change is then a correction that says why.
CLOSES_AFTER = dt.timedelta(days=14)


class Register(models.Model):
    """The register of a session once somebody has submitted or closed it; before that, time alone says its state."""

    session = models.OneToOneField(TrainingSession, models.CASCADE, related_name="register")
    state = models.CharField(max_length=9, choices=RegisterState, default=RegisterState.OPEN)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"Register of {self.session}"


def register_state(session: TrainingSession, now: dt.datetime) -> RegisterState:
    """Where the register of a session is at a moment; fetch the session with its register and its cohort.

    With its cohort every register closes that had opened.
    """
    if session.cohort.stage == Stage.CLOSED and session.starts_at - OPENS_BEFORE <= now:
        return RegisterState.CLOSED
    register = getattr(session, "register", None)
    if register is None or register.state == RegisterState.OPEN:
        return RegisterState.OPEN if session.starts_at - OPENS_BEFORE <= now else RegisterState.NOT_DUE
    if register.state == RegisterState.SUBMITTED and now < register.submitted_at + CLOSES_AFTER:
        return RegisterState.SUBMITTED
    return RegisterState.CLOSED


class MarkFields(models.Model):
    """What a mark says, the same in the mark in force and in its history."""

    status = models.CharField(max_length=8, choices=MarkStatus, blank=True)
    minutes_late = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    reason = models.CharField(max_length=10, choices=ExcuseReason, blank=True)
    version = models.PositiveIntegerField()

    class Meta:
        abstract = True


class Mark(MarkFields):
    """The mark in force for one person at one session: the latest of its events. An empty status is a mark taken back."""

    # Without an index of its own: the unique one begins with the session, and every index costs a saved register time.
    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="marks", db_index=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="marks")
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.enrolment.participant} at {self.session}: {self.get_status_display() or 'unmarked'}"


class MarkEvent(MarkFields):
    """One change of one mark, with who and when. Only ever added: versions of a mark count 1, 2, 3 without gaps.

    ``correction`` says why, where the register was closed already.
    """

    mark = models.ForeignKey(Mark, models.CASCADE, related_name="events", db_index=False)
    correction = models.CharField(max_length=200, blank=True, validators=[one_line])
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "version"], name="mark_event_version")]

    def __str__(self) -> str:
        return f"{self.mark}, version {self.version}"


class CatchUpQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CatchUpQuerySet":
        """A person's own, and those of sessions whose register they may take."""
        return self.filter(
            models.Q(enrolment__in=Enrolment.objects.of_person(user))
            | models.Q(session__in=TrainingSession.objects.taken_by(user).values("pk"))
        )

    def to_review_by(self, user) -> "CatchUpQuerySet":
        """Those of sessions whose register this person may take."""
        return self.filter(session__in=TrainingSession.objects.taken_by(user).values("pk"))

    def waiting(self) -> "CatchUpQuerySet":
        """Those handed in and not decided; a closed cohort has none."""
        return self.filter(state=CatchUp.State.SUBMITTED).exclude(session__cohort__stage=Stage.CLOSED)

    def for_listing(self) -> "CatchUpQuerySet":
        """The longest waiting first."""
        return self.select_related("session__cohort__programme", "enrolment__participant__user").order_by(
            "submitted_at", "due_on", "pk"
        )


class CatchUp(models.Model):
    """How a missed session is made good: a reflection that the participant writes and the facilitator accepts or returns.

    The absence stays in the register; an accepted catch-up stands beside it. ``due_on`` is the last local day.
    """

    class State(models.TextChoices):
        OPEN = "open", "To do"
        SUBMITTED = "submitted", "Waiting for review"
        RETURNED = "returned", "Returned"
        ACCEPTED = "accepted", "Accepted"

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="catch_ups")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="catch_ups")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    due_on = models.DateField()
    reflection = models.TextField(max_length=8000, blank=True, validators=[plain_text])
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.TextField(max_length=2000, blank=True, validators=[plain_text])

    objects = CatchUpQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="catch_up_once")]

    def __str__(self) -> str:
        return f"Catch-up of {self.enrolment.participant} for {self.session}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:show-catch-up", args=[self.pk])

    @property
    def is_to_do(self) -> bool:
        """Whether the participant may write it."""
        return self.state in {self.State.OPEN, self.State.RETURNED}
