"""Cohorts and what they are made of, in the support pages; managers use the portal's own."""

from django.contrib import admin

from cohorts import models


@admin.register(models.Cohort)
class CohortAdmin(admin.ModelAdmin):
    list_display = ["name", "programme", "partner", "stage", "starts_on"]
    list_select_related = ["programme", "partner"]
    list_filter = ["stage", "partner"]


@admin.register(models.Milestone)
class MilestoneAdmin(admin.ModelAdmin):
    list_display = ["schedule_identifier", "contract_year", "declaration_type", "due_on"]
    list_filter = ["contract_year"]


@admin.register(models.FacilitatorAssignment)
class FacilitatorAssignmentAdmin(admin.ModelAdmin):
    list_display = ["facilitator", "cohort", "starts_on", "ends_on"]
    list_select_related = ["facilitator", "cohort"]
    raw_id_fields = ["facilitator"]


@admin.register(models.PartnerManager)
class PartnerManagerAdmin(admin.ModelAdmin):
    list_display = ["manager", "partner", "starts_on", "ends_on"]
    list_select_related = ["manager", "partner"]
    raw_id_fields = ["manager"]


admin.site.register(
    [
        models.Blueprint,
        models.CalendarPeriod,
        models.Component,
        models.ContentArea,
        models.DeliveryPartner,
        models.LeadProvider,
        models.Programme,
        models.SchoolCalendar,
    ]
)
