"""The versions of a cohort's plan: listed, and taken up again; and what of the plan somebody has seen."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.dashboards.course import course_of
from npq_portal.dashboards.own_rows import besides, own_enrolments
from npq_portal.dashboards.plan_news import for_facilitator, for_participant
from npq_portal.dashboards.views.plan_drafts import managed_cohort
from npq_portal.ui.pages import render_page
from participants.models import Enrolment
from sessions.actions import plan_versions, seen_plans
from sessions.models import PlanVersion


@require_safe
def list_versions(request, slug):
    cohort = managed_cohort(request, slug)
    versions = PlanVersion.objects.filter(cohort=cohort).for_listing()
    rows = [{"version": version, "moved": len(version.changes) if version.base else None} for version in versions]
    return render_page(request, "dashboards/list_versions.html", {"cohort": cohort, "rows": rows})


@require_POST
def restore_version(request, slug, pk):
    cohort = managed_cohort(request, slug)
    version = get_object_or_404(PlanVersion.objects.select_related("cohort"), cohort=cohort, pk=pk)
    try:
        draft = plan_versions.restore(version, by=request.user, now=clock.now())
    except plan_versions.AlreadyDrafted:
        messages.warning(request, "This plan has a draft already. Publish or discard it first.")
    except plan_versions.NothingChanges:
        messages.info(request, f"{version} has the dates that the plan has now, for all that is still to come.")
        return redirect("list-versions", cohort.slug)
    else:
        messages.success(request, f"{version} is taken up again as draft {draft.number}. Publish it to let it hold.")
    return redirect("show-draft", cohort.slug)


@require_POST
def acknowledge_changes(request, slug):
    """Somebody has seen what changed; of what changed since, they are told."""
    own = Enrolment.objects.of_person(request.user)
    mine = Q(pk__in=Cohort.objects.visible_to(request.user)) | Q(pk__in=own.values("cohort"))
    cohort = get_object_or_404(Cohort.objects.filter(mine).select_related("programme"), slug=slug)
    today = request.user.acting_on
    place = next((one for one in own_enrolments(request.user, on=today) if one.enrolment.cohort == cohort), None)
    if place:
        back = f"{reverse('my-programme')}?enrolment={place.enrolment.pk}"
        known = besides(place.enrolment, request.user, on=today).known
        found = for_participant(course_of(place, now=clock.now()), known, today=today)
        news = [found] if found else []
    else:
        back = reverse("home")
        news = for_facilitator(request.user, [cohort], today=today)
    if [each.shown for each in news] == [request.POST.get("shown", "")]:
        seen_plans.acknowledge(cohort, by=request.user, now=clock.now())
    elif news:
        messages.info(request, "The plan has changed again meanwhile. This is what is new now.")
    return redirect(back)
