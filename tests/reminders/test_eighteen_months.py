"""Eighteen months of reminders in some seconds: sessions move, people leave, the portal is down, and nothing goes wrong."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.core.mail.backends.locmem import EmailBackend

from cohorts.planning import bank_holidays
from npq_portal import clock
from npq_portal.reminders import planning
from npq_portal.reminders.actions import defaults, delivery, plans, recovery
from npq_portal.reminders.models import Message
from participants.models import Enrolment
from sessions.models import StudyUnit, TrainingSession
from tests.factories.cohorts import CohortFactory, facilitator_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import StudyRecordFactory, StudyUnitFactory, TrainingSessionFactory
from tests.reminders.test_plans import defer

State = Message.State
FIRST, LAST = dt.date(2021, 10, 18), dt.date(2023, 6, 9)
ONE_DAY = dt.timedelta(days=1)
# Looks at the ledger on each day: for the mornings' messages, and the afternoons'; at weekends in the night.
LOOKS = [dt.time(9, 5), dt.time(18, 10)]
NIGHT = [dt.time(3)]
# Monday and Thursday; the real planner runs every five minutes.
PLANNING_DAYS = {0, 3}
# Days on which the portal is down, from the first to the last; both clock changes of 2022 are among them.
OUTAGES = [
    (dt.date(2021, 12, 6), dt.date(2021, 12, 8)),
    (dt.date(2022, 3, 26), dt.date(2022, 3, 28)),
    (dt.date(2022, 5, 12), dt.date(2022, 5, 13)),
    (dt.date(2022, 10, 29), dt.date(2022, 10, 31)),
]


class Post(EmailBackend):
    """Keeps what is sent with the moment at which it was."""

    def __init__(self):
        super().__init__()
        self.sent = []
        self.now = None

    def send_messages(self, messages):
        self.sent += [(self.now, message.to[0], message.subject) for message in messages]
        return len(messages)


@pytest.fixture
def programme(db):
    """A cohort of six with fourteen sessions and twelve units between November 2021 and May 2023."""
    cohort = CohortFactory()
    facilitator_of(cohort)
    EnrolmentFactory.create_batch(6, cohort=cohort)
    for number in range(14):
        day = dt.date(2021, 11, 17) + dt.timedelta(weeks=5 * number)
        TrainingSessionFactory(
            cohort=cohort, title=f"Session {number}", starts_at=clock.at(day, dt.time(15, 45)), short_title=str(number)
        )
    for number in range(12):
        due_on = dt.date(2021, 12, 5) + dt.timedelta(weeks=6 * number)
        StudyUnitFactory(cohort=cohort, opens_on=due_on - dt.timedelta(weeks=4), due_on=due_on, title=f"Unit {number}")
    defaults.load(now=clock.at(FIRST, dt.time(9)))
    return cohort


def live_through(day, cohort, chance):
    """What happens to a cohort on one day."""
    for unit in StudyUnit.objects.filter(due_on=day + 2 * ONE_DAY):
        for enrolment in chance.sample(list(Enrolment.objects.filter(cohort=cohort)), 3):
            StudyRecordFactory(unit=unit, enrolment=enrolment, done_at=clock.at(day, dt.time(20)))
    if day == dt.date(2022, 2, 1):
        defer(Enrolment.objects.filter(cohort=cohort).earliest("pk"), on=day)
    if day == dt.date(2022, 9, 5):
        defer(Enrolment.objects.filter(cohort=cohort).earliest("pk"), on=day, status=Enrolment.Status.ACTIVE)
    if day == dt.date(2022, 6, 1):
        defer(Enrolment.objects.filter(cohort=cohort).latest("pk"), on=day, status=Enrolment.Status.WITHDRAWN)
    if day == dt.date(2022, 4, 20):
        later = TrainingSession.objects.filter(starts_at__gt=clock.at(day, dt.time(12))).earliest("starts_at")
        later.starts_at += 2 * ONE_DAY
        later.ends_at += 2 * ONE_DAY
        later.save()


def test_eighteen_months_with_outages_moves_and_leavers_send_nothing_twice_late_early_or_to_the_wrong_people(programme):
    chance, post = random.Random(2021), Post()
    sender = delivery.Sender()
    day = FIRST
    while day <= LAST:
        live_through(day, programme, chance)
        if not any(first <= day <= last for first, last in OUTAGES):
            if day.weekday() in PLANNING_DAYS:
                plans.plan(clock.at(day, dt.time(7, 45)))
            recovery.recover(now=clock.at(day, LOOKS[0]))
            for time in LOOKS if day.weekday() < 5 else NIGHT:
                post.now = clock.at(day, time)
                sender.send_due(now=post.now, connection=post)
        day += ONE_DAY

    states = Counter(Message.objects.values_list("state", flat=True))
    rows = list(Message.objects.filter(state=State.SENT).select_related("rule"))
    ends = dict(Message.objects.values_list("message_id", "expires_at"))
    holidays = bank_holidays.in_england()
    assert states[State.SENT] == len(post.sent) > 250
    assert len(set(post.sent)) == len(post.sent)
    assert set(states) <= {
        *(State.SENT, State.SUPPRESSED, State.CANCELLED, State.SUPERSEDED, State.EXPIRED, State.MISSED)
    }
    assert all(row.due_at <= row.sent_at < ends[row.message_id] for row in rows)
    assert all(planning.EARLIEST <= row.local_time <= planning.LATEST for row in rows)
    assert not [row for row in rows if row.local_day in holidays or row.local_day.weekday() > 4]
    sent = [clock.local(row.sent_at) for row in rows]
    assert all(planning.EARLIEST <= at.time() <= planning.LATEST for at in sent)
    assert not [at for at in sent if at.date() in holidays or at.weekday() > 4]
    assert states[State.SUPPRESSED] > 20
    assert states[State.EXPIRED] + states[State.MISSED] <= len(OUTAGES) * 12
