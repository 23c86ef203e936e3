"""Many more people for a large demo: further cohorts like the two intakes, with what has happened to them so far.

The rows are written in bulk instead of living through the actions, which would take a hundred times as long; what they
say of each other is what the actions would have left.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random
from typing import Any

from django.db import models, transaction

from cohorts.models import Cohort, FacilitatorAssignment
from npq_portal import clock
from npq_portal.audit import log
from npq_portal.demo.building.intakes import HUB_OPENED_ON, PLANNED_AT, Team
from npq_portal.demo.building.people import Invented, many
from npq_portal.demo.building.rooms import room_like
from npq_portal.ui import words
from npq_portal.users.models import Role, RoleAssignment, User
from participants.models import (
    AssessmentWindow,
    CoachingPeriod,
    Conversation,
    Enrolment,
    Mentoring,
    Participant,
    School,
    StatusChange,
)
from sessions.actions.catch_ups import due_day
from sessions.models import (
    CatchUp,
    Mark,
    MarkEvent,
    MarkStatus,
    Register,
    RegisterState,
    StudyRecord,
    StudyUnit,
    TrainingSession,
)

PEOPLE_A_COHORT = 40
COHORTS_A_FACILITATOR = 4
PEOPLE_A_MENTOR = 8
# So many cohorts are written at once: what is in memory does not grow with the number of people.
COHORTS_AT_ONCE = 24
ROWS = 2000
SUBMITTED_AFTER = dt.timedelta(minutes=5)
LATE_MINUTES = 10
STUDIED_AT, TALKED_AT = dt.time(20), dt.time(17)
LATE, ABSENT, NOT_STUDIED, NOT_COACHED = 0.04, 0.03, 0.05, 0.04
PLANNED = (TrainingSession, StudyUnit, CoachingPeriod, AssessmentWindow)


@dataclass
class Plan:
    """What is planned for one of the intakes, by model, and by which day each missed session is to be made good."""

    intake: Cohort
    rows: dict[type, list[Any]]
    due_days: dict[str, dt.date]


@dataclass
class Group:
    """A new cohort, which shares the plan of an intake, and who is on it."""

    plan: Plan
    cohort: Cohort
    facilitator: User
    rows: dict[type, list[Any]] = field(default_factory=dict)
    mentored: list[tuple[Enrolment, User]] = field(default_factory=list)


@dataclass
class Past:
    """What has happened, to be written down together."""

    marks: list[Mark] = field(default_factory=list)
    registers: list[Register] = field(default_factory=list)
    catch_ups: list[CatchUp] = field(default_factory=list)
    records: list[StudyRecord] = field(default_factory=list)
    conversations: list[Conversation] = field(default_factory=list)

    def write_down(self) -> None:
        write(self.marks)
        write(
            MarkEvent(
                mark=mark,
                status=mark.status,
                minutes_late=mark.minutes_late,
                version=mark.version,
                at=mark.marked_at,
                by_id=mark.marked_by_id,
            )
            for mark in self.marks
        )
        for rows in (self.registers, self.catch_ups, self.records, self.conversations):
            write(rows)


def write(rows: Iterable[models.Model]) -> None:
    """Insert rows of one model."""
    rows = list(rows)
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=ROWS)


def enrol_many(count: int, intakes: Iterable[Cohort], the_team: Team, as_of: dt.datetime) -> str:
    """Put ``count`` more people on further cohorts of the hub, about 40 on each, and let their past happen; says so."""
    plans = [plan_of(intake) for intake in intakes]
    schools = cycle(School.objects.order_by("pk"))
    newcomers = iter(many(2 * count + 2))  # their facilitators and mentors as well
    chance = Random(count)  # noqa: S311 examples, not secrets
    at_once = COHORTS_AT_ONCE * PEOPLE_A_COHORT
    for first in range(0, count, at_once):
        people = min(at_once, count - first)
        with transaction.atomic():
            groups = make_groups(range(first // PEOPLE_A_COHORT, number_of(first + people)), plans, newcomers, the_team)
            share_plans(groups)
            enrol(people, groups, newcomers, schools, the_team)
            past = Past()
            for group in groups:
                let_happen(group, past, as_of, chance)
            past.write_down()
    on = words.count(number_of(count), "further cohort,further cohorts")
    return f"{words.count(count, 'more participant,more participants')} on {on}"


def number_of(people: int, each: int = PEOPLE_A_COHORT) -> int:
    """How many are needed for ``people`` where one is enough for ``each``."""
    return -(-people // each)


def plan_of(intake: Cohort) -> Plan:
    rows = {model: list(model._default_manager.filter(cohort=intake).order_by("pk")) for model in PLANNED}
    sessions = rows[TrainingSession]
    return Plan(intake, rows, {session.component_key: due_day(session, now=session.ends_at) for session in sessions})


def make_users(count: int, newcomers: Iterator[Invented], role: str) -> list[User]:
    """The next invented people, in a role since the hub opened."""
    users = []
    for newcomer in islice(newcomers, count):
        user = User(email=newcomer.email, full_name=newcomer.name, joined_at=PLANNED_AT)
        user.set_unusable_password()
        users.append(user)
    write(users)
    write(RoleAssignment(user=user, role=role, starts_on=HUB_OPENED_ON) for user in users)
    return users


def make_groups(numbers: range, plans: list[Plan], newcomers: Iterator[Invented], the_team: Team) -> list[Group]:
    """Cohorts that take turns in whose plan they share; a facilitator has a few of them."""
    facilitators = make_users(number_of(len(numbers), COHORTS_A_FACILITATOR), newcomers, Role.FACILITATOR)
    groups = []
    for position, number in enumerate(numbers):
        plan = plans[number % len(plans)]
        again = number // len(plans) + 2
        cohort = copy(
            plan.intake,
            slug=f"{plan.intake.slug}-group-{again}",
            name=f"{plan.intake.name}, group {again}",
            places=PEOPLE_A_COHORT,
        )
        groups.append(Group(plan, cohort, facilitators[position // COHORTS_A_FACILITATOR]))
    write(group.cohort for group in groups)
    write(
        FacilitatorAssignment(cohort=group.cohort, facilitator=group.facilitator, starts_on=group.cohort.starts_on)
        for group in groups
    )
    log.record_each("cohort.added", subjects=[group.cohort for group in groups], by=the_team.manager, source="demo")
    return groups


def share_plans(groups: list[Group]) -> None:
    """Give each cohort the rows of its plan, with links of its own."""
    for group in groups:
        for model, rows in group.plan.rows.items():
            group.rows[model] = [share(row, group) for row in rows]
    for model in PLANNED:
        write(row for group in groups for row in group.rows[model])


def share(row: Any, group: Group) -> Any:
    links = {
        name: getattr(row, name).replace(group.plan.intake.slug, group.cohort.slug)
        for name in ("join_url", "url")
        if hasattr(row, name)
    }
    if getattr(row, "venue_id", None):
        links["venue_id"] = room_like(row.venue_id, group.cohort.slug)
    return copy(row, cohort_id=group.cohort.pk, **links)


def copy(row: Any, **changes: Any) -> Any:
    """A new row like another, with an identity of its own."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and field.name != "uid"]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields} | changes)


