"""Delivery models: the list, the page of one, the plan that it gives, and how one begins: empty or as a copy."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.actions import blueprints
from cohorts.blueprint_outline import Outline, outline_of
from cohorts.forms.blueprints import BlueprintForm, NewBlueprintForm, PreviewForm
from cohorts.models import Blueprint, Cohort
from cohorts.planning.calendars import CalendarError
from cohorts.planning.fields import BlueprintError
from cohorts.planning.generator import generate
from cohorts.planning.plans import Plan
from cohorts.plans import calendar_of, components_of, fingerprint
from cohorts.views.calendars import posted, require_planner
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import date_range

SUPERSEDED = "Somebody has changed this delivery model meanwhile. This is how it is now: nothing of yours was saved."
RENAMED = (
    "Somebody has changed it meanwhile: it is “{}” now. Nothing is saved yet: check what you typed, and save again."
)


def visible_blueprint(request, pk) -> Blueprint:
    """The blueprint, with ``cohorts_made``, for somebody who plans."""
    blueprint = get_object_or_404(Blueprint.objects.visible_to(request.user).for_listing(request.user), pk=pk)
    require_planner(request.user)
    return blueprint


def latest_of(blueprint: Blueprint) -> Blueprint:
    return Blueprint.objects.filter(key=blueprint.key).for_change().latest("version")


def own_blueprint(request, pk) -> Blueprint:
    """The blueprint, for somebody who may change it. It may be an earlier version, which no action changes."""
    blueprint = get_object_or_404(Blueprint.objects.visible_to(request.user).for_change(), pk=pk)
    require_planner(request.user)
    if not request.user.has_perm("cohorts.change_delivery_model", blueprint):
        raise PermissionDenied
    return blueprint


def superseded(request, latest: Blueprint):
    """The latest version, for somebody whose change of an earlier one came too late."""
    messages.error(request, SUPERSEDED)
    return redirect(latest)


@require_safe
def list_blueprints(request):
    require_planner(request.user)
    rows = Blueprint.objects.visible_to(request.user).latest_versions().for_listing(request.user)
    return render_page(request, "cohorts/list_blueprints.html", {"blueprints": rows})


@require_safe
def show_blueprint(request, pk):
    blueprint = visible_blueprint(request, pk)
    outline, problem = outlined(blueprint)
    versions = list(Blueprint.objects.filter(key=blueprint.key).order_by("-version"))
    is_latest = blueprint == versions[0]
    planned = Cohort.objects.managed_by(request.user).filter(blueprint__in=versions)
    context = {
        "blueprint": blueprint,
        "outline": outline,
        "problem": problem,
        "versions": versions,
        "is_latest": is_latest,
        "in_use": blueprint.cohorts.exists(),
        "cohorts": planned.for_listing().select_related("blueprint"),
        "may_change": is_latest and request.user.has_perm("cohorts.change_delivery_model", blueprint),
    }
    return render_page(request, "cohorts/show_blueprint.html", context)


def outlined(blueprint: Blueprint) -> tuple[Outline | None, str]:
    """The outline, or the sentence that says why a blueprint that support has changed cannot be read."""
    try:
        return outline_of(blueprints.components_in_order(blueprint), str(blueprint)), ""
    except BlueprintError as problem:
        return None, str(problem)


@require_http_methods(["GET", "POST"])
def add_blueprint(request):
    require_planner(request.user)
    form = NewBlueprintForm(*posted(request), user=request.user, initial=copied(request))
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["components_of"]
        try:
            blueprint = blueprints.add(form.save(commit=False), components_of=source, by=request.user)
        except BlueprintError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{blueprint} added. Change what is different, then look at the plan it gives.")
            return redirect(blueprint)
    return blueprint_page(request, form)


def copied(request) -> dict:
    """What a copy of the blueprint that the address names begins with."""
    asked = request.GET.get("from", "")
    if not (len(asked) < 10 and asked.isascii() and asked.isdecimal()):
        return {}
    source = Blueprint.objects.visible_to(request.user).filter(pk=asked).first()
    if source is None:
        return {}
    return {"components_of": source, "programme": source.programme_id, "name": source.name}


@require_http_methods(["GET", "POST"])
def edit_blueprint(request, pk):
    blueprint = own_blueprint(request, pk)
    latest = latest_of(blueprint)
    if request.method != "POST" and blueprint != latest:
        return superseded(request, latest)
    form = BlueprintForm(*posted(request), initial={"name": latest.name, "description": latest.description})
    if request.method == "POST" and form.is_valid():
        try:
            shown = request.POST.get("shown")
            saved = blueprints.rename(blueprint, **form.cleaned_data, shown=shown, by=request.user)
        except blueprints.ChangedMeanwhile:
            form.add_error(None, RENAMED.format(latest))
            return blueprint_page(request, form, latest, status=409)
        messages.success(request, f"{saved} saved.")
        return redirect(saved)
    return blueprint_page(request, form, latest)


def blueprint_page(request, form, blueprint: Blueprint | None = None, *, status=200):
    context = {
        "form": form,
        "blueprint": blueprint,
        "in_use": bool(blueprint) and blueprint.cohorts.exists(),
        "shown": fingerprint(blueprint.name, blueprint.description) if blueprint else "",
    }
    status = 422 if form.errors and status == 200 else status
    return render_page(request, "cohorts/edit_blueprint.html", context, status=status)


@require_safe
def preview_blueprint(request, pk):
    """The dated plan that a delivery model gives for some start, end and calendar; writes nothing."""
    blueprint = visible_blueprint(request, pk)
    form = PreviewForm(request.GET or None, user=request.user)
    plan = problem = None
    if form.is_bound and form.is_valid():
        plan, problem = tried(blueprint, **form.cleaned_data)
    context = {"blueprint": blueprint, "form": form, "plan": plan, "problem": problem}
    return render_page(request, "cohorts/preview_blueprint.html", context, status=422 if form.errors else 200)


def tried(blueprint: Blueprint, *, starts_on, ends_on, calendar) -> tuple[Plan | None, str]:
    """The plan, or the sentence that says why there is none."""
    try:
        plan = generate(components_of(blueprint), start=starts_on, end=ends_on, calendar=calendar_of(calendar))
    except (CalendarError, BlueprintError) as problem:
        return None, str(problem)
    if plan.items and not any(starts_on <= item.first_day <= ends_on for item in plan.items):
        return None, f"{calendar} has no term in {date_range(starts_on, ends_on)}. Choose another school calendar."
    return plan, ""
