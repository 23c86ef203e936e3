"""How Django knows this app."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "npq_portal.users"
    label = "users"
    verbose_name = "People who sign in"
