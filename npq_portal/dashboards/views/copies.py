"""Copying a cohort, once what the copy would hold has been read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from cohorts.forms.copies import CopyForm
from cohorts.models import Cohort
from cohorts.planning.calendars import CalendarError
from npq_portal import clock
from npq_portal.dashboards import copying
from npq_portal.reminders.models import ReminderRule
from npq_portal.ui.pages import render_page
from sessions.actions.copying import counted, preview


@require_http_methods(["GET", "POST"])
def copy_cohort(request, slug):
    source = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    if not request.user.has_perm("cohorts.manage_cohort", source):
        raise PermissionDenied
    form = CopyForm(request.POST or None, source=source)
    if request.method == "GET":
        return copy_page(request, source, form)
    if not form.is_valid():
        return copy_page(request, source, form, status=422)
    new = form.instance
    try:
        items = preview(source, starts_on=new.starts_on, calendar=new.calendar, now=clock.now())
    except CalendarError as problem:
        form.add_error("calendar", str(problem))
        return copy_page(request, source, form, status=422)
    # Only what has been read is done: another start or calendar is shown first.
    if request.POST.get("read") != read_mark(new):
        return copy_page(request, source, form, items=items)
    chosen, with_team = set(request.POST.getlist("copy")), form.cleaned_data["with_team"]
    try:
        copied = copying.copy(source, new, chosen=chosen, with_team=with_team, now=clock.now(), by=request.user)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return copy_page(request, source, form, items=items, status=422)
    messages.success(request, f"{copied} made as a draft. Nobody else sees it until you move it on.")
    return redirect("sessions:show-plan", copied.slug)


def read_mark(new: Cohort) -> str:
    """What a preview depends on, so that a later change of it is noticed."""
    return f"{new.starts_on.isoformat()} {new.calendar_id}"


def copy_page(request, source: Cohort, form: CopyForm, *, items=None, status: int = 200):
    """The form, and once it makes sense what the copy would hold."""
    context = {"cohort": source, "form": form, "items": items}
    if items is not None:
        context |= {
            "effects": [{"number": number, "text": text} for number, text in counted(items)],
            "lost": [item for item in items if item.row is None],
            "rules": ReminderRule.objects.filter(cohort=source).count(),
            "read": read_mark(form.instance),
        }
    return render_page(request, "dashboards/copy_cohort.html", context, status=status)
