"""Addresses of the reminders."""

from django.urls import path

from npq_portal.reminders.views import message_pages, rule_pages

app_name = "reminders"
urlpatterns = [
    path("", rule_pages.list_rules, name="list-rules"),
    path("pause/", rule_pages.pause_reminders, name="pause-reminders"),
    path("pauses/<int:pk>/end/", rule_pages.resume_reminders, name="resume-reminders"),
    path("rules/<int:pk>/", rule_pages.edit_rule, name="edit-rule"),
    path("rules/<int:pk>/copy/", rule_pages.copy_rule, name="copy-rule"),
    path("rules/<int:pk>/test/", rule_pages.test_rule, name="test-rule"),
    path("cohorts/<slug:slug>/", message_pages.show_messages, name="show-messages"),
    path("messages/<int:pk>/", message_pages.show_message, name="show-message"),
    path("messages/<int:pk>/retry/", message_pages.retry_message, name="retry-message"),
    path("messages/<int:pk>/cancel/", message_pages.cancel_message, name="cancel-message"),
]
