"""Who gets what at every URL of the portal: a table that no URL escapes.

Each line is a URL's name, a method, the object that its address names (see ``tests/world.py``; with a * one that
belongs to no delivery partner), and the answer to each of ``IDENTITIES``, in their order:

    ok  the page, or the file          in   to the sign-in page, and from there back
    go  on to another page             and the number of any other status: 403 may see but not do this, 404 a stranger

A POST is an empty form: 422 and ok come from the form that could be filled in. The objects are those of the first of
each role; ``mgr2`` manages for another partner, ``was`` facilitated until yesterday, ``peer`` is in the same cohort,
``far`` in the other partner's, and the account of ``shut`` is closed.
"""

from dataclasses import dataclass

from tests.world import IDENTITIES

TABLE = """
# name                            how  object              anon adm mgr mgr2 fac was men own peer far shut
# Signing in, and one's own account
account_login                     GET                        ok  go  go  go  go  go  go  go  go  go  ok
account_login                     POST                       ok  go  go  go  go  go  go  go  go  go  ok
account_request_login_code        GET                        ok  go  go  go  go  go  go  go  go  go  ok
account_request_login_code        POST                       ok  go  go  go  go  go  go  go  go  go  ok
account_confirm_login_code        GET                        go  go  go  go  go  go  go  go  go  go  go
account_confirm_login_code        POST                       go  go  go  go  go  go  go  go  go  go  go
mfa_authenticate                  GET                        go  go  go  go  go  go  go  go  go  go  go
mfa_authenticate                  POST                       go  go  go  go  go  go  go  go  go  go  go
mfa_login_webauthn                GET                        go  go  go  go  go  go  go  go  go  go  go
mfa_login_webauthn                POST                       go  go  go  go  go  go  go  go  go  go  go
account_inactive                  GET                        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_signup                    GET                        ok  go  go  go  go  go  go  go  go  go  ok
account_signup                    POST                       ok  go  go  go  go  go  go  go  go  go  ok
account_logout                    GET                        go  ok  ok  ok  ok  ok  ok  ok  ok  ok  go
account_logout                    POST                       go  go  go  go  go  go  go  go  go  go  go
mfa_index                         GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
mfa_reauthenticate                GET                        in  403 403 403 403 403 403 go  403 go  in
mfa_reauthenticate                POST                       in  403 403 403 403 403 403 go  403 go  in
mfa_reauthenticate_webauthn       GET                        in  403 403 403 403 403 403 ok  403 ok  in
mfa_reauthenticate_webauthn       POST                       in  403 403 403 403 403 403 go  403 go  in
mfa_list_webauthn                 GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
mfa_add_webauthn                  GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
mfa_add_webauthn                  POST                       in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
mfa_edit_webauthn                 GET  passkey               in  404 404 404 404 404 404 ok  404 404 in
mfa_edit_webauthn                 POST passkey               in  404 404 404 404 404 404 ok  404 404 in
mfa_remove_webauthn               GET  passkey               in  404 404 404 404 404 404 ok  404 404 in
mfa_remove_webauthn               POST passkey               in  404 404 404 404 404 404 go  404 404 in
mfa_activate_totp                 GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
mfa_activate_totp                 POST                       in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
mfa_deactivate_totp               GET                        in  404 404 404 404 404 404 404 404 404 in
mfa_deactivate_totp               POST                       in  404 404 404 404 404 404 404 404 404 in
mfa_view_recovery_codes           GET                        in  404 404 404 404 404 404 404 404 404 in
mfa_generate_recovery_codes       GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
mfa_generate_recovery_codes       POST                       in  ok  ok  ok  ok  ok  ok  go  ok  go  in
users:accept-invitation           GET  invitation_link       ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
users:renew-invitation            POST invitation_link       go  go  go  go  go  go  go  go  go  go  go
users:show-account                GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
users:show-account                POST                       in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
users:change-email                GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
users:change-email                POST                       in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
users:confirm-email               GET  address_link          in  410 410 410 410 410 410 ok  410 410 in
users:confirm-email               POST address_link          in  410 410 410 410 410 410 go  410 410 in
users:list-devices                GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
users:sign-out-elsewhere          POST                       in  go  go  go  go  go  go  go  go  go  in
users:sign-out-everywhere         POST                       in  go  go  go  go  go  go  go  go  go  in

# Other people's accounts, roles and invitations
users:invite-person               GET                        in  ok  ok  ok  403 403 403 403 403 403 in
users:invite-person               POST                       in  ok  ok  ok  403 403 403 403 403 403 in
users:list-accounts               GET                        in  ok  ok  ok  403 403 403 403 403 403 in
users:show-person                 GET  person                in  ok  403 403 403 403 403 403 403 403 in
users:grant-role                  POST person                in  422 403 403 403 403 403 403 403 403 in
users:change-person-email         POST person                in  422 403 403 403 403 403 403 403 403 in
users:deactivate-account          GET  person                in  ok  403 403 403 403 403 403 403 403 in
users:deactivate-account          POST person                in  go  403 403 403 403 403 403 403 403 in
users:reactivate-account          POST person                in  go  403 403 403 403 403 403 403 403 in
users:end-role                    GET  role                  in  ok  403 403 403 403 403 403 403 403 in
users:end-role                    POST role                  in  ok  403 403 403 403 403 403 403 403 in
users:resend-invitation           POST invitation            in  go  go  404 404 404 404 404 404 404 in
users:revoke-invitation           POST invitation            in  go  go  404 404 404 404 404 404 404 in

# Cohorts, programmes, partners
cohorts:list-cohorts              GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
cohorts:add-cohort                GET                        in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:add-cohort                POST                       in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:list-programmes           GET                        in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:list-partners             GET                        in  ok  403 403 403 403 403 403 403 403 in
cohorts:add-partner               GET                        in  ok  403 403 403 403 403 403 403 403 in
cohorts:add-partner               POST                       in  ok  403 403 403 403 403 403 403 403 in
cohorts:show-partner              GET  partner               in  ok  403 403 403 403 403 403 403 403 in
cohorts:show-partner              POST partner               in  ok  403 403 403 403 403 403 403 403 in
cohorts:edit-partner              GET  partner               in  ok  403 403 403 403 403 403 403 403 in
cohorts:edit-partner              POST partner               in  ok  403 403 403 403 403 403 403 403 in
cohorts:brand-stylesheet          GET  partner               ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
cohorts:release-manager           GET  partner,management    in  ok  403 403 403 403 403 403 403 403 in
cohorts:release-manager           POST partner,management    in  ok  403 403 403 403 403 403 403 403 in
cohorts:list-calendars            GET                        in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:add-calendar              GET                        in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:add-calendar              POST                       in  422 422 422 403 403 403 403 403 403 in
cohorts:show-calendar             GET  *calendar             in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:download-periods          GET  *calendar             in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:edit-calendar             GET  own_calendar          in  ok  ok  404 404 404 404 404 404 404 in
cohorts:edit-calendar             POST own_calendar          in  422 422 404 404 404 404 404 404 404 in
cohorts:add-period                GET  own_calendar          in  ok  ok  404 404 404 404 404 404 404 in
cohorts:add-period                POST own_calendar          in  422 422 404 404 404 404 404 404 404 in
cohorts:edit-period               GET  own_calendar,days     in  ok  ok  404 404 404 404 404 404 404 in
cohorts:edit-period               POST own_calendar,days     in  422 422 404 404 404 404 404 404 404 in
cohorts:remove-period             POST own_calendar,days     in  go  go  404 404 404 404 404 404 404 in
cohorts:import-periods            GET  own_calendar          in  ok  ok  404 404 404 404 404 404 404 in
cohorts:import-periods            POST own_calendar          in  422 422 404 404 404 404 404 404 404 in
cohorts:copy-year                 POST own_calendar          in  go  go  404 404 404 404 404 404 404 in
cohorts:list-blueprints           GET                        in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:add-blueprint             GET                        in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:add-blueprint             POST                       in  422 422 422 403 403 403 403 403 403 in
cohorts:import-blueprint          GET                        in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:import-blueprint          POST                       in  422 422 422 403 403 403 403 403 403 in
cohorts:keep-blueprint            POST                       in  go  go  go  403 403 403 403 403 403 in
cohorts:show-blueprint            GET  *blueprint            in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:show-blueprint            GET  own_blueprint         in  ok  ok  404 404 404 404 404 404 404 in
cohorts:download-blueprint        GET  *blueprint            in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:preview-blueprint         GET  *blueprint            in  ok  ok  ok  403 403 403 403 403 403 in
cohorts:edit-blueprint            GET  own_blueprint         in  ok  ok  404 404 404 404 404 404 404 in
cohorts:edit-blueprint            POST own_blueprint         in  422 422 404 404 404 404 404 404 404 in
cohorts:add-component             GET  own_blueprint         in  ok  ok  404 404 404 404 404 404 404 in
cohorts:add-component             POST own_blueprint         in  422 422 404 404 404 404 404 404 404 in
cohorts:edit-component            GET  own_blueprint,component in ok ok  404 404 404 404 404 404 404 in
cohorts:edit-component            POST own_blueprint,component in 422 422 404 404 404 404 404 404 404 in
cohorts:remove-component          POST own_blueprint,component in go go  404 404 404 404 404 404 404 in
cohorts:move-component            POST own_blueprint,component in 422 422 404 404 404 404 404 404 404 in
cohorts:edit-cohort               GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
cohorts:edit-cohort               POST cohort                in  ok  ok  404 403 404 404 404 404 404 in
cohorts:show-team                 GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
cohorts:release-facilitator       GET  cohort,assignment     in  ok  ok  404 403 404 404 404 404 404 in
cohorts:release-facilitator       POST cohort,assignment     in  ok  ok  404 403 404 404 404 404 404 in

# Participants
participants:download-template    GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
participants:upload-participants  GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
participants:upload-participants  POST cohort                in  422 422 404 403 404 404 404 404 404 in
participants:add-participant      GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
participants:add-participant      POST cohort                in  422 422 404 403 404 404 404 404 404 in
participants:invite-participants  POST cohort                in  go  go  404 403 404 404 404 404 404 in
participants:check-upload         GET  upload                in  ok  ok  404 404 404 404 404 404 404 in
participants:match-columns        POST upload                in  go  go  404 404 404 404 404 404 404 in
participants:download-refused     GET  upload                in  ok  ok  404 404 404 404 404 404 404 in
participants:apply-upload         POST upload                in  go  go  404 404 404 404 404 404 404 in
participants:drop-upload          POST upload                in  go  go  404 404 404 404 404 404 404 in
participants:edit-participant     GET  enrolment             in  ok  ok  404 403 404 403 403 404 404 in
participants:edit-participant     POST enrolment             in  422 422 404 403 404 403 403 404 404 in
participants:defer-participant    GET  enrolment             in  ok  ok  404 403 404 403 403 404 404 in
participants:defer-participant    POST enrolment             in  422 422 404 403 404 403 403 404 404 in
participants:withdraw-participant GET  enrolment             in  ok  ok  404 403 404 403 403 404 404 in
participants:withdraw-participant POST enrolment             in  422 422 404 403 404 403 403 404 404 in
participants:resume-participant   GET  deferred              in  ok  ok  404 403 404 404 404 404 404 in
participants:resume-participant   POST deferred              in  422 422 404 403 404 404 404 404 404 in
participants:assign-mentor        GET  enrolment             in  ok  ok  404 403 404 403 403 404 404 in
participants:assign-mentor        POST enrolment             in  422 422 404 403 404 403 403 404 404 in
participants:end-mentoring        POST enrolment             in  422 422 404 403 404 403 403 404 404 in
participants:list-conversations   GET  enrolment             in  ok  ok  404 ok  404 ok  ok  404 404 in
participants:log-conversation     GET  enrolment             in  403 403 404 403 404 ok  403 404 404 in
participants:log-conversation     POST enrolment             in  403 403 404 403 404 422 403 404 404 in
participants:list-groups          GET  cohort                in  ok  ok  404 ok  404 404 404 404 404 in
participants:add-group            GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
participants:add-group            POST cohort                in  422 422 404 403 404 404 404 404 404 in
participants:split-cohort         GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
participants:split-cohort         POST cohort                in  422 422 404 403 404 404 404 404 404 in
participants:show-group           GET  group                 in  ok  ok  404 ok  404 404 404 404 404 in
participants:show-group           POST group                 in  422 422 404 403 404 404 404 404 404 in
participants:edit-group           GET  group                 in  ok  ok  404 403 404 404 404 404 404 in
participants:edit-group           POST group                 in  422 422 404 403 404 404 404 404 404 in
participants:end-group            GET  group                 in  ok  ok  404 403 404 404 404 404 404 in
participants:end-group            POST group                 in  422 422 404 403 404 404 404 404 404 in
participants:move-member          GET  membership            in  ok  ok  404 403 404 404 404 404 404 in
participants:move-member          POST membership            in  422 422 404 403 404 404 404 404 404 in
participants:amend-conversation   GET  conversation          in  403 403 404 403 404 ok  403 404 404 in
participants:amend-conversation   POST conversation          in  403 403 404 403 404 422 403 404 404 in

# Sessions and registers
sessions:show-plan                GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
sessions:make-plan                POST cohort                in  go  go  404 403 404 404 404 404 404 in
sessions:assign-facilitator       POST cohort                in  422 422 404 403 404 404 404 404 404 in
sessions:list-clashes             GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
sessions:accept-clash             POST cohort                in  422 422 404 403 404 404 404 404 404 in
sessions:edit-clash-levels        GET  partner               in  ok  ok  404 404 404 404 404 404 404 in
sessions:edit-clash-levels        POST partner               in  422 422 404 404 404 404 404 404 404 in
sessions:list-venues              GET                        in  ok  ok  ok  403 403 403 403 403 403 in
sessions:add-venue                GET                        in  ok  ok  ok  403 403 403 403 403 403 in
sessions:add-venue                POST                       in  ok  ok  ok  403 403 403 403 403 403 in
sessions:edit-venue               GET  *venue                in  ok  ok  ok  403 403 403 403 403 403 in
sessions:edit-venue               POST *venue                in  ok  ok  ok  403 403 403 403 403 403 in
sessions:edit-session             GET  session               in  ok  ok  404 403 404 403 403 403 404 in
sessions:edit-session             POST session               in  ok  ok  404 403 404 403 403 403 404 in
sessions:postpone-session         GET  session               in  ok  ok  404 403 404 403 403 403 404 in
sessions:postpone-session         POST session               in  422 422 404 403 404 403 403 403 404 in
sessions:hold-for-each-group      GET  session               in  ok  ok  404 403 404 403 403 403 404 in
sessions:hold-for-each-group      POST session               in  422 422 404 403 404 403 403 403 404 in
sessions:cancel-session           GET  session               in  ok  ok  404 403 404 403 403 403 404 in
sessions:cancel-session           POST session               in  ok  ok  404 403 404 403 403 403 404 in
sessions:reinstate-session        POST cancelled             in  go  go  404 403 404 403 403 403 404 in
sessions:show-session             GET  session               in  ok  ok  404 ok  404 ok  ok  ok  404 in
sessions:join-session             GET  session               in  go  go  404 go  404 go  go  go  404 in
sessions:take-register            GET  session               in  ok  ok  404 ok  404 403 403 403 404 in
sessions:take-register            POST session               in  go  go  404 go  404 403 403 403 404 in
sessions:save-marks               POST session               in  ok  ok  404 ok  404 403 403 403 404 in
sessions:undo-fill                POST session               in  go  go  404 go  404 403 403 403 404 in
sessions:complete-register        GET  session               in  ok  ok  404 ok  404 403 403 403 404 in
sessions:complete-register        POST session               in  422 422 404 422 404 403 403 403 404 in
sessions:close-register           POST session               in  go  go  404 403 404 403 403 403 404 in
sessions:show-mark                GET  session,enrolment     in  ok  ok  404 ok  404 403 403 403 404 in
sessions:show-mark                POST session,enrolment     in  422 422 404 422 404 403 403 403 404 in
sessions:list-registers           GET                        in  ok  ok  ok  ok  ok  403 403 403 403 in
sessions:show-unit                GET  unit                  in  ok  ok  404 ok  404 ok  ok  ok  404 in
sessions:edit-unit                GET  unit                  in  ok  ok  404 403 404 403 403 403 404 in
sessions:edit-unit                POST unit                  in  ok  ok  404 403 404 403 403 403 404 in
sessions:record-study             POST unit                  in  404 404 404 404 404 404 422 422 404 in
sessions:list-catch-ups           GET                        in  ok  ok  ok  ok  ok  403 403 403 403 in
sessions:show-catch-up            GET  catch_up              in  ok  ok  404 ok  404 404 ok  404 404 in
sessions:show-catch-up            POST catch_up              in  403 403 404 403 404 404 ok  404 404 in
sessions:decide-catch-up          POST catch_up              in  422 422 404 422 404 404 403 404 404 in
sessions:show-calendar            GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
sessions:show-calendar            POST                       in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
sessions:end-calendar             POST                       in  404 404 404 404 404 404 go  404 go  in
sessions:calendar-feed            GET  calendar_link         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok

# Reminders
reminders:list-rules              GET                        in  ok  ok  ok  404 404 404 404 404 404 in
reminders:pause-reminders         POST                       in  go  403 403 404 404 404 404 404 404 in
reminders:resume-reminders        POST pause                 in  go  go  404 404 404 404 404 404 404 in
reminders:edit-rule               GET  *general_rule         in  ok  ok  ok  404 404 404 404 404 404 in
reminders:edit-rule               POST *general_rule         in  422 403 403 404 404 404 404 404 404 in
reminders:copy-rule               POST *general_rule         in  go  go  go  404 404 404 404 404 404 in
reminders:test-rule               POST *general_rule         in  go  go  go  404 404 404 404 404 404 in
reminders:show-messages           GET  cohort                in  ok  ok  404 404 404 404 404 404 404 in
reminders:show-message            GET  message               in  ok  ok  404 404 404 404 404 404 404 in
reminders:retry-message           POST message               in  go  go  404 404 404 404 404 404 404 in
reminders:cancel-message          POST message               in  go  go  404 404 404 404 404 404 404 in

# Pages that combine apps
home                              GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
show-cohort                       GET  cohort                in  ok  ok  404 ok  404 404 404 404 404 in
show-draft                        GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
open-draft                        POST cohort                in  go  go  404 403 404 404 404 404 404 in
move-in-draft                     GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
move-in-draft                     POST cohort                in  422 422 404 403 404 404 404 404 404 in
add-session-to-draft              GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
add-session-to-draft              POST cohort                in  422 422 404 403 404 404 404 404 404 in
add-unit-to-draft                 GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
add-unit-to-draft                 POST cohort                in  422 422 404 403 404 404 404 404 404 in
cancel-in-draft                   GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
cancel-in-draft                   POST cohort                in  422 422 404 403 404 404 404 404 404 in
plan-draft-anew                   GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
plan-draft-anew                   POST cohort                in  422 422 404 403 404 404 404 404 404 in
put-back-in-draft                 POST cohort                in  go  go  404 403 404 404 404 404 404 in
refresh-draft                     POST cohort                in  go  go  404 403 404 404 404 404 404 in
discard-draft                     GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
discard-draft                     POST cohort                in  go  go  404 403 404 404 404 404 404 in
publish-draft                     GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
publish-draft                     POST cohort                in  422 422 404 403 404 404 404 404 404 in
list-versions                     GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
restore-version                   POST cohort,version        in  go  go  404 403 404 404 404 404 404 in
acknowledge-changes               POST cohort                in  go  go  404 go  404 404 go  go  404 in
download-engagement               GET  cohort                in  ok  ok  404 ok  404 404 404 404 404 in
copy-cohort                       GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
copy-cohort                       POST cohort                in  422 422 404 403 404 404 404 404 404 in
move-stage                        GET  cohort                in  ok  ok  404 403 404 404 404 404 404 in
move-stage                        POST cohort                in  422 422 404 403 404 404 404 404 404 in
show-participant                  GET  enrolment             in  ok  ok  404 ok  404 ok  ok  404 404 in
my-programme                      GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
my-schedule                       GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
my-study                          GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
my-engagement                     GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
my-people                         GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
caseload                          GET                        in  403 403 403 403 403 ok  403 403 403 in
facilitating                      GET                        in  403 403 403 ok  ok  403 403 403 403 in
facilitating-schedule             GET                        in  403 403 403 ok  ok  403 403 403 403 in
list-missing-registers            GET                        in  ok  ok  ok  ok  ok  403 403 403 403 in
list-people                       GET                        in  ok  ok  ok  ok  ok  ok  403 403 403 in

# What watches over the portal, and what it is looked after with
styleguide                        GET                        404 404 404 404 404 404 404 404 404 404 404
healthz                           GET                        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
readyz                            GET                        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
admin:index                       GET                        go  go  go  go  go  go  go  go  go  go  go
admin:index                       POST                       go  go  go  go  go  go  go  go  go  go  go

# The demo, while it is one
demo:sign-in-as                   POST *person_to_be         go  go  go  go  go  go  go  go  go  go  go
demo:list-mail                    GET                        in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
demo:show-mail                    GET  *mail                 in  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
demo:move-date                    POST                       in  go  go  go  403 403 403 403 403 403 in
"""


