"""A cohort in May 2022 with people, reminders and a plan to come, for tests of drafts."""

import datetime as dt
from types import SimpleNamespace

from npq_portal import clock
from npq_portal.reminders.models import Anchor, Audience
from sessions.actions import drafting, plan_versions
from sessions.models import PlanVersion
from sessions.replanning import Scope
from tests.factories.cohorts import (
    CohortFactory,
    HalfTermFactory,
    MilestoneFactory,
    SchoolCalendarFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.participants import AssessmentWindowFactory, CoachingPeriodFactory, EnrolmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import StudyUnitFactory, TrainingSessionFactory

TODAY = dt.date(2022, 5, 16)
NOW = clock.at(TODAY, dt.time(9))
JUNE = clock.at(dt.date(2022, 6, 22), dt.time(15, 45))
HALF_TERMS = [(5, 4, 19, 5, 27), (6, 6, 6, 7, 20), (1, 9, 1, 10, 21), (2, 10, 31, 12, 16)]


def a_calendar():
    calendar = SchoolCalendarFactory(name="Elm")
    for number, month, first, until, last in HALF_TERMS:
        days = {"starts_on": dt.date(2022, month, first), "ends_on": dt.date(2022, until, last)}
        HalfTermFactory(calendar=calendar, number=number, **days)
    return calendar


def an_intake(*, participants=2, rows=1):
    """Amara and others, Sam who teaches and Ruth who manages; a seminar was, and a seminar, a module, a conversation and
    the case study are to come."""
    cohort = CohortFactory(slug="november-2021", name="November 2021", calendar=a_calendar())
    enrolments = [EnrolmentFactory(cohort=cohort) for _ in range(participants)]
    TrainingSessionFactory(cohort=cohort, title="Seminar 5", component_key="seminar-5")
    for number in range(rows):
        later = dt.timedelta(weeks=number)
        TrainingSessionFactory(
            cohort=cohort, title=f"Seminar {6 + number}", component_key=f"seminar-{6 + number}", starts_at=JUNE + later
        )
        StudyUnitFactory(
            cohort=cohort,
            title=f"Module {5 + number}",
            component_key=f"module-{5 + number}",
            opens_on=dt.date(2022, 6, 8),
            due_on=dt.date(2022, 7, 3),
        )
        CoachingPeriodFactory(cohort=cohort, opens_on=dt.date(2022, 6, 13), due_on=dt.date(2022, 7, 11))
    AssessmentWindowFactory(
        cohort=cohort,
        opens_at=dt.datetime(2022, 11, 7, 0, 1, tzinfo=dt.UTC),
        closes_at=dt.datetime(2022, 11, 14, 23, 59, tzinfo=dt.UTC),
    )
    MilestoneFactory(declaration_type="started", due_on=dt.date(2022, 5, 25))
    MilestoneFactory(declaration_type="retained-1", due_on=dt.date(2022, 6, 25))
    ReminderRuleFactory(key="week-before", offset_days=-7)
    ReminderRuleFactory(key="register", anchor=Anchor.REGISTER_UNTAKEN, offset_days=0, audience=Audience.FACILITATORS)
    return SimpleNamespace(
        cohort=cohort,
        enrolments=enrolments,
        amara=enrolments[0].participant.user,
        sam=facilitator_of(cohort, full_name="Sam Iqbal"),
        ruth=manager_of(cohort, full_name="Ruth Adeyemi"),
    )


def drafted(cohort, *moves, days=14, scope=Scope.THIS):
    """A draft in which items are moved."""
    draft = plan_versions.open_draft(cohort, by=None, now=NOW)
    for ident in moves:
        draft = PlanVersion.objects.get(pk=draft.pk)
        how = {"scope": scope, "days": days, "is_exact": False, "now": NOW, "by": None}
        drafting.move(draft, ident, **how, shown=draft.fingerprint)
    return PlanVersion.objects.for_listing().get(pk=draft.pk)


def published(draft):
    return plan_versions.publish(draft, name="", shown=draft.fingerprint, now=NOW, by=None)
