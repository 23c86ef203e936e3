"""What comes next for a participant, in plain words, with the state of its joining link."""

import datetime as dt
from dataclasses import dataclass

from npq_portal.dashboards.course import Course
from npq_portal.dashboards.schedule import Entry, Fold
from npq_portal.ui.words import clock_time, relative_day
from sessions.items import CANCELLED, OPTIONAL, Item, State, local_day
from sessions.joining import OPENS_BEFORE
from sessions.models import TrainingSession


@dataclass(frozen=True)
class Joining:
    """The state of a session's joining link: open now, or the words that say why not."""

    is_open: bool
    words: str = ""


def next_session(course: Course, *, now: dt.datetime) -> TrainingSession | None:
    """The session that is on or comes next; on the day itself also one that is over or cancelled, if no other follows."""
    today = local_day(now)
    candidates = [session for session, item in course.sessions if concerns(item)]
    to_come = [session for session in candidates if now < session.ends_at and not session.is_cancelled]
    over_today = [session for session in candidates if local_day(session.starts_at) == today and session not in to_come]
    if over_today and not (to_come and local_day(to_come[0].starts_at) == today):
        return over_today[-1]
    return to_come[0] if to_come else None


def concerns(item: Item) -> bool:
    """Whether this person is, or may be, or was to be, at the session."""
    return item.state != State.NOT_EXPECTED or item.reason in {CANCELLED, OPTIONAL}


def next_line(entries: list[Entry]) -> Entry | None:
    """What comes next where no session does."""
    return next((entry for entry in entries if entry.fold == Fold.TO_COME), None)


def when_words(session: TrainingSession, *, now: dt.datetime) -> str:
    """Today, now, in 5 weeks."""
    if session.starts_at <= now < session.ends_at and not session.is_cancelled:
        return "now"
    return relative_day(session.starts_at, local_day(now))


def joining_of(session: TrainingSession, *, now: dt.datetime) -> Joining:
    """What the button says: opens 15:30, join, ended, cancelled."""
    if session.is_cancelled:
        return Joining(False, f"Cancelled{f': {session.status_reason}' if session.status_reason else ''}")
    if session.ends_at <= now:
        return Joining(False, f"Ended at {clock_time(session.ends_at)}")
    if session.joining_is_open(now):
        return Joining(True)
    if not session.is_online or local_day(session.starts_at) != local_day(now):
        return Joining(False)
    if not session.join_url:
        return Joining(False, "The joining link has not been added yet")
    return Joining(False, f"Join: opens {clock_time(session.starts_at - OPENS_BEFORE)}")
