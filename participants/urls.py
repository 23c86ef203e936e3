"""Addresses of participants. The page of one participant combines apps, and is the dashboards'."""

from django.urls import path

from participants.views import conversations, groups, mentoring, people, splitting, statuses, uploads

app_name = "participants"
urlpatterns = [
    path("upload-template.csv", uploads.download_template, name="download-template"),
    path("cohorts/<slug:slug>/upload/", uploads.upload_participants, name="upload-participants"),
    path("cohorts/<slug:slug>/add/", people.add_participant, name="add-participant"),
    path("cohorts/<slug:slug>/invite/", uploads.invite_participants, name="invite-participants"),
    path("cohorts/<slug:slug>/groups/", groups.list_groups, name="list-groups"),
    path("cohorts/<slug:slug>/groups/new/", groups.add_group, name="add-group"),
    path("cohorts/<slug:slug>/groups/split/", splitting.split_cohort, name="split-cohort"),
    path("groups/<int:pk>/", groups.show_group, name="show-group"),
    path("groups/<int:pk>/edit/", groups.edit_group, name="edit-group"),
    path("groups/<int:pk>/end/", groups.end_group, name="end-group"),
    path("groups/members/<int:pk>/move/", groups.move_member, name="move-member"),
    path("uploads/<int:pk>/", uploads.check_upload, name="check-upload"),
    path("uploads/<int:pk>/columns/", uploads.match_columns, name="match-columns"),
    path("uploads/<int:pk>/refused.csv", uploads.download_refused, name="download-refused"),
    path("uploads/<int:pk>/apply/", uploads.apply_upload, name="apply-upload"),
    path("uploads/<int:pk>/drop/", uploads.drop_upload, name="drop-upload"),
    path("<int:pk>/edit/", people.edit_participant, name="edit-participant"),
    path("<int:pk>/defer/", statuses.defer_participant, name="defer-participant"),
    path("<int:pk>/withdraw/", statuses.withdraw_participant, name="withdraw-participant"),
    path("<int:pk>/resume/", statuses.resume_participant, name="resume-participant"),
    path("<int:pk>/mentor/", mentoring.assign_mentor, name="assign-mentor"),
    path("<int:pk>/mentor/end/", mentoring.end_mentoring, name="end-mentoring"),
    path("<int:pk>/conversations/", conversations.list_conversations, name="list-conversations"),
    path("<int:pk>/conversations/log/", conversations.log_conversation, name="log-conversation"),
    path("conversations/<int:pk>/amend/", conversations.amend_conversation, name="amend-conversation"),
]
