"""How Django knows this app."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "npq_sessions"
    verbose_name = "Sessions and attendance"
