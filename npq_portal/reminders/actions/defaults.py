"""The rules that a new portal starts with."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import transaction

from npq_portal.audit import log
from npq_portal.reminders.models import ReminderRule

FILE = Path(__file__).parent.parent / "data" / "rules.json"


@transaction.atomic
def load(*, now: dt.datetime, by: Any = None) -> int:
    """Add the shipped rules that are not there yet, for every cohort; what somebody has changed stays. Answers how many."""
    known = set(ReminderRule.objects.filter(cohort=None).values_list("key", flat=True))
    new = [entry for entry in json.loads(FILE.read_text()) if entry["key"] not in known]
    for entry in new:
        time = dt.time.fromisoformat(entry.pop("local_time"))
        rule = ReminderRule(**entry, local_time=time, changed_at=now)
        rule.full_clean()
        rule.save()
        log.record("reminder_rule.loaded", subject=rule, by=by, key=rule.key)
    return len(new)
