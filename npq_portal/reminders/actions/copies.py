"""The reminder rules of a cohort that was copied."""

import datetime as dt

from django.db import transaction

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.reminders.models import ReminderRule
from npq_portal.users.models import User


@transaction.atomic
def copy_rules(source: Cohort, new: Cohort, *, now: dt.datetime, by: User) -> int:
    """Give a new cohort the other's own rules, switched off until somebody has read them; how many there are."""
    rules = list(ReminderRule.objects.filter(cohort=source).order_by("pk"))
    for rule in rules:
        rule.pk, rule.cohort, rule.is_on, rule.version, rule.changed_at = None, new, False, 1, now
        rule._state.adding = True
        rule.full_clean()
        rule.save()
    log.record("reminder_rules.copied", subject=new, by=by, rules=len(rules))
    return len(rules)
