"""The forms of a delivery partner."""

from django import forms

from cohorts.models import DeliveryPartner
from npq_portal.ui.forms import DayField
from npq_portal.users.models import Role, User


class PartnerForm(forms.ModelForm):
    class Meta:
        model = DeliveryPartner
        fields = ["name", "slug", "lead_provider", "brand_name", "mark", "colour", "colour_dark", "contact_email"]
        labels = {
            "slug": "Short name in addresses",
            "brand_name": "Name at the top of its pages",
            "mark": "Letters in its mark",
            "colour": "Colour on light pages",
            "colour_dark": "Colour on dark pages",
            "contact_email": "Address for participants' questions",
        }
        help_texts = {
            "mark": "Up to three letters. Empty shows the portal's own mark.",
            "colour": "Such as #005f5f; dark enough to be read on white. Empty uses the portal's own.",
            "colour_dark": "Such as #7fd4d0; light enough to be read on black.",
        }


class ManagerForm(forms.Form):
    """Who manages for the partner, from when; only people who hold the role on that day are offered."""

    manager = forms.ModelChoiceField(User.objects.none(), label="Programme manager")
    starts_on = DayField(label="From")

    def __init__(self, *args, on, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.in_role(Role.PROGRAMME_MANAGER, on).filter(is_active=True)
        self.fields["manager"].queryset = people.order_by("full_name", "pk")
        self.fields["starts_on"].initial = on
