"""What a cohort's plan means for the milestones of its contract."""

import datetime as dt
from collections.abc import Iterable

from cohorts.models import Cohort, Milestone
from cohorts.planning.milestones import MilestoneDay, warnings_of
from npq_portal import clock
from participants.models import AssessmentWindow
from sessions.models import StudyUnit, TrainingSession


def milestone_days(milestones: Iterable[Milestone]) -> list[MilestoneDay]:
    """The milestones as the planner takes them."""
    return [
        MilestoneDay(each.declaration_type, each.get_declaration_type_display(), each.due_on) for each in milestones
    ]


def milestone_warnings(cohort: Cohort, milestones: Iterable[Milestone], *, on: dt.date) -> list[str]:
    """Milestones still to come on a day whose evidence the plan cannot give in time, each in a sentence.

    Three queries, or none for a cohort without milestones, which come in order.
    """
    days = milestone_days(milestones)
    if not days:
        return []
    sessions = TrainingSession.objects.scheduled().filter(cohort=cohort)
    windows = AssessmentWindow.objects.filter(cohort=cohort)
    units = StudyUnit.objects.filter(cohort=cohort)
    engaging = {clock.local(at).date() for at in sessions.order_by().values_list("starts_at", flat=True)}
    engaging.update(units.order_by().values_list("due_on", flat=True))
    assessed = {clock.local(at).date() for at in windows.order_by().values_list("closes_at", flat=True)}
    warnings = warnings_of(days, engaging=engaging, assessed=assessed)
    return [sentence for milestone, sentence in warnings if milestone.due_on >= on]
