"""The forms of a school calendar."""

from django import forms

from cohorts.models import CalendarPeriod, DeliveryPartner, SchoolCalendar
from npq_portal.ui.forms import DayField

MOST_BYTES = 1024 * 1024


class CalendarForm(forms.ModelForm):
    """A calendar of one of the partners for which ``user`` manages."""

    class Meta:
        model = SchoolCalendar
        fields = ["name", "partner", "source"]
        labels = {"name": "Name of the calendar", "partner": "Delivery partner", "source": "Where its dates come from"}
        help_texts = {
            "name": "The council, trust or hub whose schools keep it, such as Hertfordshire.",
            "source": "Such as the page of the council that publishes them.",
        }

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        partners = DeliveryPartner.objects.managed_by(user).order_by("name", "pk")
        self.fields["partner"].queryset = partners
        self.fields["partner"].required = True
        if len(partners) == 1:
            self.fields["partner"].initial = partners[0]


class NewCalendarForm(CalendarForm):
    """A new calendar, empty or with the days of another."""

    periods_of = forms.ModelChoiceField(
        SchoolCalendar.objects.none(),
        label="Begin with the days of",
        required=False,
        empty_label="No other: it begins empty",
    )

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["periods_of"].queryset = SchoolCalendar.objects.visible_to(user).order_by("name", "pk")


class PeriodForm(forms.ModelForm):
    """A half term, or closed days; its days are local, both included."""

    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day")

    class Meta:
        model = CalendarPeriod
        fields = ["kind", "number", "name", "starts_on", "ends_on"]
        labels = {"kind": "What it is", "number": "Number of the half term"}
        help_texts = {
            "number": "1 to 6 in the school year: 1 and 2 in autumn, 3 and 4 in spring, 5 and 6 in summer.",
            "name": "Such as Autumn 1, or Staff training.",
        }


class CalendarFileForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="A line of headings first: kind, number, name, first day, last day.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB. A calendar is a short list of days.")
        return file
