"""Bringing the ledger into line with what the rules ask for."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable
from uuid import uuid4

from django.db import models, transaction

from cohorts.models import Cohort
from cohorts.models.stages import RESTING
from cohorts.planning.calendars import CalendarError
from npq_portal import clock
from npq_portal.reminders import facts, occurrences
from npq_portal.reminders.facts import Facts
from npq_portal.reminders.models import Audience, Heartbeat, Message, Reason, ReminderRule
from npq_portal.reminders.occurrences import Occurrence

logger = logging.getLogger(__name__)

State = Message.State
LEASE = dt.timedelta(minutes=10)
# A message that was first thought of a few minutes after its moment (a planner's interval) still goes out.
GRACE = dt.timedelta(minutes=15)
# A cohort whose course is over needs no planning; reminders come at most 120 days after what they are about.
STAYS_FOR = dt.timedelta(days=120)
# Rows that planning itself called back, and calls in again when they are wanted after all.
CALLED_BACK = {
    Reason.MOVED,
    Reason.ANCHOR_CANCELLED,
    Reason.JOINED_LATER,
    Reason.DEFERRED,
    Reason.WITHDRAWN,
    Reason.COMPLETED,
    Reason.COHORT_RESTS,
    Reason.RULE_OFF,
    Reason.RULE_CHANGED,
    Reason.NOT_CONCERNED,
    Reason.SAME_DAY,
}
# Whoever was told by a general rule is not told again by the cohort's own version of it.
TOLD = {State.SENT, *Message.IN_HAND, *Message.FAILED}
ROWS = 1000
# What planning decides again when a rule, a date or a person's standing changes.
TIMING = ["state", "reason", "local_day", "local_time", "due_at", "next_attempt_at", "expires_at"]


def plan(now: dt.datetime, cohort: Cohort | None = None) -> dict[str, int]:
    """Plan every message of one cohort, or of all that are not over: insert what is missing, call back what is not wanted.

    Running it again changes nothing; of two at once, the second finds its rows there. Answers with what changed.
    """
    changed: Counter[str] = Counter()
    if cohort is not None:
        return dict(plan_cohort(cohort, now=now))
    if not (token := take_lease(Heartbeat.PLAN, now=now)):
        return {"busy": 1}
    for each in cohorts_to_plan(now):
        try:
            changed += plan_cohort(each, now=now)
        except CalendarError:
            logger.exception("Reminders of cohort %s are not planned: its calendar contradicts itself", each.slug)
            changed["problems"] += 1
    end_lease(Heartbeat.PLAN, token, now=now, result=changed)
    return dict(changed)


def cohorts_to_plan(now: dt.datetime) -> models.QuerySet[Cohort]:
    """Cohorts that run or are about to; a draft's rules rest until it is one no more."""
    rows = Cohort.objects.exclude(stage__in=RESTING).filter(ends_on__gte=clock.local(now).date() - STAYS_FOR)
    return rows.select_related("programme", "partner", "calendar").order_by("pk")


@transaction.atomic
def plan_cohort(cohort: Cohort, *, now: dt.datetime) -> Counter[str]:
    """Bring one cohort's rows into line with its rules and facts."""
    known = facts.read(cohort)
    wanted = {occurrence.identity: occurrence for occurrence in occurrences.all_of(known)}
    rows = Message.objects.filter(cohort=cohort).select_related("cohort").defer("subject", "body")
    there: dict[tuple[int, int, str], Message] = {}
    told: set[tuple[int, str, str]] = set()
    for row in rows.annotate(rule_key=models.F("rule__key")):
        there[row.recipient_id, row.rule_id, row.occurrence] = row
        if row.state in TOLD:
            told.add((row.recipient_id, row.rule_key, row.occurrence))
    missing = [
        occurrence
        for identity, occurrence in wanted.items()
        if identity not in there and (occurrence.user.pk, occurrence.rule.key, occurrence.point.key) not in told
    ]
    changed = insert(missing, cohort, now=now)
    changed += adjust(there, wanted, now=now)
    changed += call_back((row for identity, row in there.items() if identity not in wanted), known, now=now)
    return +changed


def insert(missing: Iterable[Occurrence], cohort: Cohort, *, now: dt.datetime) -> Counter[str]:
    """Add rows for what is wanted and not there; what can no longer be sent at all is left out."""
    new = [row_of(occurrence, cohort, now=now) for occurrence in missing if occurrence.expires_at > now]
    Message.objects.bulk_create(new, batch_size=ROWS, ignore_conflicts=True)
    return Counter(row.state for row in new)


