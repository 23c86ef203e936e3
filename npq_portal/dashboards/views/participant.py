"""The page of one participant, as staff and mentors see it."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from npq_portal import clock
from npq_portal.dashboards.matrix import column_of
from npq_portal.dashboards.standings import Person, people_of
from npq_portal.ui.pages import render_page
from participants.models import Enrolment
from sessions.items import NOT_IN_GROUP
from sessions.models import CatchUp, TrainingSession


@require_safe
def show_participant(request, pk):
    enrolments = Enrolment.objects.visible_to(request.user).for_listing().select_related("cohort__partner")
    enrolment = get_object_or_404(enrolments, pk=pk)
    person = enrolment.participant.user
    now = clock.now()
    measured = people_of([enrolment], now=now)[0]
    coming = TrainingSession.objects.scheduled().filter(cohort=enrolment.cohort_id, ends_at__gt=now).for_listing()
    conversations = list(enrolment.conversations.for_listing())
    context = {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "person": person,
        "engagement": measured.engagement,
        "sentence": sentence_for(measured, request.user),
        "working": [(line, column_of(line.item).url) for line in measured.engagement.working],
        "next_session": next_of(coming, measured) if measured.is_active else None,
        "changes": enrolment.status_changes.for_history(),
        "mentorings": list(enrolment.mentorings.for_history()),
        "memberships": enrolment.group_memberships.for_history(),
        "mentor": mentor_of(enrolment, on=request.user.acting_on),
        "conversations": conversations,
        "minutes": sum(conversation.minutes for conversation in conversations),
        "catch_ups": CatchUp.objects.visible_to(request.user).filter(enrolment=enrolment).for_listing(),
        "may_manage": request.user.has_perm("participants.manage_enrolment", enrolment),
        "may_log": request.user.has_perm("participants.log_conversation", enrolment),
        "may_read": request.user.has_perm("participants.read_shared_notes", enrolment),
        "is_own": person == request.user,
    }
    return render_page(request, "dashboards/show_participant.html", context)


def next_of(coming, measured: Person) -> TrainingSession | None:
    """The first of the sessions to come that is for this person."""
    others = {item.key for item in measured.items if item.reason == NOT_IN_GROUP}
    return next((session for session in coming if f"session-{session.pk}" not in others), None)


def sentence_for(measured: Person, reader) -> str:
    person = measured.enrolment.participant.user
    if person == reader:
        return measured.engagement.sentence
    return measured.engagement.sentence_about(person.first_name)


def mentor_of(enrolment: Enrolment, *, on):
    """Who mentors on a day."""
    pairing = enrolment.mentorings.serving(on).select_related("mentor").first()
    return pairing.mentor if pairing else None
