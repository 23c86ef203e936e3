"""Drafts of a cohort's plan: begun, changed, looked at with all they would do, published."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import Cohort, SchoolCalendar
from cohorts.planning.calendars import CalendarError
from cohorts.planning.fields import BlueprintError
from npq_portal import clock
from npq_portal.dashboards.draft_drawing import draw_draft
from npq_portal.dashboards.draft_impact import Impact, numbers_of
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import count
from sessions.actions import drafting, plan_versions
from sessions.actions.clash_checks import Clashing
from sessions.forms.drafts import MoveForm, PlanAnewForm, PublishForm
from sessions.models import PlanVersion
from sessions.plan_items import span_in_words
from sessions.replanning import CannotMove, Scope

CHANGED_MEANWHILE = "The draft changed while you looked at it. This is how it is now."


def managed_cohort(request, slug) -> Cohort:
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("blueprint", "calendar", "programme", "partner"),
        slug=slug,
    )
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    return cohort


def draft_of(cohort: Cohort) -> PlanVersion | None:
    return PlanVersion.objects.drafts().filter(cohort=cohort).for_listing().first()


def no_draft(request, cohort) -> HttpResponse:
    messages.info(request, "There is no draft of this plan.")
    return redirect("sessions:show-plan", cohort.slug)


@require_POST
def open_draft(request, slug):
    cohort = managed_cohort(request, slug)
    try:
        draft = plan_versions.open_draft(cohort, by=request.user, now=clock.now())
        messages.success(request, f"Draft begun as version {draft.number}. Nobody else sees it until you publish it.")
    except plan_versions.AlreadyDrafted:
        messages.info(request, "This plan has a draft already: here it is.")
    return redirect("show-draft", cohort.slug)


def look_at(cohort: Cohort, draft: PlanVersion) -> dict:
    """What every page about a draft says of it."""
    impact = Impact(draft, clock.now())
    published = PlanVersion.objects.in_force().filter(cohort=cohort).first()
    return {"cohort": cohort, "draft": draft, "impact": impact, "published": published}


@require_safe
def show_draft(request, slug):
    cohort = managed_cohort(request, slug)
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    context = look_at(cohort, draft)
    impact, today = context["impact"], clock.today()
    planned = sorted(draft.plan, key=lambda item: item.first_day)
    to_come = [item for item in planned if not item.is_cancelled and not item.has_begun(today)]
    page = reverse("move-in-draft", args=[cohort.slug])
    urls = {item.ident: f"{page}?item={item.ident}" for item in to_come}
    if impact.moves:
        context["drawn"] = draw_draft(
            impact.moves,
            impact.live,
            impact.rows,
            calendar=impact.calendars[1],
            urls=urls,
            now=impact.now,
        )
    may_go = {item.ident for item in drafting.to_cancel(draft, now=impact.now)}
    context["to_come"] = [
        {"item": item, "url": urls[item.ident], "may_cancel": item.ident in may_go} for item in to_come
    ]
    return render_page(request, "dashboards/show_draft.html", context)


@require_http_methods(["GET", "POST"])
def move_in_draft(request, slug):
    """Asked with what is to move, it shows what would; a POST of the same moves it."""
    cohort, now = managed_cohort(request, slug), clock.now()
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    asked = request.POST if request.method == "POST" else request.GET
    is_asked = request.method == "POST" or "look" in asked
    form = MoveForm(
        asked if is_asked else None,
        plan=draft.plan,
        today=clock.today(),
        initial={"item": asked.get("item"), "scope": Scope.THIS.value},
    )
    steps = []
    if is_asked and form.is_valid():
        how = {
            "scope": Scope(form.cleaned_data["scope"]),
            "days": form.by_days,
            "is_exact": bool(form.cleaned_data["to"]),
            "now": now,
        }
        try:
            if request.method == "POST":
                moved = drafting.move(
                    draft, form.cleaned_data["item"], **how, shown=asked.get("shown", ""), by=request.user
                )
                messages.success(request, f"{count(len(moved), 'item,items')} moved in the draft.")
                return redirect("show-draft", cohort.slug)
            steps = drafting.steps_of(draft, form.cleaned_data["item"], **how)
        except CannotMove as why:
            form.add_error("item", str(why))
        except plan_versions.NotWhatWasShown:
            messages.warning(request, CHANGED_MEANWHILE)
            return redirect("show-draft", cohort.slug)
    context = {"cohort": cohort, "draft": draft, "form": form, "steps": steps}
    if steps:
        context |= {
            "hidden": [(name, asked[name]) for name in form.fields if asked.get(name)],
            "was": span_in_words(step.before for step in steps),
            "becomes": span_in_words(step.after for step in steps),
        }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "dashboards/move_in_draft.html", context, status=status)


@require_http_methods(["GET", "POST"])
def plan_draft_anew(request, slug):
    cohort, now = managed_cohort(request, slug), clock.now()
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    calendars = SchoolCalendar.objects.visible_to(request.user).for_listing()
    planned = draft.planned_cohort
    initial = {"starts_on": planned.starts_on, "calendar": planned.calendar_id}
    form = PlanAnewForm(request.POST or None, calendars=calendars, initial=initial)
    if cohort.blueprint_id and request.method == "POST" and form.is_valid():
        try:
            plan = drafting.plan_anew(draft, **form.cleaned_data, now=now, by=request.user)
        except (CalendarError, BlueprintError) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The draft holds the plan anew: {count(len(plan.items), 'item,items')} placed.")
            return redirect("show-draft", cohort.slug)
    status = 422 if request.method == "POST" else 200
    context = {"cohort": cohort, "draft": draft, "form": form}
    return render_page(request, "dashboards/plan_draft_anew.html", context, status=status)


@require_POST
def put_back_in_draft(request, slug):
    cohort = managed_cohort(request, slug)
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    drafting.put_back(draft, request.POST.get("item", ""), by=request.user)
    return redirect("show-draft", cohort.slug)


@require_POST
def refresh_draft(request, slug):
    cohort = managed_cohort(request, slug)
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    plan_versions.refresh(draft, by=request.user, now=clock.now())
    messages.success(request, "The draft is up to date with the plan. What it changes is shown below.")
    return redirect("show-draft", cohort.slug)


@require_http_methods(["GET", "POST"])
def discard_draft(request, slug):
    cohort = managed_cohort(request, slug)
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    if request.method == "POST":
        plan_versions.discard(draft, by=request.user)
        messages.success(
            request, f"Version {draft.number} discarded. It stays among the versions, to be taken up again."
        )
        return redirect("sessions:show-plan", cohort.slug)
    return render_page(request, "dashboards/discard_draft.html", {"cohort": cohort, "draft": draft})


@require_http_methods(["GET", "POST"])
def publish_draft(request, slug):
    """Says what publishing does in numbers, and then does exactly that."""
    cohort, status = managed_cohort(request, slug), 200
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    form = PublishForm(request.POST or None, initial={"name": draft.name})
    context = look_at(cohort, draft) | {"form": form}
    if request.method == "POST" and form.is_valid():
        shown, told = request.POST.get("shown", ""), context["impact"].told.number
        try:
            changes = plan_versions.publish(
                draft,
                name=form.cleaned_data["name"],
                shown=shown,
                accepting=form.acceptance,
                untold_because=form.cleaned_data["untold_because"],
                by=request.user,
                now=clock.now(),
            )
        except (plan_versions.NotWhatWasShown, plan_versions.OutOfDate):
            messages.warning(request, "Nothing is published: the plan or the draft changed while you looked at it.")
            status = 409
        except plan_versions.NothingChanges:
            status = 422
        except Clashing as why:
            form.refuse(why)
            status = 422
        else:
            is_quiet = bool(form.cleaned_data["untold_because"])
            done, people = numbers_of(changes).in_words, "nobody" if is_quiet else count(told, "person,people")
            messages.success(request, f"Version {draft.number} published: {done}, {people} told.")
            return redirect("sessions:show-plan", cohort.slug)
    elif request.method == "POST":
        status = 422
    if context["impact"].clashes and not form.clashes:
        form.ask_about(context["impact"].clashes)
    return render_page(request, "dashboards/publish_draft.html", context, status=status)
