"""A cohort's team."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from cohorts.actions import team
from cohorts.forms import FacilitatorForm, LastDayForm
from cohorts.models import Cohort, FacilitatorAssignment
from npq_portal.ui.pages import render_page


def _managed_cohort(request, slug) -> Cohort:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    return cohort


@require_safe
def show_team(request, slug):
    return team_page(request, _managed_cohort(request, slug), FacilitatorForm(on=request.user.acting_on))


def team_page(request, cohort: Cohort, form, *, status=200):
    """The team, and the form that adds to it. Who would take which sessions is not known here, so that goes elsewhere."""
    assignments = cohort.facilitator_assignments.select_related("facilitator").order_by("-starts_on", "-pk")
    context = {"cohort": cohort, "form": form, "assignments": assignments}
    return render_page(request, "cohorts/show_team.html", context, status=status)


@require_POST
def release_facilitator(request, slug, pk):
    cohort = _managed_cohort(request, slug)
    assignment = get_object_or_404(FacilitatorAssignment.objects.filter(cohort=cohort, ends_on=None), pk=pk)
    form = LastDayForm(request.POST)
    try:
        if form.is_valid():
            team.release(assignment, ends_on=form.cleaned_data["ends_on"], by=request.user)
            messages.success(request, "The assignment ends on that day; its past stays as it was.")
        else:
            messages.error(request, f"Last day: {' '.join(form.errors['ends_on'])}")
    except team.EndsBeforeItStarts:
        messages.error(request, "The last day is before the first. Choose a later one.")
    return redirect("cohorts:show-team", cohort.slug)
