"""Participants in the support pages: for looking things up and for what no page offers."""

from django.contrib import admin

from participants.models import (
    AssessmentWindow,
    CoachingPeriod,
    Enrolment,
    Mentoring,
    Participant,
    School,
    StatusChange,
    Upload,
)


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin):
    list_display = ["name", "urn"]
    search_fields = ["name", "urn"]
    ordering = ["name", "pk"]


@admin.register(Participant)
class ParticipantAdmin(admin.ModelAdmin):
    list_display = ["user", "trn", "school"]
    list_select_related = ["user", "school"]
    search_fields = ["user__full_name", "user__email", "trn"]
    autocomplete_fields = ["school"]
    raw_id_fields = ["user"]
    ordering = ["user__full_name", "pk"]


@admin.register(Enrolment)
class EnrolmentAdmin(admin.ModelAdmin):
    list_display = ["participant", "cohort", "status", "joined_on"]
    list_filter = ["status", "cohort"]
    list_select_related = ["participant__user", "cohort"]
    search_fields = ["participant__user__full_name", "participant__user__email"]
    raw_id_fields = ["participant"]
    # Statuses change with a reason and a date, on the participant's own page.
    readonly_fields = ["status"]
    ordering = ["-pk"]


@admin.register(StatusChange)
class StatusChangeAdmin(admin.ModelAdmin):
    list_display = ["enrolment", "status", "effective_on", "reason", "recorded_by"]
    list_select_related = ["enrolment__participant__user", "enrolment__cohort", "recorded_by"]
    ordering = ["-pk"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Mentoring)
class MentoringAdmin(admin.ModelAdmin):
    list_display = ["enrolment", "mentor", "starts_on", "ends_on"]
    list_select_related = ["enrolment__participant__user", "enrolment__cohort", "mentor"]
    raw_id_fields = ["enrolment", "mentor"]
    ordering = ["-pk"]


@admin.register(CoachingPeriod)
class CoachingPeriodAdmin(admin.ModelAdmin):
    list_display = ["title", "cohort", "opens_on", "due_on"]
    list_filter = ["cohort"]
    ordering = ["cohort", "opens_on", "pk"]


@admin.register(AssessmentWindow)
class AssessmentWindowAdmin(admin.ModelAdmin):
    list_display = ["cohort", "opens_at", "closes_at"]
    list_select_related = ["cohort"]
    ordering = ["opens_at", "pk"]


@admin.register(Upload)
class UploadAdmin(admin.ModelAdmin):
    """Without the rows: they are people's details, and only for the cohort's managers."""

    list_display = ["file_name", "cohort", "state", "row_count", "uploaded_by", "uploaded_at"]
    list_select_related = ["cohort", "uploaded_by"]
    fields = ["file_name", "cohort", "state", "row_count", "outcome", "uploaded_by", "uploaded_at", "finished_at"]
    readonly_fields = fields
    ordering = ["-pk"]

    def has_add_permission(self, request):
        return False
