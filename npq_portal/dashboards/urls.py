"""Addresses of the pages that combine what the apps know: home pages, cohorts, people, my programme."""

from django.urls import path

from npq_portal.dashboards.views import (
    caseload,
    cohort,
    facilitating,
    health,
    home,
    my_programme,
    participant,
    people,
    plan_drafts,
    plan_versions,
    registers,
    stages,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("cohorts/<slug:slug>/", cohort.show_cohort, name="show-cohort"),
    path("cohorts/<slug:slug>/engagement.csv", cohort.download_engagement, name="download-engagement"),
    path("cohorts/<slug:slug>/draft/", plan_drafts.show_draft, name="show-draft"),
    path("cohorts/<slug:slug>/draft/open/", plan_drafts.open_draft, name="open-draft"),
    path("cohorts/<slug:slug>/draft/move/", plan_drafts.move_in_draft, name="move-in-draft"),
    path("cohorts/<slug:slug>/draft/anew/", plan_drafts.plan_draft_anew, name="plan-draft-anew"),
    path("cohorts/<slug:slug>/draft/put-back/", plan_drafts.put_back_in_draft, name="put-back-in-draft"),
    path("cohorts/<slug:slug>/draft/refresh/", plan_drafts.refresh_draft, name="refresh-draft"),
    path("cohorts/<slug:slug>/draft/discard/", plan_drafts.discard_draft, name="discard-draft"),
    path("cohorts/<slug:slug>/draft/publish/", plan_drafts.publish_draft, name="publish-draft"),
    path("cohorts/<slug:slug>/versions/", plan_versions.list_versions, name="list-versions"),
    path("cohorts/<slug:slug>/versions/<int:pk>/restore/", plan_versions.restore_version, name="restore-version"),
    path("cohorts/<slug:slug>/changes/seen/", plan_versions.acknowledge_changes, name="acknowledge-changes"),
    path("cohorts/<slug:slug>/stage/", stages.move_stage, name="move-stage"),
    path("participants/<int:pk>/", participant.show_participant, name="show-participant"),
    path("my/", my_programme.show_my_programme, name="my-programme"),
    path("my/schedule/", my_programme.show_my_schedule, name="my-schedule"),
    path("my/study/", my_programme.show_my_study, name="my-study"),
    path("my/engagement/", my_programme.show_my_engagement, name="my-engagement"),
    path("my/people/", my_programme.show_my_people, name="my-people"),
    path("caseload/", caseload.show_caseload, name="caseload"),
    path("facilitating/", facilitating.show_facilitating, name="facilitating"),
    path("facilitating/sessions/", facilitating.list_facilitated_sessions, name="facilitating-schedule"),
    path("registers/never-completed/", registers.list_missing_registers, name="list-missing-registers"),
    path("people/", people.list_people, name="list-people"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
