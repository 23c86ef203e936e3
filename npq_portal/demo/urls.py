"""Addresses of the demo; in production none of them exists."""

from django.urls import path

from npq_portal.demo import views

app_name = "demo"
urlpatterns = [
    path("sign-in/<slug:key>/", views.sign_in_as, name="sign-in-as"),
    path("outbox/", views.list_mail, name="list-mail"),
    path("outbox/<int:pk>/", views.show_mail, name="show-mail"),
    path("date/", views.move_date, name="move-date"),
]
