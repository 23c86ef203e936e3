"""Writing down a past in which reminders went out as they should: for rehearsals and examples."""

import datetime as dt
from collections import Counter
from uuid import uuid4

from django.db import transaction

from cohorts.models import Cohort
from npq_portal.reminders import facts, occurrences, wording
from npq_portal.reminders.facts import Facts
from npq_portal.reminders.models import Message, MessageAttempt, Reason
from npq_portal.reminders.occurrences import Occurrence

State = Message.State
ROWS = 1000
PLANNED_BEFORE = dt.timedelta(days=200)
TAKES = dt.timedelta(seconds=1)


@transaction.atomic
def record_sent(cohort: Cohort, until: dt.datetime) -> dict[str, int]:
    """Add a row for every message of a cohort that was due before ``until``, as sent at its moment.

    What had been done by then is written down as not needed. Messages are made by the planner and the words of real
    sending; rows that are there already stay as they are.
    """
    known = facts.read(cohort)
    rows = [row_of(each, known) for each in occurrences.all_of(known) if each.slot.moment < until]
    Message.objects.bulk_create(rows, batch_size=ROWS, ignore_conflicts=True)
    sent = Message.objects.filter(message_id__in=[row.message_id for row in rows if row.state == State.SENT])
    MessageAttempt.objects.bulk_create(
        (
            MessageAttempt(
                message_id=pk, started_at=due_at, ended_at=due_at + TAKES, outcome=MessageAttempt.Outcome.ACCEPTED
            )
            for pk, due_at in sent.values_list("pk", "due_at")
        ),
        batch_size=ROWS,
    )
    return dict(Counter(row.state for row in rows))


def row_of(occurrence: Occurrence, known: Facts) -> Message:
    """The row of a message as it was left behind at the moment it was due."""
    rule, user, enrolment_id, point, slot, expires_at = occurrence
    row = Message(
        recipient=user,
        rule=rule,
        cohort=known.cohort,
        enrolment_id=enrolment_id,
        occurrence=point.key,
        anchor_id=point.pk,
        anchor_at=point.at,
        local_day=slot.day,
        local_time=slot.time,
        due_at=slot.moment,
        expires_at=expires_at,
        next_attempt_at=slot.moment,
        planned_at=slot.moment - PLANNED_BEFORE,
        message_id=uuid4(),
    )
    if occurrences.is_done(rule, user.pk, enrolment_id, point.pk, known, slot.moment):
        row.state, row.reason = State.SUPPRESSED, Reason.DONE
        return row
    row.state, row.attempts, row.rule_version = State.SENT, 1, rule.version
    row.date_header, row.sent_at, row.address = slot.moment, slot.moment + TAKES, user.email
    row.subject, row.body = wording.render(rule, user, enrolment_id, point.thing, known, slot.moment)
    return row
