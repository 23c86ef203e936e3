"""The forms of a cohort's team."""

from django import forms

from npq_portal.ui.forms import DayField
from npq_portal.users.models import Role, User


class FacilitatorForm(forms.Form):
    """Who facilitates, from when; only people who hold the role on the present day are offered."""

    facilitator = forms.ModelChoiceField(User.objects.none())
    starts_on = DayField(label="From")

    def __init__(self, *args, on, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.in_role(Role.FACILITATOR, on).filter(is_active=True)
        self.fields["facilitator"].queryset = people.order_by("full_name", "pk")
        self.fields["starts_on"].initial = on


class LastDayForm(forms.Form):
    """On which local day something ends."""

    ends_on = DayField(label="Last day")
