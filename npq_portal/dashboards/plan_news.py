"""What changed in the plan since somebody last said that they had seen it: from what it was then to what it is now.

Something that was moved and moved back is no change.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from cohorts.models import Cohort
from npq_portal.dashboards.course import Course
from npq_portal.users.models import User
from participants.models import Enrolment
from sessions import plan_items, plan_rows
from sessions.models import PlanVersion, SeenPlan, TrainingSession
from sessions.plan_items import Difference, Kind, PlannedItem


class News(NamedTuple):
    """What is new in the plan of a cohort; ``shown`` tells it from any other news."""

    cohort: Cohort
    changes: list[Difference]

    @property
    def shown(self) -> str:
        return plan_items.fingerprint(self.changes)


def for_participant(course: Course, known: list[PlannedItem] | None, *, today: dt.date) -> News | None:
    """What is new to somebody who takes part and knows a plan; nothing where nothing is."""
    enrolment = course.enrolment
    if enrolment.status != Enrolment.Status.ACTIVE or known is None:
        return None
    rows = [row for part in (course.sessions, course.units, course.periods) for row, _ in part]
    items = plan_rows.items_of([*rows, *course.windows])
    was = [each for each in known if each.kind != Kind.SESSION or each.key not in course.of_other_groups]
    return _news(enrolment.cohort, was, items, max(today, enrolment.joined_on))


def for_facilitator(user: User, cohorts: Iterable[Cohort], *, today: dt.date) -> list[News]:
    """What is new in the sessions of cohorts that somebody facilitates, in three queries."""
    cohorts = list(cohorts)
    first = PlanVersion.objects.filter(cohort__in=cohorts, number=1)
    known: dict[int, PlanVersion | SeenPlan] = {version.cohort_id: version for version in first}
    known |= {seen.cohort_id: seen for seen in SeenPlan.objects.filter(cohort__in=cohorts, user=user)}
    sessions: dict[int, list[PlannedItem]] = {cohort.pk: [] for cohort in cohorts}
    for session in TrainingSession.objects.filter(cohort__in=known).order_by("starts_at", "pk"):
        sessions[session.cohort_id].append(plan_rows.item_of(session))
    found = [
        _news(cohort, [item for item in known[cohort.pk].plan if item.kind == Kind.SESSION], sessions[cohort.pk], today)
        for cohort in cohorts
        if cohort.pk in known
    ]
    return [news for news in found if news]


def _news(cohort: Cohort, known: list[PlannedItem], items: list[PlannedItem], since: dt.date) -> News | None:
    changes = [each for each in plan_items.differences(known, items) if each.last_day >= since]
    return News(cohort, changes) if changes else None
