"""How Django knows this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "npq_portal.audit"
    label = "audit"
    verbose_name = "What was done, by whom"
