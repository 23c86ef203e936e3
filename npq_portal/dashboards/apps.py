"""How Django knows this app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "npq_portal.dashboards"
    label = "dashboards"
    verbose_name = "Home pages and reports"
