"""A cohort's team."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions import team
from cohorts.forms import FacilitatorForm, LastDayForm
from cohorts.models import Cohort, FacilitatorAssignment
from npq_portal.ui.pages import render_page


def _managed_cohort(request, slug) -> Cohort:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    return cohort


def _assign(form: FacilitatorForm, cohort: Cohort, user) -> bool:
    """Assign who the form names; what stands in the way is said at the form."""
    try:
        team.assign(cohort, **form.cleaned_data, by=user)
    except team.NotAFacilitator:
        form.add_error("starts_on", "This person is not a facilitator on that day. Give them the role first.")
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


@require_http_methods(["GET", "POST"])
def show_team(request, slug):
    cohort = _managed_cohort(request, slug)
    form = FacilitatorForm(request.POST or None, on=request.user.acting_on)
    if request.method == "POST" and form.is_valid() and _assign(form, cohort, request.user):
        messages.success(request, f"{form.cleaned_data['facilitator']} facilitates the {cohort}.")
        return redirect("cohorts:show-team", cohort.slug)
    assignments = cohort.facilitator_assignments.select_related("facilitator").order_by("-starts_on", "-pk")
    return render_page(request, "cohorts/show_team.html", {"cohort": cohort, "form": form, "assignments": assignments})


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
