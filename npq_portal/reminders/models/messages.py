"""The ledger: one row for each person, rule and occurrence, and what became of it."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from cohorts.models import Cohort
from npq_portal.reminders.models.pauses import Pause
from npq_portal.reminders.models.reminder_rules import ReminderRule
from participants.models import Enrolment


class Reason(models.TextChoices):
    """Why a message was not sent, or not yet; the label is the sentence that managers read."""

    MOVED = "moved", "The date was changed; there is a new reminder for the new date."
    ANCHOR_CANCELLED = "anchor_cancelled", "What it was about was cancelled."
    JOINED_LATER = "joined_later", "The person had not joined yet."
    DEFERRED = "deferred", "Reminders stop during a deferral."
    WITHDRAWN = "withdrawn", "The person had withdrawn."
    COMPLETED = "completed", "The person had completed the programme."
    DONE = "done", "It had been done already."
    COHORT_RESTS = "cohort_rests", "The cohort was a draft, or closed."
    RULE_OFF = "rule_off", "The rule was switched off."
    RULE_CHANGED = "rule_changed", "The rule was changed."
    NOT_CONCERNED = "not_concerned", "The person was no longer concerned."
    INACTIVE = "inactive", "The person’s account is closed."
    ADDRESS_REFUSED = "address_refused", "Mail servers refuse the person’s address."
    TOO_LATE = "too_late", "The portal could not send it while it still made sense."
    PLANNED_TOO_LATE = "planned_too_late", "Its moment had passed when it was planned."
    QUIET_HOURS = "quiet_hours", "It is late; it waits for the days and hours on which reminders go out."
    SAME_DAY = "same_day", "Another reminder about the same thing goes on that day."
    MORE_URGENT = "more_urgent", "A later reminder about the same thing went instead."
    BY_HAND = "by_hand", "A programme manager cancelled it."
    TRYING_AGAIN = "trying_again", "The mail server could not take it; the portal tries again."
    REFUSED = "refused", "The mail server refused it for good."
    TOO_OFTEN = "too_often", "The portal gave up after eight attempts."
    UNWRITABLE = "unwritable", "Its text could not be made into a mail."
    INTERRUPTED = "interrupted", "Sending was interrupted; the portal tries again."
    QUARANTINED = "quarantined", "Sending was interrupted three times, so it may have arrived. Somebody has to decide."


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MessageQuerySet":
        """Messages of the cohorts that this person manages."""
        if user.is_administrator:
            return self
        return self.filter(cohort__in=Cohort.objects.managed_by(user))

    def due(self, now: dt.datetime) -> "MessageQuerySet":
        """What is to be sent now, and is not paused."""
        return self.filter(state__in=Message.WAITING, next_attempt_at__lte=now).not_paused()

    def not_paused(self) -> "MessageQuerySet":
        """What no pause holds back; asked without a join, so that an update keeps its own conditions on the row."""
        paused = Pause.objects.in_force()
        stopped = Cohort.objects.filter(partner__in=paused.exclude(partner=None).values("partner"))
        return self.exclude(cohort__in=stopped).exclude(models.Exists(paused.filter(partner=None)))

    def unsent(self) -> "MessageQuerySet":
        """What can still be called back: planned or waiting for another attempt."""
        return self.filter(state__in=Message.WAITING)

    def for_sending(self) -> "MessageQuerySet":
        return self.select_related("rule", "recipient", "cohort__partner", "cohort__programme", "cohort__calendar")

    def for_listing(self) -> "MessageQuerySet":
        return self.select_related("recipient", "rule").order_by("due_at", "pk")


class Message(models.Model):
    """One reminder to one person, whether planned, sent or not sent.

    ``occurrence`` names what it is about and when that is, so that a moved session is a new occurrence. The local day
    and time are what people read; ``due_at`` is the same in UTC. ``message_id`` and ``date_header`` never change, so
    that a mail server can recognise a repeat; the text is frozen when it is first handed over.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        LEASED = "leased", "Being sent"
        SENDING = "sending", "Being handed over"
        SENT = "sent", "Sent"
        RETRY = "retry", "Trying again"
        EXPIRED = "expired", "Expired"
        CANCELLED = "cancelled", "Cancelled"
        SUPERSEDED = "superseded", "Superseded"
        SUPPRESSED = "suppressed", "Not needed"
        MISSED = "missed", "Missed"
        UNCERTAIN = "uncertain", "Uncertain"
        DEAD = "dead", "Failed"

    WAITING = [State.PLANNED, State.RETRY]
    IN_HAND = [State.LEASED, State.SENDING]
    FAILED = [State.DEAD, State.UNCERTAIN]

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="messages")
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="reminders")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, null=True, blank=True, related_name="reminders")
    occurrence = models.CharField(max_length=80)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    anchor_id = models.BigIntegerField()
    anchor_at = models.DateTimeField()
    local_day = models.DateField()
    local_time = models.TimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    crash_count = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    date_header = models.DateTimeField(null=True, blank=True)
    rule_version = models.PositiveIntegerField(null=True, blank=True)
    address = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "rule", "occurrence", "channel"], name="message_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["leased", "sending"], lease_until__isnull=False)
                | (~models.Q(state__in=["leased", "sending"]) & models.Q(lease_until=None)),
                name="message_lease",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="message_sent_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    state__in=["expired", "cancelled", "superseded", "suppressed", "missed", "uncertain", "dead"]
                )
                | ~models.Q(reason=""),
                name="message_reason",
            ),
            models.CheckConstraint(condition=models.Q(expires_at__gte=models.F("due_at")), name="message_expiry"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="message_due",
                condition=models.Q(state__in=["planned", "retry"]),
            ),
            models.Index(
                fields=["lease_until"], name="message_leases", condition=models.Q(state__in=["leased", "sending"])
            ),
            models.Index(fields=["cohort", "due_at", "id"], name="message_cohort_due"),
            models.Index(fields=["sent_at"], name="message_sent", condition=models.Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence} to {self.recipient}"

    def get_absolute_url(self) -> str:
        return reverse("reminders:show-message", args=[self.pk])

    @property
    def may_be_sent_again(self) -> bool:
        """Whether somebody can have it sent after all: it failed, may have arrived, or its address is refused."""
        return self.state in self.FAILED or self.reason == Reason.ADDRESS_REFUSED


class MessageAttempt(models.Model):
    """One try at handing a message to the mail server, and its answer. Only ever added."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted by the mail server"
        TEMPORARY = "temporary", "Not taken for now"
        PERMANENT = "permanent", "Refused"
        IN_DOUBT = "in_doubt", "Connection lost, may have arrived"
        INTERRUPTED = "interrupted", "The portal was interrupted, may have arrived"

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempt_log")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=11, choices=Outcome)
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.message}: {self.get_outcome_display()}"
