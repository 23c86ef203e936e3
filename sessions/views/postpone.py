"""Postponing a session: a later day, with a reason that everyone reads."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import date_times
from sessions.actions import sessions as changes
from sessions.actions.clash_checks import Clashing
from sessions.forms.postpone import PostponeForm
from sessions.models import TrainingSession


@require_http_methods(["GET", "POST"])
def postpone_session(request, pk):
    session = get_object_or_404(
        TrainingSession.objects.visible_to(request.user).select_related("cohort__programme", "cohort__calendar"), pk=pk
    )
    if not request.user.has_perm("cohorts.manage_cohort", session.cohort):
        raise PermissionDenied
    form = PostponeForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid() and (postponed := _postpone(form, request.user)):
        when = date_times(postponed.starts_at, postponed.ends_at)
        messages.success(request, f"{postponed} postponed to {when}. Calendars and reminders follow.")
        return redirect(postponed)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "sessions/postpone_session.html", {"form": form, "session": session}, status=status)


def _postpone(form: PostponeForm, user) -> TrainingSession | None:
    """Postpone the session; what stands in the way is said at the form."""
    typed = form.cleaned_data
    try:
        return changes.postpone(
            form.session,
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"],
            reason=typed["reason"],
            accepting=form.acceptance,
            by=user,
            now=clock.now(),
        )
    except changes.NotLater:
        form.add_error("day", "Choose a time after the present one and after now.")
    except changes.AlreadyCancelled:
        form.add_error(None, "This session is cancelled. Put it back on first, then postpone it.")
    except changes.AlreadyBegun:
        form.add_error(None, "This session has begun, so it cannot be postponed. Its register says who came.")
    except Clashing as why:
        form.refuse(why)
    return None
