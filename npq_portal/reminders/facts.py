"""What the portal knows of cohorts that bears on their reminders, read in a fixed number of queries."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from cohorts.models import Cohort, FacilitatorAssignment, PartnerManager
from cohorts.planning.calendars import ClosureKind, SchoolCalendar, is_weekend
from cohorts.plans import calendar_of
from npq_portal import clock
from npq_portal.reminders.models import Anchor, Reason, RefusedAddress, ReminderRule
from npq_portal.users.models import Role, RoleAssignment, User
from participants.models import AssessmentWindow, CoachingPeriod, Conversation, Enrolment, Mentoring, StatusChange
from participants.models.enrolments import away_periods
from sessions.expected import Groups
from sessions.items import why_away
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
    rules: list[ReminderRule] = field(default_factory=list)
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
    roles: dict[tuple[int, str], list[RoleAssignment]] = field(default_factory=dict)
    studied: dict[tuple[int, int], dt.datetime] = field(default_factory=dict)
    registered: dict[int, dt.datetime] = field(default_factory=dict)
    talked: dict[tuple[int, int], dt.datetime] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    groups: Groups = field(default_factory=lambda: Groups([]))

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
        why = why_away(self.away[enrolment_id], on=day)
        return AWAY.get(why, Reason.COMPLETED) if why else None

    def is_for(self, enrolment_id: int, thing: object, day: dt.date) -> bool:
        """Whether something on a day is for an enrolment: a session may be for a group of its cohort."""
        group_id = thing.group_id if isinstance(thing, TrainingSession) else None
        return self.groups.is_for(enrolment_id, group_id, day)

    def why_silent(self, rule_id: int) -> Reason:
        """Why a rule that sends nothing here does not: the cohort has its own version, or it is switched off."""
        return Reason.RULE_CHANGED if rule_id in self.replaced else Reason.RULE_OFF

    def facilitators_of(self, session: TrainingSession) -> list[User]:
        """Who takes a session: those named for it, or else the facilitators of the cohort on that day."""
        day = clock.local(session.starts_at).date()
        named = self.session_facilitators.get(session.pk, [])
        return [user for user in named if self.is_in_role(user.pk, Role.FACILITATOR, day)] or self.facilitators_on(day)

    def is_in_role(self, user_id: int, role: str, day: dt.date) -> bool:
        """Whether somebody has a role on a day: an assignment that nobody ended counts for nothing without it."""
        return any(holds(row, day) for row in self.roles.get((user_id, role), ()))

    def facilitators_on(self, day: dt.date) -> list[User]:
        return [
            row.facilitator
            for row in self.facilitators
            if holds(row, day) and self.is_in_role(row.facilitator_id, Role.FACILITATOR, day)
        ]

    def managers_on(self, day: dt.date) -> list[User]:
        return [
            row.manager
            for row in self.managers
            if holds(row, day) and self.is_in_role(row.manager_id, Role.PROGRAMME_MANAGER, day)
        ]

    def mentorings_on(self, day: dt.date) -> list[Mentoring]:
        """Pairings in force on a day, of participants who are not away on it."""
        return [
            row
            for row in self.mentorings
            if holds(row, day)
            and self.is_in_role(row.mentor_id, Role.MENTOR, day)
            and row.enrolment_id in self.enrolments
            and not self.why_away(row.enrolment_id, day)
        ]

    def waiting_for(self, mentor_id: int, period: CoachingPeriod, day: dt.date, at: dt.datetime) -> int:
        """How many of a mentor's conversations of a period are still to be held."""
        return sum(
            row.mentor_id == mentor_id and not was_done(self.talked.get((period.pk, row.enrolment_id)), at)
            for row in self.mentorings_on(day)
        )


Known = dict[int, Facts]


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
    return read_all([cohort], people)[cohort.pk]


def read_all(
    cohorts: Iterable[Cohort], people: Collection[int] | None = None, rules: Collection[int] | None = None
) -> dict[int, Facts]:
    """The same of several cohorts at once, or only what bears on some ``rules`` (ids); as many queries as for one."""
    cohorts = list(cohorts)
    known = {cohort.pk: Facts(cohort) for cohort in cohorts}
    anchors = read_rules(known, rules)
    read_people(known, people)
    for reader in {reader: None for anchor in Anchor.values if anchor in anchors for reader in READERS[anchor]}:
        reader(known)
    read_roles(known)
    return known


def read_rules(known: Known, rules: Collection[int] | None) -> set[str]:
    """Read which rules hold in each cohort; answers with what those in question are about."""
    rows = list(ReminderRule.objects.filter(Q(cohort=None) | Q(cohort__in=list(known))).order_by("pk"))
    for facts in known.values():
        here = [rule for rule in rows if rule.cohort_id in {None, facts.cohort.pk}]
        facts.rules = rules_of(facts.cohort, here)
        facts.replaced = {rule.pk for rule in here} - {rule.pk for rule in facts.rules}
    return set(Anchor.values) if rules is None else {rule.anchor for rule in rows if rule.pk in rules}


