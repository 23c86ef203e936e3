"""The forms of what a draft adds to a plan, and of what it cancels."""

import datetime as dt
from typing import Any

from django import forms

from cohorts.models import Component
from npq_portal import clock
from npq_portal.ui.forms import DayField, TimeInput
from npq_portal.ui.text import one_line
from sessions.forms.plan import LONGEST
from sessions.models import StudyUnit, TrainingSession, Venue
from sessions.plan_items import Kind, PlannedItem

HELD = (
    "seminar",
    "conference",
    "webinar",
    "clinic",
    "community_group",
    "residential",
    "school_visit",
    "induction",
    "other",
)


class AddSessionForm(forms.ModelForm):
    """A session that the delivery model does not have; its day and times are local."""

    item_kind = Kind.SESSION
    kind = forms.ChoiceField(label="What it is", choices=[(kind, Component.Kind(kind).label) for kind in HELD])
    day = DayField(label="Day")
    starts = forms.TimeField(label="From", widget=TimeInput())
    ends = forms.TimeField(label="To", widget=TimeInput())

    class Meta:
        model = TrainingSession
        fields = ["title", "short_title", "kind", "delivery", "venue", "is_compulsory"]
        labels = {
            "short_title": "Short title, for narrow columns",
            "is_compulsory": "Participants have to attend",
        }

    def __init__(self, *args, today: dt.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["venue"].queryset = Venue.objects.order_by("name", "pk")
        self.order_fields(
            ["title", "short_title", "kind", "day", "starts", "ends", "delivery", "venue", "is_compulsory"]
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        day, starts, ends = cleaned.get("day"), cleaned.get("starts"), cleaned.get("ends")
        if day and day <= self.today:
            self.add_error("day", "Only days after today can be planned.")
        if day and starts and ends:
            self.begins, self.ends = clock.at(day, starts), clock.at(day, ends)
            if self.ends <= self.begins:
                self.add_error("ends", "The end has to be after the start.")
            elif self.ends - self.begins > LONGEST:
                self.add_error("ends", "A session lasts at most 12 hours. Split a longer one.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        names = ("short_title", "kind", "delivery", "is_compulsory")
        return {"venue_id": typed["venue"] and typed["venue"].pk} | {name: typed[name] for name in names}


class AddUnitForm(forms.ModelForm):
    """A unit of self-study that the delivery model does not have; its days are local, both included."""

    item_kind = Kind.UNIT
    opens_on = DayField(label="First day")
    due_on = DayField(label="Last day")

    class Meta:
        model = StudyUnit
        fields = ["title", "short_title", "opens_on", "due_on", "minutes", "url", "is_compulsory"]
        labels = {
            "short_title": "Short title, for narrow columns",
            "minutes": "Minutes it takes",
            "url": "Link to the materials",
            "is_compulsory": "Participants have to do it",
        }

    def __init__(self, *args, today: dt.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict:
        cleaned = super().clean()
        self.begins, self.ends = cleaned.get("opens_on"), cleaned.get("due_on")
        if self.begins and self.begins <= self.today:
            self.add_error("opens_on", "Only days after today can be planned.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("short_title", "minutes", "url", "is_compulsory")}


class CancelInDraftForm(forms.Form):
    """Which session of the plan a draft cancels, and why."""

    item = forms.ChoiceField(label="What is cancelled")
    reason = forms.CharField(
        max_length=200,
        validators=[one_line],
        help_text="Participants and facilitators read this sentence once the draft is published.",
    )

    def __init__(self, *args, sessions: list[PlannedItem], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(item.ident, f"{item.title}, {item.when}") for item in sessions]
