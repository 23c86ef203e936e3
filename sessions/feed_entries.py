"""What stands in one person's calendar, read from the rows each time a calendar asks.

Scoped to what concerns the person now: a participant who withdraws finds it empty, a facilitator who hands over a
cohort no longer sees its sessions.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings

from cohorts.models import Cohort
from npq_portal.statements import Statement
from npq_portal.users.models import Role, User
from participants.models import AssessmentWindow, CoachingPeriod, Enrolment, StatusChange, away_periods
from sessions.calendar_feed import FeedEntry
from sessions.expected import Groups
from sessions.items import AwayPeriods, local_day, why_away
from sessions.models import StudyUnit, TrainingSession, Venue
from sessions.models.training_sessions import FACILITATED

# The enrolments of a person, and the sessions that they facilitate; what both of a calendar's statements begin with.
CONCERNED = """
    WITH own AS (
        SELECT enrolment.id, enrolment.cohort_id FROM participants_enrolment enrolment
        JOIN participants_participant participant ON participant.id = enrolment.participant_id
        JOIN cohorts_cohort cohort ON cohort.id = enrolment.cohort_id
        WHERE participant.user_id = %(user)s AND cohort.stage <> 'draft'
            AND enrolment.status IN ('active', 'deferred', 'completed')
    ), taken AS (
        SELECT session.id FROM npq_sessions_trainingsession session
        JOIN cohorts_cohort cohort ON cohort.id = session.cohort_id
        WHERE %(facilitates)s AND {facilitated}
    ), attended AS (
        SELECT id FROM npq_sessions_trainingsession WHERE cohort_id IN (SELECT cohort_id FROM own)
    )
