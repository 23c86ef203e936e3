"""What stands in one person's calendar, read from the rows each time a calendar asks.

Scoped to what concerns the person now: a participant who withdraws finds it empty, a facilitator who hands over a
cohort no longer sees its sessions.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from npq_portal.users.models import User
from participants.models import AssessmentWindow, CoachingPeriod, Enrolment
from sessions.calendar_feed import FeedEntry
from sessions.engagement_rows import away_periods_for
from sessions.items import AwayPeriods, local_day, why_away
from sessions.models import StudyUnit, TrainingSession
from sessions.models.training_sessions import facilitated

# What tells one set of rows from another, and a changed row from itself before.
CHANGES = (models.Count("pk"), models.Sum("pk"), models.Sum("sequence"), models.Max("changed_at"))
TAKING_PART = [Enrolment.Status.ACTIVE, Enrolment.Status.DEFERRED, Enrolment.Status.COMPLETED]


def entries_for(user: User) -> list[FeedEntry]:
    """The sessions, last days and windows that concern a person; a session they both attend and take comes once."""
    enrolments = list(Enrolment.objects.of_person(user).filter(status__in=TAKING_PART))
    away = {
        enrolment.cohort_id: periods
        for enrolment, periods in zip(enrolments, away_periods_for(enrolments).values(), strict=True)
    }
    mine = TrainingSession.objects.facilitated_by(user)
    attended = TrainingSession.objects.filter(cohort__in=away)
    sessions = (mine | attended).select_related("cohort", "venue").distinct().order_by("pk")
    taken = set(mine.values_list("pk", flat=True)) if sessions else set()
    entries = [
        session_entry(session)
        for session in sessions
        if session.pk in taken or is_expected(away[session.cohort_id], local_day(session.starts_at))
    ]
    if away:
        entries += study_entries(away) + coaching_entries(away) + window_entries(away)
    return entries


def version_of(user: User, *, on: dt.date) -> list[Any]:
    """What changes when a person's entries do, without reading them: most polls ask only for this.

    A venue's new address or a cohort's new name changes no session; ``on`` makes a calendar take those in within a day.
    """
    taking_part = Enrolment.objects.of_person(user).filter(status__in=TAKING_PART)
    enrolled = taking_part.annotate(models.Count("status_changes"), models.Max("status_changes"))
    own = list(
        enrolled.order_by("pk").values_list("cohort", "joined_on", "status_changes__count", "status_changes__max")
    )
    cohorts = [cohort for cohort, *_ in own]
    sessions = TrainingSession.objects.filter(facilitated(user) | models.Q(cohort__in=cohorts))
    version = [on, own, sessions.aggregate(*CHANGES)]
    if cohorts:
        version += [
            StudyUnit.objects.filter(cohort__in=cohorts).aggregate(*CHANGES),
            CoachingPeriod.objects.filter(cohort__in=cohorts).aggregate(*CHANGES),
            AssessmentWindow.objects.filter(cohort__in=cohorts).aggregate(*CHANGES),
        ]
    return version


def is_expected(away: AwayPeriods, on: dt.date) -> bool:
    return not why_away(away, on=on)


def place_of(session: TrainingSession) -> str:
    if session.is_online:
        return "Online"
    if session.venue is None:
        return ""
    lines = [session.venue.name, *session.venue.address.splitlines()]
    return ", ".join(line.strip() for line in lines if line.strip())


def session_entry(session: TrainingSession) -> FeedEntry:
    return FeedEntry(
        uid=f"{session.uid}@npq-portal",
        sequence=session.sequence,
        title=f"{session.title} ({session.cohort})",
        updated_at=session.changed_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        location=place_of(session),
        description=session.preparation,
        url=settings.PORTAL_URL + session.get_absolute_url(),
        is_cancelled=session.is_cancelled,
    )


def study_entries(away: dict[int, AwayPeriods]) -> list[FeedEntry]:
    return [
        FeedEntry(
            uid=f"{unit.uid}@npq-portal",
            sequence=unit.sequence,
            title=f"Due: {unit.title}",
            updated_at=unit.changed_at,
            day=unit.due_on,
            description=f"Self-study, about {unit.minutes} minutes",
            url=settings.PORTAL_URL + unit.get_absolute_url(),
        )
        for unit in StudyUnit.objects.filter(cohort__in=away)
        if is_expected(away[unit.cohort_id], unit.due_on)
    ]


def coaching_entries(away: dict[int, AwayPeriods]) -> list[FeedEntry]:
    return [
        FeedEntry(
            uid=f"{period.uid}@npq-portal",
            sequence=period.sequence,
            title=f"Due: {period.title}",
            updated_at=period.changed_at,
            day=period.due_on,
            description="Agree the time with your mentor",
        )
        for period in CoachingPeriod.objects.filter(cohort__in=away)
        if is_expected(away[period.cohort_id], period.due_on)
    ]


def window_entries(away: dict[int, AwayPeriods]) -> list[FeedEntry]:
    return [
        FeedEntry(
            uid=f"{window.uid}@npq-portal",
            sequence=window.sequence,
            title="Case study window",
            updated_at=window.changed_at,
            starts_at=window.opens_at,
            ends_at=window.closes_at,
        )
        for window in AssessmentWindow.objects.filter(cohort__in=away)
        if is_expected(away[window.cohort_id], local_day(window.opens_at))
    ]
