"""The rules as sentences, one rule with what it will do, and the switch that stops everything."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.mail import get_connection
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import DeliveryPartner
from npq_portal import clock
from npq_portal.reminders import facts, figures, mail, outlook
from npq_portal.reminders.actions import outcomes, pauses, reminder_rules
from npq_portal.reminders.forms import CopyForm, PauseForm, RuleForm
from npq_portal.reminders.models import Anchor, Message, Pause, ReminderRule
from npq_portal.reminders.views.access import cohorts_of, require_manager
from npq_portal.ui.pages import render_page


@require_safe
def list_rules(request):
    require_manager(request.user)
    now = clock.now()
    mine = Message.objects.visible_to(request.user)
    rules = ReminderRule.objects.visible_to(request.user).for_listing()
    paused = list(Pause.objects.visible_to(request.user).in_force().select_related("partner", "started_by"))
    managed = DeliveryPartner.objects.managed_by(request.user).order_by("name", "pk")
    stopped = {pause.partner_id for pause in paused}
    return render_page(
        request,
        "reminders/list_rules.html",
        {
            "rules": sorted(rules, key=lambda rule: Anchor.values.index(rule.anchor)),
            "cohorts": figures.by_cohort(cohorts_of(request.user)),
            "last_run": figures.last_run(now, mine),
            "pauses": paused,
            "pausable": [partner for partner in managed if partner.pk not in stopped],
            "may_pause_all": request.user.is_administrator and None not in stopped,
        },
    )


@require_http_methods(["GET", "POST"])
def edit_rule(request, pk):
    rule = get_object_or_404(ReminderRule.objects.visible_to(request.user).select_related("cohort__programme"), pk=pk)
    may_change = request.user.has_perm("reminders.change_rule", rule)
    form = RuleForm(request.POST if request.method == "POST" else None, instance=rule)
    is_asked = request.POST.get("action") == "preview"
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and not is_asked:
        try:
            saved = reminder_rules.change(
                form.instance, based_on=form.cleaned_data["based_on"], now=clock.now(), by=request.user
            )
        except reminder_rules.ChangedMeanwhile:
            form.add_error(None, "Somebody changed this rule since you opened it. Reload the page and change it again.")
        else:
            messages.success(request, f"Saved as version {saved.version}. Planned messages follow within five minutes.")
            return redirect(saved)
    context = {"rule": rule, "form": form, "may_change": may_change} | look_ahead(request, rule)
    copy_form = CopyForm(rule=rule, user=request.user)
    if rule.cohort is None and copy_form.fields["cohort"].queryset.exists():
        context["copy_form"] = copy_form
    status = 422 if form.errors and not is_asked else 200
    return render_page(request, "reminders/edit_rule.html", context, fragment="preview", status=status)


def look_ahead(request, rule):
    """What the rule will do in its cohort, or in the one that is looked at."""
    now = clock.now()
    cohorts = [rule.cohort] if rule.cohort else list(cohorts_of(request.user))
    chosen = next((each for each in cohorts if each.slug == request.GET.get("cohort")), cohorts[0] if cohorts else None)
    if chosen is None:
        return {"cohorts": [], "looked_at": None}
    known = facts.read(cohorts_of(request.user).get(pk=chosen.pk))
    planned = outlook.sorted_of(rule, known)
    return {
        "cohorts": cohorts,
        "looked_at": chosen,
        "preview": outlook.preview(rule, planned, known, person=number_in(request, "person"), now=now),
        "runs": outlook.runs(rule, planned, known, now),
        "if_now": outlook.if_it_ran_now(rule, known, now),
        "now": now,
    }


def number_in(request, name):
    """A number from the address; anything else counts as 0."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0


@require_POST
def copy_rule(request, pk):
    rule = get_object_or_404(ReminderRule.objects.visible_to(request.user), pk=pk, cohort=None)
    form = CopyForm(request.POST, rule=rule, user=request.user)
    if not form.is_valid():
        messages.error(request, "Choose a cohort that has no version of its own yet.")
        return redirect(rule)
    try:
        own = reminder_rules.copy_for(rule, form.cleaned_data["cohort"], now=clock.now(), by=request.user)
    except reminder_rules.OwnRuleExists:
        messages.error(request, "This cohort has its own version of that rule already.")
        return redirect(rule)
    messages.success(request, f"The {own.cohort} has its own version now. It replaces the general one there.")
    return redirect(own)


@require_POST
def test_rule(request, pk):
    """Send the next message of a rule to the person who asks, as its first recipient would read it."""
    rule = get_object_or_404(ReminderRule.objects.visible_to(request.user), pk=pk)
    ahead = look_ahead(request, rule)
    if not ahead.get("preview"):
        messages.error(request, "There is nobody whose message could be shown.")
        return redirect(rule)
    shown, cohort = ahead["preview"], ahead["looked_at"]
    trial = Message(
        message_id=uuid4(), subject=f"Test: {shown.subject}"[:200], body=shown.body, address=request.user.email
    )
    trial.date_header = clock.now()
    written = mail.write(
        trial,
        brand=cohort.partner.brand_name or cohort.partner.name,
        reply_to=outcomes.reply_address(cohort.partner.contact_email),
        connection=get_connection(),
    )
    try:
        written.send()
    except outcomes.SENDING_ERRORS:
        messages.error(request, "The mail server did not take the test. Nothing was sent to anybody.")
    else:
        messages.success(request, f"Sent to {request.user.email}, as {shown.user} would read it.")
    return redirect(rule)


@require_POST
def pause_reminders(request):
    require_manager(request.user)
    partner = None
    if slug := request.POST.get("partner"):
        # PostgreSQL refuses even to look for a NUL.
        managed = DeliveryPartner.objects.managed_by(request.user)
        partner = get_object_or_404(managed, slug=slug.replace("\0", "-"))
    if not request.user.has_perm("reminders.pause_reminders", partner):
        raise PermissionDenied
    form = PauseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give the reason in one line of at most 200 characters.")
        return redirect("reminders:list-rules")
    pauses.pause(partner, reason=form.cleaned_data["reason"], now=clock.now(), by=request.user)
    messages.success(request, f"Reminders of {partner or 'everybody'} are paused. Nothing goes out until they go on.")
    return redirect("reminders:list-rules")


@require_POST
def resume_reminders(request, pk):
    pause = get_object_or_404(Pause.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("reminders.pause_reminders", pause.partner):
        raise PermissionDenied
    pauses.resume(pause, now=clock.now(), by=request.user)
    messages.success(request, f"Reminders of {pause.partner or 'everybody'} go on.")
    return redirect("reminders:list-rules")