def enrol(
    people: int, groups: list[Group], newcomers: Iterator[Invented], schools: Iterator[School], the_team: Team
) -> None:
    """Fill the cohorts one after the other. Nobody has a TRN: any number made up here could be somebody's."""
    users = make_users(people, newcomers, Role.PARTICIPANT)
    mentors = make_users(number_of(people, PEOPLE_A_MENTOR), newcomers, Role.MENTOR)
    participants = [Participant(user=user, school=next(schools)) for user in users]
    write(participants)
    for position, participant in enumerate(participants):
        group = groups[position // PEOPLE_A_COHORT]
        enrolment = Enrolment(participant=participant, cohort=group.cohort, joined_on=group.cohort.starts_on)
        group.mentored.append((enrolment, mentors[position // PEOPLE_A_MENTOR]))
    mentored = [pair for group in groups for pair in group.mentored]
    enrolments = [enrolment for enrolment, _ in mentored]
    write(enrolments)
    write(
        StatusChange(
            enrolment=enrolment,
            status=Enrolment.Status.ACTIVE,
            effective_on=enrolment.joined_on,
            recorded_at=PLANNED_AT,
            recorded_by=the_team.manager,
        )
        for enrolment in enrolments
    )
    write(
        Mentoring(enrolment=enrolment, mentor=mentor, starts_on=enrolment.joined_on) for enrolment, mentor in mentored
    )
    log.record_each("enrolment.enrolled", subjects=enrolments, by=the_team.manager, source="demo")


def let_happen(group: Group, past: Past, as_of: dt.datetime, chance: Random) -> None:
    """What became of a cohort's sessions, study and conversations that were over at ``as_of``."""
    today = clock.local(as_of).date()
    for session in group.rows[TrainingSession]:
        if session.ends_at + SUBMITTED_AFTER <= as_of:
            take_register(session, group, past, chance)
    for unit in group.rows[StudyUnit]:
        if unit.is_compulsory and unit.due_on < today:
            past.records += [
                StudyRecord(
                    unit=unit,
                    enrolment=enrolment,
                    minutes=round(unit.minutes * chance.uniform(0.85, 1.2)),
                    done_at=clock.at(unit.due_on, STUDIED_AT),
                    changed_at=clock.at(unit.due_on, STUDIED_AT),
                )
                for enrolment, _ in group.mentored
                if chance.random() >= NOT_STUDIED
            ]
    for period in group.rows[CoachingPeriod]:
        if period.due_on < today:
            past.conversations += [
                Conversation(
                    enrolment=enrolment,
                    period=period,
                    mentor=mentor,
                    held_on=period.due_on,
                    minutes=period.minutes,
                    logged_at=clock.at(period.due_on, TALKED_AT),
                )
                for enrolment, mentor in group.mentored
                if chance.random() >= NOT_COACHED
            ]


def take_register(session: TrainingSession, group: Group, past: Past, chance: Random) -> None:
    """A complete register, with a catch-up to do for everybody who missed the session."""
    for enrolment, _ in group.mentored:
        roll = chance.random()
        status = MarkStatus.ABSENT if roll < ABSENT else MarkStatus.LATE if roll < ABSENT + LATE else MarkStatus.PRESENT
        past.marks.append(
            Mark(
                session=session,
                enrolment=enrolment,
                status=status,
                minutes_late=LATE_MINUTES if status == MarkStatus.LATE else None,
                version=1,
                marked_at=session.ends_at,
                marked_by=group.facilitator,
            )
        )
        if status == MarkStatus.ABSENT and session.is_compulsory:
            due_on = group.plan.due_days[session.component_key]
            past.catch_ups.append(CatchUp(session=session, enrolment=enrolment, due_on=due_on))
    past.registers.append(
        Register(
            session=session,
            state=RegisterState.SUBMITTED,
            submitted_at=session.ends_at + SUBMITTED_AFTER,
            submitted_by=group.facilitator,
        )
    )
