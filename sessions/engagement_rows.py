"""The items of whole cohorts, read from the rows: what each person was expected at or asked to do, and what became of it.

``sessions.engagement`` turns the items of one person into figures; this module fetches them for many, in a number of
queries that depends neither on people nor on items.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from participants.models import CoachingPeriod, Conversation, Enrolment, StatusChange, away_periods
from sessions.expected import Groups
from sessions.items import AwayPeriods, Item, Outcome, Strand, local_day, state_of_session, state_of_study
from sessions.models import CatchUp, Mark, StudyRecord, StudyUnit, TrainingSession


class Facts(NamedTuple):
    """What was written down, each by (enrolment, session, unit or period), and who is in which group."""

    marks: dict[tuple[int, int], str]
    caught_up: set[tuple[int, int]]
    studied: dict[tuple[int, int], tuple[int, bool]]
    talked: set[tuple[int, int]]
    groups: Groups


class Planned(NamedTuple):
    """Something in a cohort's plan, with the function that says what became of it for one person."""

    sort_key: tuple[dt.date, dt.date, str]
    item: dict[str, Any]
    outcome: Callable[[int, AwayPeriods], Outcome]


def items_for(enrolments: Iterable[Enrolment], *, now: dt.datetime) -> dict[int, list[Item]]:
    """By enrolment id, everything planned for its cohort, in order of when it becomes known.

    Keys of items are ``session-<pk>``, ``study-<pk>`` and ``coaching-<pk>``.
    """
    enrolments = list(enrolments)
    ids = [enrolment.pk for enrolment in enrolments]
    away = away_periods_for(enrolments)
    plans = plans_of({enrolment.cohort_id for enrolment in enrolments}, facts_of(ids), now=now)
    return {
        enrolment.pk: [
            Item(**planned.item, state=outcome.state, reason=outcome.reason)
            for planned in plans[enrolment.cohort_id]
            for outcome in [planned.outcome(enrolment.pk, away[enrolment.pk])]
        ]
        for enrolment in enrolments
    }


def away_periods_for(enrolments: Iterable[Enrolment]) -> dict[int, AwayPeriods]:
    """By enrolment id, the stretches of days on which it is not expected."""
    enrolments = list(enrolments)
    changes = StatusChange.objects.filter(enrolment__in=[enrolment.pk for enrolment in enrolments]).by_enrolment()
    return {enrolment.pk: away_periods(enrolment.joined_on, changes[enrolment.pk]) for enrolment in enrolments}


def facts_of(ids: list[int]) -> Facts:
    """What is written down of these enrolments."""
    marks = Mark.objects.filter(enrolment__in=ids).exclude(status="").values_list("enrolment", "session", "status")
    caught_up = CatchUp.objects.filter(enrolment__in=ids, state=CatchUp.State.ACCEPTED)
    records = StudyRecord.objects.filter(enrolment__in=ids).values_list("enrolment", "unit", "minutes", "done_at")
    talks = Conversation.objects.filter(enrolment__in=ids, period__isnull=False)
    return Facts(
        marks={(enrolment, session): status for enrolment, session, status in marks},
        caught_up=set(caught_up.values_list("enrolment", "session")),
        studied={(enrolment, unit): (minutes, done_at is not None) for enrolment, unit, minutes, done_at in records},
        talked=set(talks.values_list("enrolment", "period")),
        groups=Groups(ids),
    )


def plans_of(cohorts: set[int], facts: Facts, *, now: dt.datetime) -> dict[int, list[Planned]]:
    """By cohort, what is planned for it, in order."""
    plans: dict[int, list[Planned]] = {cohort: [] for cohort in cohorts}
    for session in TrainingSession.objects.filter(cohort__in=cohorts):
        plans[session.cohort_id].append(plan_session(session, facts, now=now))
    for unit in StudyUnit.objects.filter(cohort__in=cohorts):
        plans[unit.cohort_id].append(plan_unit(unit, facts, today=local_day(now)))
    for period in CoachingPeriod.objects.filter(cohort__in=cohorts):
        plans[period.cohort_id].append(plan_period(period, facts, today=local_day(now)))
    for plan in plans.values():
        plan.sort(key=lambda planned: planned.sort_key)
    return plans


def plan_session(session: TrainingSession, facts: Facts, *, now: dt.datetime) -> Planned:
    def outcome(enrolment: int, away: AwayPeriods) -> Outcome:
        return state_of_session(
            mark=facts.marks.get((enrolment, session.pk)),
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            now=now,
            away=away,
            is_caught_up=(enrolment, session.pk) in facts.caught_up,
            is_cancelled=session.is_cancelled,
            is_compulsory=session.is_compulsory,
            is_for_them=facts.groups.is_for(enrolment, session.group_id, day),
        )

    day, key = local_day(session.starts_at), f"session-{session.pk}"
    item = {
        "key": key,
        "strand": Strand.LIVE,
        "title": session.title,
        "short_title": session.short_title,
        "due": session.ends_at,
        "minutes": (session.ends_at - session.starts_at) // dt.timedelta(minutes=1),
        "is_compulsory": session.is_compulsory,
    }
    return Planned((day, day, key), item, outcome)


def plan_unit(unit: StudyUnit, facts: Facts, *, today: dt.date) -> Planned:
    def outcome(enrolment: int, away: AwayPeriods) -> Outcome:
        minutes, is_done = facts.studied.get((enrolment, unit.pk), (0, False))
        return state_of_study(
            is_done=is_done,
            minutes=minutes,
            due_on=unit.due_on,
            today=today,
            away=away,
            is_compulsory=unit.is_compulsory,
        )

    return plan_days(unit, Strand.STUDY, outcome)


def plan_period(period: CoachingPeriod, facts: Facts, *, today: dt.date) -> Planned:
    def outcome(enrolment: int, away: AwayPeriods) -> Outcome:
        return state_of_study(
            is_done=(enrolment, period.pk) in facts.talked,
            minutes=0,
            due_on=period.due_on,
            today=today,
            away=away,
            is_compulsory=period.is_compulsory,
        )

    return plan_days(period, Strand.COACHING, outcome)


def plan_days(
    thing: StudyUnit | CoachingPeriod, strand: Strand, outcome: Callable[[int, AwayPeriods], Outcome]
) -> Planned:
    """Something to be done between two local days."""
    key = f"{strand}-{thing.pk}"
    item = {
        "key": key,
        "strand": strand,
        "title": thing.title,
        "short_title": thing.short_title,
        "due": thing.due_on,
        "minutes": thing.minutes,
        "is_compulsory": thing.is_compulsory,
    }
    return Planned((thing.due_on, thing.opens_on, key), item, outcome)
