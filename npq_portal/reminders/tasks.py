"""What Celery tells the reminders to do: look now. Nothing stands in a queue; the ledger knows what is due."""

from celery import shared_task

from npq_portal import clock
from npq_portal.reminders.actions import delivery, plans, recovery

# One for each process, so that it remembers what was accepted while the database was away.
sender = delivery.Sender()


@shared_task(name="reminders.plan")
def plan() -> None:
    plans.plan(clock.now())


@shared_task(name="reminders.send_due")
def send_due() -> None:
    sender.send_due(now=clock.now())


@shared_task(name="reminders.recover")
def recover() -> None:
    recovery.recover(now=clock.now())
