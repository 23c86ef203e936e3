"""``manage.py load_reminder_rules``: add the shipped reminder rules that are not there yet."""

from django.core.management.base import BaseCommand

from npq_portal import clock
from npq_portal.reminders.actions import defaults
from npq_portal.ui import words


class Command(BaseCommand):
    help = "Add the reminder rules that the portal ships with and does not have yet; changed ones stay as they are."

    def handle(self, **options):
        added = defaults.load(now=clock.now())
        self.stdout.write(f"Added {words.count(added, 'reminder rule,reminder rules')}.")
