"""Holding a session once for each group."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import listing
from sessions.actions import parallel
from sessions.actions.sessions import AlreadyBegun, AlreadyCancelled
from sessions.forms.parallel import EachGroupForm
from sessions.models import TrainingSession

REFUSED = {
    AlreadyCancelled: "This session is cancelled. Put it back on first.",
    AlreadyBegun: "This session has begun, so it stays as it is.",
    parallel.AlreadyForAGroup: "This session is for one group already.",
    parallel.TooFewGroups: "Some of these groups have ended. Choose again.",
}


@require_http_methods(["GET", "POST"])
def hold_for_each_group(request, pk):
    sessions = TrainingSession.objects.visible_to(request.user).select_related("cohort")
    session = get_object_or_404(sessions, pk=pk)
    if not request.user.has_perm("cohorts.manage_cohort", session.cohort):
        raise PermissionDenied
    form = EachGroupForm(request.POST if request.method == "POST" else None, cohort=session.cohort)
    if form.is_valid():
        try:
            held = parallel.hold_for_each(session, form.cleaned_data["kind"], now=clock.now(), by=request.user)
        except tuple(REFUSED) as refusal:
            form.add_error(None, REFUSED[type(refusal)])
        else:
            names = listing(each.group.name for each in held)
            messages.success(request, f"{session} is held for {names}. Choose day, place and link of each.")
            return redirect("sessions:show-plan", session.cohort.slug)
    context = {"form": form, "session": session, "cohort": session.cohort}
    return render_page(request, "sessions/hold_for_each_group.html", context, status=422 if form.errors else 200)
