"""The site map: every page of the portal starts here."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

# Tried from the top: those that one word rules out stand first, the many of signing in last.
urlpatterns = [
    path("sessions/", include("sessions.urls")),
    path("cohorts/", include("cohorts.urls")),
    path("participants/", include("participants.urls")),
    path("reminders/", include("npq_portal.reminders.urls")),
    path("", include("npq_portal.ui.urls")),
    path("", include("npq_portal.dashboards.urls")),
    path("", include("npq_portal.users.urls")),
    path("", include("npq_portal.users.sign_in_urls")),
    path("support/", admin.site.urls),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("rehearsal/", include("npq_portal.demo.urls")))
