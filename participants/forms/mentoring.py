"""Pairing a mentor, and ending a pairing."""

from typing import cast

from django import forms

from npq_portal.ui.forms import DateInput
from npq_portal.users.models import User
from participants.models.days import sensible_day


class PersonChoiceField(forms.ModelChoiceField):
    """People by name, with the address that tells two of one name apart."""

    def label_from_instance(self, obj):
        return f"{obj.full_name} ({obj.email})"


class MentorForm(forms.Form):
    mentor = PersonChoiceField(queryset=User.objects.none(), empty_label="Choose a mentor")
    starts_on = forms.DateField(label="From", widget=DateInput, validators=[sensible_day])

    def __init__(self, *args, mentors, **kwargs):
        super().__init__(*args, **kwargs)
        cast(PersonChoiceField, self.fields["mentor"]).queryset = mentors


class EndForm(forms.Form):
    ends_on = forms.DateField(label="Last day", widget=DateInput, validators=[sensible_day])
