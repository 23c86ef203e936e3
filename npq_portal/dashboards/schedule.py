"""A participant's schedule as lines to read: sessions, self-study, coaching and the case study in one order.

Rows and their outcomes in, words out; nothing here asks the database.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from django.urls import reverse

from npq_portal.dashboards.course import Course
from npq_portal.ui.words import clock_time, date_time, minutes, month_year, relative_day, short_date, time_range
from npq_portal.users.models import User
from participants.models import AssessmentWindow, CoachingPeriod
from sessions.items import CANCELLED, OPTIONAL, Item, State, local_day, why_away
from sessions.models import CatchUp, StudyUnit, TrainingSession

SOON = dt.timedelta(days=14)
# A change stays marked for this long. Nobody's visits are recorded, so "since your last visit" would be a guess.
CHANGED_FOR = dt.timedelta(days=14)


class Fold(Enum):
    """Where a line stands on the page: what is late asks to be done, what is settled is folded away."""

    LATE = auto()
    TO_COME = auto()
    SETTLED = auto()


class Badge(NamedTuple):
    """A word with its tone and glyph."""

    text: str
    tone: str = ""
    glyph: str = ""


class Done(NamedTuple):
    """What one tap would record: a unit done, in so many minutes."""

    unit: int
    minutes: int

    @property
    def url(self) -> str:
        return reverse("sessions:record-study", args=[self.unit])


@dataclass(frozen=True)
class Entry:
    """One line: its day, what it is, how it stands, and what can be done about it."""

    on: dt.date
    title: str
    text: str
    fold: Fold
    title_url: str = ""
    url: str = ""
    action: str = ""
    badge: Badge | None = None
    done: Done | None = None


class Month(NamedTuple):
    """A month's heading and its lines."""

    name: str
    entries: list[Entry]


BADGES = {
    State.ATTENDED: Badge("Present", "good", "✓"),
    State.LATE: Badge("Late", "warn", "✓"),
    State.MADE_UP: Badge("Made up", "good", "✓"),
    State.MISSED: Badge("Absent", "risk", "✕"),
    State.EXCUSED: Badge("Excused", "info", "○"),
    State.UNKNOWN: Badge("Not marked yet", "", "?"),
    State.DONE: Badge("Done", "good", "✓"),
}
NOT_DONE = Badge("Not done")
CANCELLED_BADGE = Badge("Cancelled", "risk", "✕")


def entries_of(course: Course, *, mentor: User | None, now: dt.datetime) -> list[Entry]:
    """Every line of a programme, in order of its days."""
    today = local_day(now)
    entries = [
        session_entry(session, item, course.catch_ups.get(session.pk), now=now) for session, item in course.sessions
    ]
    for unit, item in course.units:
        entry = unit_entry(unit, item, spent=course.studied.get(unit.pk, 0), today=today)
        entries.append(entry if course.may_record else replace(entry, done=None, url=""))
    entries += [period_entry(period, item, mentor=mentor, today=today) for period, item in course.periods]
    entries += [
        window_entry(window, why_away(course.away, on=local_day(window.opens_at)), now=now) for window in course.windows
    ]
    return sorted(entries, key=lambda entry: entry.on)


def place_of(session: TrainingSession) -> str:
    """Online, or In person and where."""
    return f"In person · {session.venue}" if session.venue and not session.is_online else session.get_delivery_display()


def session_entry(session: TrainingSession, item: Item, catch_up: CatchUp | None, *, now: dt.datetime) -> Entry:
    entry = Entry(
        on=local_day(session.starts_at),
        title=session.title,
        text=f"{place_of(session)} · {time_range(session.starts_at, session.ends_at)}",
        fold=Fold.TO_COME if now < session.ends_at else Fold.SETTLED,
        title_url=session.get_absolute_url(),
    )
    if item.state in {State.MISSED, State.EXCUSED} and catch_up:
        return missed_entry(entry, item, catch_up, today=local_day(now))
    if item.state != State.UPCOMING and item.state != State.NOT_EXPECTED:
        return replace(entry, fold=Fold.SETTLED, badge=BADGES[item.state])
    if item.reason == CANCELLED:
        text = " · ".join(filter(None, [entry.text, session.status_reason]))
        return replace(entry, text=text, badge=CANCELLED_BADGE)
    if item.reason and item.reason != OPTIONAL:
        return replace(entry, badge=Badge(f"Not expected: {item.reason}"))
    if entry.fold == Fold.SETTLED:
        return replace(entry, badge=Badge("Optional"))
    changed = changed_words(session, now=now)
    optional = "optional" if item.reason else ""
    text = " · ".join(filter(None, [entry.text, optional, changed]))
    return replace(entry, text=text, badge=Badge(session.get_delivery_display()))


def changed_words(session: TrainingSession, *, now: dt.datetime) -> str:
    """That a session to come was changed lately; its first planning is no change."""
    is_new = session.sequence and now - CHANGED_FOR <= session.changed_at
    return f"changed on {short_date(session.changed_at)}" if is_new else ""


