"""Taking registers. Every door here ends in ``sessions.actions.registers``: the page, the single tap, and the button
for everybody left."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of
from npq_portal.ui.words import count, date_time
from npq_portal.users.models import STAFF_ROLES
from sessions import taking
from sessions.actions import registers
from sessions.forms.registers import CompleteForm, read_register
from sessions.models import (
    OPENS_BEFORE,
    ExcuseReason,
    Mark,
    RegisterState,
    TrainingSession,
    register_state,
)
from sessions.roster import roster_of
from sessions.views.register_words import announced, drawn, said_of, submitted_words

NO_LONGER = (
    registers.SessionCancelled,
    registers.NotDue,
    registers.RegisterClosed,
    registers.NotOnRegister,
    registers.AlreadySubmitted,
    registers.NotSubmitted,
)
# A moment in an address: when somebody pressed the button for everybody left.
MOMENT = "%Y%m%dT%H%M%S%fZ"


def session_to_take(request, pk) -> TrainingSession:
    """The session, for somebody who may take its register; in one query, unless they may not."""
    session = taking.session_to_take(pk, request.user)
    if session is None:
        get_object_or_404(TrainingSession.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied
    return session


def with_state(sessions, now: dt.datetime) -> list[tuple[TrainingSession, RegisterState]]:
    return [(session, register_state(session, now)) for session in sessions]


@require_safe
def list_registers(request):
    if not request.user.holds(*STAFF_ROLES):
        raise PermissionDenied
    now = clock.now()
    mine = TrainingSession.objects.facilitated_by(request.user)
    sessions = (mine if mine.exists() else TrainingSession.objects.taken_by(request.user)).scheduled()
    page = page_of(sessions.with_register_done().for_listing().reverse(), request, per_page=20)
    context = {
        "to_take": with_state(sessions.with_register_to_take(now).for_listing().reverse(), now),
        "coming": with_state(sessions.filter(starts_at__gt=now + OPENS_BEFORE).for_listing()[:10], now),
        "done": with_state(page, now),
        "page": page,
    }
    return render_page(request, "sessions/list_registers.html", context)


@require_http_methods(["GET", "POST"])
def take_register(request, pk):
    session = session_to_take(request, pk)
    if request.method == "GET":
        return register_page(request, session)
    posted = read_register(request.POST)
    if posted.errors:
        return register_page(request, session, notes=posted.errors, retyped=request.POST, status=422)
    try:
        saved = registers.save_marks(session, posted.changes, now=clock.now(), by=request.user)
        if saved.conflicts:
            notes = {conflict.enrolment_id: said_of(conflict) for conflict in saved.conflicts}
            return register_page(request, session, notes=notes, status=409)
        return then(request, session)
    except NO_LONGER:
        return nothing_saved(request, session)


def then(request, session: TrainingSession) -> HttpResponse:
    """What the pressed button asks for, once the marks are saved."""
    here, wish = reverse("sessions:take-register", args=[session.pk]), request.POST.get("then")
    if wish == "fill":
        now = clock.now()
        filled = registers.fill_unmarked(session, now=now, by=request.user)
        return redirect(f"{here}?filled={now.strftime(MOMENT)}" if filled else here)
    if wish == "complete" and roster_of(session).unmarked:
        return redirect("sessions:complete-register", session.pk)
    if wish == "complete":
        return complete(request, session, unmarked="")
    messages.success(request, "The marks are saved.")
    return redirect(here)


def complete(request, session: TrainingSession, *, unmarked: str) -> HttpResponse:
    registers.submit(session, unmarked=unmarked, now=clock.now(), by=request.user)
    messages.success(request, f"The register of {session} is complete.")
    return redirect("sessions:list-registers")


def nothing_saved(request, session: TrainingSession) -> HttpResponse:
    messages.error(request, "This was not saved: the register has changed since the page was loaded. Here it is now.")
    return redirect("sessions:take-register", session.pk)


def register_page(request, session: TrainingSession, *, notes=None, retyped=None, status=200) -> HttpResponse:
    """The whole page; after a refusal with what was typed, and a note beside each person concerned."""
    now, notes = clock.now(), notes or {}
    state = register_state(session, now)
    roster = roster_of(session, with_last_marks=True)
    is_open = not session.is_cancelled and state in {RegisterState.OPEN, RegisterState.SUBMITTED}
    context = {
        "session": session,
        "state": state,
        "is_open": is_open,
        "is_closed": state == RegisterState.CLOSED,
        "opens_words": f"It opens on {date_time(session.starts_at - OPENS_BEFORE)}, an hour before the session.",
        "roster": roster,
        "people": [drawn(row, notes.get(row.enrolment_id, ""), retyped) for row in roster.on_list],
        "reasons": ExcuseReason.choices,
        "problems": [(row.enrolment_id, row.name) for row in roster.rows if row.enrolment_id in notes],
        "submitted": submitted_words(session) if state == RegisterState.SUBMITTED else "",
        "undo": undo_offer(request, session),
        "may_close": state == RegisterState.SUBMITTED and request.user.has_perm("npq_sessions.close_register", session),
        "joining_is_open": session.joining_is_open(now),
    }
    return render_page(request, "sessions/take_register.html", context, status=status)


def undo_offer(request, session: TrainingSession) -> dict | None:
    """The people whom the button for everybody left has just marked, and whom this person may still unmark together."""
    filled_at = filled_moment(request.GET)
    if filled_at is None:
        return None
    filled = Mark.objects.filter(session=session, marked_at=filled_at, marked_by=request.user).exclude(status="")
    number = filled.count()
    return {"number": number, "filled": request.GET["filled"]} if number else None


def filled_moment(given) -> dt.datetime | None:
    """The moment that an address or a form names, or nothing if it names none."""
    try:
        return dt.datetime.strptime(given.get("filled", ""), MOMENT).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


@require_POST
def save_marks(request, pk):
    """One tap: the answer holds the counts and the version, and the person's row only where it has to change."""
    session = session_to_take(request, pk)
    posted = read_register(request.POST)
    if posted.errors:
        return answer(request, session, notes=posted.errors, retyped=request.POST, status=422)
    try:
        saved = registers.save_marks(session, posted.changes, now=clock.now(), by=request.user)
    except NO_LONGER:
        # The page is out of date in a way that only the whole page can show.
        return HttpResponse(status=409, headers={"HX-Refresh": "true"})
    notes = {conflict.enrolment_id: said_of(conflict) for conflict in saved.conflicts}
    return answer(request, session, versions=saved.applied, notes=notes, status=409 if notes else 200)


