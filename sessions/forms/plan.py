"""The forms of what is planned: a session, a unit of self-study, a venue."""

import datetime as dt
import re

from django import forms
from django.db import models

from cohorts.models import Group
from npq_portal import clock
from npq_portal.ui.forms import DayField, TimeInput
from npq_portal.ui.text import one_line
from npq_portal.users.models import Role, User
from sessions.forms.clashes import AcceptsClashes
from sessions.models import StudyUnit, TrainingSession, Venue

LONGEST = dt.timedelta(hours=12)


class FacilitatorsField(forms.ModelMultipleChoiceField):
    """People by their numbers. SQLite fails at the question for one that no database could give."""

    def clean(self, value):
        for number in value or []:
            if not re.fullmatch("[0-9]{1,18}", str(number)):
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": number})
        return super().clean(value)


class SessionForm(AcceptsClashes, forms.ModelForm):
    """A session's facts; its day and times are local."""

    day = DayField(label="Day")
    starts = forms.TimeField(label="From", widget=TimeInput())
    ends = forms.TimeField(label="To", widget=TimeInput())
    facilitators = FacilitatorsField(
        User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Taken by",
        help_text="Nobody ticked means the facilitators of the cohort.",
    )

    class Meta:
        model = TrainingSession
        fields = [
            "title",
            "short_title",
            "group",
            "delivery",
            "venue",
            "join_url",
            "preparation",
            "preparation_minutes",
        ]
        labels = {
            "short_title": "Short title, for narrow columns",
            "group": "Only for a group",
            "join_url": "Joining link",
            "preparation": "What to do before it",
            "preparation_minutes": "Minutes that takes",
        }
        help_texts = {
            "group": "Whoever is in the group on the day is expected, and nobody else.",
            "join_url": "Participants can use it from 15 minutes before the start until the end.",
        }

    def __init__(self, *args, on: dt.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        starts, ends = clock.local(self.instance.starts_at), clock.local(self.instance.ends_at)
        self.initial |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
        present = self.instance.facilitators.in_force().values_list("facilitator", flat=True)
        people = User.objects.in_role(Role.FACILITATOR, on) | User.objects.filter(pk__in=present)
        self.fields["facilitators"].queryset = people.distinct().order_by("full_name", "pk")
        self.initial["facilitators"] = list(present)
        self.fields["venue"].queryset = Venue.objects.order_by("name", "pk")
        groups = Group.objects.filter(cohort=self.instance.cohort_id)
        going_on = models.Q(ends_on=None) | models.Q(pk=self.instance.group_id)
        self.fields["group"].queryset = groups.filter(going_on).in_order()
        self.fields["group"].empty_label = "The whole cohort"
        self.order_fields(["title", "short_title", "group", "day", "starts", "ends", "delivery", "venue", "join_url"])

    def clean(self) -> dict:
        cleaned = super().clean()
        day, starts, ends = cleaned.get("day"), cleaned.get("starts"), cleaned.get("ends")
        if day and starts and ends:
            self.instance.starts_at, self.instance.ends_at = clock.at(day, starts), clock.at(day, ends)
            # The moments and not the times: in spring the clocks pass over an hour.
            if self.instance.ends_at <= self.instance.starts_at:
                self.add_error("ends", "The end has to be after the start.")
            elif self.instance.ends_at - self.instance.starts_at > LONGEST:
                self.add_error("ends", "A session lasts at most 12 hours. Split a longer one.")
        return cleaned


class ReinstateForm(AcceptsClashes):
    """A cancelled session is put back on; only a clash asks for more."""


class CancelForm(forms.Form):
    """Why a session is called off."""

    reason = forms.CharField(
        max_length=200, validators=[one_line], help_text="Participants and facilitators read this sentence."
    )


class UnitForm(forms.ModelForm):
    """A unit of self-study; its days are local, both included."""

    opens_on = DayField(label="First day")
    due_on = DayField(label="Last day")

    class Meta:
        model = StudyUnit
        fields = ["title", "short_title", "opens_on", "due_on", "minutes", "url"]
        labels = {
            "short_title": "Short title, for narrow columns",
            "minutes": "Minutes it takes",
            "url": "Link to the materials",
        }
        help_texts = {"url": "Participants see it from the first day."}


class VenueForm(forms.ModelForm):
    class Meta:
        model = Venue
        fields = ["name", "address", "directions", "capacity"]
        help_texts = {"directions": "How to get in: parking, step-free access, what to bring."}
        widgets = {"address": forms.Textarea(attrs={"rows": 3}), "directions": forms.Textarea(attrs={"rows": 5})}
