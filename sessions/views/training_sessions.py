"""One training session, and the door to it when it is online."""

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.users.models import User
from participants.models import Enrolment
from sessions.actions import joining
from sessions.joining import OPENS_BEFORE
from sessions.models import AcceptedClash, CatchUp, Mark, SessionFacilitator, TrainingSession, register_state


@require_safe
def show_session(request, pk):
    session = get_object_or_404(TrainingSession.objects.visible_to(request.user).for_listing(), pk=pk)
    now = clock.now()
    may_take = request.user.has_perm("npq_sessions.take_register", session)
    own = Enrolment.objects.of_person(request.user).filter(cohort=session.cohort_id)
    may_edit = request.user.has_perm("cohorts.manage_cohort", session.cohort)
    context = {
        "session": session,
        "state": register_state(session, now),
        "may_take": may_take,
        "may_edit": may_edit,
        "accepted_clashes": AcceptedClash.objects.of(session).for_listing() if may_edit else (),
        "facilitators": facilitators_of(session, on=request.user.acting_on),
        "is_own": own.exists(),
        "mark": Mark.objects.filter(session=session, enrolment__in=own).exclude(status="").first(),
        "catch_up": CatchUp.objects.filter(session=session, enrolment__in=own).first(),
        "joining_is_open": session.joining_is_open(now),
        "joining_opens_at": session.starts_at - OPENS_BEFORE,
        "is_over": session.ends_at <= now,
    }
    return render_page(request, "sessions/show_session.html", context)


def facilitators_of(session: TrainingSession, *, on) -> list[User]:
    """Who takes the session: those it names, or else those of its cohort on a day."""
    named = SessionFacilitator.objects.serving(on).filter(session=session)
    of_cohort = session.cohort.facilitator_assignments.serving(on)
    people = User.objects.order_by("full_name", "pk")
    return list(people.filter(pk__in=named.values("facilitator"))) or list(
        people.filter(pk__in=of_cohort.values("facilitator"))
    )


@require_safe
def join_session(request, pk):
    """Lead on to the meeting. A link and not a form: the browser would refuse to leave the portal from a form."""
    session = get_object_or_404(TrainingSession.objects.visible_to(request.user), pk=pk)
    try:
        return redirect(joining.join(session, now=clock.now(), by=request.user))
    except joining.JoiningClosed:
        return redirect(session)
