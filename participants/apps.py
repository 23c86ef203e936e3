"""How Django knows this app."""

from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    label = "participants"
    verbose_name = "Participants"