"""
# What tells one set of rows from another, and a changed row from itself before.
STATE = Statement(
    """
    SELECT {enrolment}, {status_change}, part.kind, part.number, part.ids, part.sequences, part.changed_at, part.days FROM (
        SELECT 'own' AS kind, 0 AS number, 0 AS ids, 0 AS sequences, NULL AS changed_at, '' AS days
        UNION ALL
        SELECT 'session', count(*), sum(id), sum(sequence), max(changed_at), '' FROM npq_sessions_trainingsession
        WHERE id IN (SELECT id FROM taken UNION SELECT id FROM attended)
        UNION ALL
        SELECT 'unit', count(*), sum(id), sum(sequence), max(changed_at), '' FROM npq_sessions_studyunit
        WHERE cohort_id IN (SELECT cohort_id FROM own)
        UNION ALL
        SELECT 'period', count(*), sum(id), sum(sequence), max(changed_at), '' FROM participants_coachingperiod
        WHERE cohort_id IN (SELECT cohort_id FROM own)
        UNION ALL
        SELECT 'window', count(*), sum(id), sum(sequence), max(changed_at), '' FROM participants_assessmentwindow
        WHERE cohort_id IN (SELECT cohort_id FROM own)
        UNION ALL
        SELECT 'group', id, group_id, 0, NULL, CAST(starts_on AS TEXT) || COALESCE(CAST(ends_on AS TEXT), '')
        FROM participants_groupmembership WHERE enrolment_id IN (SELECT id FROM own)
    ) part
    LEFT JOIN participants_enrolment enrolment ON part.kind = 'own' AND enrolment.id IN (SELECT id FROM own)
    LEFT JOIN participants_statuschange status_change ON status_change.enrolment_id = enrolment.id
    ORDER BY part.kind, part.number, enrolment.id, status_change.effective_on, status_change.id
    """,
    before=CONCERNED,
    enrolment=Enrolment,
    status_change=StatusChange,
    facilitated=FACILITATED,
)
# The same of somebody who takes part in nothing: quicker to plan than to look for what is not there.
TAKEN_STATE = Statement(
    """
    SELECT count(*), sum(session.id), sum(session.sequence), max(session.changed_at)
    FROM npq_sessions_trainingsession session
    JOIN cohorts_cohort cohort ON cohort.id = session.cohort_id
    WHERE {facilitated}
    """,
    facilitated=FACILITATED,
)
ENTRIES = Statement(
    """
    SELECT {session}, {cohort}, {venue}, {unit}, {period}, {assessment},
        session.id IN (SELECT id FROM taken)
    FROM (
        SELECT id AS session_id, 0 AS unit_id, 0 AS period_id, 0 AS window_id FROM taken
        UNION SELECT id, 0, 0, 0 FROM attended
        UNION ALL SELECT 0, id, 0, 0 FROM npq_sessions_studyunit WHERE cohort_id IN (SELECT cohort_id FROM own)
        UNION ALL SELECT 0, 0, id, 0 FROM participants_coachingperiod WHERE cohort_id IN (SELECT cohort_id FROM own)
        UNION ALL SELECT 0, 0, 0, id FROM participants_assessmentwindow WHERE cohort_id IN (SELECT cohort_id FROM own)
    ) entry
    LEFT JOIN npq_sessions_trainingsession session ON session.id = entry.session_id
    LEFT JOIN cohorts_cohort cohort ON cohort.id = session.cohort_id
    LEFT JOIN npq_sessions_venue venue ON venue.id = session.venue_id
    LEFT JOIN npq_sessions_studyunit unit ON unit.id = entry.unit_id
    LEFT JOIN participants_coachingperiod period ON period.id = entry.period_id
    LEFT JOIN participants_assessmentwindow assessment ON assessment.id = entry.window_id
    ORDER BY entry.window_id, entry.period_id, entry.unit_id, entry.session_id
    """,
    before=CONCERNED,
    session=TrainingSession,
    cohort=Cohort,
    venue=Venue,
    unit=StudyUnit,
    period=CoachingPeriod,
    assessment=AssessmentWindow,
    facilitated=FACILITATED,
)


class Followed(NamedTuple):
    """What a person's calendar follows: their enrolments by cohort, when they do not take part, and in what state it all is.

    ``version`` changes when the entries do. A venue's new address or a cohort's new name changes no session; the day
    makes a calendar take those in within a day.
    """

    user: User
    own: Mapping[int, int]
    away: Mapping[int, AwayPeriods]
    version: list[Any]


def _values(user: User) -> dict[str, Any]:
    return {"user": user.pk, "facilitates": user.holds(Role.FACILITATOR), "on": user.acting_on}


def follow(user: User, *, takes_part: bool = True) -> Followed:
    """What most polls ask for, in one statement that reads no entry; ``takes_part`` is false for who is on no cohort."""
    version: list[Any] = [user.acting_on]
    if not takes_part:
        if user.holds(Role.FACILITATOR):
            version += TAKEN_STATE.rows(user=user.pk, on=user.acting_on)
        return Followed(user, {}, {}, version)
    enrolments: dict[int, Enrolment] = {}
    changes: dict[int, list[StatusChange]] = {}
    for enrolment, change, *part in STATE.rows(**_values(user)):
        version.append(part)
        if enrolment:
            enrolments.setdefault(enrolment.pk, enrolment)
            changes.setdefault(enrolment.pk, []).extend([change] if change else [])
            version.append([enrolment.cohort_id, enrolment.joined_on, change.pk if change else None])
    away = {enrolment.cohort_id: away_periods(enrolment.joined_on, changes[pk]) for pk, enrolment in enrolments.items()}
    own = {enrolment.cohort_id: pk for pk, enrolment in enrolments.items()}
    return Followed(user, own, away, version)


def entries_of(followed: Followed) -> list[FeedEntry]:
    """The sessions, last days and windows that concern a person; a session they both attend and take comes once."""
    own, away = followed.own, followed.away
    groups = Groups(list(own.values()))
    entries = []
    for session, cohort, venue, unit, period, window, is_taken in ENTRIES.rows(**_values(followed.user)):
        if session:
            session.cohort, session.venue = cohort, venue
            cohort_id, day = session.cohort_id, local_day(session.starts_at)
            if is_taken or (is_expected(away[cohort_id], day) and groups.is_for(own[cohort_id], session.group_id, day)):
                entries.append(session_entry(session))
        elif unit:
            if is_expected(away[unit.cohort_id], unit.due_on):
                entries.append(study_entry(unit))
        elif period:
            if is_expected(away[period.cohort_id], period.due_on):
                entries.append(coaching_entry(period))
        elif is_expected(away[window.cohort_id], local_day(window.opens_at)):
            entries.append(window_entry(window))
    return entries


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


def study_entry(unit: StudyUnit) -> FeedEntry:
    return FeedEntry(
        uid=f"{unit.uid}@npq-portal",
        sequence=unit.sequence,
        title=f"Due: {unit.title}",
        updated_at=unit.changed_at,
        day=unit.due_on,
        description=f"Self-study, about {unit.minutes} minutes",
        url=settings.PORTAL_URL + unit.get_absolute_url(),
    )


def coaching_entry(period: CoachingPeriod) -> FeedEntry:
    return FeedEntry(
        uid=f"{period.uid}@npq-portal",
        sequence=period.sequence,
        title=f"Due: {period.title}",
        updated_at=period.changed_at,
        day=period.due_on,
        description="Agree the time with your mentor",
    )


def window_entry(window: AssessmentWindow) -> FeedEntry:
    return FeedEntry(
        uid=f"{window.uid}@npq-portal",
        sequence=window.sequence,
        title="Case study window",
        updated_at=window.changed_at,
        starts_at=window.opens_at,
        ends_at=window.closes_at,
    )
