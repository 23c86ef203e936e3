"""What Celery is told to do."""

import re
import time

import pytest
from django.conf import settings

from npq_portal import clock
from npq_portal.reminders import tasks
from npq_portal.reminders.models import Message
from tests.reminders.conftest import APRIL, DUE
from tests.reminders.processes import end, wait_until

State = Message.State


def test_each_task_can_run_twice_without_harm(intake, mailoutbox):
    clock.move_to(APRIL)
    for task in (tasks.plan, tasks.plan, tasks.send_due):
        task()
    clock.move_to(DUE)
    for task in (tasks.send_due, tasks.recover, tasks.send_due, tasks.recover):
        task()

    assert len(mailoutbox) == 2
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def test_nothing_is_ever_put_off_in_a_queue():
    put_off = re.compile(r"\beta\s*=|\bcountdown\s*=|\bapply_async\(")
    roots = ("npq_portal", "cohorts", "participants", "sessions")
    found = [
        path for root in roots for path in (settings.ROOT / root).rglob("*.py") if put_off.search(path.read_text())
    ]

    assert found == []


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_a_worker_over_redis_sends_what_is_due(planned, start, server, sink):
    until = time.monotonic() + 60
    worker = start(
        *(
            "-m",
            "celery",
            "-A",
            "npq_portal",
            "worker",
            "-P",
            "threads",
            "-c",
            "1",
            "--without-gossip",
            "--without-mingle",
        ),
        REDIS_URL=settings.REDIS_URL,
        PORTAL_CLOCK="2022-05-04T16:01",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(server.port),
    )

    tasks.send_due.delay()
    tasks.send_due.delay()
    wait_until(lambda: Message.objects.filter(state=State.SENT).count() == 2, until)

    assert end(worker) == 0
    assert len(sink.received) == 2
