"""Addresses of what is taught and what was done."""

from django.urls import path

from sessions.views import (
    calendar,
    catch_ups,
    clashes,
    marks,
    parallel,
    plan,
    postpone,
    registers,
    study,
    team,
    training_sessions,
    venues,
)

app_name = "sessions"
urlpatterns = [
    # First, because calendars ask more often than people.
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("cohorts/<slug:slug>/plan/", plan.show_plan, name="show-plan"),
    path("cohorts/<slug:slug>/plan/make/", plan.make_plan, name="make-plan"),
    path("cohorts/<slug:slug>/team/", team.assign_facilitator, name="assign-facilitator"),
    path("cohorts/<slug:slug>/clashes/", clashes.list_clashes, name="list-clashes"),
    path("cohorts/<slug:slug>/clashes/accept/", clashes.accept_clash, name="accept-clash"),
    path("partners/<slug:slug>/clash-levels/", clashes.edit_clash_levels, name="edit-clash-levels"),
    path("venues/", venues.list_venues, name="list-venues"),
    path("venues/new/", venues.edit_venue, name="add-venue"),
    path("venues/<int:pk>/", venues.edit_venue, name="edit-venue"),
    path("<int:pk>/edit/", plan.edit_session, name="edit-session"),
    path("<int:pk>/cancel/", plan.cancel_session, name="cancel-session"),
    path("<int:pk>/postpone/", postpone.postpone_session, name="postpone-session"),
    path("<int:pk>/for-each-group/", parallel.hold_for_each_group, name="hold-for-each-group"),
    path("<int:pk>/reinstate/", plan.reinstate_session, name="reinstate-session"),
    path("<int:pk>/", training_sessions.show_session, name="show-session"),
    path("<int:pk>/join/", training_sessions.join_session, name="join-session"),
    path("<int:pk>/register/", registers.take_register, name="take-register"),
    path("<int:pk>/register/marks/", registers.save_marks, name="save-marks"),
    path("<int:pk>/register/undo/", registers.undo_fill, name="undo-fill"),
    path("<int:pk>/register/complete/", registers.complete_register, name="complete-register"),
    path("<int:pk>/register/close/", registers.close_register, name="close-register"),
    path("<int:pk>/register/<int:enrolment>/", marks.show_mark, name="show-mark"),
    path("registers/", registers.list_registers, name="list-registers"),
    path("study/<int:pk>/", study.show_unit, name="show-unit"),
    path("study/<int:pk>/edit/", plan.edit_unit, name="edit-unit"),
    path("study/<int:pk>/record/", study.record_study, name="record-study"),
    path("catch-ups/", catch_ups.list_catch_ups, name="list-catch-ups"),
    path("catch-ups/<int:pk>/", catch_ups.show_catch_up, name="show-catch-up"),
    path("catch-ups/<int:pk>/decide/", catch_ups.decide_catch_up, name="decide-catch-up"),
    path("calendar/", calendar.show_calendar, name="show-calendar"),
    path("calendar/end/", calendar.end_calendar, name="end-calendar"),
]
