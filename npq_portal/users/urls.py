"""People, their accounts and their invitations."""

from django.urls import path

from npq_portal.users.views import account, invitations, people

app_name = "users"
urlpatterns = [
    path("people/invite/", invitations.invite_person, name="invite-person"),
    path("people/accounts/", people.list_accounts, name="list-accounts"),
    path("people/accounts/<int:pk>/", people.show_person, name="show-person"),
    path("people/accounts/<int:pk>/grant/", people.grant_role, name="grant-role"),
    path("people/accounts/<int:pk>/email/", people.change_person_email, name="change-person-email"),
    path("people/accounts/<int:pk>/deactivate/", people.deactivate_account, name="deactivate-account"),
    path("people/accounts/<int:pk>/reactivate/", people.reactivate_account, name="reactivate-account"),
    path("people/roles/<int:pk>/end/", people.end_role, name="end-role"),
    path("people/invitations/<int:pk>/resend/", invitations.resend_invitation, name="resend-invitation"),
    path("people/invitations/<int:pk>/revoke/", invitations.revoke_invitation, name="revoke-invitation"),
    path("invitations/<str:token>/", invitations.accept_invitation, name="accept-invitation"),
    path("invitations/<str:token>/renew/", invitations.renew_invitation, name="renew-invitation"),
    path("account/", account.show_account, name="show-account"),
    path("account/email/", account.change_email, name="change-email"),
    path("account/email/<str:token>/", account.confirm_email, name="confirm-email"),
    path("account/devices/", account.list_devices, name="list-devices"),
    path("account/sign-out-elsewhere/", account.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="sign-out-everywhere"),
]
