"""Delivery partners, their brand and their managers. Administrators only, but for the stylesheet of a brand."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from cohorts import branding
from cohorts.actions import partners
from cohorts.forms import LastDayForm, ManagerForm, PartnerForm
from cohorts.models import DeliveryPartner, PartnerManager
from npq_portal.ui.pages import render_page


def _require_administrator(user) -> None:
    if not user.is_administrator:
        raise PermissionDenied


@require_safe
def list_partners(request):
    _require_administrator(request.user)
    rows = DeliveryPartner.objects.select_related("lead_provider").order_by("name", "pk")
    return render_page(request, "cohorts/list_partners.html", {"partners": rows})


@require_http_methods(["GET", "POST"])
def edit_partner(request, slug=None):
    _require_administrator(request.user)
    partner = get_object_or_404(DeliveryPartner, slug=slug) if slug else None
    form = PartnerForm(request.POST or None, instance=partner)
    if request.method == "POST" and form.is_valid():
        saved = partners.save(form.save(commit=False), by=request.user)
        messages.success(request, f"{saved} saved.")
        return redirect("cohorts:show-partner", saved.slug)
    return render_page(request, "cohorts/edit_partner.html", {"form": form, "partner": partner})


@require_http_methods(["GET", "POST"])
def show_partner(request, slug):
    _require_administrator(request.user)
    partner = get_object_or_404(DeliveryPartner.objects.select_related("lead_provider"), slug=slug)
    form = ManagerForm(request.POST or None, on=request.user.acting_on)
    if request.method == "POST" and form.is_valid() and _assign(form, partner, request.user):
        messages.success(request, f"{form.cleaned_data['manager']} manages for {partner}.")
        return redirect("cohorts:show-partner", partner.slug)
    assignments = partner.manager_assignments.select_related("manager").order_by("-starts_on", "-pk")
    return render_page(
        request, "cohorts/show_partner.html", {"partner": partner, "form": form, "assignments": assignments}
    )


def _assign(form: ManagerForm, partner: DeliveryPartner, user) -> bool:
    """Assign who the form names; what stands in the way is said at the form."""
    try:
        partners.assign_manager(partner, **form.cleaned_data, by=user)
    except partners.NotAManager:
        form.add_error("starts_on", "This person is not a programme manager on that day. Give them the role first.")
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


@require_http_methods(["GET", "POST"])
def release_manager(request, slug, pk):
    """Asked once more on a page of its own, because nobody takes it back."""
    _require_administrator(request.user)
    current = PartnerManager.objects.filter(partner__slug=slug, ends_on=None).select_related("manager", "partner")
    assignment = get_object_or_404(current, pk=pk)
    form = LastDayForm(request.POST or None, initial={"ends_on": request.user.acting_on})
    if form.is_valid():
        try:
            partners.release_manager(assignment, ends_on=form.cleaned_data["ends_on"], by=request.user)
        except ValidationError as error:
            form.add_error("ends_on", error.messages)
        else:
            messages.success(request, "The assignment ends on that day; its past stays as it was.")
            return redirect("cohorts:show-partner", slug)
    context = {
        "form": form,
        "person": assignment.manager,
        "place": assignment.partner,
        "back": reverse("cohorts:show-partner", args=[slug]),
        "consequence": f"After the last day they see nothing of {assignment.partner}, its cohorts and their people. "
        "What they have done stays as it is.",
    }
    return render_page(request, "cohorts/end_assignment.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
def brand_stylesheet(_request, slug):
    partner = get_object_or_404(DeliveryPartner, slug=slug)
    return HttpResponse(branding.stylesheet(partner), content_type="text/css; charset=utf-8")
