"""The forms of a delivery model: its name, its file, and the days for which it is tried."""

from typing import Any

from django import forms

from cohorts.blueprint_files import read_blueprint_file
from cohorts.models import Blueprint, DeliveryPartner, Programme, SchoolCalendar
from cohorts.planning.fields import BlueprintError
from npq_portal.ui.forms import DayField, LinesField
from npq_portal.ui.text import one_line, plain_text

MOST_BYTES = 1024 * 1024


def own_partner(form: forms.Form, user) -> None:
    """Let the form ask for one of the partners for which ``user`` manages."""
    partners = DeliveryPartner.objects.managed_by(user).order_by("name", "pk")
    form.fields["partner"].queryset = partners
    form.fields["partner"].required = True
    if len(partners) == 1:
        form.fields["partner"].initial = partners[0]


class NewBlueprintForm(forms.ModelForm):
    """A delivery model of a partner's own, empty or with the components of another."""

    components_of = forms.ModelChoiceField(
        Blueprint.objects.none(),
        label="Begin with the components of",
        required=False,
        empty_label="No other: it begins empty",
    )

    class Meta:
        model = Blueprint
        fields = ["name", "partner", "programme", "description"]
        labels = {"name": "Name of the delivery model", "partner": "Delivery partner"}
        help_texts = {"name": "Such as NPQ Senior Leadership, eighteen months."}

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        own_partner(self, user)
        self.fields["programme"].queryset = Programme.objects.order_by("name", "pk")
        self.fields["components_of"].queryset = Blueprint.objects.visible_to(user).order_by("name", "version", "pk")

    def clean(self) -> dict:
        cleaned = super().clean()
        source, programme = cleaned.get("components_of"), cleaned.get("programme")
        if source and programme and source.programme_id != programme.pk:
            self.add_error(
                "components_of", f"This delivery model is for {source.programme}. Choose one for {programme}."
            )
        return cleaned


class BlueprintForm(forms.Form):
    """The name and the description of a delivery model."""

    name = forms.CharField(label="Name of the delivery model", max_length=120, validators=[one_line])
    description = LinesField(label="Description", required=False, validators=[plain_text])


class BlueprintFileForm(forms.Form):
    """A file that describes a delivery model, and the partner whose own it becomes."""

    partner = forms.ModelChoiceField(DeliveryPartner.objects.none(), label="Delivery partner")
    file = forms.FileField(
        label="JSON file",
        help_text="One that was downloaded here, or a provider’s published model.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another."},
    )

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        own_partner(self, user)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB. A delivery model is a short list.")
        return file


class ReadBlueprintForm(forms.Form):
    """What was read of a file and shown, on its way back to be kept."""

    partner = forms.ModelChoiceField(DeliveryPartner.objects.none())
    described = forms.CharField(strip=False)

    def __init__(self, data, *, user) -> None:
        super().__init__(data)
        own_partner(self, user)

    def read(self) -> tuple[Any, DeliveryPartner]:
        """The blueprint that was shown, and whose it becomes. Raises ``BlueprintError``."""
        if not self.is_valid():
            raise BlueprintError("Choose the file again.")
        described = self.cleaned_data["described"].encode()
        return read_blueprint_file(described, name="The file"), self.cleaned_data["partner"]


class PreviewForm(forms.Form):
    """The dates and the calendar for which a plan is tried."""

    mark_optional = False

    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day")
    calendar = forms.ModelChoiceField(SchoolCalendar.objects.none(), label="School calendar")

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        calendars = SchoolCalendar.objects.visible_to(user).order_by("name", "pk")
        self.fields["calendar"].queryset = calendars

    def clean(self) -> dict:
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "The last day must be after the first.")
        return cleaned
