"""A participant's mentors, now and before."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from npq_portal.ui.pages import render_page
from npq_portal.ui.words import plain_date
from participants.actions import enrolments, mentoring
from participants.actions.refusals import Refusal
from participants.forms.mentoring import EndForm, MentorForm
from participants.views.fetching import posted, visible_enrolment

AT_THE_DAY = (enrolments.UnlikelyDay, mentoring.OverlapsAnother, mentoring.NotAMentor)


@require_http_methods(["GET", "POST"])
def assign_mentor(request, pk):
    enrolment = visible_enrolment(request, pk, "participants.manage_enrolment")
    today = request.user.acting_on
    form = MentorForm(posted(request), mentors=mentoring.mentors_on(today), initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            pairing = mentoring.pair(enrolment, **form.cleaned_data, by=request.user)
            messages.success(
                request, f"{pairing.mentor} mentors {enrolment.participant} from {plain_date(pairing.starts_on)}."
            )
            return redirect("participants:assign-mentor", enrolment.pk)
        except Refusal as refusal:
            form.add_error("starts_on" if isinstance(refusal, AT_THE_DAY) else "mentor", refusal.sentence)
    return _show(request, enrolment, form=form)


@require_POST
def end_mentoring(request, pk):
    enrolment = visible_enrolment(request, pk, "participants.manage_enrolment")
    pairing = get_object_or_404(enrolment.mentorings.filter(ends_on=None))
    end_form = EndForm(request.POST)
    if end_form.is_valid():
        try:
            mentoring.end(pairing, **end_form.cleaned_data, by=request.user)
            messages.success(request, f"The pairing ends on {plain_date(end_form.cleaned_data['ends_on'])}.")
            return redirect("participants:assign-mentor", enrolment.pk)
        except Refusal as refusal:
            end_form.add_error("ends_on", refusal.sentence)
    return _show(request, enrolment, end_form=end_form)


def _show(request, enrolment, *, form=None, end_form=None):
    today = request.user.acting_on
    mentorings = list(enrolment.mentorings.for_history())
    open_pairing = next((pairing for pairing in mentorings if pairing.ends_on is None), None)
    form = form or MentorForm(mentors=mentoring.mentors_on(today), initial={"starts_on": today})
    context = {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "person": enrolment.participant.user,
        "form": form,
        "end_form": end_form or EndForm(initial={"ends_on": today}),
        "open_pairing": open_pairing,
        "mentorings": mentorings,
    }
    wrong = form.errors or (end_form is not None)
    return render_page(request, "participants/assign_mentor.html", context, status=422 if wrong else 200)
