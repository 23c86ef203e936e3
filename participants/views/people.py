"""Adding one participant by hand, and amending what is known of one."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from npq_portal import clock
from npq_portal.ui.pages import render_page
from participants.actions import enrolments, people
from participants.actions.refusals import Refusal
from participants.forms.people import AddForm, EditForm
from participants.models import Enrolment
from participants.views.fetching import managed_cohort, posted, visible_enrolment


@require_http_methods(["GET", "POST"])
def add_participant(request, slug):
    cohort = managed_cohort(request, slug)
    form = AddForm(posted(request), initial={"joined_on": cohort.starts_on})
    if request.method == "POST" and form.is_valid():
        enrolment = _add(form, cohort, request.user)
        if enrolment is not None:
            messages.success(request, f"{enrolment.participant} is on the {cohort}. No e-mail has been sent.")
            return redirect("participants:edit-participant", enrolment.pk)
    status = 422 if form.errors else 200
    return render_page(request, "participants/add_participant.html", {"cohort": cohort, "form": form}, status=status)


def _add(form: AddForm, cohort, user) -> Enrolment | None:
    """Enrol who the form describes; what stands in the way is said at the form, and nothing is half-saved."""
    cleaned = form.cleaned_data
    try:
        with transaction.atomic():
            school = people.find_or_create_school(name=cleaned["school"], urn=cleaned["urn"])
            participant = people.register(
                email=cleaned["email"],
                full_name=cleaned["full_name"],
                trn=cleaned["trn"],
                school=school,
                on=user.acting_on,
                by=user,
            )
            return enrolments.enrol(participant, cohort, joined_on=cleaned["joined_on"], now=clock.now(), by=user)
    except Refusal as refusal:
        form.add_error(FIELD_OF.get(type(refusal)), refusal.sentence)
    except (ValidationError, IntegrityError):
        # What the form lets through, only a colleague at the same moment can have spoilt.
        form.add_error(None, SAME_MOMENT)
    return None


SAME_MOMENT = "Somebody added or changed this person at the same moment. Try again."
# Where a refusal is said.
FIELD_OF = {
    people.TrnTaken: "trn",
    people.EmailTaken: "email",
    people.NoSuchSchool: "school",
    people.SeveralSchools: "urn",
    enrolments.AlreadyEnrolled: "email",
    enrolments.UnlikelyDay: "joined_on",
}


@require_http_methods(["GET", "POST"])
def edit_participant(request, pk):
    """Details, standing and mentors of one enrolment, with everything that can be changed."""
    enrolment = visible_enrolment(request, pk, "participants.manage_enrolment")
    may_edit_account = request.user.has_perm("participants.edit_account", enrolment)
    details = people.details(enrolment.participant)
    form = EditForm(posted(request), initial=details, may_edit_account=may_edit_account)
    is_outdated = False
    if request.method == "POST" and form.is_valid():
        try:
            people.amend(enrolment.participant, seen=_seen(request), wanted=form.cleaned_data, by=request.user)
            messages.success(request, "The details are saved.")
            return redirect("participants:edit-participant", enrolment.pk)
        except people.ChangedMeanwhile as refusal:
            form.add_error(None, refusal.sentence)
            is_outdated = True
        except Refusal as refusal:
            form.add_error(FIELD_OF.get(type(refusal)), refusal.sentence)
        except (ValidationError, IntegrityError):
            form.add_error(None, SAME_MOMENT)
    context = {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "person": enrolment.participant.user,
        "form": form,
        "may_edit_account": may_edit_account,
        "seen": json.dumps(details),
        "saved_meanwhile": [(form.fields[name].label, value) for name, value in details.items() if name in form.fields]
        if is_outdated
        else [],
        "changes": enrolment.status_changes.for_history(),
        "mentorings": enrolment.mentorings.for_history(),
    }
    return render_page(request, "participants/edit_participant.html", context, status=422 if form.errors else 200)


def _seen(request) -> dict[str, str] | None:
    """What the editor had before them when they began to type."""
    try:
        return json.loads(request.POST.get("seen", ""))
    except (ValueError, RecursionError):
        return None
