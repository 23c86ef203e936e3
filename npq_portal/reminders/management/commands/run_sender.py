"""``manage.py run_sender``: plan and send without Celery, Redis or anything else beside the database."""

import datetime as dt
import signal
import threading
from time import monotonic

from django.core.management.base import BaseCommand
from django.db.utils import InterfaceError, OperationalError

from npq_portal import clock
from npq_portal.reminders.actions import delivery, plans, recovery
from npq_portal.reminders.actions.runs import Pace


def seconds(text: str) -> dt.timedelta:
    return dt.timedelta(seconds=float(text))


class Command(BaseCommand):
    help = "Plan and send reminders in a loop until stopped; any number may run beside each other and beside Celery."

    def add_arguments(self, parser):
        pace = Pace()
        parser.add_argument("--every", type=float, default=30.0, help="seconds between two looks")
        parser.add_argument("--plan-every", type=float, default=300.0, help="seconds between two plannings")
        parser.add_argument("--batch", type=int, default=pace.batch, help="messages taken up at once")
        parser.add_argument("--lease", type=seconds, default=pace.lease, help="seconds for which they are spoken for")
        parser.add_argument(
            "--handing-over", type=seconds, default=pace.handing_over, help="seconds after which one is in doubt"
        )

    def handle(self, *, every, plan_every, batch, lease, handing_over, **options):
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sender = delivery.Sender(Pace(batch=batch, lease=lease, handing_over=handing_over))
        planned_at = -plan_every
        self.stdout.write("Sending reminders. Stop with Ctrl-C.")
        self.stdout.flush()
        while not stop.is_set():
            try:
                # First of all, so that nothing counts as in doubt of which this process knows that it was accepted.
                sender.settle()
                if monotonic() - planned_at >= plan_every:
                    planned_at = monotonic()
                    plans.plan(clock.now())
                recovery.recover(now=clock.now())
                sender.send_due(now=clock.now(), should_stop=stop.is_set)
            except (OperationalError, InterfaceError) as problem:
                self.stderr.write(f"The database is away: {problem}".strip())
            stop.wait(every)
        self.stdout.write("Stopped; nothing is left half done.")
