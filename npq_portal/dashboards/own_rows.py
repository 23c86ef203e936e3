"""What is planned for a participant's cohort, each row joined to what became of it for them: one query a kind."""

from typing import Any

from django.db.models import F, FilteredRelation, Q

from participants.models import CoachingPeriod, Enrolment
from sessions.models import CatchUp, StudyUnit, TrainingSession


def own(relation: str, enrolment: Enrolment) -> FilteredRelation:
    """Of the rows of everybody, the one of this enrolment, if there is one."""
    return FilteredRelation(relation, condition=Q(**{f"{relation}__enrolment": enrolment}))


def sessions_of(enrolment: Enrolment) -> list[tuple[TrainingSession, str, CatchUp | None]]:
    """Sessions with their venue, the mark in force (empty where there is none) and the catch-up."""
    planned: Any = TrainingSession.objects.filter(cohort=enrolment.cohort_id).order_by("starts_at", "pk")
    sessions = (
        planned.annotate(own_mark=own("marks", enrolment), own_catch_up=own("catch_ups", enrolment))
        .annotate(own_status=F("own_mark__status"))
        .select_related("venue", "own_catch_up")
    )
    return [(session, session.own_status or "", getattr(session, "own_catch_up", None)) for session in sessions]


def units_of(enrolment: Enrolment) -> list[tuple[StudyUnit, tuple[int, bool] | None]]:
    """Study units with minutes so far and whether they are done, where the participant said anything."""
    units: Any = (
        StudyUnit.objects.filter(cohort=enrolment.cohort_id)
        .annotate(own_record=own("records", enrolment))
        .annotate(own_minutes=F("own_record__minutes"), own_done_at=F("own_record__done_at"))
        .order_by("due_on", "pk")
    )
    return [
        (unit, None if unit.own_minutes is None else (unit.own_minutes, unit.own_done_at is not None)) for unit in units
    ]


def periods_of(enrolment: Enrolment) -> list[tuple[CoachingPeriod, bool]]:
    """Coaching periods with whether the conversation took place."""
    periods: Any = (
        CoachingPeriod.objects.filter(cohort=enrolment.cohort_id)
        .annotate(own_conversation=own("conversations", enrolment))
        .annotate(own_talk=F("own_conversation__pk"))
        .order_by("due_on", "pk")
    )
    return [(period, period.own_talk is not None) for period in periods]
