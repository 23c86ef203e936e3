"""The form of a cohort."""

from django import forms
from django.utils.text import slugify

from cohorts.models import Blueprint, Cohort, DeliveryPartner, Programme, SchoolCalendar
from npq_portal.ui.forms import DayField

RESERVED_SLUGS = frozenset({"new", "programmes", "partners", "calendars", "blueprints"})


def free_slug(programme: Programme, name: str) -> str:
    """The address of a new cohort: that of its name, or the first that is free with a number behind it."""
    wanted = slugify(f"{programme.code} {name}")[:70]
    taken = set(Cohort.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED_SLUGS
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


class CohortForm(forms.ModelForm):
    """A cohort, limited to the partners for which ``user`` manages."""

    starts_on = DayField(label="First day", help_text="The start that the DfE funds; the first session may be later.")
    ends_on = DayField(label="Last day")

    class Meta:
        model = Cohort
        fields = [
            "partner",
            "programme",
            "name",
            "starts_on",
            "ends_on",
            "calendar",
            "blueprint",
            "contract_year",
            "schedule_identifier",
            "places",
            "engagement_target",
        ]
        labels = {
            "partner": "Delivery partner",
            "name": "Name of the cohort",
            "calendar": "School calendar",
            "blueprint": "Delivery model",
            "schedule_identifier": "DfE schedule",
            "contract_year": "DfE contract year",
            "engagement_target": "Engagement needed, per cent",
        }
        help_texts = {
            "name": "The month it starts, such as November 2021.",
            "blueprint": "What the plan is made from.",
            "contract_year": "Starts in November 2021 and in February 2022 both belong to 2021.",
            "schedule_identifier": "Such as npq-leadership-autumn. It decides the milestones.",
            "places": "Leave empty if there is no limit.",
        }

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = DeliveryPartner.objects.managed_by(user).order_by("name", "pk")
        self.fields["programme"].queryset = Programme.objects.order_by("name", "pk")
        self.fields["calendar"].queryset = SchoolCalendar.objects.visible_to(user).order_by("name", "pk")
        # The one that it was made from stays, also where it is another partner's.
        offered = Blueprint.objects.visible_to(user) | Blueprint.objects.filter(pk=self.instance.blueprint_id)
        self.fields["blueprint"].queryset = offered.order_by("name", "version", "pk")

    def clean(self) -> dict:
        cleaned = super().clean()
        blueprint, programme = cleaned.get("blueprint"), cleaned.get("programme")
        if blueprint and programme and blueprint.programme_id != programme.pk:
            self.add_error(
                "blueprint", f"This delivery model is for {blueprint.programme}. Choose one for {programme}."
            )
        if blueprint and "blueprint" in self.changed_data and blueprint.partner not in (None, cleaned.get("partner")):
            self.add_error(
                "blueprint", f"This delivery model is {blueprint.partner}’s own. Copy it, or choose another."
            )
        if self.instance.pk is None and programme and cleaned.get("name"):
            self.instance.slug = free_slug(programme, cleaned["name"])
        return cleaned
