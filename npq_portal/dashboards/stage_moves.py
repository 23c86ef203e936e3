"""What moving a cohort to another stage changes, in numbers."""

import datetime as dt
from typing import NamedTuple

from cohorts.models import Cohort, FacilitatorAssignment
from cohorts.models.stages import HIDDEN, RESTING, Stage
from cohorts.planning.calendars import CalendarError
from npq_portal import clock
from npq_portal.reminders import outlook
from npq_portal.reminders.models import Message
from npq_portal.ui.words import plural
from npq_portal.users.models import User
from participants.models import Enrolment, Mentoring
from sessions.models import SessionFacilitator


class Effect(NamedTuple):
    """One thing that a move does, to how many."""

    number: int
    text: str


def effects_of(cohort: Cohort, to: Stage, *, now: dt.datetime) -> list[Effect]:
    """What moving a cohort changes for people and for what is sent. Raises ``CalendarError``."""
    effects = []
    was_hidden, is_hidden = cohort.stage in HIDDEN, to in HIDDEN
    if was_hidden != is_hidden:
        people = audience_of(cohort, on=clock.local(now).date())
        verb = "no longer see" if is_hidden else "will see"
        effects.append(Effect(people, f"{plural(people, 'person,people')} {verb} the schedule"))
    rested, rests = cohort.stage in RESTING, to in RESTING
    if rested and not rests:
        planned = outlook.to_come(cohort, now)
        effects.append(Effect(planned, f"{plural(planned, 'reminder,reminders')} will be planned"))
    if rests and not rested:
        waiting = Message.objects.unsent().filter(cohort=cohort).count()
        effects.append(Effect(waiting, f"{plural(waiting, 'reminder,reminders')} will not go out"))
    return effects


def audience_of(cohort: Cohort, *, on: dt.date) -> int:
    """How many people a cohort's schedule concerns on a day: who takes part, mentors or facilitates."""
    enrolments = Enrolment.objects.filter(cohort=cohort).exclude(status=Enrolment.Status.WITHDRAWN)
    mentors = Mentoring.objects.serving(on).filter(enrolment__in=enrolments)
    facilitators = FacilitatorAssignment.objects.serving(on).filter(cohort=cohort)
    takers = SessionFacilitator.objects.serving(on).filter(session__cohort=cohort)
    concerned = (
        User.objects.filter(pk__in=enrolments.values("participant__user"))
        | User.objects.filter(pk__in=mentors.values("mentor"))
        | User.objects.filter(pk__in=facilitators.values("facilitator"))
        | User.objects.filter(pk__in=takers.values("facilitator"))
    )
    return concerned.filter(is_active=True).count()


def previewed(cohort: Cohort, to: Stage, *, now: dt.datetime) -> tuple[list[Effect], str]:
    """The effects of a move, or the sentence that says why they cannot be counted."""
    try:
        return effects_of(cohort, to, now=now), ""
    except CalendarError as problem:
        return [], f"Reminders cannot be counted or planned until the school calendar is put right: {problem}"
