"""The forms of a cohort's groups."""

from typing import cast

from django import forms

from cohorts.models import Group
from npq_portal.ui.forms import DayField
from npq_portal.ui.text import one_line

APART, TOGETHER = "apart", "together"
MOST_GROUPS, MOST_PEOPLE = 100, 1000


class NameForm(forms.Form):
    name = forms.CharField(max_length=40, validators=[one_line], help_text="Such as Group A or Community 3.")


class GroupForm(NameForm):
    kind = forms.ChoiceField(
        choices=Group.Kind,
        help_text="Nobody is in two groups of one kind on the same day; in groups of different kinds they can be.",
    )
    field_order = ("kind", "name")


class PeopleForm(forms.Form):
    """Who is put into a group, and from when."""

    people = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the people to put in.", "invalid_choice": "Tick people of this list only."},
    )
    starts_on = DayField(label="From")

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.TypedMultipleChoiceField, self.fields["people"]).choices = choices


class MoveForm(forms.Form):
    """Where somebody goes from a group, and from when."""

    to = forms.ChoiceField(label="To")
    starts_on = DayField(label="From", help_text="The day before is the last in the group they are in now.")

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["to"]).choices = [
            ("", "Choose a group"),
            *((str(group.pk), group.name) for group in groups),
            ("none", "No group of this kind"),
        ]


class EndGroupForm(forms.Form):
    ends_on = DayField(label="Last day", help_text="Everybody in the group leaves it at the end of this day.")


class SplitForm(forms.Form):
    """How a cohort is divided: into so many groups, or into groups of at most so many."""

    mark_optional = False
    kind = forms.ChoiceField(choices=Group.Kind, label="Kind of group")
    number = forms.IntegerField(label="Number of groups", required=False, min_value=1, max_value=MOST_GROUPS)
    at_most = forms.IntegerField(
        label="Or at most so many people in each", required=False, min_value=2, max_value=MOST_PEOPLE
    )
    colleagues = forms.ChoiceField(
        label="People of one school",
        choices=[(APART, "Apart, where possible"), (TOGETHER, "Together, where possible")],
        initial=APART,
        widget=forms.RadioSelect,
    )
    starts_on = DayField(label="From")

    def clean(self):
        cleaned = super().clean()
        if {"number", "at_most"} <= set(cleaned) and bool(cleaned["number"]) == bool(cleaned["at_most"]):
            self.add_error("number", "Say how many groups, or how many people in each: one of the two.")
        return cleaned
