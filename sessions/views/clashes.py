"""The clashes of a cohort: what is to be settled or accepted, what was accepted and why, and what weighs how much."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import Cohort, DeliveryPartner
from npq_portal import clock
from npq_portal.ui.pages import render_page
from sessions.actions import clashes
from sessions.forms.clashes import AcceptForm, ClashLevelsForm
from sessions.models import AcceptedClash, ClashLevels


def _managed_cohort(request, slug) -> Cohort:
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("calendar", "partner"),
        slug=slug,
    )
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    return cohort


@require_safe
def list_clashes(request, slug):
    return clashes_page(request, _managed_cohort(request, slug))


def clashes_page(request, cohort, *, refused="", form=None, status=200):
    """Every clash with its session; ``refused`` is the one whose ``form`` goes back to whoever filled it in."""
    asked = [
        {
            "clash": clash,
            "session": session,
            "form": form if clash.shown == refused else AcceptForm(prefix=clash.shown),
        }
        for clash, session in clashes.open_clashes(cohort, now=clock.now())
    ]
    accepted = AcceptedClash.objects.in_force().filter(session__cohort=cohort, ends_at__gt=clock.now())
    context = {"cohort": cohort, "asked": asked, "accepted": accepted.for_listing(), "refused_form": form}
    return render_page(request, "sessions/list_clashes.html", context, status=status)


@require_POST
def accept_clash(request, slug):
    cohort, shown = _managed_cohort(request, slug), request.POST.get("clash", "")
    form = AcceptForm(request.POST, prefix=shown)
    if not form.is_valid():
        return clashes_page(request, cohort, refused=shown, form=form, status=422)
    try:
        clash = clashes.accept(cohort, shown, reason=form.cleaned_data["reason"], now=clock.now(), by=request.user)
        messages.success(request, f"Accepted: {clash.sentence}")
    except clashes.NoSuchClash:
        messages.info(request, "That clash is not there any more, or not as you read it. This is how it is now.")
    return redirect("sessions:list-clashes", cohort.slug)


@require_http_methods(["GET", "POST"])
def edit_clash_levels(request, slug):
    partner = get_object_or_404(DeliveryPartner.objects.managed_by(request.user), slug=slug)
    levels = ClashLevels.objects.filter(partner=partner).first() or ClashLevels(partner=partner)
    form = ClashLevelsForm(request.POST or None, instance=levels)
    if request.method == "POST" and form.is_valid():
        clashes.save_levels(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved. They hold for every cohort of {partner} from now on.")
        return redirect("sessions:edit-clash-levels", partner.slug)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "sessions/edit_clash_levels.html", {"partner": partner, "form": form}, status=status)
