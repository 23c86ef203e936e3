"""What a cohort's plan means for the milestones of its contract."""

import datetime as dt
from collections.abc import Iterable

from cohorts.models import Milestone
from cohorts.planning.milestones import MilestoneDay, warnings_of
from npq_portal import clock
from participants.models import AssessmentWindow
from sessions.models import StudyUnit, TrainingSession


def milestone_days(milestones: Iterable[Milestone]) -> list[MilestoneDay]:
    """The milestones as the planner takes them."""
    return [
        MilestoneDay(each.declaration_type, each.get_declaration_type_display(), each.due_on) for each in milestones
    ]


def milestone_warnings(
    milestones: Iterable[Milestone],
    *,
    sessions: Iterable[TrainingSession],
    units: Iterable[StudyUnit],
    windows: Iterable[AssessmentWindow],
    on: dt.date,
) -> list[str]:
    """Milestones still to come on a day whose evidence the plan of these rows cannot give in time, each in a sentence.

    The milestones come in order.
    """
    engaging = {clock.local(session.starts_at).date() for session in sessions if not session.is_cancelled}
    engaging.update(unit.due_on for unit in units)
    assessed = {clock.local(window.closes_at).date() for window in windows}
    warnings = warnings_of(milestone_days(milestones), engaging=engaging, assessed=assessed)
    return [sentence for milestone, sentence in warnings if milestone.due_on >= on]
