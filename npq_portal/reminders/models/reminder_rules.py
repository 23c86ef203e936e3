"""What is sent, when, and to whom."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from cohorts.models import Cohort, DeliveryPartner
from npq_portal.reminders import placeholders
from npq_portal.ui.text import one_line, plain_text

MOST_DAYS = 120


class Anchor(models.TextChoices):
    """What a reminder is about; its day is counted from there."""

    PROGRAMME_START = "programme_start", "the programme starts"
    SESSION_START = "session_start", "a session starts"
    REGISTER_UNTAKEN = "register_untaken", "a session ends without a register"
    STUDY_DUE = "study_due", "self-study is due"
    COACHING_DUE = "coaching_due", "a coaching conversation is due"
    ASSESSMENT_OPENS = "assessment_opens", "the assessment window opens"
    CATCH_UP_DUE = "catch_up_due", "a catch-up is due"


class Audience(models.TextChoices):
    """Who gets it. Nobody gets a reminder of what they have done, or while they are away."""

    PARTICIPANTS = "participants", "participants"
    FACILITATORS = "facilitators", "facilitators"
    MENTORS = "mentors", "mentors"
    MANAGERS = "managers", "programme managers"


class Unit(models.TextChoices):
    DAYS = "days", "days"
    WORKING_DAYS = "working_days", "working days"


# Whom each anchor can speak to; a register is no business of participants.
AUDIENCES: dict[str, set[Audience]] = {
    Anchor.PROGRAMME_START: {Audience.PARTICIPANTS, Audience.FACILITATORS, Audience.MENTORS},
    Anchor.SESSION_START: {Audience.PARTICIPANTS, Audience.FACILITATORS},
    Anchor.REGISTER_UNTAKEN: {Audience.FACILITATORS, Audience.MANAGERS},
    Anchor.STUDY_DUE: {Audience.PARTICIPANTS},
    Anchor.COACHING_DUE: {Audience.PARTICIPANTS, Audience.MENTORS},
    Anchor.ASSESSMENT_OPENS: {Audience.PARTICIPANTS},
    Anchor.CATCH_UP_DUE: {Audience.PARTICIPANTS},
}


class ReminderRuleQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReminderRuleQuerySet":
        """Rules of cohorts that this person manages, and to any manager the rules that hold for every cohort."""
        if user.is_administrator:
            return self
        return self.filter(
            models.Q(cohort__in=Cohort.objects.managed_by(user))
            | models.Q(models.Exists(DeliveryPartner.objects.managed_by(user)), cohort=None)
        )

    def for_listing(self) -> "ReminderRuleQuerySet":
        return self.select_related("cohort__programme").order_by("anchor", "offset_days", "cohort__name", "pk")


class ReminderRule(models.Model):
    """One kind of reminder, for every cohort or for one.

    A cohort's own rule takes the place of the general rule with the same ``key``. ``offset_days`` counts from the local
    day of the anchor, negative before it; ``version`` counts the changes, and each message keeps the one it used.
    """

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=80, validators=[one_line])
    cohort = models.ForeignKey(Cohort, models.CASCADE, null=True, blank=True, related_name="reminder_rules")
    anchor = models.CharField(max_length=20, choices=Anchor)
    offset_days = models.SmallIntegerField(validators=[MinValueValidator(-MOST_DAYS), MaxValueValidator(MOST_DAYS)])
    unit = models.CharField(max_length=12, choices=Unit, default=Unit.DAYS)
    local_time = models.TimeField()
    audience = models.CharField(max_length=12, choices=Audience)
    subject = models.CharField(max_length=150, validators=[one_line])
    body = models.TextField(max_length=4000, validators=[plain_text])
    is_on = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "cohort"],
                name="reminder_rule_cohort_once",
                violation_error_message="This cohort has its own version of that rule already.",
            ),
            models.UniqueConstraint(fields=["key"], condition=models.Q(cohort=None), name="reminder_rule_general_once"),
            models.CheckConstraint(
                condition=models.Q(offset_days__gte=-MOST_DAYS, offset_days__lte=MOST_DAYS),
                name="reminder_rule_offset",
                violation_error_message="Choose at most 120 days.",
            ),
            models.CheckConstraint(condition=models.Q(anchor__in=Anchor.values), name="reminder_rule_anchor"),
            models.CheckConstraint(condition=models.Q(audience__in=Audience.values), name="reminder_rule_audience"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reminders:edit-rule", args=[self.pk])

    def clean(self) -> None:
        """Refuse an audience that the anchor cannot speak to, and placeholders that do not belong to it."""
        errors = {}
        if self.audience and self.audience not in AUDIENCES.get(self.anchor, set()):
            errors["audience"] = f"When {self.get_anchor_display()}, this cannot go to {self.get_audience_display()}."
        for field in ("subject", "body"):
            if problem := placeholders.problem_of(getattr(self, field), anchor=self.anchor):
                errors[field] = problem
        if errors:
            raise ValidationError(errors)

    @property
    def timing(self) -> str:
        """When it goes out, in words: 7 days before a session starts."""
        anchor = self.get_anchor_display()
        if self.offset_days == 0:
            return f"on the day when {anchor}"
        number = abs(self.offset_days)
        unit = ("day" if self.unit == Unit.DAYS else "working day") + ("s" if number > 1 else "")
        return f"{number} {unit} {'before' if self.offset_days < 0 else 'after'} {anchor}"
