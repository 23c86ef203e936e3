"""Builds the example people and what has happened to them so far."""

import datetime as dt
from collections.abc import Iterator

from npq_portal import clock
from npq_portal.demo.building.enrolling import enrol_all
from npq_portal.demo.building.intakes import build_intakes, build_team
from npq_portal.demo.building.large import enrol_many
from npq_portal.demo.building.mail import remember_reminders
from npq_portal.demo.building.past import happen


def build(as_of: dt.datetime, *, people: int = 0) -> Iterator[str]:
    """Fill an empty database with both intakes as they stand at ``as_of``; yields a line about each step as it is done.

    With ``people``, so many more are on further cohorts of the same hub. The portal's clock walks through the past
    while it is built, and stands at ``as_of`` in the end.
    """
    the_team = build_team()
    yield f"{the_team.partner}, its team and twelve programmes"
    november, february = build_intakes(the_team)
    enrol_all(november, february, the_team)
    for cohort in (november, february):
        yield (
            f"{cohort}: {cohort.enrolments.count()} participants, {cohort.training_sessions.count()} sessions, "
            f"{cohort.study_units.count()} study units"
        )
    yield from happen(november, february, the_team, as_of)
    yield remember_reminders(november, february, as_of)
    if people:
        yield enrol_many(people, (november, february), the_team, as_of)
    clock.move_to(as_of)
