"""Two senders, one of them killed again and again: nothing is lost, and no kill costs more than one repeat."""

import datetime as dt
import signal
import time
from collections import Counter

import pytest
from django.conf import settings

from npq_portal import clock
from npq_portal.reminders import journal
from npq_portal.reminders.models import Message
from tests.factories.cohorts import CohortFactory
from tests.factories.participants import EnrolmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import TrainingSessionFactory
from tests.reminders.processes import end, wait_until
from tests.reminders.smtp import free_port

KILLS = 12
PEOPLE = 40
PATIENCE = 300.0
State = Message.State
UNSETTLED = [State.PLANNED, State.LEASED, State.SENDING, State.RETRY]


def unsettled():
    return Message.objects.filter(state__in=UNSETTLED).count()


@pytest.fixture
def feed(transactional_db):
    """Add a message to each of some people that is due now, about a session of its own each time."""
    rule = ReminderRuleFactory(offset_days=-7)
    # Long over, so that the senders' own planner leaves it alone.
    cohort = CohortFactory(ends_on=dt.date(2021, 12, 1))
    people = EnrolmentFactory.create_batch(PEOPLE, cohort=cohort)

    def add():
        # In real time, because senders that rehearse another day, and start one after the other, do not agree on it.
        now = clock.now()
        session = TrainingSessionFactory(cohort=cohort, starts_at=now + dt.timedelta(days=7))
        Message.objects.bulk_create(
            Message(
                recipient=person.participant.user,
                rule=rule,
                cohort=cohort,
                enrolment=person,
                occurrence=f"session:{session.pk}:{session.starts_at:%Y-%m-%dT%H:%MZ}",
                anchor_id=session.pk,
                anchor_at=session.starts_at,
                local_day=now.date(),
                local_time=rule.local_time,
                due_at=now,
                next_attempt_at=now,
                expires_at=session.starts_at,
                planned_at=now,
            )
            for person in people
        )

    return add


def test_senders_that_are_killed_lose_nothing_and_repeat_at_most_one_message_each(feed, start, tmp_path):
    kill_senders(feed, start, tmp_path, "--batch", "10")


@pytest.mark.postgres
@pytest.mark.redis
def test_senders_of_groups_lose_and_repeat_no_more_when_they_are_killed(feed, start, tmp_path):
    before = journals()

    kill_senders(feed, start, tmp_path, "--batch", "20", REDIS_URL=settings.REDIS_URL)

    # Some were killed while they had a group in their hands.
    assert journals() - before


def kill_senders(feed, start, tmp_path, *options, **variables):
    port, taken_file = free_port(), tmp_path / "taken"
    sink = start("-m", "tests.reminders.sink", str(port), str(taken_file))
    assert sink.stdout.readline() == "ready\n"
    command = ["manage.py", "run_sender", "--every", "0.05", "--plan-every", "9999", "--lease", "4"]
    command += ["--handing-over", "4", *options]
    variables |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
    until = time.monotonic() + PATIENCE

    steady = start(*command, **variables)
    victim = start(*command, **variables)
    for kill in range(KILLS):
        assert victim.stdout.readline().startswith("Sending reminders")
        begun = lines_of(taken_file)
        feed()
        following = start(*command, **variables) if kill < KILLS - 1 else None
        wait_until(lambda begun=begun, kill=kill: lines_of(taken_file) > begun + 5 + kill, until)
        assert end(victim, signal.SIGKILL) == -signal.SIGKILL
        victim = following
    wait_until(lambda: not unsettled(), until)
    code = end(steady)
    end(sink)

    taken = Counter(taken_file.read_text().split())
    sent = {f"{message_id.hex}@example.org" for message_id in sent_ids()}
    assert code == 0
    assert len(sent) == KILLS * PEOPLE
    assert sent == set(taken)
    assert sum(taken.values()) - len(taken) <= KILLS


def journals():
    with journal.connected() as redis:
        return set(redis.scan_iter("reminders:journal:*"))


def sent_ids():
    return Message.objects.filter(state=State.SENT).values_list("message_id", flat=True)


def lines_of(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0
