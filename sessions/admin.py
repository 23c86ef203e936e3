"""Support pages for what is taught and what was done. People use the portal; this is for looking things up."""

from django.contrib import admin

from sessions.models import (
    AcceptedClash,
    CalendarSubscription,
    CatchUp,
    Mark,
    MarkEvent,
    PlanVersion,
    Register,
    SessionFacilitator,
    StudyRecord,
    StudyUnit,
    TrainingSession,
    Venue,
)


class OnlyActionsWrite:
    """Rows that only actions write, because each change of them has a history, or consequences that they look after."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ForReading(OnlyActionsWrite, admin.ModelAdmin):
    """A page to look rows up on; large tables are not counted."""

    show_full_result_count = False
    list_per_page = 50


class SessionFacilitatorInline(OnlyActionsWrite, admin.TabularInline):
    model = SessionFacilitator
    extra = 0
    raw_id_fields = ["facilitator"]


@admin.register(TrainingSession)
class TrainingSessionAdmin(ForReading):
    """Moving a session looks for clashes and reaches calendars: managers do it on its own page."""

    list_display = ["title", "cohort", "starts_at", "delivery", "status"]
    list_filter = ["status", "delivery"]
    list_select_related = ["cohort"]
    search_fields = ["title", "cohort__name"]
    ordering = ["-starts_at", "-pk"]
    inlines = [SessionFacilitatorInline]


@admin.register(Venue)
class VenueAdmin(admin.ModelAdmin):
    search_fields = ["name"]
    ordering = ["name"]


@admin.register(PlanVersion)
class PlanVersionAdmin(ForReading):
    list_display = ["cohort", "number", "state", "made_at", "published_at"]
    list_filter = ["state"]
    list_select_related = ["cohort"]
    ordering = ["-made_at", "-pk"]


@admin.register(AcceptedClash)
class AcceptedClashAdmin(ForReading):
    list_display = ["session", "kind", "reason", "accepted_at", "accepted_by"]
    list_filter = ["kind"]
    list_select_related = ["session", "accepted_by"]
    ordering = ["-accepted_at", "-pk"]


@admin.register(StudyUnit)
class StudyUnitAdmin(admin.ModelAdmin):
    list_display = ["title", "cohort", "opens_on", "due_on", "minutes"]
    list_select_related = ["cohort"]
    search_fields = ["title", "cohort__name"]
    ordering = ["-due_on", "-pk"]


@admin.register(Register)
class RegisterAdmin(ForReading):
    list_display = ["session", "state", "submitted_at", "submitted_by", "closed_at"]
    list_select_related = ["session", "submitted_by"]
    ordering = ["-pk"]


@admin.register(Mark)
class MarkAdmin(ForReading):
    list_display = ["enrolment", "session", "status", "minutes_late", "version", "marked_at", "marked_by"]
    list_select_related = ["enrolment__participant__user", "enrolment__cohort", "session", "marked_by"]
    ordering = ["-pk"]


@admin.register(MarkEvent)
class MarkEventAdmin(ForReading):
    list_display = ["mark", "version", "status", "at", "by", "correction"]
    list_select_related = ["mark__enrolment__participant__user", "mark__session", "by"]
    ordering = ["-pk"]


@admin.register(StudyRecord)
class StudyRecordAdmin(ForReading):
    list_display = ["unit", "enrolment", "minutes", "done_at"]
    list_select_related = ["unit", "enrolment__participant__user", "enrolment__cohort"]
    ordering = ["-pk"]


@admin.register(CatchUp)
class CatchUpAdmin(ForReading):
    list_display = ["session", "enrolment", "state", "due_on", "submitted_at", "decided_at"]
    list_select_related = ["session", "enrolment__participant__user", "enrolment__cohort"]
    ordering = ["-pk"]


@admin.register(CalendarSubscription)
class CalendarSubscriptionAdmin(ForReading):
    list_display = ["user", "created_at", "last_fetched_at"]
    list_select_related = ["user"]
    exclude = ["token_hash"]
    ordering = ["-pk"]

    def has_delete_permission(self, request, obj=None):
        """Support can end a link that got into the wrong hands."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
