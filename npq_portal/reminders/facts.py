"""What the portal knows of a cohort that bears on its reminders, read in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from cohorts.models import Cohort, FacilitatorAssignment, PartnerManager
from cohorts.planning.calendars import ClosureKind, SchoolCalendar, is_weekend
from cohorts.plans import calendar_of
from npq_portal import clock
from npq_portal.reminders.models import Reason, RefusedAddress, ReminderRule
from npq_portal.users.models import User
from participants.models import AssessmentWindow, CoachingPeriod, Conversation, Enrolment, Mentoring, StatusChange
from participants.models.enrolments import away_periods
from sessions.models import (
    CatchUp,
    Register,
    RegisterState,
    SessionFacilitator,
    StudyRecord,
    StudyUnit,
    TrainingSession,
)

AWAY = {"joined later": Reason.JOINED_LATER, "deferred": Reason.DEFERRED, "withdrawn": Reason.WITHDRAWN}


@dataclass
class Facts:
    """A cohort, its people, what they are expected at, and what has been done; see ``read``."""

    cohort: Cohort
    rules: list[ReminderRule]
    replaced: set[int] = field(default_factory=set)
    enrolments: dict[int, Enrolment] = field(default_factory=dict)
    away: dict[int, list[tuple[dt.date, dt.date | None, str]]] = field(default_factory=dict)
    sessions: dict[int, TrainingSession] = field(default_factory=dict)
    units: dict[int, StudyUnit] = field(default_factory=dict)
    periods: dict[int, CoachingPeriod] = field(default_factory=dict)
    windows: dict[int, AssessmentWindow] = field(default_factory=dict)
    catch_ups: dict[int, CatchUp] = field(default_factory=dict)
    mentorings: list[Mentoring] = field(default_factory=list)
    facilitators: list[FacilitatorAssignment] = field(default_factory=list)
    session_facilitators: dict[int, list[User]] = field(default_factory=dict)
    managers: list[PartnerManager] = field(default_factory=list)
    studied: dict[tuple[int, int], dt.datetime] = field(default_factory=dict)
    registered: dict[int, dt.datetime] = field(default_factory=dict)
    talked: dict[tuple[int, int], dt.datetime] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    @cached_property
    def calendar(self) -> SchoolCalendar:
        """When schools are open; only planning needs it, so a calendar in disorder keeps nothing from being sent."""
        return calendar_of(self.cohort.calendar)

    def is_open(self, day: dt.date) -> bool:
        """Whether people may be written to on a day: no weekend, bank holiday or school holiday."""
        closure = self.calendar.closure(day)
        return not is_weekend(day) and (closure is None or closure.kind == ClosureKind.TRAINING_DAY)

    def why_away(self, enrolment_id: int, day: dt.date) -> Reason | None:
        """Why an enrolment is not expected on a day."""
        for first, last, why in self.away[enrolment_id]:
            if first <= day and (last is None or day <= last):
                return AWAY.get(why, Reason.COMPLETED)
        return None

    def why_silent(self, rule_id: int) -> Reason:
        """Why a rule that sends nothing here does not: the cohort has its own version, or it is switched off."""
        return Reason.RULE_CHANGED if rule_id in self.replaced else Reason.RULE_OFF

    def facilitators_of(self, session: TrainingSession) -> list[User]:
        """Who takes a session: those named for it, or else the facilitators of the cohort on that day."""
        return self.session_facilitators.get(session.pk) or self.facilitators_on(clock.local(session.starts_at).date())

    def facilitators_on(self, day: dt.date) -> list[User]:
        return [row.facilitator for row in self.facilitators if holds(row, day)]

    def managers_on(self, day: dt.date) -> list[User]:
        return [row.manager for row in self.managers if holds(row, day)]

    def mentorings_on(self, day: dt.date) -> list[Mentoring]:
        """Pairings in force on a day, of participants who are not away on it."""
        return [
            row
            for row in self.mentorings
            if holds(row, day) and row.enrolment_id in self.enrolments and not self.why_away(row.enrolment_id, day)
        ]

    def waiting_for(self, mentor_id: int, period: CoachingPeriod, day: dt.date, at: dt.datetime) -> int:
        """How many of a mentor's conversations of a period are still to be held."""
        return sum(
            row.mentor_id == mentor_id and not was_done(self.talked.get((period.pk, row.enrolment_id)), at)
            for row in self.mentorings_on(day)
        )


