"""Copying a cohort with everything that belongs to its course, in one piece."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from cohorts.models import Cohort
from npq_portal.reminders.actions.copies import copy_rules
from npq_portal.users.models import User
from sessions.actions import copying


@transaction.atomic
def copy(
    source: Cohort, new: Cohort, *, chosen: Collection[str], with_team: bool, now: dt.datetime, by: User
) -> Cohort:
    """Copy the chosen items, the team and, switched off, the cohort's own reminder rules; all of it or nothing."""
    new = copying.copy(source, new, chosen=chosen, with_team=with_team, now=now, by=by)
    copy_rules(source, new, now=now, by=by)
    return new
