"""The form that postpones a session."""

import datetime as dt

from django import forms

from npq_portal import clock
from npq_portal.ui.forms import DayField, TimeInput
from npq_portal.ui.text import one_line
from sessions.forms.clashes import AcceptsClashes
from sessions.forms.plan import LONGEST
from sessions.models import TrainingSession


class PostponeForm(AcceptsClashes):
    """A session's new day and times, which are local, and why."""

    day = DayField(label="New day")
    starts = forms.TimeField(label="From", widget=TimeInput())
    ends = forms.TimeField(label="To", widget=TimeInput())
    reason = forms.CharField(
        max_length=150, validators=[one_line], help_text="Participants and facilitators read this sentence."
    )

    def __init__(self, *args, session: TrainingSession, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.initial |= {
            "starts": clock.local(session.starts_at).time(),
            "ends": clock.local(session.ends_at).time(),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        day, starts, ends = cleaned.get("day"), cleaned.get("starts"), cleaned.get("ends")
        if day and starts and ends:
            self._clean_moments(clock.at(day, starts), clock.at(day, ends))
        return cleaned

    def _clean_moments(self, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
        # The moments and not the times: in spring the clocks pass over an hour.
        if ends_at <= starts_at:
            self.add_error("ends", "The end has to be after the start.")
        elif ends_at - starts_at > LONGEST:
            self.add_error("ends", "A session lasts at most 12 hours. Split a longer one.")
        self.cleaned_data |= {"starts_at": starts_at, "ends_at": ends_at}