def missed_entry(entry: Entry, item: Item, catch_up: CatchUp, *, today: dt.date) -> Entry:
    missed = "Missed" if item.state == State.MISSED else "Excused"
    if not catch_up.is_to_do:
        return replace(entry, badge=Badge("Reflection waits for review", "info", "◷"), text=f"{missed} · {entry.text}")
    if catch_up.state == CatchUp.State.RETURNED:
        missed += " · your reflection came back"
    by = f"make it up by {short_date(catch_up.due_on)}"
    if catch_up.due_on < today:
        by = f"was to be made up by {short_date(catch_up.due_on)}, and still can be"
    return replace(entry, text=f"{missed} · {by}", fold=Fold.LATE, url=catch_up.get_absolute_url(), action="Catch up")


def unit_entry(unit: StudyUnit, item: Item, *, spent: int, today: dt.date) -> Entry:
    entry = Entry(
        on=unit.due_on, title=unit.title, text="Self-study", fold=Fold.SETTLED, title_url=unit.get_absolute_url()
    )
    if item.state == State.DONE:
        text = f"Self-study · {minutes(spent)}" if spent else "Self-study"
        return replace(entry, text=text, badge=BADGES[State.DONE])
    if item.reason and item.reason != OPTIONAL:
        return replace(entry, badge=Badge(f"Not expected: {item.reason}"), fold=_later(unit.due_on, today))
    kind = "Self-study, optional" if item.reason else "Self-study"
    if item.reason and unit.due_on < today:
        return replace(entry, text=kind, badge=NOT_DONE)
    if today < unit.opens_on:
        text = f"{kind} · opens {short_date(unit.opens_on)} · about {minutes(unit.minutes)}"
        return replace(entry, text=text, fold=Fold.TO_COME, badge=Badge("Self-study"))
    return replace(
        entry,
        text=f"{kind} · {due_words(unit.due_on, today)} · {to_do_words(unit, spent)}",
        fold=Fold.LATE if unit.due_on < today else Fold.TO_COME,
        url=unit.get_absolute_url(),
        action="Continue" if spent else "Start",
        done=Done(unit.pk, max(spent, unit.minutes)),
    )


def _later(day: dt.date, today: dt.date) -> Fold:
    return Fold.SETTLED if day < today else Fold.TO_COME


def to_do_words(unit: StudyUnit, spent: int) -> str:
    """How much there is to do, as far as expected minutes can tell."""
    if not spent:
        return f"about {minutes(unit.minutes)}"
    left = unit.minutes - spent
    return f"{minutes(spent)} done" + (f", about {minutes(left)} left" if left > 0 else "")


def due_words(due_on: dt.date, today: dt.date) -> str:
    """How long is left: was due 3 days ago, due today, due tomorrow, 3 days left, due 29 May."""
    days = (due_on - today).days
    if days < 0:
        return f"was due {relative_day(due_on, today)}"
    if days < 2:
        return f"due {relative_day(due_on, today)}"
    return f"{days} days left" if due_on <= today + SOON else f"due {short_date(due_on)}"


def period_entry(period: CoachingPeriod, item: Item, *, mentor: User | None, today: dt.date) -> Entry:
    companion = f"With {mentor}" if mentor else "No mentor is named yet"
    entry = Entry(on=period.due_on, title=period.title, text=companion, fold=_later(period.due_on, today))
    if item.state == State.DONE:
        return replace(entry, text="With your mentor", fold=Fold.SETTLED, badge=BADGES[State.DONE])
    if item.reason and item.reason != OPTIONAL:
        return replace(entry, badge=Badge(f"Not expected: {item.reason}"))
    if item.reason and period.due_on < today:
        return replace(entry, badge=NOT_DONE)
    if today < period.opens_on:
        return replace(entry, text=f"{companion} · from {short_date(period.opens_on)}", badge=Badge("Coaching"))
    when = "you choose the time" if today + SOON < period.due_on else due_words(period.due_on, today)
    return replace(
        entry,
        text=f"{companion} · {when}",
        fold=Fold.LATE if period.due_on < today else Fold.TO_COME,
        url=f"mailto:{mentor.email}?subject={quote(period.title)}" if mentor else "",
        action="Arrange",
    )


def window_entry(window: AssessmentWindow, away: str, *, now: dt.datetime) -> Entry:
    is_open = window.opens_at <= now < window.closes_at
    over = Badge("Over")
    return Entry(
        on=local_day(window.opens_at),
        title="Case study",
        text=f"Opens at {clock_time(window.opens_at)} · to hand in by {date_time(window.closes_at)}",
        fold=Fold.SETTLED if window.closes_at <= now else Fold.TO_COME,
        badge=Badge(f"Not expected: {away}")
        if away
        else over
        if window.closes_at <= now
        else Badge("Open", "info", "●")
        if is_open
        else Badge("Assessment"),
    )


def by_month(entries: Iterable[Entry]) -> list[Month]:
    """Lines in order of their days, under the headings of their months."""
    return [Month(name, list(lines)) for name, lines in groupby(entries, key=lambda entry: month_year(entry.on))]


def first_lines(entries: list[Entry], *, today: dt.date, at_least: int) -> list[Entry]:
    """All that is late, all that is due soon, and the next of what is to come until there are ``at_least`` of those."""
    late = [entry for entry in entries if entry.fold == Fold.LATE]
    coming = [entry for entry in entries if entry.fold == Fold.TO_COME]
    soon = sum(entry.on <= today + SOON for entry in coming)
    return late + coming[: max(at_least, soon)]
