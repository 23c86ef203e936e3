"""What a participant's own pages read: who they are here, and what is planned for them with what became of it.

Four statements for a page, each the same whatever a programme holds; see ``npq_portal/statements.py``.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from cohorts.models import Cohort, DeliveryPartner, Programme
from npq_portal import clock
from npq_portal.statements import Statement
from npq_portal.users.models import Role, User
from participants.models import AssessmentWindow, CoachingPeriod, Enrolment, StatusChange
from sessions import plan_items
from sessions.models import CatchUp, StudyUnit, TrainingSession, Venue
from sessions.plan_items import PlannedItem

# A row for every change and every window of every enrolment: a handful.
ENROLMENTS = Statement(
    """
    SELECT {enrolment}, {cohort}, {programme}, {partner}, {mentor}, {status_change}, {assessment}
    FROM participants_enrolment enrolment
    JOIN participants_participant participant ON participant.id = enrolment.participant_id
    JOIN cohorts_cohort cohort ON cohort.id = enrolment.cohort_id
    JOIN cohorts_programme programme ON programme.id = cohort.programme_id
    JOIN cohorts_deliverypartner partner ON partner.id = cohort.partner_id
    LEFT JOIN participants_mentoring pairing ON pairing.enrolment_id = enrolment.id
        AND pairing.starts_on <= %(on)s AND (pairing.ends_on IS NULL OR pairing.ends_on >= %(on)s)
    LEFT JOIN users_user mentor ON mentor.id = pairing.mentor_id AND EXISTS (
        SELECT 1 FROM users_roleassignment held WHERE held.user_id = mentor.id AND held.role = 'mentor'
            AND held.starts_on <= %(on)s AND (held.ends_on IS NULL OR held.ends_on >= %(on)s))
    LEFT JOIN participants_statuschange status_change ON status_change.enrolment_id = enrolment.id
    LEFT JOIN participants_assessmentwindow assessment ON assessment.cohort_id = cohort.id
    WHERE participant.user_id = %(user)s AND cohort.stage <> 'draft'
    ORDER BY enrolment.id, pairing.starts_on, pairing.id,
        status_change.effective_on, status_change.id, assessment.opens_at, assessment.id
    """,
    enrolment=Enrolment,
    cohort=Cohort,
    programme=Programme,
    partner=DeliveryPartner,
    mentor=User,
    status_change=StatusChange,
    assessment=AssessmentWindow,
)
SESSIONS = Statement(
    """
    SELECT {session}, {venue}, {catch_up}, mark.status
    FROM npq_sessions_trainingsession session
    LEFT JOIN npq_sessions_venue venue ON venue.id = session.venue_id
    LEFT JOIN npq_sessions_catchup catch_up ON catch_up.session_id = session.id AND catch_up.enrolment_id = %(enrolment)s
    LEFT JOIN npq_sessions_mark mark ON mark.session_id = session.id AND mark.enrolment_id = %(enrolment)s
    WHERE session.cohort_id = %(cohort)s ORDER BY session.starts_at, session.id
    """,
    session=TrainingSession,
    venue=Venue,
    catch_up=CatchUp,
)
UNITS_AND_PERIODS = Statement(
    """
    SELECT {unit}, {period}, record.minutes, record.done_at IS NOT NULL, talk.id
    FROM (
        SELECT id AS unit_id, NULL AS period_id, due_on FROM npq_sessions_studyunit WHERE cohort_id = %(cohort)s
        UNION ALL
        SELECT NULL, id, due_on FROM participants_coachingperiod WHERE cohort_id = %(cohort)s
    ) planned
    LEFT JOIN npq_sessions_studyunit unit ON unit.id = planned.unit_id
    LEFT JOIN npq_sessions_studyrecord record ON record.unit_id = unit.id AND record.enrolment_id = %(enrolment)s
    LEFT JOIN participants_coachingperiod period ON period.id = planned.period_id
    LEFT JOIN participants_conversation talk ON talk.period_id = period.id AND talk.enrolment_id = %(enrolment)s
    ORDER BY planned.due_on, planned.unit_id, planned.period_id
    """,
    unit=StudyUnit,
    period=CoachingPeriod,
)
# Two things that have nothing to do with each other, in one statement for the page that needs both.
BESIDES = Statement(
    """
    SELECT {person}, team.role, team.session_id, known.items
    FROM (
        SELECT COALESCE(
            (SELECT items FROM npq_sessions_seenplan WHERE cohort_id = %(cohort)s AND user_id = %(user)s),
            (SELECT items FROM npq_sessions_planversion
                WHERE cohort_id = %(cohort)s AND published_at IS NOT NULL AND (published_at <= %(joined_at)s OR number = 1)
                ORDER BY number DESC, id DESC LIMIT 1)
        ) AS items
    ) known
    LEFT JOIN (
        SELECT facilitator_id AS person_id, 'facilitator' AS role, 0 AS session_id FROM cohorts_facilitatorassignment
        WHERE cohort_id = %(cohort)s AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)
        UNION ALL
        SELECT manager_id, 'programme_manager', 0 FROM cohorts_partnermanager
        WHERE partner_id = %(partner)s AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)
        UNION ALL
        SELECT named.facilitator_id, 'facilitator', session.id FROM npq_sessions_sessionfacilitator named
        JOIN npq_sessions_trainingsession session ON session.id = named.session_id
        WHERE session.cohort_id = %(cohort)s AND named.released_at IS NULL
    ) team ON EXISTS (
        SELECT 1 FROM users_roleassignment held WHERE held.user_id = team.person_id AND held.role = team.role
            AND held.starts_on <= %(on)s AND (held.ends_on IS NULL OR held.ends_on >= %(on)s))
    LEFT JOIN users_user person ON person.id = team.person_id
    ORDER BY team.role, person.full_name, person.id
    """,
    person=User,
)


@dataclass
class Own:
    """Somebody's place on a cohort: with its cohort and programme, who mentors it on a day, and its case study windows."""

    enrolment: Enrolment
    mentor: User | None = None
    changes: list[StatusChange] = field(default_factory=list)
    windows: list[AssessmentWindow] = field(default_factory=list)


