"""What a participant is greeted with: the time of day, how far the programme has come, and whether they take part."""

import datetime as dt
from typing import NamedTuple

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.ui.words import full_date, plain_date
from participants.models import Enrolment, StatusChange


def greeting(now: dt.datetime) -> str:
    """Good morning, good afternoon or good evening, as clocks in England have it."""
    hour = clock.local(now).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def month_words(cohort: Cohort, *, on: dt.date) -> str:
    """Month 7 of 18; before the first and after the last, when."""
    if on < cohort.starts_on:
        return f"starts on {plain_date(cohort.starts_on)}"
    if cohort.ends_on < on:
        return f"ended on {plain_date(cohort.ends_on)}"
    month = (on.year - cohort.starts_on.year) * 12 + on.month - cohort.starts_on.month + 1
    months = cohort.programme.months
    return f"month {month} of {months}" if month <= months else f"assessment, until {plain_date(cohort.ends_on)}"


class Aside(NamedTuple):
    """What it means that somebody does not take part at present."""

    title: str
    text: str


def standing_aside(enrolment: Enrolment, changes: list[StatusChange]) -> Aside | None:
    """Nothing for those who take part."""
    if enrolment.status == Enrolment.Status.ACTIVE:
        return None
    latest = changes[-1] if changes else None
    since = f" on {full_date(latest.effective_on)}" if latest else ""
    if enrolment.status == Enrolment.Status.DEFERRED:
        back = latest.expected_return_on if latest else None
        return Aside(
            f"You deferred{since}",
            "Deferring is a break: nothing is expected of you until you come back, nothing that falls into the break "
            "counts against you, and all you have done is kept. "
            + (
                f"You are expected back on {full_date(back)}."
                if back
                else "Your programme manager agrees the day with you."
            ),
        )
    if enrolment.status == Enrolment.Status.WITHDRAWN:
        return Aside(
            f"You withdrew{since}",
            "Withdrawing ends your place: nothing more is expected of you, and you get no more reminders. What you had "
            "done until then is kept. If this is not right, write to your programme manager.",
        )
    return Aside(f"You completed your programme{since}", "All you have done is kept here.")
