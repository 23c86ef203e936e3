"""The reusable delivery model of a programme."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from cohorts.models.partners import DeliveryPartner
from cohorts.models.programmes import Programme
from cohorts.planning.components import LONGEST_IN_DAYS
from npq_portal.ui.text import one_line, plain_text, secure_link


class BlueprintQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BlueprintQuerySet":
        """Blueprints that this person may plan by today: those that ship, and those of partners they manage for."""
        return self.filter(models.Q(partner=None) | models.Q(partner__in=DeliveryPartner.objects.managed_by(user)))

    def managed_by(self, user) -> "BlueprintQuerySet":
        """Blueprints that this person may change today; those that ship change with their files only."""
        return self.filter(partner__in=DeliveryPartner.objects.managed_by(user))

    def for_change(self) -> "BlueprintQuerySet":
        """With its partner, and its programme with the content areas that its components may teach."""
        return self.select_related("partner", "programme").prefetch_related("programme__content_areas")

    def latest_versions(self) -> "BlueprintQuerySet":
        """Of each blueprint the version that changes go into."""
        later = Blueprint.objects.filter(key=models.OuterRef("key"), version__gt=models.OuterRef("version"))
        return self.exclude(models.Exists(later))

    def for_listing(self, user) -> "BlueprintQuerySet":
        """With ``cohorts_made``: how many of the cohorts that this person manages were made from any version of each."""
        own = Blueprint.objects.filter(key=models.OuterRef("key")).order_by()
        made = own.filter(cohorts__partner__in=DeliveryPartner.objects.managed_by(user)).values("key")
        number = made.annotate(number=models.Count("cohorts")).values("number")
        return (
            self.select_related("programme", "partner")
            .annotate(cohorts_made=Coalesce(models.Subquery(number), 0))
            .order_by("name", "key", "-version")
        )


class Blueprint(models.Model):
    """An ordered list of components from which a cohort's plan is generated; a cohort keeps the version it was made from.

    It ships with the portal, or is the own one of a delivery ``partner``.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="blueprints")
    key = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120, validators=[one_line])
    description = models.TextField(blank=True, validators=[plain_text])
    partner = models.ForeignKey(DeliveryPartner, models.PROTECT, null=True, blank=True, related_name="blueprints")

    objects = BlueprintQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="blueprint_version_once")]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("cohorts:show-blueprint", args=[self.pk])


class Component(models.Model):
    """One thing that a blueprint asks for, and where in the programme it is placed.

    ``placement`` and ``repeat`` are the dictionaries that ``cohorts.planning`` reads; ``minutes`` is its length (or the
    study time), on each of its ``days`` and each time that it comes round, ``credited_minutes`` what counts towards the
    total where that differs. ``unknown`` lists in a few words each what its source leaves open.
    """

    class Kind(models.TextChoices):
        CONFERENCE = "conference", "Conference"
        SEMINAR = "seminar", "Seminar"
        WEBINAR = "webinar", "Webinar"
        CLINIC = "clinic", "Clinic"
        COMMUNITY_GROUP = "community_group", "Community group"
        COACHING = "coaching", "Coaching conversation"
        ONLINE_MODULE = "online_module", "Online module"
        SELF_STUDY = "self_study", "Self-study"
        RESIDENTIAL = "residential", "Residential"
        SCHOOL_VISIT = "school_visit", "School visit"
        FORMATIVE_TASK = "formative_task", "Formative task"
        ASSESSMENT = "assessment", "Case study window"
        INDUCTION = "induction", "Induction"
        OTHER = "other", "Other"

    class Delivery(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        SELF_STUDY = "self_study", "Self-study"
        ONE_TO_ONE = "one_to_one", "One to one"
        BLENDED = "blended", "Blended"

    blueprint = models.ForeignKey(Blueprint, models.CASCADE, related_name="components")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    delivery = models.CharField(max_length=12, choices=Delivery, blank=True)
    title = models.CharField(max_length=150, validators=[one_line])
    short_title = models.CharField(max_length=20, validators=[one_line])
    minutes = models.PositiveIntegerField(null=True, blank=True)
    credited_minutes = models.PositiveIntegerField(null=True, blank=True)
    is_compulsory = models.BooleanField(default=True)
    days = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_IN_DAYS)]
    )
    content_areas = models.JSONField(default=list, blank=True)
    preparation = models.CharField(max_length=300, blank=True)
    preparation_minutes = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(6000)])
    link = models.URLField(max_length=500, blank=True, validators=[secure_link])
    after = models.JSONField(default=list, blank=True, help_text="Keys of components that come before it.")
    placement = models.JSONField(default=dict, blank=True)
    repeat = models.JSONField(default=dict, blank=True)
    notes = models.TextField(max_length=2000, blank=True, validators=[plain_text])
    unknown = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blueprint", "key"], name="component_key_once")]

    def __str__(self) -> str:
        return self.title