def own_enrolments(user: User, *, on: dt.date) -> list[Own]:
    """Where somebody takes part, drafts aside; where one pairing follows another on one day, the later counts."""
    found: dict[int, Own] = {}
    for enrolment, cohort, programme, partner, mentor, change, window in ENROLMENTS.rows(user=user.pk, on=on):
        own = found.get(enrolment.pk)
        if own is None:
            cohort.programme, cohort.partner, enrolment.cohort = programme, partner, cohort
            own = found[enrolment.pk] = Own(enrolment)
        own.mentor = mentor or own.mentor
        if change and change not in own.changes:
            own.changes.append(change)
        if window and window not in own.windows:
            own.windows.append(window)
    return list(found.values())


def own_sessions(enrolment: Enrolment) -> Iterator[tuple[TrainingSession, str, CatchUp | None]]:
    """Sessions with their venue, the mark in force (empty where there is none) and the catch-up."""
    for session, venue, catch_up, status in SESSIONS.rows(enrolment=enrolment.pk, cohort=enrolment.cohort_id):
        session.venue = venue
        yield session, status or "", catch_up


Units = list[tuple[StudyUnit, tuple[int, bool] | None]]
Periods = list[tuple[CoachingPeriod, bool]]


def own_units_and_periods(enrolment: Enrolment) -> tuple[Units, Periods]:
    """Study units with minutes so far and whether they are done, where the participant said anything; and coaching
    periods with whether the conversation took place."""
    units: Units = []
    periods: Periods = []
    for unit, period, minutes, is_done, talk in UNITS_AND_PERIODS.rows(
        enrolment=enrolment.pk, cohort=enrolment.cohort_id
    ):
        if unit:
            units.append((unit, None if minutes is None else (minutes, bool(is_done))))
        else:
            periods.append((period, talk is not None))
    return units, periods


@dataclass
class Besides:
    """Who facilitates and manages a cohort on a day, those whom single sessions name, by session id, and the plan as the
    participant last said that they had seen it, or as it was when they joined; ``None`` where neither is known."""

    facilitators: list[User] = field(default_factory=list)
    managers: list[User] = field(default_factory=list)
    named: dict[int, list[User]] = field(default_factory=dict)
    known: list[PlannedItem] | None = None


def besides(enrolment: Enrolment, user: User, *, on: dt.date) -> Besides:
    """What a participant's first page shows besides what is planned."""
    found = Besides()
    for person, role, session, known in BESIDES.rows(
        cohort=enrolment.cohort_id,
        partner=enrolment.cohort.partner_id,
        user=user.pk,
        joined_at=clock.at(enrolment.joined_on, dt.time(0)),
        on=on,
    ):
        if found.known is None and known is not None:
            found.known = [plan_items.read(each) for each in json.loads(known)]
        if person and session:
            found.named.setdefault(session, []).append(person)
        elif person:
            (found.facilitators if role == Role.FACILITATOR else found.managers).append(person)
    return found