def read_people(known: Known, people: Collection[int] | None) -> None:
    """Read who takes part, who is away when, who mentors, teaches and manages, and whose address is refused."""
    enrolments = Enrolment.objects.filter(cohort__in=list(known)).select_related("participant__user").order_by("pk")
    if people is not None:
        mentored = Mentoring.objects.filter(mentor__in=people)
        enrolments = enrolments.filter(Q(participant__user__in=people) | Q(pk__in=mentored.values("enrolment")))
    for enrolment in enrolments:
        known[enrolment.cohort_id].enrolments[enrolment.pk] = enrolment
    by_enrolment = of_enrolments(known)
    groups = Groups(list(by_enrolment))
    for facts in known.values():
        facts.groups = groups
    changes = StatusChange.objects.filter(enrolment__in=list(by_enrolment)).by_enrolment()
    for pk, facts in by_enrolment.items():
        periods = away_periods(facts.enrolments[pk].joined_on, changes[pk])
        finished = [change.effective_on for change in changes[pk] if change.status == Enrolment.Status.COMPLETED]
        facts.away[pk] = [*periods, *((day, None, "completed") for day in finished[-1:])]
    pairings = Mentoring.objects.filter(enrolment__in=list(by_enrolment))
    for pairing in pairings.select_related("mentor").order_by("pk"):
        by_enrolment[pairing.enrolment_id].mentorings.append(pairing)
    read_staff(known)
    refused = set(RefusedAddress.objects.values_list("address", flat=True))
    for facts in known.values():
        facts.refused = refused


def read_staff(known: Known) -> None:
    """Read who facilitates each cohort, and who manages its delivery partner."""
    teaching = FacilitatorAssignment.objects.filter(cohort__in=list(known))
    for assignment in teaching.select_related("facilitator").order_by("pk"):
        known[assignment.cohort_id].facilitators.append(assignment)
    managing = PartnerManager.objects.filter(partner__in={facts.cohort.partner_id for facts in known.values()})
    rows = list(managing.select_related("manager").order_by("pk"))
    for facts in known.values():
        facts.managers = [row for row in rows if row.partner_id == facts.cohort.partner_id]


def read_sessions(known: Known) -> None:
    """Read the sessions, and who was named to take them."""
    for session in TrainingSession.objects.filter(cohort__in=list(known)).select_related("venue"):
        known[session.cohort_id].sessions[session.pk] = session
    by_session = of_sessions(known)
    named = SessionFacilitator.objects.in_force().filter(session__in=list(by_session))
    for row in named.select_related("facilitator").order_by("pk"):
        by_session[row.session_id].session_facilitators.setdefault(row.session_id, []).append(row.facilitator)


def read_roles(known: Known) -> None:
    """Read the roles of those who mentor, teach and manage."""
    roles: dict[tuple[int, str], list[RoleAssignment]] = {}
    staff: set[int] = set()
    for facts in known.values():
        facts.roles = roles
        staff |= {row.mentor_id for row in facts.mentorings} | {row.facilitator_id for row in facts.facilitators}
        staff |= {row.manager_id for row in facts.managers}
        staff |= {user.pk for users in facts.session_facilitators.values() for user in users}
    for row in RoleAssignment.objects.filter(user__in=staff):
        roles.setdefault((row.user_id, row.role), []).append(row)


def read_registers(known: Known) -> None:
    """Read whose registers have been taken."""
    by_session = of_sessions(known)
    for row in Register.objects.filter(session__in=list(by_session)).exclude(state=RegisterState.OPEN):
        by_session[row.session_id].registered[row.session_id] = row.submitted_at or row.closed_at


def read_study(known: Known) -> None:
    """Read what is to be studied, and who has done it."""
    for unit in StudyUnit.objects.filter(cohort__in=list(known)):
        known[unit.cohort_id].units[unit.pk] = unit
    by_enrolment = of_enrolments(known)
    for row in StudyRecord.objects.filter(enrolment__in=list(by_enrolment), done_at__isnull=False):
        by_enrolment[row.enrolment_id].studied[row.unit_id, row.enrolment_id] = row.done_at


def read_coaching(known: Known) -> None:
    """Read the periods of coaching, and which conversations have been held."""
    for period in CoachingPeriod.objects.filter(cohort__in=list(known)):
        known[period.cohort_id].periods[period.pk] = period
    by_enrolment = of_enrolments(known)
    for row in Conversation.objects.filter(enrolment__in=list(by_enrolment), period__isnull=False):
        by_enrolment[row.enrolment_id].talked[row.period_id, row.enrolment_id] = row.logged_at


def read_windows(known: Known) -> None:
    """Read the assessment windows."""
    for row in AssessmentWindow.objects.filter(cohort__in=list(known)):
        known[row.cohort_id].windows[row.pk] = row


def read_catch_ups(known: Known) -> None:
    """Read what is to be caught up on."""
    by_enrolment = of_enrolments(known)
    for row in CatchUp.objects.filter(enrolment__in=list(by_enrolment)):
        by_enrolment[row.enrolment_id].catch_ups[row.pk] = row


def of_enrolments(known: Known) -> dict[int, Facts]:
    """Where each enrolment belongs."""
    return {pk: facts for facts in known.values() for pk in facts.enrolments}


def of_sessions(known: Known) -> dict[int, Facts]:
    """Where each session belongs."""
    return {pk: facts for facts in known.values() for pk in facts.sessions}


# What has to be read for rules about each kind of thing.
READERS: dict[str, list[Callable[[Known], None]]] = {
    Anchor.PROGRAMME_START: [],
    Anchor.SESSION_START: [read_sessions],
    Anchor.REGISTER_UNTAKEN: [read_sessions, read_registers],
    Anchor.STUDY_DUE: [read_study],
    Anchor.COACHING_DUE: [read_coaching],
    Anchor.ASSESSMENT_OPENS: [read_windows],
    Anchor.CATCH_UP_DUE: [read_sessions, read_catch_ups],
}
