"""The board of a programme manager: what needs them today, and every cohort that is not closed in one row."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from cohorts.models import Cohort, Milestone
from npq_portal import clock
from npq_portal.dashboards import attention
from npq_portal.dashboards.school_years import calendars_of, weeks_of
from npq_portal.dashboards.standings import Standings, by_cohort, people_of
from npq_portal.reminders.models import Message
from npq_portal.ui.words import count, percent, plural
from npq_portal.users.models import User
from participants.models import Enrolment, Upload
from sessions.models import CatchUp, TrainingSession

# Of each stage: the tone of its tag, and the glyph that says the same without colour.
STAGES = {
    Cohort.Stage.DRAFT: ("", "○"),
    Cohort.Stage.RECRUITING: ("info", "◔"),
    Cohort.Stage.RUNNING: ("good", "●"),
    Cohort.Stage.ASSESSMENT: ("info", "◆"),
    Cohort.Stage.CLOSED: ("", "■"),
}
NOT_BEGUN = {Cohort.Stage.DRAFT, Cohort.Stage.RECRUITING}
# How many names a line holds before it says how many more there are.
NAMED = 3


@dataclass(frozen=True)
class ManagerBoard:
    """What one manager sees at one moment; the number of queries depends neither on cohorts nor on people."""

    user: User
    now: dt.datetime

    @cached_property
    def today(self) -> dt.date:
        return clock.local(self.now).date()

    @cached_property
    def cohorts(self) -> list[Cohort]:
        return list(Cohort.objects.visible_to(self.user).exclude(stage=Cohort.Stage.CLOSED).for_listing())

    @cached_property
    def standings(self) -> Standings:
        """Everybody who takes part."""
        enrolments = Enrolment.objects.filter(cohort__in=self.cohorts).active().select_related("cohort")
        return Standings(people_of(enrolments.order_by("pk"), now=self.now))

    @cached_property
    def missing_registers(self) -> list[attention.MissingRegister]:
        sessions = list(missing_sessions(self.user, now=self.now))
        return attention.missing_registers(sessions, on=self.today) if sessions else []

    # What needs the manager today

    @property
    def needs(self) -> list[dict[str, Any]]:
        parts = [self._registers, self._catch_ups, self._below, self._uploads, self._messages]
        return [need for part in parts for need in part()]

    def _registers(self) -> list[dict[str, Any]]:
        missing = self.missing_registers
        if not missing:
            return []
        named = [
            f"{short_name(each.session)}, {each.session.cohort.name}"
            + (f" ({each.facilitators})" if each.facilitators else "")
            for each in missing[:NAMED]
        ]
        more = [f"and {len(missing) - NAMED} more"] if len(missing) > NAMED else []
        return [
            {
                "icon": "sheet",
                "tone": "warn",
                "title": f"{count(len(missing), 'register was,registers were')} never completed",
                "text": " · ".join([*named, *more]),
                "url": reverse("list-missing-registers"),
                "action": "Chase",
            }
        ]

    def _catch_ups(self) -> list[dict[str, Any]]:
        waiting = CatchUp.objects.to_review_by(self.user).waiting().select_related("session__cohort")
        catch_ups = list(waiting.order_by("submitted_at", "pk"))
        if not catch_ups:
            return []
        milestones = list(Milestone.objects.filter(due_on__gte=self.today).order_by("due_on", "pk"))
        needed = attention.needed_before(catch_ups, self.standings.people, milestones)
        return [
            {
                "icon": "repeat",
                "tone": "info",
                "title": f"{count(len(catch_ups), 'catch-up reflection,catch-up reflections')} to review",
                "text": attention.said_of_waiting(catch_ups, today=self.today) + attention.said_of_needed(needed),
                "url": reverse("sessions:list-catch-ups"),
                "action": "Review",
            }
        ]

    def _below(self) -> list[dict[str, Any]]:
        below, lost = self.standings.below, self.standings.out_of_reach
        if not below:
            return []
        targets = {person.engagement.target for person in below}
        target = f"{targets.pop()}%" if len(targets) == 1 else "their target"
        number = attention.number_word(len(lost)).capitalize()
        return [
            {
                "icon": "alert",
                "tone": "risk",
                "title": f"{count(len(below), 'participant is,participants are')} below {target}",
                "text": f"{number} can no longer reach it without catch-ups" if lost else "All can still reach it",
                "url": f"{reverse('list-people')}?standing=below",
                "action": "See who",
            }
        ]

    def _uploads(self) -> list[dict[str, Any]]:
        waiting = Upload.objects.visible_to(self.user).filter(state=Upload.State.WAITING)
        return [
            {
                "icon": "upload",
                "tone": "warn",
                "title": f"An upload waits to be checked: {upload.file_name}",
                "text": f"{count(upload.row_count, 'row,rows')} for the {upload.cohort}, from {upload.uploaded_by}",
                "url": upload.get_absolute_url(),
                "action": "Check",
            }
            for upload in waiting.for_listing().select_related("cohort")
        ]

    def _messages(self) -> list[dict[str, Any]]:
        failed = Message.objects.visible_to(self.user).filter(state__in=Message.FAILED).order_by("cohort__name")
        return [
            {
                "icon": "mail",
                "tone": "risk",
                "title": f"{count(number, 'reminder,reminders')} failed",
                "text": f"{name} cohort; somebody has to decide what becomes of {plural(number, 'it,them')}",
                "url": f"{reverse('reminders:show-messages', args=[slug])}?show=failed",
                "action": "Decide",
            }
            for slug, name, number in failed.values_list("cohort__slug", "cohort__name").annotate(Count("pk"))
        ]

    # The cohorts

    def rows(self, cohorts: Sequence[Cohort]) -> list[dict[str, Any]]:
        """One row for each of ``cohorts``."""
        statuses = self._statuses(cohorts)
        coming = self._next_sessions(cohorts)
        calendars = calendars_of(cohorts)
        standings: Callable[[int], Standings] = by_cohort(self.standings.people)
        missing = Counter(each.session.cohort_id for each in self.missing_registers)
        return [
            {
                "cohort": cohort,
                "tone": STAGES[Cohort.Stage(cohort.stage)][0],
                "glyph": STAGES[Cohort.Stage(cohort.stage)][1],
                "weeks": weeks_of(cohort, calendars[cohort.calendar_id], today=self.today),
                "is_begun": cohort.stage not in NOT_BEGUN,
                "active": statuses[cohort.pk][Enrolment.Status.ACTIVE],
                "enrolled": statuses[cohort.pk].total(),
                "engagement": percent(standings(cohort.pk).percent),
                "missing": missing[cohort.pk],
                "next_session": coming.get(cohort.pk),
            }
            for cohort in cohorts
        ]

    def _statuses(self, cohorts: Sequence[Cohort]) -> dict[int, Counter[str]]:
        statuses: dict[int, Counter[str]] = defaultdict(Counter)
        rows = Enrolment.objects.filter(cohort__in=cohorts).order_by().values_list("cohort", "status")
        for cohort, status, number in rows.annotate(Count("pk")):
            statuses[cohort][status] = number
        return statuses

    def _next_sessions(self, cohorts: Sequence[Cohort]) -> dict[int, TrainingSession]:
        coming = TrainingSession.objects.scheduled().filter(ends_at__gt=self.now)
        first = coming.filter(cohort=OuterRef("pk")).order_by("starts_at", "pk").values("pk")[:1]
        firsts = Cohort.objects.filter(pk__in=[cohort.pk for cohort in cohorts]).values(first=Subquery(first))
        return {session.cohort_id: session for session in TrainingSession.objects.filter(pk__in=firsts)}


def missing_sessions(user: User, *, now: dt.datetime):
    """Sessions that are over, whose register nobody has completed, and whose register this person answers for."""
    sessions = TrainingSession.objects.taken_by(user).with_register_to_take(now).ended(now)
    return sessions.exclude(cohort__stage=Cohort.Stage.CLOSED).for_listing()


def short_name(session: TrainingSession) -> str:
    """The title without its subject: Seminar 5."""
    return session.title.partition(":")[0]
