"""Whom a participant can turn to: mentor, facilitators, programme managers."""

import datetime as dt
from typing import NamedTuple

from npq_portal.dashboards.course import Course
from npq_portal.dashboards.own_rows import Besides
from npq_portal.ui.words import short_date
from npq_portal.users.models import User
from sessions.items import State


class Helper(NamedTuple):
    """Somebody to turn to, what they are, and what is due with them."""

    person: User
    role: str
    text: str = ""

    @property
    def line(self) -> str:
        return " · ".join(filter(None, [self.role, self.text]))


def helpers_of(course: Course, team: Besides, *, mentor: User | None, on: dt.date) -> list[Helper]:
    """Mentor first, then who facilitates and who manages on a day."""
    return [
        *([Helper(mentor, "Mentor", coaching_words(course, on=on))] if mentor else []),
        *[Helper(person, "Facilitator") for person in team.facilitators],
        *[Helper(person, "Programme manager") for person in team.managers],
    ]


def coaching_words(course: Course, *, on: dt.date) -> str:
    """Which coaching conversation is due next."""
    for period, item in course.periods:
        if item.state == State.OVERDUE:
            return f"{period.short_title} overdue since {short_date(period.due_on)}"
        if item.state in {State.UPCOMING, State.IN_PROGRESS}:
            return f"next conversation by {short_date(period.due_on)}"
    return ""
