"""What only a demo shows: sign-in buttons, the outbox, the date control."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from npq_portal import celery_app, clock
from npq_portal.demo.models import Rehearsal, SentMail
from npq_portal.demo.roles import PEOPLE
from npq_portal.ui.forms import DayField, TimeInput
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of
from npq_portal.ui.words import date_time
from npq_portal.users.models import Role, User

MAILS_A_PAGE = 25


class DateForm(forms.Form):
    """To which local day and time the rehearsal goes; only forwards, for what has been sent stays sent."""

    day = DayField(label="Day")
    time = forms.TimeField(widget=TimeInput())

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("day") and cleaned.get("time"):
            cleaned["moment"] = clock.at(cleaned["day"], cleaned["time"])
            if cleaned["moment"] <= clock.now():
                self.add_error("day", "A rehearsal only goes forwards. To go back, stop the demo and start it again.")
        return cleaned


def _require_demo() -> None:
    if not settings.DEMO:
        raise Http404


@login_not_required
@require_POST
def sign_in_as(request, key):
    _require_demo()
    person = next((person for person in PEOPLE if person.key == key), None)
    user = get_object_or_404(User.objects.by_email(person.email if person else ""))
    login(request, user, backend="npq_portal.users.backends.PersonBackend")
    return redirect("home")


@require_safe
def list_mail(request):
    _require_demo()
    to = request.GET.get("to", "").replace("\0", "")
    mails = SentMail.objects.order_by("-sent_at", "-pk")
    if to:
        mails = mails.filter(recipient=to)
    return render_page(
        request, "demo/list_mail.html", {"page": page_of(mails, request, per_page=MAILS_A_PAGE), "to": to}
    )


@require_safe
def show_mail(request, pk):
    _require_demo()
    return render_page(request, "demo/show_mail.html", {"mail": get_object_or_404(SentMail, pk=pk)})


@require_POST
def move_date(request):
    _require_demo()
    if not request.user.holds(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR):
        raise PermissionDenied
    form = DateForm(request.POST)
    if form.is_valid():
        clock.move_to(form.cleaned_data["moment"])
        Rehearsal.objects.update(moment=clock.now())
        for name in ("reminders.plan", "reminders.send_due"):
            celery_app.send_task(name)
        messages.success(
            request, f"It is now {date_time(clock.now())}. Reminders due until then go out in their hours."
        )
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("home")
