"""Whether the evidence that a declaration rests on can exist before its date. Plain facts in, sentences out.

A participant is declared as started or retained on what they took part in since the milestone before (domain: npq, 5.7):
where nothing compulsory is planned between the two, nobody can have taken part in anything.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from npq_portal.ui.words import plain_date
from sessions.plan_items import Kind, PlannedItem

EVIDENCE = {Kind.SESSION, Kind.UNIT}


class Due(NamedTuple):
    """A milestone: its name and the last day for its evidence."""

    name: str
    due_on: dt.date


def endangered(milestones: Sequence[Due], items: Sequence[PlannedItem]) -> list[str]:
    """One sentence for each milestone, in order of their days, before which there would be no evidence."""
    days = [item.first_day for item in items if item.kind in EVIDENCE and not item.is_cancelled]
    found, since = [], dt.date.min
    for milestone in sorted(milestones, key=lambda each: each.due_on):
        if not any(since < day <= milestone.due_on for day in days):
            after = "" if since == dt.date.min else f" after {plain_date(since)}"
            found.append(
                f"{milestone.name}: no session or self-study begins{after} by {plain_date(milestone.due_on)}, "
                "so there is no evidence to declare on."
            )
        since = milestone.due_on
    return found