@dataclass(frozen=True)
class Line:
    """One URL asked in one way."""

    name: str
    method: str
    objects: tuple[str, ...]
    belongs_to_partner: bool
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def foreign_answers(self) -> dict[str, str]:
        """What the same people get where the object is the other partner's: its manager and participant change places
        with ours, and the others are strangers there."""
        own = self.answers
        return own | {
            "manager": own["foreign_manager"],
            "foreign_manager": own["manager"],
            "facilitator": own["former_facilitator"],
            "mentor": own["former_facilitator"],
            "participant": own["stranger"],
            "colleague": own["stranger"],
            "stranger": own["participant"],
        }

    def stranger_answers(self) -> dict[str, str]:
        """What the same people get where they have nothing to do with the object, whoever has."""
        if not self.belongs_to_partner:
            return self.answers
        own = self.answers
        return self.foreign_answers() | {name: own[name] for name in ("foreign_manager", "stranger")}


def read(table: str) -> list[Line]:
    lines = []
    for text in table.splitlines():
        if text and not text.startswith("#"):
            words = text.split()
            name, method, answers = words[0], words[1], words[-len(IDENTITIES) :]
            named = words[2] if len(words) > 2 + len(IDENTITIES) else ""
            objects = tuple(each for each in named.strip("*").split(",") if each)
            is_partners = bool(objects) and not named.startswith("*")
            lines.append(Line(name, method, objects, is_partners, dict(zip(IDENTITIES, answers, strict=True))))
    return lines


LINES = read(TABLE)
