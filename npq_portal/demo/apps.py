"""How Django knows this app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "npq_portal.demo"
    label = "demo"
    verbose_name = "Example people and a rehearsed past"
