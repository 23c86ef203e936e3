"""What was sent in a cohort, what comes, why something was not sent; and one message."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from npq_portal import clock
from npq_portal.reminders import facts, wording
from npq_portal.reminders.actions import decisions
from npq_portal.reminders.models import Message, Pause, ReminderRule
from npq_portal.reminders.views.access import cohorts_of
from npq_portal.ui import words
from npq_portal.ui.csv import csv_response
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of

State = Message.State
# What the pills above the list stand for; each state belongs to exactly one.
SHOWN = {
    "coming": ("Coming", [*Message.WAITING, *Message.IN_HAND]),
    "sent": ("Sent", [State.SENT]),
    "failed": ("Needs you", Message.FAILED),
    "unsent": ("Not sent", [State.EXPIRED, State.CANCELLED, State.SUPERSEDED, State.SUPPRESSED, State.MISSED]),
}
TONES = {State.SENT: "good", State.DEAD: "risk", State.UNCERTAIN: "risk", State.RETRY: "warn", State.MISSED: "warn"}
COLUMNS = ["Local time", "Recipient", "Rule", "Subject", "State", "Why", "Sent at"]
LONGEST_SEARCH = 100


@require_safe
def show_messages(request, slug):
    cohort = get_object_or_404(cohorts_of(request.user), slug=slug)
    everything = Message.objects.filter(cohort=cohort)
    shown = request.GET.get("show") if request.GET.get("show") in SHOWN else "coming"
    rows = everything.filter(state__in=SHOWN[shown][1])
    rule = request.GET.get("rule", "")
    if rule:
        rows = rows.filter(rule__key=rule[:60].replace("\0", ""))
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    if search:
        rows = rows.filter(Q(recipient__full_name__icontains=search) | Q(recipient__email__icontains=search))
    rows = rows.for_listing() if shown == "coming" else rows.for_listing().order_by("-due_at", "-pk")
    if request.GET.get("format") == "csv":
        return csv_response(
            f"reminders-{cohort.slug}-{shown}.csv", COLUMNS, map(as_row, rows.iterator(chunk_size=2000))
        )
    page = page_of(rows.defer("body"), request)
    for message in page:
        message.tone = TONES.get(message.state, "info" if shown == "coming" else "")
    return render_page(
        request,
        "reminders/show_messages.html",
        {
            "cohort": cohort,
            "page": page,
            "shown": shown,
            "choices": [(key, label) for key, (label, _) in SHOWN.items()],
            "rules": ReminderRule.objects.filter(Q(cohort=None) | Q(cohort=cohort)).order_by("name", "pk"),
            "rule": rule,
            "search": search,
            "pauses": Pause.objects.in_force().filter(Q(partner=None) | Q(partner=cohort.partner_id)),
        },
        fragment="messages",
    )


def as_row(message):
    """A message as a line of the file."""
    when = f"{message.local_day:%Y-%m-%d} {message.local_time:%H:%M}"
    subject = message.subject or message.rule.name
    state, why = message.get_state_display(), message.get_reason_display()
    return when, message.recipient, message.rule.name, subject, state, why, message.sent_at


@require_safe
def show_message(request, pk):
    rows = Message.objects.visible_to(request.user).select_related(
        "recipient", "rule", "cohort__programme", "cohort__partner"
    )
    message = get_object_or_404(rows, pk=pk)
    subject, body = message.subject, message.body
    if message.date_header is None:
        known = facts.read(message.cohort, [message.recipient_id])
        thing = wording.thing_of(message.rule, message.anchor_id, known)
        if thing is not None:
            subject, body = wording.render(
                message.rule, message.recipient, message.enrolment_id, thing, known, clock.now()
            )
    return render_page(
        request,
        "reminders/show_message.html",
        {
            "message": message,
            "subject": subject,
            "paragraphs": body.split("\n\n") if body else [],
            "attempts": message.attempt_log.order_by("started_at", "pk"),
            "tone": TONES.get(message.state, ""),
            "may_cancel": message.state in {*Message.WAITING, *Message.FAILED},
        },
    )


@require_POST
def retry_message(request, pk):
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    try:
        decisions.retry(message, now=clock.now(), by=request.user)
    except decisions.CannotBeDecided:
        messages.error(request, "Only a message that failed, or whose address is refused, can be sent again.")
    except decisions.TooLate:
        messages.error(request, f"It is too late: this was to be read before {words.date_time(message.expires_at)}.")
    else:
        messages.success(request, "It is sent again, at once or when reminders may next go out.")
    return redirect(message)


@require_POST
def cancel_message(request, pk):
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    try:
        decisions.cancel(message, by=request.user)
    except decisions.CannotBeDecided:
        messages.error(request, "This message has gone out or was called back already.")
    else:
        messages.success(request, "Cancelled; it is not sent.")
    return redirect(message)
