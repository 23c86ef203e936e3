"""Who is on which cohort, and what became of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.urls import reverse

from cohorts.models import Cohort
from cohorts.models.stages import HIDDEN
from npq_portal.users.dated import in_force
from npq_portal.users.models import Role, User
from participants.models.days import sensible_day
from participants.models.participants import Participant
from participants.models.reasons import reason_in_words


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EnrolmentQuerySet":
        """Enrolments that concern this person today: their own and their mentees', drafts aside, and those of cohorts
        that they help to run."""
        if user.is_administrator:
            return self
        return self.filter(
            models.Q(cohort__in=Cohort.objects.visible_to(user))
            | models.Q(pk__in=Mentoring.objects.of(user).values("enrolment"))
            | models.Q(participant__user=user) & ~models.Q(cohort__stage__in=HIDDEN)
        )

    def of_person(self, user) -> "EnrolmentQuerySet":
        """This person's own enrolments, on cohorts that are no drafts."""
        return self.filter(participant__user=user).exclude(cohort__stage__in=HIDDEN)

    def managed_by(self, user) -> "EnrolmentQuerySet":
        """Enrolments on cohorts that this person may change today."""
        return self.filter(cohort__in=Cohort.objects.managed_by(user))

    def mentored_by(self, user) -> "EnrolmentQuerySet":
        """Enrolments that this person mentors today."""
        return self.filter(pk__in=Mentoring.objects.of(user).values("enrolment"))

    def active(self) -> "EnrolmentQuerySet":
        return self.filter(status=Enrolment.Status.ACTIVE)

    def for_listing(self) -> "EnrolmentQuerySet":
        return self.select_related("participant__user", "participant__school", "cohort__programme").order_by(
            "participant__user__full_name", "pk"
        )


class Enrolment(models.Model):
    """A participant on a cohort. ``status`` is the latest of the dated changes, which are the history.

    ``joined_on`` is the first local day on which anything is expected of them.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        DEFERRED = "deferred", "Deferred"
        WITHDRAWN = "withdrawn", "Withdrawn"
        COMPLETED = "completed", "Completed"

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    joined_on = models.DateField(validators=[sensible_day])

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "cohort"],
                name="enrolment_once",
                violation_error_message="This person is on the cohort already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} on {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("show-participant", args=[self.pk])


class Effect(NamedTuple):
    """What a change of status amounts to: from which local day on, what."""

    effective_on: dt.date
    status: str


class StatusChangeQuerySet(models.QuerySet):
    def in_order(self) -> "StatusChangeQuerySet":
        """The order in which they took effect."""
        return self.order_by("effective_on", "pk")

    def by_enrolment(self) -> defaultdict[int, list[Effect]]:
        """By enrolment id, what they amount to, in order; without an object a row, because registers read hundreds."""
        effects: defaultdict[int, list[Effect]] = defaultdict(list)
        for enrolment, effective_on, status in self.in_order().values_list("enrolment", "effective_on", "status"):
            effects[enrolment].append(Effect(effective_on, status))
        return effects

    def for_history(self) -> "StatusChangeQuerySet":
        """Latest first, with who recorded them."""
        return self.select_related("recorded_by").order_by("-effective_on", "-pk")


class StatusChange(models.Model):
    """An enrolment changed its status on a local day, for a reason coded as the DfE codes it. Only ever added."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=10, choices=Enrolment.Status)
    effective_on = models.DateField(validators=[sensible_day])
    reason = models.CharField(max_length=80, blank=True)
    expected_return_on = models.DateField(null=True, blank=True, validators=[sensible_day])
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = StatusChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_status_display()} from {self.effective_on}"

    @property
    def reason_in_words(self) -> str:
        return reason_in_words(self.reason)


def away_periods(
    joined_on: dt.date, changes: Sequence[StatusChange | Effect]
) -> list[tuple[dt.date, dt.date | None, str]]:
    """The stretches of local days, last included, on which an enrolment is not expected, each with why.

    ``changes`` come in the order in which they took effect; the stretch before ``joined_on`` comes first.
    """
    periods: list[tuple[dt.date, dt.date | None, str]] = [
        (dt.date.min, joined_on - dt.timedelta(days=1), "joined later")
    ]
    away_from: tuple[dt.date, str] | None = None
    for change in changes:
        if away_from is not None:
            periods.append((away_from[0], change.effective_on - dt.timedelta(days=1), away_from[1]))
            away_from = None
        if change.status in {Enrolment.Status.DEFERRED, Enrolment.Status.WITHDRAWN}:
            away_from = (change.effective_on, Enrolment.Status(change.status).label.lower())
    if away_from is not None:
        periods.append((away_from[0], None, away_from[1]))
    return periods


class MentoringQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> "MentoringQuerySet":
        return in_force(self, on)

    def serving(self, on: dt.date) -> "MentoringQuerySet":
        """Those in force on a day of people who are mentors on it; see ``of``."""
        return self.in_force(on).filter(mentor__in=User.objects.in_role(Role.MENTOR, on).values("pk"))

    def of(self, user) -> "MentoringQuerySet":
        """Whom this person mentors today, drafts aside: nobody without the role, even if nobody has ended the pairing."""
        if not user.holds(Role.MENTOR):
            return self.none()
        return self.in_force(user.acting_on).filter(mentor=user).exclude(enrolment__cohort__stage__in=HIDDEN)

    def for_history(self) -> "MentoringQuerySet":
        """Latest first, with the mentors."""
        return self.select_related("mentor").order_by("-starts_on", "-pk")


class Mentoring(models.Model):
    """A mentor or coach is paired with an enrolment from one local day to another."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="mentorings")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentorings")
    starts_on = models.DateField(validators=[sensible_day])
    ends_on = models.DateField(null=True, blank=True, validators=[sensible_day])

    objects = MentoringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="mentoring_dates",
                violation_error_message="The last day is before the first.",
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(ends_on=None),
                name="mentoring_open_once",
                violation_error_message="This participant has a mentor already; end that pairing first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} mentors {self.enrolment.participant}"
