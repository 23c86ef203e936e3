"""Deferring, withdrawing and coming back."""

from django import forms

from npq_portal.ui.forms import DateInput
from participants.models.days import sensible_day
from participants.models.reasons import DEFERRAL_REASONS, WITHDRAWAL_REASONS

CHOOSE = [("", "Choose a reason")]


class ResumeForm(forms.Form):
    effective_on = forms.DateField(label="First day back", widget=DateInput, validators=[sensible_day])


class DeferForm(forms.Form):
    reason = forms.ChoiceField(label="Reason", choices=[*CHOOSE, *DEFERRAL_REASONS.items()])
    effective_on = forms.DateField(
        label="First day away", widget=DateInput, validators=[sensible_day], help_text="Today or a day before."
    )
    expected_return_on = forms.DateField(
        label="Expected to return on", widget=DateInput, required=False, validators=[sensible_day]
    )


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(label="Reason", choices=[*CHOOSE, *WITHDRAWAL_REASONS.items()])
    effective_on = forms.DateField(
        label="First day away", widget=DateInput, validators=[sensible_day], help_text="Today or a day before."
    )
