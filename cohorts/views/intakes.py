"""The list of cohorts, and the form of one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.actions import intakes
from cohorts.forms import CohortForm
from cohorts.models import Cohort, Programme
from npq_portal.ui.pages import render_page


@require_safe
def list_cohorts(request):
    stage = request.GET.get("stage", "")
    cohorts = Cohort.objects.visible_to(request.user).for_listing()
    if stage in Cohort.Stage.values:
        cohorts = cohorts.filter(stage=stage)
    context = {
        "cohorts": cohorts,
        "stage": stage,
        "stages": Cohort.Stage.choices,
        "may_add": request.user.has_perm("cohorts.add_new_cohort"),
    }
    return render_page(request, "cohorts/list_cohorts.html", context)


@require_http_methods(["GET", "POST"])
def add_cohort(request):
    if not request.user.has_perm("cohorts.add_new_cohort"):
        raise PermissionDenied
    form = CohortForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        cohort = intakes.add(form.save(commit=False), by=request.user)
        messages.success(request, f"{cohort} added. Next, make its plan.")
        return redirect("sessions:show-plan", cohort.slug)
    return render_page(request, "cohorts/edit_cohort.html", {"form": form, "cohort": None})


@require_http_methods(["GET", "POST"])
def edit_cohort(request, slug):
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    form = CohortForm(request.POST or None, instance=cohort, user=request.user)
    if request.method == "POST" and form.is_valid():
        intakes.change(form.save(commit=False), by=request.user)
        messages.success(request, "Cohort saved. Sessions that are planned already stay where they are.")
        return redirect(cohort)
    return render_page(request, "cohorts/edit_cohort.html", {"form": form, "cohort": cohort})


@require_safe
def list_programmes(request):
    if not request.user.has_perm("cohorts.add_new_cohort"):
        raise PermissionDenied
    programmes = Programme.objects.prefetch_related("content_areas").order_by("course_group", "name", "pk")
    return render_page(request, "cohorts/list_programmes.html", {"programmes": programmes})
