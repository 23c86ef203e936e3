"""The form that postpones a session."""

import datetime as dt

from django import forms

from cohorts.plans import calendar_of
from npq_portal import clock
from npq_portal.ui.forms import DayField, TimeInput
from npq_portal.ui.text import one_line
from npq_portal.ui.words import full_date
from sessions.forms.plan import LONGEST
from sessions.models import TrainingSession


class PostponeForm(forms.Form):
    """A session's new day and times, which are local, and why. A day on which schools are closed has to be meant."""

    day = DayField(label="New day")
    starts = forms.TimeField(label="From", widget=TimeInput())
    ends = forms.TimeField(label="To", widget=TimeInput())
    reason = forms.CharField(
        max_length=150, validators=[one_line], help_text="Participants and facilitators read this sentence."
    )
    is_meant = forms.BooleanField(
        required=False,
        label="Hold it even if schools are closed on that day",
        help_text="The closure is then named beside the new day.",
    )

    def __init__(self, *args, session: TrainingSession, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.closure = ""
        self.initial |= {
            "starts": clock.local(session.starts_at).time(),
            "ends": clock.local(session.ends_at).time(),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        day, starts, ends = cleaned.get("day"), cleaned.get("starts"), cleaned.get("ends")
        if day:
            self.closure = calendar_of(self.session.cohort.calendar).is_closed(day) or ""
            if self.closure and not cleaned.get("is_meant"):
                self.add_error(
                    "day",
                    f"Schools are closed on {full_date(day)}: {self.closure}. Choose another day, or say below that it"
                    " is meant.",
                )
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
