"""A conversation between a mentor and a participant."""

from typing import cast

from django import forms

from npq_portal.ui.forms import DateInput
from npq_portal.ui.text import plain_text
from participants.models import CoachingPeriod
from participants.models.days import sensible_day


class ConversationForm(forms.Form):
    held_on = forms.DateField(label="Day", widget=DateInput, validators=[sensible_day])
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=600)
    period: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=CoachingPeriod.objects.none(),
        label="Counts for",
        required=False,
        empty_label="An extra conversation",
        help_text="Each period has one conversation.",
    )
    shared_note = forms.CharField(
        label="Note for both of you",
        required=False,
        max_length=4000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The participant reads this.",
    )
    private_note = forms.CharField(
        label="Note for yourself",
        required=False,
        max_length=4000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Nobody else reads this. Never write about safeguarding here: follow your school’s procedure.",
    )

    def __init__(self, *args, periods, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["period"]).queryset = periods
