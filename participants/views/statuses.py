"""Deferring, withdrawing and coming back: each page says what it means before it is done."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import plain_date
from participants.actions import enrolments
from participants.actions.refusals import Refusal
from participants.forms.statuses import DeferForm, ResumeForm, WithdrawForm
from participants.models import Mentoring
from participants.views.fetching import posted, visible_enrolment

# What each page does, and what its message says afterwards.
CHANGES: dict[str, tuple[Any, Any, str]] = {
    "defer": (DeferForm, enrolments.defer, "is deferred from {day}."),
    "withdraw": (WithdrawForm, enrolments.withdraw, "has withdrawn from {day}."),
    "resume": (ResumeForm, enrolments.resume, "is back from {day}."),
}


@require_http_methods(["GET", "POST"])
def defer_participant(request, pk):
    return _change(request, pk, "defer")


@require_http_methods(["GET", "POST"])
def withdraw_participant(request, pk):
    return _change(request, pk, "withdraw")


@require_http_methods(["GET", "POST"])
def resume_participant(request, pk):
    return _change(request, pk, "resume")


def _change(request, pk, verb):
    form_class, action, message = CHANGES[verb]
    enrolment = visible_enrolment(request, pk, "participants.manage_enrolment")
    form = form_class(posted(request), initial={"effective_on": request.user.acting_on})
    if request.method == "POST" and form.is_valid():
        try:
            action(enrolment, **form.cleaned_data, now=clock.now(), by=request.user)
            day = plain_date(form.cleaned_data["effective_on"])
            messages.success(request, f"{enrolment.participant} {message.format(day=day)}")
            return redirect("participants:edit-participant", enrolment.pk)
        except Refusal as refusal:
            form.add_error("effective_on" if isinstance(refusal, enrolments.UnlikelyDay) else None, refusal.sentence)
    context = {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "person": enrolment.participant.user,
        "form": form,
        "pairing": Mentoring.objects.in_force(request.user.acting_on)
        .filter(enrolment=enrolment)
        .select_related("mentor")
        .first(),
    }
    return render_page(request, f"participants/{verb}_participant.html", context, status=422 if form.errors else 200)
