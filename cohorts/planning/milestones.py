"""Whether a plan can give the evidence that each milestone of the contract asks for, before the milestone is due."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cohorts.planning.wording import day_in_words

STARTED, COMPLETED = "started", "completed"


@dataclass(frozen=True)
class MilestoneDay:
    """A milestone by its declaration type, with its name and the last day on which its evidence counts."""

    declaration: str
    name: str
    due_on: dt.date


def warnings_of(
    milestones: Sequence[MilestoneDay], *, engaging: Collection[dt.date], assessed: Collection[dt.date]
) -> list[tuple[MilestoneDay, str]]:
    """A sentence for each milestone whose evidence cannot exist in time.

    ``milestones`` come in order; ``engaging`` are the days of sessions and the last days of study, ``assessed`` the last
    days of assessment windows. Where nothing is planned at all there is nothing to judge yet.
    """
    return list(_warnings(milestones, engaging, assessed)) if engaging or assessed else []


def _warnings(
    milestones: Sequence[MilestoneDay], engaging: Collection[dt.date], assessed: Collection[dt.date]
) -> Iterator[tuple[MilestoneDay, str]]:
    before: MilestoneDay | None = None
    for milestone in milestones:
        due = f"{milestone.name} is due on {day_in_words(milestone.due_on)}"
        if milestone.declaration == COMPLETED:
            if assessed and min(assessed) > milestone.due_on:
                yield milestone, f"{due}, and the assessment window ends only on {day_in_words(min(assessed))}."
        elif milestone.declaration == STARTED or before is None:
            if not any(day <= milestone.due_on for day in engaging):
                yield milestone, f"{due}, and no session and no study is planned by then."
        elif not any(before.due_on < day <= milestone.due_on for day in engaging):
            yield milestone, f"{due}, and no session and no study is planned between {before.name} and then."
        before = milestone
