"""What waits for somebody: registers that nobody completed, catch-up to review, people below their target."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count

from cohorts.models import FacilitatorAssignment, Milestone
from npq_portal import clock
from npq_portal.dashboards.standings import Person
from npq_portal.reminders.models import Anchor, Audience, Message
from npq_portal.ui.words import count, listing, short_date
from sessions.engagement import NUMBERS
from sessions.models import CatchUp, SessionFacilitator, TrainingSession

TIMES = {0: "not reminded yet", 1: "reminded once", 2: "reminded twice"}


class MissingRegister(NamedTuple):
    """A session that is over and whose register nobody has completed, with who takes it and how often they were reminded."""

    session: TrainingSession
    facilitators: str
    reminded: str


def number_word(number: int) -> str:
    """One, two, three … as sentences say it; figures from ten."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def missing_registers(sessions: Sequence[TrainingSession], *, on: dt.date) -> list[MissingRegister]:
    """Who takes each of ``sessions`` and how often they were reminded. Three queries."""
    names = facilitators_of(sessions, on=on)
    sent = Message.objects.filter(
        state=Message.State.SENT,
        rule__anchor=Anchor.REGISTER_UNTAKEN,
        rule__audience=Audience.FACILITATORS,
        anchor_id__in=[session.pk for session in sessions],
    )
    times = dict(sent.order_by().values_list("anchor_id").annotate(days=Count("local_day", distinct=True)))
    return [
        MissingRegister(session, names[session.pk], said_of_times(times.get(session.pk, 0))) for session in sessions
    ]


def said_of_times(times: int) -> str:
    return TIMES.get(times, f"reminded {times} times")


def facilitators_of(sessions: Iterable[TrainingSession], *, on: dt.date) -> dict[int, str]:
    """By session id, the names of those who take it: those it names, or else those of its cohort on a day."""
    sessions = list(sessions)
    named, of_cohort = defaultdict(list), defaultdict(list)
    own = SessionFacilitator.objects.serving(on).filter(session__in=[session.pk for session in sessions])
    for session, name in own.order_by("facilitator__full_name", "pk").values_list("session", "facilitator__full_name"):
        named[session].append(name)
    general = FacilitatorAssignment.objects.serving(on).filter(cohort__in={session.cohort_id for session in sessions})
    for cohort, name in general.order_by("facilitator__full_name", "pk").values_list(
        "cohort", "facilitator__full_name"
    ):
        of_cohort[cohort].append(name)
    return {session.pk: listing(named[session.pk] or of_cohort[session.cohort_id]) for session in sessions}


def said_of_waiting(catch_ups: Sequence[CatchUp], *, today: dt.date) -> str:
    """Oldest has waited 6 days."""
    oldest = min(clock.local(catch_up.submitted_at).date() for catch_up in catch_ups if catch_up.submitted_at)
    days = (today - oldest).days
    return f"Oldest has waited {count(days, 'day,days')}" if days else "Handed in today"


def needed_before(
    catch_ups: Sequence[CatchUp], people: Iterable[Person], milestones: Sequence[Milestone]
) -> tuple[int, Milestone] | None:
    """How many of the catch-ups would bring somebody back to the target, and the next milestone that asks for it."""
    wanted = {
        (person.enrolment.pk, item.key) for person in people if person.is_active for item in person.engagement.catch_ups
    }
    needed = [catch_up for catch_up in catch_ups if (catch_up.enrolment_id, f"session-{catch_up.session_id}") in wanted]
    next_of = {
        catch_up.session.cohort_id: milestone
        for catch_up in needed
        if (milestone := next_milestone(catch_up.session.cohort, milestones))
    }
    if not next_of:
        return None
    first = min(next_of.values(), key=lambda milestone: milestone.due_on)
    return sum(next_of.get(catch_up.session.cohort_id) == first for catch_up in needed), first


def next_milestone(cohort, milestones: Sequence[Milestone]) -> Milestone | None:
    """The first of ``milestones``, which come in order, that is a cohort's."""
    key = (cohort.contract_year, cohort.schedule_identifier)
    return next((each for each in milestones if (each.contract_year, each.schedule_identifier) == key), None)


def said_of_needed(needed: tuple[int, Milestone] | None) -> str:
    """; one is needed before Retained 1 on 25 June."""
    if needed is None:
        return ""
    number, milestone = needed
    verb = "is" if number == 1 else "are"
    name, day = milestone.get_declaration_type_display(), short_date(milestone.due_on)
    return f"; {number_word(number)} {verb} needed before {name} on {day}"
