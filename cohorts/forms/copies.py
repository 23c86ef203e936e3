"""The form of a copy of a cohort."""

import datetime as dt

from django import forms

from cohorts.forms.intakes import free_slug
from cohorts.models import Blueprint, Cohort, SchoolCalendar
from npq_portal.ui.forms import DayField


class CopyForm(forms.ModelForm):
    """What is new about a copy; everything else is as in the cohort that is copied."""

    starts_on = DayField(label="First day", help_text="Every day moves by the whole weeks between the two starts.")
    with_team = forms.BooleanField(
        required=False, initial=True, label="Copy the team", help_text="Those who facilitate the cohort today."
    )

    class Meta:
        model = Cohort
        fields = ["name", "starts_on", "calendar", "blueprint", "contract_year", "schedule_identifier"]
        labels = {
            "name": "Name of the new cohort",
            "calendar": "School calendar",
            "blueprint": "Delivery model",
            "schedule_identifier": "DfE schedule",
            "contract_year": "DfE contract year",
        }
        help_texts = {
            "name": "The month it starts, such as November 2022.",
            "blueprint": "For plans that are made later; the copy takes its days from the cohort copied.",
            "schedule_identifier": "Such as npq-leadership-autumn. It decides the milestones.",
        }

    def __init__(self, *args, source: Cohort, **kwargs) -> None:
        same = ["partner", "programme", "calendar", "blueprint", "places", "engagement_target", "schedule_identifier"]
        super().__init__(*args, instance=Cohort(**{name: getattr(source, name) for name in same}), **kwargs)
        self.source = source
        self.fields["calendar"].queryset = SchoolCalendar.objects.order_by("name", "pk")
        models = Blueprint.objects.filter(programme=source.programme_id)
        self.fields["blueprint"].queryset = models.order_by("name", "version", "pk")

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("name"):
            self.instance.slug = free_slug(self.source.programme, cleaned["name"])
            same = Cohort.objects.filter(partner=self.source.partner_id, programme=self.source.programme_id)
            if same.filter(name=cleaned["name"]).exists():
                self.add_error("name", "This partner has a cohort of that programme and name already.")
        if cleaned.get("starts_on"):
            self.instance.ends_on = cleaned["starts_on"] + self._length()
        return cleaned

    def _length(self) -> dt.timedelta:
        return self.source.ends_on - self.source.starts_on
