"""What a draft of a plan adds and what it cancels."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from npq_portal import clock
from npq_portal.dashboards.views.plan_drafts import CHANGED_MEANWHILE, draft_of, managed_cohort, no_draft
from npq_portal.ui.pages import render_page
from sessions.actions import drafting, plan_versions
from sessions.forms.additions import AddSessionForm, AddUnitForm, CancelInDraftForm


@require_http_methods(["GET", "POST"])
def add_session_to_draft(request, slug):
    return _add(request, slug, AddSessionForm)


@require_http_methods(["GET", "POST"])
def add_unit_to_draft(request, slug):
    return _add(request, slug, AddUnitForm)


def _add(request, slug, form_class):
    cohort = managed_cohort(request, slug)
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    form = form_class(request.POST or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        what = {"kind": form.item_kind, "title": form.cleaned_data["title"], "facts": form.facts()}
        shown = request.POST.get("shown", "")
        try:
            item = drafting.add(draft, **what, begins=form.begins, ends=form.ends, shown=shown, by=request.user)
            messages.success(request, f"{item.title} is in the draft.")
        except plan_versions.NotWhatWasShown:
            messages.warning(request, CHANGED_MEANWHILE)
        return redirect("show-draft", cohort.slug)
    context = {"cohort": cohort, "draft": draft, "form": form, "is_session": form_class is AddSessionForm}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "dashboards/add_to_draft.html", context, status=status)


@require_http_methods(["GET", "POST"])
def cancel_in_draft(request, slug):
    cohort = managed_cohort(request, slug)
    draft = draft_of(cohort)
    if draft is None:
        return no_draft(request, cohort)
    asked = request.POST if request.method == "POST" else request.GET
    now = clock.now()
    sessions = drafting.to_cancel(draft, now=now)
    form = CancelInDraftForm(request.POST or None, sessions=sessions, initial={"item": asked.get("item")})
    if request.method == "POST" and form.is_valid():
        try:
            drafting.cancel(
                draft,
                form.cleaned_data["item"],
                reason=form.cleaned_data["reason"],
                shown=asked.get("shown", ""),
                now=now,
                by=request.user,
            )
            messages.success(request, "The session is cancelled in the draft. Nobody is told before you publish it.")
            return redirect("show-draft", cohort.slug)
        except plan_versions.NotWhatWasShown:
            messages.warning(request, CHANGED_MEANWHILE)
            return redirect("show-draft", cohort.slug)
    context = {"cohort": cohort, "draft": draft, "form": form, "sessions": sessions}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "dashboards/cancel_in_draft.html", context, status=status)
