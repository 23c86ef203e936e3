"""A cohort's plan: made from its blueprint, and changed session by session and unit by unit."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import Cohort, Milestone
from cohorts.planning.calendars import CalendarError
from cohorts.planning.fields import BlueprintError
from cohorts.plans import plan_of
from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import count, date_range
from sessions.actions import scheduling, units
from sessions.actions import sessions as changes
from sessions.actions.clash_checks import Clashing
from sessions.forms.plan import CancelForm, ReinstateForm, SessionForm, UnitForm
from sessions.group_gaps import gaps_of
from sessions.milestones import milestone_warnings
from sessions.models import PlanVersion, StudyUnit, TrainingSession


def _managed_cohort(request, slug) -> Cohort:
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("blueprint", "calendar", "programme", "partner"),
        slug=slug,
    )
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    return cohort


def _plan(cohort: Cohort):
    """The plan that the cohort's blueprint gives, or the sentence that says why it gives none."""
    if cohort.blueprint is None:
        return None, "This cohort has no delivery model yet. Choose one, and the plan can be made from it."
    try:
        plan = plan_of(cohort)
    except (CalendarError, BlueprintError) as problem:
        return None, str(problem)
    if plan.items and not any(cohort.starts_on <= item.first_day <= cohort.ends_on for item in plan.items):
        days = date_range(cohort.starts_on, cohort.ends_on)
        return None, f"{cohort.calendar} has no term in {days}. Choose another school calendar for the cohort."
    return plan, ""


@require_safe
def show_plan(request, slug):
    cohort = _managed_cohort(request, slug)
    plan, problem = _plan(cohort)
    outcome = scheduling.preview(cohort, plan, now=clock.now()) if plan else None
    rows = {
        "sessions": list(cohort.training_sessions.for_listing()),
        "units": list(cohort.study_units.order_by("opens_on", "pk")),
        "windows": list(cohort.assessment_windows.order_by("opens_at", "pk")),
    }
    context = {
        **rows,
        "cohort": cohort,
        "problem": problem,
        "gaps": gaps_of(cohort, rows["sessions"], now=clock.now()),
        "outcome": outcome,
        "changed": (outcome.added + outcome.moved) if outcome else 0,
        "warnings": milestone_warnings(Milestone.objects.of(cohort), **rows, on=request.user.acting_on),
        "periods": cohort.coaching_periods.order_by("opens_on", "pk"),
        "published": PlanVersion.objects.in_force().filter(cohort=cohort).for_listing().first(),
        "draft": PlanVersion.objects.drafts().filter(cohort=cohort).first(),
    }
    return render_page(request, "sessions/show_plan.html", context)


@require_POST
def make_plan(request, slug):
    cohort = _managed_cohort(request, slug)
    plan, problem = _plan(cohort)
    if plan is None:
        messages.error(request, problem)
    else:
        try:
            outcome = scheduling.apply(cohort, plan, by=request.user, now=clock.now())
            messages.success(request, f"Plan made: {count(outcome.added, 'item,items')} added, {outcome.moved} moved.")
        except Clashing as why:
            messages.error(request, f"The plan is not made, and nothing has moved. {why}")
    return redirect("sessions:show-plan", cohort.slug)


def _managed_session(request, pk) -> TrainingSession:
    session = get_object_or_404(
        TrainingSession.objects.visible_to(request.user).select_related("cohort__programme", "cohort__calendar"), pk=pk
    )
    if not request.user.has_perm("cohorts.manage_cohort", session.cohort):
        raise PermissionDenied
    return session


@require_http_methods(["GET", "POST"])
def edit_session(request, pk):
    session = _managed_session(request, pk)
    form = SessionForm(request.POST or None, instance=session, on=request.user.acting_on)
    if request.method == "POST" and form.is_valid():
        try:
            changed = changes.change(
                form.save(commit=False),
                facilitators=list(form.cleaned_data["facilitators"]),
                accepting=form.acceptance,
                by=request.user,
                now=clock.now(),
            )
        except changes.RegisterComplete:
            form.add_error("group", "The register of this session is complete, so whom it was for stays.")
        except changes.AlreadyBegun:
            form.add_error("day", "This session has begun, so its time stays. Everything else can change.")
        except Clashing as why:
            form.refuse(why)
        else:
            messages.success(request, f"{changed} saved.")
            return redirect(changed)
    return render_page(request, "sessions/edit_session.html", {"form": form, "session": session})


@require_http_methods(["GET", "POST"])
def cancel_session(request, pk):
    session = _managed_session(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changes.cancel(session, reason=form.cleaned_data["reason"], by=request.user, now=clock.now())
        except changes.AlreadyCancelled:
            messages.info(request, "This session was cancelled already.")
            return redirect(session)
        except changes.AlreadyBegun:
            form.add_error(None, "This session has begun, so it cannot be cancelled. Its register says who came.")
        else:
            messages.success(request, f"{session} cancelled. It stays in calendars as cancelled.")
            return redirect(session)
    return render_page(request, "sessions/cancel_session.html", {"form": form, "session": session})


@require_POST
def reinstate_session(request, pk):
    session = _managed_session(request, pk)
    form = ReinstateForm(request.POST)
    if form.is_valid():
        try:
            changes.reinstate(session, accepting=form.acceptance, by=request.user, now=clock.now())
            messages.success(request, f"{session} is on again.")
            return redirect(session)
        except changes.NotCancelled:
            messages.info(request, "This session is on.")
            return redirect(session)
        except Clashing as why:
            form.refuse(why)
    return render_page(request, "sessions/reinstate_session.html", {"form": form, "session": session}, status=422)


@require_http_methods(["GET", "POST"])
def edit_unit(request, pk):
    unit = get_object_or_404(StudyUnit.objects.visible_to(request.user).select_related("cohort"), pk=pk)
    if not request.user.has_perm("cohorts.manage_cohort", unit.cohort):
        raise PermissionDenied
    form = UnitForm(request.POST or None, instance=unit)
    if request.method == "POST" and form.is_valid():
        changed = units.change(form.save(commit=False), by=request.user, now=clock.now())
        messages.success(request, f"{changed} saved.")
        return redirect(changed)
    return render_page(request, "sessions/edit_unit.html", {"form": form, "unit": unit})
