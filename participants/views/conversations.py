"""The log of conversations: read by those it concerns, written by mentors."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from npq_portal import clock
from npq_portal.ui.pages import render_page
from participants.actions import conversations, enrolments
from participants.actions.refusals import Refusal
from participants.forms.conversations import ConversationForm
from participants.models import CoachingPeriod, Conversation, Enrolment
from participants.views.fetching import posted, visible_enrolment

FIELD_OF = {
    conversations.AlreadyLogged: "period",
    conversations.OtherCohort: "period",
    conversations.NotTheirMentor: "held_on",
    enrolments.UnlikelyDay: "held_on",
}


@require_safe
def list_conversations(request, pk):
    enrolment = visible_enrolment(request, pk, "participants.see_enrolment")
    return render_page(request, "participants/list_conversations.html", _context(request, enrolment))


@require_http_methods(["GET", "POST"])
def log_conversation(request, pk):
    enrolment = visible_enrolment(request, pk, "participants.log_conversation")
    today = request.user.acting_on
    periods = _open_periods(enrolment)
    due = next((period for period in periods if period.opens_on <= today <= period.due_on), None)
    initial = {"held_on": today, "minutes": due.minutes if due else 60, "period": due}
    form = ConversationForm(posted(request), periods=periods, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            conversations.log(enrolment, **form.cleaned_data, now=clock.now(), by=request.user)
            messages.success(request, "The conversation is logged.")
            return redirect("participants:list-conversations", enrolment.pk)
        except Refusal as refusal:
            form.add_error(FIELD_OF.get(type(refusal)), refusal.sentence)
    context = {**_context(request, enrolment), "form": form}
    return render_page(request, "participants/log_conversation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def amend_conversation(request, pk):
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user).for_listing(), pk=pk)
    if not request.user.has_perm("participants.amend_conversation", conversation):
        raise PermissionDenied
    enrolment = Enrolment.objects.for_listing().get(pk=conversation.enrolment_id)
    fields = ("held_on", "minutes", "period", "shared_note", "private_note")
    initial = {name: getattr(conversation, name) for name in fields}
    form = ConversationForm(posted(request), periods=_open_periods(enrolment, conversation), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            conversations.amend(conversation, **form.cleaned_data, now=clock.now(), by=request.user)
            messages.success(request, "The conversation is changed.")
            return redirect("participants:list-conversations", enrolment.pk)
        except Refusal as refusal:
            form.add_error(FIELD_OF.get(type(refusal)), refusal.sentence)
    context = {**_context(request, enrolment), "form": form, "conversation": conversation}
    return render_page(request, "participants/log_conversation.html", context, status=422 if form.errors else 200)


def _open_periods(enrolment, conversation=None):
    """Periods that still want a conversation with this participant, and the one that a conversation counts for."""
    logged = Conversation.objects.filter(enrolment=enrolment).exclude(period=None)
    if conversation is not None:
        logged = logged.exclude(pk=conversation.pk)
    periods = CoachingPeriod.objects.filter(cohort=enrolment.cohort)
    return periods.exclude(pk__in=logged.values("period")).order_by("opens_on", "pk")


def _context(request, enrolment):
    rows = list(enrolment.conversations.for_listing())
    return {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "person": enrolment.participant.user,
        "conversations": rows,
        "minutes": sum(row.minutes for row in rows),
        "may_log": request.user.has_perm("participants.log_conversation", enrolment),
        "may_read": request.user.has_perm("participants.read_shared_notes", enrolment),
        "may_manage": request.user.has_perm("participants.manage_enrolment", enrolment),
    }
