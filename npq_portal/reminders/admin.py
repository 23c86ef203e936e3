"""Reminders on the support pages: to look, not to change."""

from django.contrib import admin

from npq_portal.reminders.models import Heartbeat, Message, MessageAttempt, Pause, RefusedAddress, ReminderRule


class ReadOnlyAdmin(admin.ModelAdmin):
    """What the portal keeps by itself is looked at, never edited by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ReminderRule)
class ReminderRuleAdmin(ReadOnlyAdmin):
    list_display = ["name", "cohort", "anchor", "offset_days", "audience", "is_on", "version"]
    list_filter = ["anchor", "audience", "is_on"]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["occurrence", "recipient", "rule", "due_at", "state", "reason", "attempts"]
    list_filter = ["state", "rule"]
    list_select_related = ["recipient", "rule"]
    # Counting all messages would cost more than showing a page of them.
    show_full_result_count = False


@admin.register(MessageAttempt)
class MessageAttemptAdmin(ReadOnlyAdmin):
    list_display = ["message", "started_at", "outcome", "code", "answer"]
    list_select_related = ["message__recipient"]
    show_full_result_count = False


admin.site.register([Heartbeat, Pause, RefusedAddress], ReadOnlyAdmin)
