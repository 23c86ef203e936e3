"""One person's mark at one session, with everything it has ever said."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from npq_portal import clock
from npq_portal.ui.pages import render_page
from participants.models import Enrolment
from sessions.actions import registers
from sessions.forms.registers import MarkForm
from sessions.models import MarkEvent, RegisterState, register_state
from sessions.views.register_words import said_of
from sessions.views.registers import NO_LONGER, nothing_saved, session_to_take


@require_http_methods(["GET", "POST"])
def show_mark(request, pk, enrolment):
    session = session_to_take(request, pk)
    enrolment = get_object_or_404(Enrolment.objects.for_listing(), pk=enrolment, cohort=session.cohort_id)
    state = register_state(session, clock.now())
    mark = enrolment.marks.filter(session=session).first()
    initial = (
        {"status": mark.status, "minutes_late": mark.minutes_late, "reason": mark.reason, "version": mark.version}
        if mark
        else {"version": 0}
    )
    is_closed = state == RegisterState.CLOSED
    form = MarkForm(request.POST.dict() if request.method == "POST" else None, initial=initial, is_closed=is_closed)
    if form.is_valid():
        try:
            if change(request, session, enrolment, form):
                return redirect("sessions:take-register", session.pk)
        except NO_LONGER:
            return nothing_saved(request, session)
    context = {
        "session": session,
        "enrolment": enrolment,
        "mark": mark,
        "form": form,
        "may_change": not session.is_cancelled and state != RegisterState.NOT_DUE,
        "events": MarkEvent.objects.filter(mark=mark).select_related("by").order_by("-version") if mark else [],
    }
    return render_page(request, "sessions/show_mark.html", context, status=422 if form.errors else 200)


def change(request, session, enrolment: Enrolment, form: MarkForm) -> bool:
    """Save what the form asks for; a conflict is said at the form."""
    saved = registers.save_marks(
        session,
        [form.change(enrolment.pk)],
        now=clock.now(),
        correction=form.cleaned_data.get("correction", ""),
        by=request.user,
    )
    for conflict in saved.conflicts:
        form.add_error(None, ValidationError(said_of(conflict)))
        # Whoever reads this and sends the form again has seen the other mark.
        form.data = form.data | {"version": conflict.version}
    if not saved.conflicts:
        messages.success(request, f"The mark of {enrolment.participant} is saved.")
    return not saved.conflicts
