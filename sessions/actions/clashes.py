"""Choosing what clashes weigh, and accepting one that stands in a plan."""

import datetime as dt

from django.db import transaction

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.users.models import User
from sessions import clash_rows
from sessions.actions import clash_checks
from sessions.clashes import Clash
from sessions.models import ClashLevels, TrainingSession


class NoSuchClash(Exception):
    """The clash is not there any more, or not as it was read, or it has to be settled."""


def open_clashes(cohort: Cohort, *, now: dt.datetime) -> list[tuple[Clash, TrainingSession]]:
    """The clashes of what a cohort has to come that nobody has settled or accepted yet; those that block first."""
    sessions = cohort.training_sessions.scheduled().order_by("starts_at", "pk")
    rows = {f"session-{row.component_key}": row for row in sessions}
    to_come = {ident for ident, row in rows.items() if row.starts_at > now}
    found = clash_rows.of_rows(cohort, rows.values(), to_come)
    return [(clash, rows[clash.ident]) for clash in clash_checks.to_answer(found, rows)]


@transaction.atomic
def accept(cohort: Cohort, shown: str, *, reason: str, now: dt.datetime, by: User | None) -> Clash:
    """Accept a clash of the plan as it stands, known by what was shown of it. Raises ``NoSuchClash``."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    for clash, session in open_clashes(cohort, now=now):
        if clash.shown == shown and not clash.blocks:
            clash_checks.keep([clash], {clash.ident: session}, reason, now=now, by=by)
            return clash
    raise NoSuchClash


@transaction.atomic
def save_levels(levels: ClashLevels, *, by: User | None) -> ClashLevels:
    """Keep the levels of a delivery partner; raises ``ValidationError``."""
    levels.full_clean()
    levels.save()
    chosen = {name: str(value) for name, value in levels.as_levels()._asdict().items()}
    log.record("clash_levels.changed", subject=levels.partner, by=by, **chosen)
    return levels
