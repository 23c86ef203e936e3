"""The page of one cohort: its figures, its people, its timeline, and what it needs."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.urls import reverse

from cohorts.models import Cohort, Milestone
from npq_portal import clock
from npq_portal.dashboards import attention
from npq_portal.dashboards.matrix import Matrix, matrix_of
from npq_portal.dashboards.route import drawing_of
from npq_portal.dashboards.school_years import calendars_of
from npq_portal.dashboards.standings import Person, Standings, people_of
from npq_portal.dashboards.timeline import Drawing
from npq_portal.reminders.models import Anchor, Message
from npq_portal.ui.words import listing, percent, plural, short_date
from npq_portal.users.models import User
from participants.models import AssessmentWindow, Enrolment, Mentoring
from sessions.items import State
from sessions.milestones import milestone_warnings
from sessions.models import CatchUp, RegisterState, StudyUnit, TrainingSession, register_state

# What ``?show=`` narrows the people to, and what the pill says.
SHOWN = {
    "": ("All", lambda person: True),
    "active": ("Active", lambda person: person.is_active),
    "below": ("Below {target}%", lambda person: person.is_below),
    "out-of-reach": ("Cannot reach {target}%", lambda person: person.is_out_of_reach),
    "unknown": ("Unknown marks", lambda person: bool(person.unknown_marks)),
    "deferred": ("Deferred", lambda person: person.enrolment.status == Enrolment.Status.DEFERRED),
    "withdrawn": ("Withdrawn", lambda person: person.enrolment.status == Enrolment.Status.WITHDRAWN),
    "completed": ("Completed", lambda person: person.enrolment.status == Enrolment.Status.COMPLETED),
}
ATTENDED = {State.ATTENDED, State.LATE}


@dataclass(frozen=True)
class CohortBoard:
    """Everything that the page of a cohort shows to one person at one moment; each part is read when it is asked for."""

    cohort: Cohort
    user: User
    now: dt.datetime

    @cached_property
    def today(self) -> dt.date:
        return clock.local(self.now).date()

    @cached_property
    def may_manage(self) -> bool:
        return self.user.has_perm("cohorts.manage_cohort", self.cohort)

    @cached_property
    def people(self) -> list[Person]:
        enrolments = Enrolment.objects.filter(cohort=self.cohort).for_listing()
        return people_of(enrolments, now=self.now)

    @cached_property
    def standings(self) -> Standings:
        return Standings(self.people)

    @cached_property
    def sessions(self) -> list[TrainingSession]:
        sessions = TrainingSession.objects.filter(cohort=self.cohort)
        return list(sessions.select_related("cohort", "group", "register", "venue").order_by("starts_at", "pk"))

    @cached_property
    def units(self) -> list[StudyUnit]:
        return list(self.cohort.study_units.order_by("opens_on", "pk"))

    @cached_property
    def windows(self) -> list[AssessmentWindow]:
        return list(self.cohort.assessment_windows.order_by("opens_at", "pk"))

    @cached_property
    def milestones(self) -> list[Milestone]:
        return list(Milestone.objects.of(self.cohort))

    # The facts and the drawing

    @property
    def month(self) -> int:
        """Which month of the programme it is: 0 before it starts, and the last one once it is over."""
        start, months = self.cohort.starts_on, self.cohort.programme.months
        if self.today < start:
            return 0
        begun = (self.today.year - start.year) * 12 + self.today.month - start.month + (self.today.day >= start.day)
        return min(begun, months)

    @property
    def facts(self) -> list[dict[str, Any]]:
        standings, target = self.standings, self.cohort.engagement_target
        return [
            {
                "label": "Active participants",
                "value": len(standings.active),
                "note": f"of {len(self.people)}",
                "url": "?show=active#people",
            },
            {
                "label": "Engagement to date",
                "value": percent(standings.percent),
                "note": f"needs {target}%",
                "url": "?show=active#people",
            },
            {"label": f"Below {target}%", "value": len(standings.below), "url": "?show=below#people"},
            {
                "label": "Month",
                "value": self.month,
                "note": f"of {self.cohort.programme.months}",
                "url": "#timeline",
            },
            {"label": "Unknown marks", "value": standings.unknown_marks, "url": "?show=unknown#people"},
        ]

    @cached_property
    def drawing(self) -> Drawing:
        calendar = calendars_of([self.cohort])[self.cohort.calendar_id]
        return drawing_of(
            self.cohort,
            sessions=self.sessions,
            units=self.units,
            windows=self.windows,
            people=self.people,
            milestones=self.milestones,
            calendar=calendar,
            now=self.now,
        )

    # The people

    def shown(self, show: str) -> list[Person]:
        """The people whom ``?show=`` asks for."""
        return [person for person in self.people if SHOWN[show][1](person)]

    def matrix(self, show: str) -> Matrix:
        return matrix_of(self.shown(show), everyone=self.people)

    def pills(self, show: str) -> list[dict[str, Any]]:
        """The filters under which somebody is found, and the one that is chosen."""
        pills = [(key, label, len(self.shown(key))) for key, (label, _) in SHOWN.items()]
        return [
            {
                "label": f"{label.format(target=self.cohort.engagement_target)} {number}",
                "url": f"?show={key}#people" if key else "?#people",
                "current": key == show,
            }
            for key, label, number in pills
            if number or key in {"", show}
        ]

    # What it needs

    @cached_property
    def milestone_warnings(self) -> list[str]:
        """Milestones to come whose evidence the plan cannot give in time; for those who can change the plan."""
        if not self.may_manage:
            return []
        return milestone_warnings(
            self.milestones, sessions=self.sessions, units=self.units, windows=self.windows, on=self.today
        )

    @cached_property
    def missing_sessions(self) -> list[TrainingSession]:
        """Sessions that are over and whose register nobody has completed."""
        return [
            session
            for session in self.sessions
            if not session.is_cancelled
            and session.ends_at <= self.now
            and register_state(session, self.now) == RegisterState.OPEN
        ]

    @cached_property
    def missing_registers(self) -> list[attention.MissingRegister]:
        missing = self.missing_sessions
        return attention.missing_registers(missing, on=self.today) if missing else []

    @cached_property
    def catch_ups(self) -> list[CatchUp]:
        waiting = CatchUp.objects.to_review_by(self.user).waiting()
        return list(waiting.filter(session__cohort=self.cohort).order_by("submitted_at", "pk"))

    @property
    def catch_ups_text(self) -> str:
        return attention.said_of_waiting(self.catch_ups, today=self.today)

    @cached_property
    def out_of_reach(self) -> list[tuple[Person, str, str]]:
        """Those who cannot reach the target as it stands: with how many catch-ups they would, and their mentors."""
        people = self.standings.out_of_reach
        pairings = Mentoring.objects.serving(self.today).filter(enrolment__in=[each.enrolment.pk for each in people])
        mentors = dict(pairings.values_list("enrolment", "mentor__full_name")) if people else {}
        return [(each, catch_ups_wanted(each), mentors.get(each.enrolment.pk, "")) for each in people]

    # What comes

    @cached_property
    def next_session(self) -> TrainingSession | None:
        return next((each for each in self.sessions if not each.is_cancelled and each.ends_at > self.now), None)

    @cached_property
    def next_reminders(self) -> str:
        """Reminders go out 8 June and 21 June to 28 participants."""
        if self.next_session is None:
            return ""
        planned = Message.objects.unsent().filter(
            cohort=self.cohort,
            rule__anchor=Anchor.SESSION_START,
            anchor_id=self.next_session.pk,
            enrolment__isnull=False,
        )
        days = dict(planned.order_by("local_day").values_list("local_day").annotate(Count("recipient", distinct=True)))
        if not days:
            return ""
        people = max(days.values())
        return f"Reminders go out {listing(map(short_date, days))} to {people} {plural(people, 'participant,participants')}."

    # The tabs

    def register_rows(self, show: str) -> list[dict[str, Any]]:
        """Every session with its register: who takes it, and how many came; ``show`` may ask for the missing ones."""
        takers = attention.facilitators_of(self.sessions, on=self.today)
        missing = {session.pk for session in self.missing_sessions}
        return [
            {
                "session": session,
                "facilitators": takers[session.pk],
                "state": register_state(session, self.now),
                "is_missing": session.pk in missing,
                "came": len([state for _, state in states if state in ATTENDED]),
                "expected": len([state for _, state in states if state != State.NOT_EXPECTED]),
                "unknown": sum(person.is_active and state == State.UNKNOWN for person, state in states),
            }
            for session in self.sessions
            for states in [self._states(f"session-{session.pk}")]
            if show != "missing" or session.pk in missing
        ]

    def study_rows(self) -> list[dict[str, Any]]:
        """Every unit of self-study, and how far those who take part are with it."""
        rows = []
        for unit in self.cohort.study_units.order_by("opens_on", "pk"):
            states = [state for person, state in self._states(f"study-{unit.pk}") if person.is_active]
            rows.append(
                {
                    "unit": unit,
                    "done": states.count(State.DONE),
                    "expected": len(states) - states.count(State.NOT_EXPECTED),
                    "begun": states.count(State.IN_PROGRESS),
                    "overdue": states.count(State.OVERDUE),
                }
            )
        return rows

    def _states(self, key: str) -> list[tuple[Person, State]]:
        return [(person, item.state) for person in self.people for item in person.items if item.key == key]


def catch_ups_wanted(person: Person) -> str:
    """Two catch-ups, as in “cannot reach 90% without two catch-ups”."""
    number = len(person.engagement.catch_ups)
    return f"{attention.number_word(number)} {plural(number, 'catch-up,catch-ups')}"


def tab_urls(cohort: Cohort) -> dict[str, str]:
    """The tabs that are pages of their own."""
    return {
        "Plan": reverse("sessions:show-plan", args=[cohort.slug]),
        "Groups": reverse("participants:list-groups", args=[cohort.slug]),
        "Messages": reverse("reminders:show-messages", args=[cohort.slug]),
        "Team": reverse("cohorts:show-team", args=[cohort.slug]),
    }
