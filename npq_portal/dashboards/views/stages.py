"""Moving a cohort to another stage, once what that changes has been read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from cohorts.actions import stages
from cohorts.lifecycle import SAYS, stages_after
from cohorts.models import Cohort
from cohorts.models.stages import Stage
from npq_portal import clock
from npq_portal.dashboards.stage_moves import previewed
from npq_portal.ui.pages import render_page


def _managed_cohort(request, slug) -> Cohort:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    return cohort


@require_http_methods(["GET", "POST"])
def move_stage(request, slug):
    cohort = _managed_cohort(request, slug)
    if request.method == "GET":
        return stage_page(request, cohort, wanted=request.GET.get("to", ""))
    try:
        moved = stages.move(cohort, to=Stage(request.POST.get("to", "")), by=request.user)
    except (ValueError, stages.NoSuchMove):
        refusal = "The cohort was not moved. Choose one of the stages that can follow now."
        return stage_page(request, cohort, refusal=refusal, status=422)
    messages.success(request, f"{moved}: {moved.get_stage_display().lower()}. {SAYS[Stage(moved.stage)]}")
    return redirect(moved)


def stage_page(request, cohort: Cohort, *, wanted: str = "", refusal: str = "", status: int = 200):
    """The stages that may follow; or, when one is wanted, what moving there changes, and a button that does it."""
    possible = stages_after(Stage(cohort.stage), is_administrator=request.user.is_administrator)
    context = {
        "cohort": cohort,
        "says": SAYS[Stage(cohort.stage)],
        "moves": [(stage, SAYS[stage]) for stage in possible],
        "refusal": refusal,
    }
    if wanted:
        to = next((stage for stage in possible if stage == wanted), None)
        if to is None:
            raise Http404
        effects, problem = previewed(cohort, to, now=clock.now())
        context |= {"to": to, "to_says": SAYS[to], "effects": effects, "problem": problem}
    return render_page(request, "dashboards/move_stage.html", context, status=status)
