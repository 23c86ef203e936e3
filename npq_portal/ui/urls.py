"""Addresses of this package: only the developers' page of all parts."""

from django.urls import path

from npq_portal.ui import views

urlpatterns = [path("styleguide/", views.styleguide, name="styleguide")]
