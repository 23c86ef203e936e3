"""How Django knows this app."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "npq_portal.reminders"
    label = "reminders"
    verbose_name = "Reminders"