def holds(row, day: dt.date) -> bool:
    """Whether a dated row is in force on a day."""
    return row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)


def was_done(done_at: dt.datetime | None, at: dt.datetime) -> bool:
    return done_at is not None and done_at <= at


def rules_of(cohort: Cohort, rules: Iterable[ReminderRule]) -> list[ReminderRule]:
    """The rules that hold for a cohort: the general ones, each replaced by the cohort's own of the same key."""
    chosen: dict[str, ReminderRule] = {}
    for rule in rules:
        if rule.cohort_id == cohort.pk or (rule.cohort_id is None and rule.key not in chosen):
            chosen[rule.key] = rule
    return sorted(chosen.values(), key=lambda rule: rule.pk)


def read(cohort: Cohort, people: Collection[int] | None = None) -> Facts:
    """Everything about a cohort, or of its enrolments only those that concern ``people`` (ids of users)."""
    enrolments = Enrolment.objects.filter(cohort=cohort).select_related("participant__user").order_by("pk")
    if people is not None:
        mentored = Mentoring.objects.filter(mentor__in=people)
        enrolments = enrolments.filter(Q(participant__user__in=people) | Q(pk__in=mentored.values("enrolment")))
    rules = list(ReminderRule.objects.filter(Q(cohort=None) | Q(cohort=cohort)).order_by("pk"))
    facts = Facts(cohort, rules_of(cohort, rules))
    facts.replaced = {rule.pk for rule in rules} - {rule.pk for rule in facts.rules}
    facts.enrolments = {row.pk: row for row in enrolments}
    read_people(facts)
    read_plan(facts)
    read_done(facts)
    return facts


def read_people(facts: Facts) -> None:
    """Read who is away when, who mentors, teaches and manages, and whose address is refused."""
    changes = StatusChange.objects.filter(enrolment__in=list(facts.enrolments)).by_enrolment()
    for pk, enrolment in facts.enrolments.items():
        periods = away_periods(enrolment.joined_on, changes[pk])
        finished = [change.effective_on for change in changes[pk] if change.status == Enrolment.Status.COMPLETED]
        facts.away[pk] = [*periods, *((day, None, "completed") for day in finished[-1:])]
    facts.mentorings = list(
        Mentoring.objects.filter(enrolment__in=list(facts.enrolments)).select_related("mentor").order_by("pk")
    )
    facts.facilitators = list(
        FacilitatorAssignment.objects.filter(cohort=facts.cohort).select_related("facilitator").order_by("pk")
    )
    facts.managers = list(
        PartnerManager.objects.filter(partner=facts.cohort.partner_id).select_related("manager").order_by("pk")
    )
    facts.refused = set(RefusedAddress.objects.values_list("address", flat=True))


def read_plan(facts: Facts) -> None:
    """Read what is expected of them, and when."""
    cohort = facts.cohort
    facts.sessions = {row.pk: row for row in TrainingSession.objects.filter(cohort=cohort).select_related("venue")}
    facts.units = {row.pk: row for row in StudyUnit.objects.filter(cohort=cohort)}
    facts.periods = {row.pk: row for row in CoachingPeriod.objects.filter(cohort=cohort)}
    facts.windows = {row.pk: row for row in AssessmentWindow.objects.filter(cohort=cohort)}
    facts.catch_ups = {row.pk: row for row in CatchUp.objects.filter(enrolment__in=list(facts.enrolments))}
    named: defaultdict[int, list[User]] = defaultdict(list)
    rows = SessionFacilitator.objects.in_force().filter(session__cohort=cohort).select_related("facilitator")
    for row in rows.order_by("pk"):
        named[row.session_id].append(row.facilitator)
    facts.session_facilitators = dict(named)


def read_done(facts: Facts) -> None:
    """Read what has been done: study, registers, conversations."""
    people = list(facts.enrolments)
    studied = StudyRecord.objects.filter(enrolment__in=people, done_at__isnull=False)
    facts.studied = {(row.unit_id, row.enrolment_id): row.done_at for row in studied}
    registers = Register.objects.filter(session__cohort=facts.cohort).exclude(state=RegisterState.OPEN)
    for row in registers:
        facts.registered[row.session_id] = row.submitted_at or row.closed_at
    talks = Conversation.objects.filter(enrolment__in=people, period__isnull=False)
    facts.talked = {(row.period_id, row.enrolment_id): row.logged_at for row in talks}
