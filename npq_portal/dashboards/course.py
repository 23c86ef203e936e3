"""One participant's programme, read from the rows once: what is planned, what became of it, and what it amounts to."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from cohorts.models import Cohort
from npq_portal.dashboards.own_rows import Own, own_sessions, own_units_and_periods
from participants.models import AssessmentWindow, CoachingPeriod, Enrolment, StatusChange, away_periods
from sessions.engagement import Engagement, EngagementRule, measure
from sessions.engagement_rows import Facts, Planned, plan_period, plan_session, plan_unit
from sessions.expected import Groups
from sessions.items import NOT_IN_GROUP, AwayPeriods, Item, local_day
from sessions.models import CatchUp, StudyUnit, TrainingSession


@dataclass(frozen=True)
class Course:
    """Everything planned for an enrolment's cohort, each with what became of it for this person; of the sessions those
    that are for them, with the keys of those that are for other groups in ``of_other_groups``."""

    enrolment: Enrolment
    changes: list[StatusChange]
    away: AwayPeriods
    sessions: list[tuple[TrainingSession, Item]]
    units: list[tuple[StudyUnit, Item]]
    periods: list[tuple[CoachingPeriod, Item]]
    windows: list[AssessmentWindow]
    catch_ups: dict[int, CatchUp]
    studied: dict[int, int]
    of_other_groups: frozenset[str]

    @property
    def may_record(self) -> bool:
        """Whether the person can still say what they did."""
        own = self.enrolment
        return own.status != Enrolment.Status.WITHDRAWN and own.cohort.stage != Cohort.Stage.CLOSED

    @cached_property
    def engagement(self) -> Engagement:
        items = [item for rows in (self.sessions, self.units, self.periods) for _, item in rows]
        return measure(items, rule=EngagementRule(target=self.enrolment.cohort.engagement_target))


def course_of(place: Own, *, now: dt.datetime) -> Course:
    """The programme of one enrolment at a moment, in two queries."""
    enrolment, own, today = place.enrolment, place.enrolment.pk, local_day(now)
    away = away_periods(enrolment.joined_on, place.changes)
    sessions = list(own_sessions(enrolment))
    units, periods = own_units_and_periods(enrolment)
    catch_ups = {session.pk: catch_up for session, _, catch_up in sessions if catch_up}
    studied = {unit.pk: record for unit, record in units if record}
    facts = Facts(
        marks={(own, session.pk): status for session, status, _ in sessions if status},
        caught_up={(own, session) for session, made in catch_ups.items() if made.state == CatchUp.State.ACCEPTED},
        studied={(own, unit): record for unit, record in studied.items()},
        talked={(own, period.pk) for period, has_talked in periods if has_talked},
        groups=Groups([own]),
    )

    def item(planned: Planned) -> Item:
        return Item(**planned.item, **planned.outcome(own, away)._asdict())

    planned = [(session, item(plan_session(session, facts, now=now))) for session, *_ in sessions]
    return Course(
        enrolment=enrolment,
        changes=place.changes,
        away=away,
        sessions=[(session, each) for session, each in planned if each.reason != NOT_IN_GROUP],
        units=[(unit, item(plan_unit(unit, facts, today=today))) for unit, _ in units],
        periods=[(period, item(plan_period(period, facts, today=today))) for period, _ in periods],
        windows=place.windows,
        catch_ups=catch_ups,
        studied={unit: minutes for unit, (minutes, _) in studied.items()},
        of_other_groups=frozenset(session.component_key for session, each in planned if each.reason == NOT_IN_GROUP),
    )
