"""The forms of a draft plan: what to move and how far, another start or calendar, a name for the version."""

import datetime as dt

from django import forms

from cohorts.models import SchoolCalendar
from npq_portal.ui.forms import DayField
from npq_portal.ui.text import one_line
from sessions.forms.clashes import AcceptsClashes
from sessions.plan_items import PlannedItem
from sessions.replanning import Scope

FURTHEST = 400


class MoveForm(forms.Form):
    """Which item moves, what goes with it, and to which day or by how many days."""

    item = forms.ChoiceField(label="What moves")
    scope = forms.ChoiceField(
        label="How much moves",
        widget=forms.RadioSelect,
        initial=Scope.THIS.value,
        choices=[
            (Scope.THIS.value, "Move this"),
            (Scope.AFTER.value, "Move this and everything after"),
            (Scope.PHASE.value, "Move whole phase: its half term, and the holiday after it"),
        ],
    )
    to = DayField(label="To this day", required=False, help_text="What moves with it goes as far.")
    days = forms.IntegerField(
        label="Or by so many days",
        required=False,
        min_value=-FURTHEST,
        max_value=FURTHEST,
        help_text="14 is two weeks later, -7 is a week earlier.",
    )

    def __init__(self, *args, plan: list[PlannedItem], today: dt.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.movable = {item.ident: item for item in plan if not item.is_cancelled and not item.has_begun(today)}
        self.fields["item"].choices = [(ident, f"{item.title}, {item.when}") for ident, item in self.movable.items()]

    def clean(self) -> dict:
        cleaned = super().clean()
        to, days = cleaned.get("to"), cleaned.get("days")
        if to and days is not None:
            self.add_error("days", "Give a day or a number of days, not both.")
        elif not to and days is None and not {"to", "days"} & set(self.errors):
            self.add_error("to", "Say to which day, or by how many days.")
        return cleaned

    @property
    def by_days(self) -> int:
        """How far the item goes."""
        to = self.cleaned_data["to"]
        item = self.movable[self.cleaned_data["item"]]
        return (to - item.first_day).days if to else self.cleaned_data["days"]


class PlanAnewForm(forms.Form):
    """Another start or school calendar for the whole plan."""

    starts_on = DayField(label="Start of the programme")
    calendar = forms.ModelChoiceField(SchoolCalendar.objects.none(), label="School calendar")

    def __init__(self, *args, calendars, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = calendars


class PublishForm(AcceptsClashes):
    """A name for the version, so that it is found again; and why nobody is told, where the button for that is pressed."""

    name = forms.CharField(
        label="Name of this version",
        required=False,
        max_length=80,
        validators=[one_line],
        help_text="Such as “After the change of venue”. Only managers read it.",
    )
    untold_because = forms.CharField(
        label="Why nobody is told",
        required=False,
        max_length=200,
        validators=[one_line],
        help_text="Only to tell nobody: then no page says what changed. Calendars and reminders follow all the same.",
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if "tell_nobody" not in self.data:
            cleaned["untold_because"] = ""
        elif not cleaned.get("untold_because") and "untold_because" not in self.errors:
            self.add_error("untold_because", "Say why nobody is told.")
        return cleaned
