"""A cohort's team."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

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


@require_http_methods(["GET", "POST"])
def release_facilitator(request, slug, pk):
    """Asked once more on a page of its own, because nobody takes it back."""
    cohort = _managed_cohort(request, slug)
    current = FacilitatorAssignment.objects.filter(cohort=cohort, ends_on=None).select_related("facilitator")
    assignment = get_object_or_404(current, pk=pk)
    form = LastDayForm(request.POST or None, initial={"ends_on": request.user.acting_on})
    if form.is_valid():
        try:
            team.release(assignment, ends_on=form.cleaned_data["ends_on"], by=request.user)
        except team.EndsBeforeItStarts:
            form.add_error("ends_on", "The last day is before the first. Choose a later one.")
        else:
            messages.success(request, "The assignment ends on that day; its past stays as it was.")
            return redirect("cohorts:show-team", cohort.slug)
    context = {
        "form": form,
        "person": assignment.facilitator,
        "place": f"Team of the {cohort}",
        "back": reverse("cohorts:show-team", args=[cohort.slug]),
        "consequence": "After the last day they see neither the cohort nor its people, and take none of its registers. "
        "What they have done stays as it is.",
    }
    return render_page(request, "cohorts/end_assignment.html", context, status=422 if form.errors else 200)
