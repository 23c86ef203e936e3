"""Where people meet: kept by managers, read by everyone who is going there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from npq_portal.ui.pages import render_page
from sessions.actions import venues
from sessions.forms.plan import VenueForm
from sessions.models import Venue


def _require_manager(user) -> None:
    if not user.has_perm("cohorts.add_new_cohort"):
        raise PermissionDenied


@require_safe
def list_venues(request):
    _require_manager(request.user)
    return render_page(request, "sessions/list_venues.html", {"venues": Venue.objects.order_by("name", "pk")})


@require_http_methods(["GET", "POST"])
def edit_venue(request, pk=None):
    _require_manager(request.user)
    venue = get_object_or_404(Venue, pk=pk) if pk else None
    form = VenueForm(request.POST or None, instance=venue)
    if request.method == "POST" and form.is_valid():
        saved = venues.save(form.save(commit=False), by=request.user)
        messages.success(request, f"{saved} saved.")
        return redirect("sessions:list-venues")
    return render_page(request, "sessions/edit_venue.html", {"form": form, "venue": venue})
