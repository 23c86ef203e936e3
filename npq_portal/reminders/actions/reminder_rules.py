"""Changing what is sent."""

import datetime as dt
from typing import Any

from django.db import transaction

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.reminders.models import ReminderRule


class ChangedMeanwhile(Exception):
    """Somebody else changed the rule after this change was begun."""


class OwnRuleExists(Exception):
    """The cohort has its own version of this rule already."""


@transaction.atomic
def change(rule: ReminderRule, *, based_on: int, now: dt.datetime, by: Any) -> ReminderRule:
    """Save a changed rule as its next version; planned messages follow at the next planning, sent ones stay as they are."""
    current = ReminderRule.objects.select_for_update().get(pk=rule.pk)
    if current.version != based_on:
        raise ChangedMeanwhile
    rule.version = current.version + 1
    rule.changed_at = now
    rule.full_clean()
    rule.save()
    log.record("reminder_rule.changed", subject=rule, by=by, version=rule.version, is_on=rule.is_on)
    return rule


@transaction.atomic
def copy_for(rule: ReminderRule, cohort: Cohort, *, now: dt.datetime, by: Any) -> ReminderRule:
    """Give a cohort its own version of a rule, which takes the general one's place there."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    if ReminderRule.objects.filter(key=rule.key, cohort=cohort).exists():
        raise OwnRuleExists
    own = ReminderRule(
        key=rule.key,
        name=rule.name,
        cohort=cohort,
        anchor=rule.anchor,
        offset_days=rule.offset_days,
        unit=rule.unit,
        local_time=rule.local_time,
        audience=rule.audience,
        subject=rule.subject,
        body=rule.body,
        is_on=rule.is_on,
        changed_at=now,
    )
    own.full_clean()
    own.save()
    log.record("reminder_rule.copied", subject=own, by=by, cohort=cohort.slug)
    return own
