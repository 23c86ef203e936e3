"""What is done about clashes: the levels that a delivery partner chose, and those that somebody accepted."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cohorts.models import Cohort, DeliveryPartner
from npq_portal.ui.text import one_line
from sessions.clashes import STANDARD, ClashKind, Level, Levels
from sessions.models.training_sessions import TrainingSession

LEVELS = [
    (Level.BLOCK.value, "Block: it has to be settled first"),
    (Level.WARN.value, "Warn: it goes through with a reason"),
    (Level.IGNORE.value, "Ignore: nobody is told"),
]
KINDS = [
    (ClashKind.FACILITATOR.value, "Facilitator"),
    (ClashKind.VENUE.value, "Venue"),
    (ClashKind.CLOSURE.value, "Closure"),
    (ClashKind.PARTICIPANT.value, "Participants"),
    (ClashKind.CAPACITY.value, "Size of the venue"),
    (ClashKind.HOURS.value, "Long day"),
]


def _level(name: str, label: str, help_text: str) -> models.CharField:
    return models.CharField(
        label, max_length=6, choices=LEVELS, default=getattr(STANDARD, name).value, help_text=help_text
    )


class ClashLevelsQuerySet(models.QuerySet["ClashLevels"]):
    def for_cohort(self, cohort: Cohort) -> Levels:
        """The levels that hold for a cohort: its partner's, or the standard ones."""
        chosen = self.filter(partner=cohort.partner_id).first()
        return chosen.as_levels() if chosen else STANDARD


class ClashLevels(models.Model):
    """How much each kind of clash weighs for a delivery partner; without a row, the standard levels hold."""

    partner = models.OneToOneField(DeliveryPartner, models.CASCADE, related_name="clash_levels")
    facilitator = _level("facilitator", "Facilitator", "Somebody would have to take two sessions at once.")
    venue = _level("venue", "Venue", "Two sessions would be in one place at once.")
    closure = _level("closure", "Closure", "The schools of the cohort’s calendar are closed on the day.")
    participant = _level("participant", "Participants", "People are expected at two sessions at once.")
    capacity = _level("capacity", "Size of the venue", "More people are expected than the place holds.")
    hours = _level("hours", "Long day", "A day has more hours of sessions for somebody than below.")
    most_hours = models.PositiveSmallIntegerField(
        "Most hours in a day", default=STANDARD.most_hours, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )

    objects = ClashLevelsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Clash levels of {self.partner}"

    def as_levels(self) -> Levels:
        levels = {kind.value: Level(getattr(self, kind.value)) for kind in ClashKind}
        return Levels(**levels, most_hours=self.most_hours)


class AcceptedClashQuerySet(models.QuerySet):
    def in_force(self) -> "AcceptedClashQuerySet":
        """Those of sessions that are still at the time at which the clash was accepted."""
        return self.filter(session__starts_at=models.F("starts_at"), session__ends_at=models.F("ends_at"))

    def of(self, session: TrainingSession) -> "AcceptedClashQuerySet":
        """Those of a session, and those of others that it meets, where the same people manage both."""
        met = models.Q(other=session, session__cohort__partner=session.cohort.partner_id)
        return self.in_force().filter(models.Q(session=session) | met)

    def for_listing(self) -> "AcceptedClashQuerySet":
        return self.select_related("session", "accepted_by").order_by("starts_at", "session__title", "pk")


class AcceptedClash(models.Model):
    """A clash that somebody accepted, in the words that they read, with their reason; it holds until the session moves."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="accepted_clashes")
    other = models.ForeignKey(TrainingSession, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=KINDS)
    sentence = models.TextField(max_length=800)
    reason = models.CharField(max_length=200, validators=[one_line])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AcceptedClashQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, accepted for {self.session}"
