"""How Django knows this app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "npq_portal.ui"
    label = "ui"
    verbose_name = "How pages look and behave"
