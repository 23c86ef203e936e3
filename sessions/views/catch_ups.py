"""Making a missed session good: the participant's page, and the reviewers' list."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of
from npq_portal.users.models import STAFF_ROLES
from sessions.actions import catch_ups
from sessions.forms.catch_ups import ReflectionForm, ReviewForm
from sessions.models import CatchUp, Mark


@require_safe
def list_catch_ups(request):
    if not request.user.holds(*STAFF_ROLES):
        raise PermissionDenied
    waiting = CatchUp.objects.to_review_by(request.user).waiting().for_listing()
    if cohort := request.GET.get("cohort", "").replace("\0", ""):
        waiting = waiting.filter(session__cohort__slug=cohort)
    return render_page(request, "sessions/list_catch_ups.html", {"page": page_of(waiting, request)})


def visible_catch_up(request, pk) -> CatchUp:
    catch_ups = CatchUp.objects.visible_to(request.user).for_listing().select_related("session__venue", "decided_by")
    return get_object_or_404(catch_ups, pk=pk)


@require_http_methods(["GET", "POST"])
def show_catch_up(request, pk):
    catch_up = visible_catch_up(request, pk)
    form = ReflectionForm(request.POST or None, initial={"reflection": catch_up.reflection})
    if request.method == "POST":
        if not request.user.has_perm("npq_sessions.write_catch_up", catch_up):
            raise PermissionDenied
        if form.is_valid():
            return hand_in(request, catch_up, form)
    return catch_up_page(request, catch_up, reflection_form=form)


def hand_in(request, catch_up: CatchUp, form: ReflectionForm):
    try:
        catch_ups.submit(catch_up, reflection=form.cleaned_data["reflection"], now=clock.now(), by=request.user)
        messages.success(request, "Your reflection is handed in. You will see here when it is accepted or returned.")
    except catch_ups.NotToDo:
        messages.error(request, "This was handed in already, so nothing has changed.")
    return redirect(catch_up)


@require_POST
def decide_catch_up(request, pk):
    catch_up = visible_catch_up(request, pk)
    if not may_review(request, catch_up):
        raise PermissionDenied
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return catch_up_page(request, catch_up, review_form=form)
    comment, now = form.cleaned_data["comment"], clock.now()
    try:
        if form.cleaned_data["decision"] == "accept":
            catch_ups.accept(catch_up, comment=comment, now=now, by=request.user)
            messages.success(request, f"{catch_up.session} counts as made up for {catch_up.enrolment.participant}.")
        else:
            catch_ups.send_back(catch_up, comment=comment, now=now, by=request.user)
            messages.success(request, f"The reflection goes back to {catch_up.enrolment.participant}.")
    except catch_ups.NotWaiting:
        messages.error(request, "Somebody has decided this already, so nothing has changed.")
        return redirect(catch_up)
    return redirect("sessions:list-catch-ups")


def may_review(request, catch_up: CatchUp) -> bool:
    """Nobody accepts their own reflection."""
    return request.user.has_perm("npq_sessions.review_catch_up", catch_up) and not request.user.has_perm(
        "npq_sessions.write_catch_up", catch_up
    )


def catch_up_page(request, catch_up: CatchUp, *, reflection_form=None, review_form=None):
    form = review_form or reflection_form
    context = {
        "catch_up": catch_up,
        "session": catch_up.session,
        "mark": Mark.objects.filter(session=catch_up.session_id, enrolment=catch_up.enrolment_id).first(),
        "reflection_form": reflection_form,
        "review_form": review_form or ReviewForm(),
        "form": form,
        "may_write": catch_up.is_to_do and request.user.has_perm("npq_sessions.write_catch_up", catch_up),
        "may_review": catch_up.state == CatchUp.State.SUBMITTED and may_review(request, catch_up),
    }
    return render_page(request, "sessions/show_catch_up.html", context, status=422 if form.errors else 200)