def row_of(occurrence: Occurrence, cohort: Cohort, *, now: dt.datetime) -> Message:
    """A new row. What should have gone out before anybody planned it is missed, never sent late in a heap."""
    due_at = occurrence.slot.moment
    is_missed = due_at < now - GRACE
    return Message(
        recipient=occurrence.user,
        rule=occurrence.rule,
        cohort=cohort,
        enrolment_id=occurrence.enrolment_id,
        occurrence=occurrence.point.key,
        anchor_id=occurrence.point.pk,
        anchor_at=occurrence.point.at,
        local_day=occurrence.slot.day,
        local_time=occurrence.slot.time,
        due_at=due_at,
        expires_at=occurrence.expires_at,
        next_attempt_at=due_at,
        planned_at=now,
        state=State.MISSED if is_missed else State.PLANNED,
        reason=Reason.PLANNED_TOO_LATE if is_missed else "",
    )


def adjust(
    there: dict[tuple[int, int, str], Message], wanted: dict[tuple[int, int, str], Occurrence], *, now: dt.datetime
) -> Counter[str]:
    """Give planned rows the time that is right now, and call in again those that are wanted after all."""
    counts: Counter[str] = Counter()
    for identity, row in there.items():
        occurrence = wanted.get(identity)
        if occurrence is None:
            continue
        right = row_of(occurrence, row.cohort, now=now)
        is_back = row.state in {State.CANCELLED, State.SUPERSEDED} and row.reason in CALLED_BACK
        if is_back and right.state == State.PLANNED:
            counts["returned"] += 1
        elif row.state == State.PLANNED and (row.due_at, row.expires_at) != (right.due_at, right.expires_at):
            counts["retimed"] += 1
        else:
            continue
        # Only as long as nobody has taken it up: a sender may be at work.
        Message.objects.filter(pk=row.pk, state=row.state).update(**{name: getattr(right, name) for name in TIMING})
    return counts


def call_back(rows: Iterable[Message], known: Facts, *, now: dt.datetime) -> Counter[str]:
    """Cancel what nobody wants any more and has not gone out, saying why; what was moved is superseded."""
    reasons: dict[Reason, list[int]] = {}
    for row in rows:
        if row.state in Message.WAITING:
            reasons.setdefault(why_unwanted(row, known, now=now), []).append(row.pk)
    counts: Counter[str] = Counter()
    for reason, ids in reasons.items():
        state = State.SUPERSEDED if reason == Reason.MOVED else State.CANCELLED
        for start in range(0, len(ids), ROWS):
            unsent = Message.objects.unsent().filter(pk__in=ids[start : start + ROWS])
            counts[state] += unsent.update(state=state, reason=reason)
    return counts


def why_unwanted(row: Message, known: Facts, *, now: dt.datetime) -> Reason:
    """Why a row that was planned is not wanted any more."""
    rule = rule_in_force(row, known)
    if rule is None:
        return known.why_silent(row.rule_id)
    current = {point.pk: point for point in occurrences.points(rule.anchor, known)}.get(row.anchor_id)
    if current is None:
        return Reason.ANCHOR_CANCELLED
    if current.key != row.occurrence:
        return Reason.MOVED
    if (row.enrolment_id is None) == (rule.audience == Audience.PARTICIPANTS):
        return Reason.RULE_CHANGED
    slot = occurrences.slot_of(rule, current.day, known)
    if row.enrolment_id is None:
        concerned = {user.pk for user in occurrences.staff(rule, current, slot.day, known)}
        why = None if row.recipient_id in concerned else Reason.NOT_CONCERNED
    else:
        why = occurrences.why_not_expected(rule, current, slot.day, row.enrolment_id, known)
    is_in_time = not occurrences.comes_before(rule) or slot.moment < current.until
    return why or (Reason.SAME_DAY if is_in_time else Reason.RULE_CHANGED)


def rule_in_force(row: Message, known: Facts) -> ReminderRule | None:
    return next((rule for rule in known.rules if rule.pk == row.rule_id and rule.is_on), None)


def take_lease(job: str, *, now: dt.datetime) -> str:
    """Take up a job unless another process is at it; answers with a token, or with nothing."""
    token = uuid4().hex
    Heartbeat.objects.bulk_create([Heartbeat(job=job)], ignore_conflicts=True)
    free = models.Q(lease_until=None) | models.Q(lease_until__lt=now) | models.Q(lease_until__gt=now + 2 * LEASE)
    taken = Heartbeat.objects.filter(free, job=job).update(lease_token=token, lease_until=now + LEASE)
    return token if taken else ""


def end_lease(job: str, token: str, *, now: dt.datetime, result: Counter[str]) -> None:
    """Lay a job down and write down what came of it."""
    Heartbeat.objects.filter(job=job, lease_token=token).update(
        lease_token="", lease_until=None, last_run_at=now, result=dict(result)
    )
