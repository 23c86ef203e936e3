"""How the reminders are doing, in figures and in one sentence."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q

from cohorts.models import Cohort
from npq_portal import clock, timetable
from npq_portal.reminders.models import Heartbeat, Message
from npq_portal.ui import words

State = Message.State
# Longer without a sign of life and somebody should look.
LATE_AFTER = dt.timedelta(minutes=10)
SENDS_EVERY = dt.timedelta(seconds=timetable.SCHEDULE["send due reminders"]["schedule"])


class LastRun(NamedTuple):
    """When reminders last ran, how many went out since the day began, what failed of those due, and when they run next."""

    at: dt.datetime | None
    sent: int
    failed: int
    next_at: dt.datetime | None
    is_late: bool
    is_unavailable: bool

    @property
    def sentence(self) -> str:
        """Reminders last ran at 09:00; 31 sent today, none failed. Next run 09:05."""
        if self.at is None:
            return "Reminders have not run yet."
        sent = f"{self.sent:,} sent today" if self.sent else "none sent today"
        failed = f"{self.failed:,} failed" if self.failed else "none failed"
        if self.is_late:
            return f"Reminders last ran on {words.date_time(self.at)}; they should have run since."
        ran = f"Reminders last ran at {words.clock_time(self.at)}"
        ran += ", but the mail server was unavailable" if self.is_unavailable else ""
        return f"{ran}; {sent}, {failed}. Next run {words.clock_time(self.next_at)}."


def last_run(now: dt.datetime, messages=None) -> LastRun:
    """When sending last ran, with today's figures of ``messages`` (such as those a manager may see). Two queries."""
    beat = Heartbeat.objects.filter(job=Heartbeat.SEND).first() or Heartbeat()
    at = beat.last_run_at
    morning = clock.at(clock.local(now).date(), dt.time(0))
    rows = Message.objects.all() if messages is None else messages
    # What was late goes out today although it was due before.
    sent = Q(state=State.SENT, sent_at__gte=morning)
    failed = Q(state__in=Message.FAILED, due_at__gte=morning, due_at__lte=now)
    today = rows.filter(sent | failed).aggregate(sent=Count("pk", filter=sent), failed=Count("pk", filter=failed))
    next_at = at and max(at + SENDS_EVERY, now)
    is_late = at is not None and now - at > LATE_AFTER
    return LastRun(at, today["sent"], today["failed"], next_at, is_late, "unavailable" in beat.result)


def counts(messages=None) -> dict[str, int]:
    """How many messages are in each state, of all or of ``messages``. One query."""
    rows = Message.objects.all() if messages is None else messages
    found = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in State.values}


def by_cohort(cohorts: Iterable[Cohort]) -> list[tuple[Cohort, int, int, int]]:
    """For each cohort, how many messages come, were sent, and wait for somebody's decision. One query."""
    cohorts = list(cohorts)
    rows = Message.objects.filter(cohort__in=cohorts).order_by().values("cohort")
    found = {
        row["cohort"]: (row["coming"], row["sent"], row["failed"])
        for row in rows.annotate(
            coming=Count("pk", filter=Q(state__in=[*Message.WAITING, *Message.IN_HAND])),
            sent=Count("pk", filter=Q(state=State.SENT)),
            failed=Count("pk", filter=Q(state__in=Message.FAILED)),
        )
    }
    return [(cohort, *found.get(cohort.pk, (0, 0, 0))) for cohort in cohorts]