def answer(request, session: TrainingSession, *, versions=None, notes=None, retyped=None, status=200) -> HttpResponse:
    """What htmx puts in place after a tap, and what a screen reader says."""
    versions, notes, roster = versions or {}, notes or {}, roster_of(session)
    redrawn = [drawn(row, notes[row.enrolment_id], retyped) for row in roster.rows if row.enrolment_id in notes]
    context = {"roster": roster, "versions": versions.items(), "redrawn": redrawn, "reasons": ExcuseReason.choices}
    response = render(request, "sessions/register_answer.html", context, status=status, using="jinja2")
    heard = " ".join(notes.values()) or announced(roster, list(versions))
    return trigger_client_event(response, "portal:announce", heard)


@require_POST
def undo_fill(request, pk):
    session = session_to_take(request, pk)
    filled_at = filled_moment(request.POST)
    try:
        number = registers.undo_fill(session, filled_at=filled_at, now=clock.now(), by=request.user) if filled_at else 0
    except NO_LONGER:
        return nothing_saved(request, session)
    messages.success(request, f"{count(number, 'mark is,marks are')} taken back.")
    return redirect("sessions:take-register", session.pk)


@require_http_methods(["GET", "POST"])
def complete_register(request, pk):
    session = session_to_take(request, pk)
    form = CompleteForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_valid():
            return complete(request, session, unmarked=form.status())
    except NO_LONGER:
        return nothing_saved(request, session)
    context = {"session": session, "form": form, "roster": roster_of(session)}
    return render_page(request, "sessions/complete_register.html", context, status=422 if form.errors else 200)


@require_POST
def close_register(request, pk):
    session = session_to_take(request, pk)
    if not request.user.has_perm("npq_sessions.close_register", session):
        raise PermissionDenied
    try:
        registers.close(session, now=clock.now(), by=request.user)
    except NO_LONGER:
        return nothing_saved(request, session)
    messages.success(request, "The register is closed. A change is now a correction that says why.")
    return redirect("sessions:take-register", session.pk)
