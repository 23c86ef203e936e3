"""What is taught, live."""

import datetime as dt
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from cohorts.models import Cohort, FacilitatorAssignment, Group
from cohorts.models.stages import HIDDEN, Stage
from npq_portal import clock
from npq_portal.ui.text import one_line
from npq_portal.users.models import Role, User
from participants.models import Enrolment
from sessions import joining
from sessions.models.venues import Venue

# How long before a session its register opens.
OPENS_BEFORE = dt.timedelta(hours=1)


def facilitated(user) -> models.Q:
    """What makes a session one that this person facilitates."""
    cohorts = FacilitatorAssignment.objects.of(user)
    sessions = SessionFacilitator.objects.of(user)
    return models.Q(cohort__in=cohorts.values("cohort")) | models.Q(pk__in=sessions.values("session"))


# The same for statements that are written out, of ``session`` and its ``cohort``, on the day ``on`` for somebody with the
# role of a facilitator.
FACILITATED = """
    cohort.stage <> 'draft' AND (
        session.cohort_id IN (
            SELECT cohort_id FROM cohorts_facilitatorassignment WHERE facilitator_id = %(user)s
                AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s))
        OR session.id IN (
            SELECT session_id FROM npq_sessions_sessionfacilitator
            WHERE facilitator_id = %(user)s AND released_at IS NULL))
"""


class TrainingSessionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TrainingSessionQuerySet":
        """Sessions that concern this person today: of cohorts they help to run, sessions they take, and their own
        enrolments' and mentees' cohorts."""
        if user.is_administrator:
            return self
        return self.filter(
            models.Q(cohort__in=Cohort.objects.visible_to(user))
            | models.Q(pk__in=SessionFacilitator.objects.of(user).values("session"))
            | models.Q(cohort__in=Enrolment.objects.visible_to(user).values("cohort"))
        )

    def facilitated_by(self, user) -> "TrainingSessionQuerySet":
        """Sessions that this person facilitates: of their cohorts today, and those they were given one by one."""
        return self.filter(facilitated(user))

    def taken_by(self, user) -> "TrainingSessionQuerySet":
        """Sessions whose register this person may take: facilitators of the session or cohort, and its managers."""
        return self.filter(models.Q(cohort__in=Cohort.objects.managed_by(user)) | facilitated(user))

    def scheduled(self) -> "TrainingSessionQuerySet":
        return self.filter(status=TrainingSession.Status.SCHEDULED)

    def with_register_to_take(self, now: dt.datetime) -> "TrainingSessionQuerySet":
        """Sessions whose register has opened and has not been completed; a closed cohort has none."""
        opened = self.scheduled().filter(starts_at__lte=now + OPENS_BEFORE).exclude(cohort__stage=Stage.CLOSED)
        return opened.exclude(register__state__in=["submitted", "closed"])

    def with_register_done(self) -> "TrainingSessionQuerySet":
        """Sessions whose register somebody has completed."""
        return self.filter(register__state__in=["submitted", "closed"])

    def ended(self, now: dt.datetime) -> "TrainingSessionQuerySet":
        return self.filter(ends_at__lte=now)

    def for_listing(self) -> "TrainingSessionQuerySet":
        return self.select_related("cohort__programme", "group", "venue", "register").order_by("starts_at", "pk")


class TrainingSession(models.Model):
    """A live session of a cohort, or of one ``group`` of it, in person or online. (Django's login session is another thing.)

    Times are UTC and shown as in England. ``sequence`` counts the changes that calendars must learn of; ``explanation``
    says why the plan put it on this day. A move or a cancellation keeps the row, its identity and its marks.
    ``shares_people`` and ``shares_venue`` say that a clash of it was let through, which the database would else refuse.
    ``parallel_to`` is the session of the plan that it repeats for another group.
    """

    class Delivery(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "Scheduled"
        CANCELLED = "cancelled", "Cancelled"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="training_sessions")
    component_key = models.SlugField(max_length=60)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    delivery = models.CharField(max_length=10, choices=Delivery)
    title = models.CharField(max_length=170, validators=[one_line])
    short_title = models.CharField(max_length=20, validators=[one_line])
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="training_sessions")
    parallel_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parallels")
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="training_sessions")
    join_url = models.URLField("joining link", max_length=500, blank=True, validators=[joining.meeting_link])
    preparation = models.CharField(max_length=300, blank=True, validators=[one_line])
    preparation_minutes = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(6000)])
    is_compulsory = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.SCHEDULED)
    status_reason = models.CharField(max_length=200, blank=True, validators=[one_line])
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    explanation = models.CharField(max_length=300, blank=True)
    shares_people = models.BooleanField(default=False, editable=False)
    shares_venue = models.BooleanField(default=False, editable=False)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "component_key"], name="session_component_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_times",
                violation_error_message="The session ends before it starts.",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "starts_at"], name="session_cohort_start")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sessions:show-session", args=[self.pk])

    def clean(self) -> None:
        if self.group is not None and self.group.cohort_id != self.cohort_id:
            raise ValidationError({"group": "Choose a group of the session’s own cohort."})

    @property
    def is_online(self) -> bool:
        return self.delivery == self.Delivery.ONLINE

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def group_is_over(self) -> bool:
        """Whether its group ends before it, so that nobody is expected; fetch the session with its group."""
        ends_on = self.group.ends_on if self.group else None
        return ends_on is not None and ends_on < clock.local(self.starts_at).date()

    def joining_is_open(self, now: dt.datetime) -> bool:
        """Whether the joining link works now."""
        return bool(self.join_url) and not self.is_cancelled and joining.is_open(self.starts_at, self.ends_at, now)


class SessionFacilitatorQuerySet(models.QuerySet):
    def in_force(self) -> "SessionFacilitatorQuerySet":
        return self.filter(released_at=None)

    def serving(self, on) -> "SessionFacilitatorQuerySet":
        """Those in force of people who are facilitators on a day; see ``of``."""
        return self.in_force().filter(facilitator__in=User.objects.in_role(Role.FACILITATOR, on).values("pk"))

    def of(self, user) -> "SessionFacilitatorQuerySet":
        """The single sessions that this person takes, drafts aside: none without the role, even if nobody released them."""
        if not user.holds(Role.FACILITATOR):
            return self.none()
        return self.in_force().filter(facilitator=user).exclude(session__cohort__stage__in=HIDDEN)


class SessionFacilitator(models.Model):
    """Somebody takes one session, from when they were assigned until they were released."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="facilitators")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="session_assignments")
    assigned_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = SessionFacilitatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "facilitator"],
                condition=models.Q(released_at=None),
                name="session_facilitator_once",
                violation_error_message="This person takes the session already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.facilitator} takes {self.session}"
