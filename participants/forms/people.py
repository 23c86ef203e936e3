"""A participant's details, by hand."""

from django import forms
from django.core.exceptions import ValidationError

from npq_portal.ui.forms import DateInput
from participants.models.days import sensible_day
from participants.reading import values


class PersonForm(forms.Form):
    """Who somebody is and where they work; what each field accepts is what a list may say there."""

    full_name = forms.CharField(label="Full name", max_length=150)
    email = forms.CharField(label="E-mail address", max_length=254, help_text="They sign in with it.")
    trn = forms.CharField(
        label="TRN", required=False, max_length=40, help_text="Teacher reference number: seven digits, such as 1234567."
    )
    school = forms.CharField(label="School", required=False, max_length=150)
    urn = forms.CharField(
        label="URN of the school",
        required=False,
        max_length=20,
        help_text="Six digits. It tells schools of one name apart.",
    )

    def clean_full_name(self):
        return values.read_name(self.cleaned_data["full_name"], "The name")

    def clean_email(self):
        return values.read_email(self.cleaned_data["email"])

    def clean_trn(self):
        text = self.cleaned_data["trn"]
        if not text:
            return ""
        trn = values.read_trn(text)
        if trn.is_guess:
            raise ValidationError(f"A TRN has seven digits. If zeros are missing in front, type {trn.value}.")
        return trn.value

    def clean_school(self):
        return values.read_name(self.cleaned_data["school"], "The school")

    def clean_urn(self):
        text = self.cleaned_data["urn"]
        return values.read_urn(text) if text else ""


class AddForm(PersonForm):
    joined_on = forms.DateField(
        label="Joins on",
        widget=DateInput,
        validators=[sensible_day],
        help_text="Nothing is expected of them before this day.",
    )


class EditForm(PersonForm):
    """Without the name and address of somebody whose account is not the editor's to change."""

    def __init__(self, *args, may_edit_account, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_edit_account:
            del self.fields["full_name"], self.fields["email"]
