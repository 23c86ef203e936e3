"""What a message says: a rule's text with a person's and a thing's facts put in."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from npq_portal.reminders import placeholders
from npq_portal.reminders.facts import Facts
from npq_portal.reminders.models import Anchor, ReminderRule
from npq_portal.ui import words
from npq_portal.users.models import User
from sessions import joining
from sessions.models import CatchUp, TrainingSession

SUBJECT_LENGTH = 200
THINGS: dict[str, str] = {
    Anchor.SESSION_START: "sessions",
    Anchor.REGISTER_UNTAKEN: "sessions",
    Anchor.STUDY_DUE: "units",
    Anchor.COACHING_DUE: "periods",
    Anchor.ASSESSMENT_OPENS: "windows",
    Anchor.CATCH_UP_DUE: "catch_ups",
}


def thing_of(rule: ReminderRule, pk: int, facts: Facts) -> Any:
    """What a message is about: the session, unit, period, window or catch-up; the cohort itself for its start."""
    return facts.cohort if rule.anchor == Anchor.PROGRAMME_START else getattr(facts, THINGS[rule.anchor]).get(pk)


def link_to(name: str, *arguments: Any) -> str:
    """A link to a page of this portal."""
    return settings.PORTAL_URL + reverse(name, args=arguments)


def render(
    rule: ReminderRule, user: User, enrolment_id: int | None, thing: Any, facts: Facts, at: Any
) -> tuple[str, str]:
    """The subject and the text of a message to ``user`` as things stand ``at`` a moment."""
    values = values_of(rule, user, enrolment_id, thing, facts, at)
    subject = " ".join(placeholders.fill(rule.subject, values).split())
    return subject[:SUBJECT_LENGTH], placeholders.fill(rule.body, values).strip()


def values_of(
    rule: ReminderRule, user: User, enrolment_id: int | None, thing: Any, facts: Facts, at: Any
) -> dict[str, str]:
    """Everything that a text of this rule may contain."""
    values = {
        "first_name": user.first_name,
        "cohort": str(facts.cohort),
        "programme": str(facts.cohort.programme),
        "portal_link": f"{settings.PORTAL_URL}/",
    }
    if rule.anchor == Anchor.PROGRAMME_START:
        values["start_day"] = words.full_date(facts.cohort.starts_on)
    elif rule.anchor in {Anchor.SESSION_START, Anchor.REGISTER_UNTAKEN}:
        values |= values_of_session(thing, facts)
    elif rule.anchor == Anchor.STUDY_DUE:
        values |= {
            "study_title": thing.title,
            "due_day": words.full_date(thing.due_on),
            "study_time": words.minutes(thing.minutes),
            "study_link": link_to("sessions:show-unit", thing.pk),
        }
    elif rule.anchor == Anchor.COACHING_DUE:
        values |= {
            "coaching_title": thing.title,
            "due_day": words.full_date(thing.due_on),
            "mentor": mentor_of(enrolment_id, thing.due_on, facts),
            "waiting_count": str(facts.waiting_for(user.pk, thing, thing.due_on, at)),
        }
    elif rule.anchor == Anchor.ASSESSMENT_OPENS:
        values |= {"opens_day": words.full_date(thing.opens_at), "closes_day": words.full_date(thing.closes_at)}
    else:
        values |= values_of_catch_up(thing, facts)
    return values


def values_of_session(session: TrainingSession, facts: Facts) -> dict[str, str]:
    return {
        "session_title": session.title,
        "session_day": words.full_date(session.starts_at),
        "session_times": words.time_range(session.starts_at, session.ends_at),
        "how_to_join": how_to_join(session),
        "facilitator": words.listing(facts.facilitators_of(session)) or "to be announced",
        "preparation": preparation_for(session),
        "preparation_minutes": str(session.preparation_minutes or 0),
        "session_link": link_to("sessions:show-session", session.pk),
        "register_link": link_to("sessions:take-register", session.pk),
    }


def preparation_for(session: TrainingSession) -> str:
    """What to do before a session, and how long it takes."""
    if not session.preparation:
        return "nothing in particular"
    minutes, text = session.preparation_minutes, session.preparation.removesuffix(".")
    return f"{text} (about {words.minutes(minutes)})" if minutes else text


def values_of_catch_up(catch_up: CatchUp, facts: Facts) -> dict[str, str]:
    return {
        "session_title": facts.sessions[catch_up.session_id].title,
        "due_day": words.full_date(catch_up.due_on),
        "catch_up_link": link_to("sessions:show-catch-up", catch_up.pk),
    }


def how_to_join(session: TrainingSession) -> str:
    """Where to go, or when the joining link opens; the link itself stays in the portal, which guards it."""
    if session.delivery == TrainingSession.Delivery.ONLINE:
        opens_at = words.clock_time(session.starts_at - joining.OPENS_BEFORE)
        return f"Online: join from {opens_at} through your page in the portal."
    if session.venue is None:
        return "In person: the place is still to be announced."
    parts = (session.venue.name, session.venue.address, session.venue.directions)
    return "In person at " + ". ".join(part.strip().rstrip(".") for part in parts if part.strip()) + "."


def mentor_of(enrolment_id: int | None, day: Any, facts: Facts) -> str:
    """The mentor of a participant on a day, if there is one."""
    mentors = [row.mentor for row in facts.mentorings_on(day) if row.enrolment_id == enrolment_id]
    return str(mentors[0]) if mentors else "your mentor"
