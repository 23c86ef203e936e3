"""A mentor's caseload."""

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_safe

from npq_portal import clock
from npq_portal.dashboards.caseload import cases_of
from npq_portal.ui.pages import render_page
from npq_portal.users.models import Role
from participants.models import Enrolment


@require_safe
def show_caseload(request):
    if not request.user.holds(Role.MENTOR):
        raise PermissionDenied
    today = request.user.acting_on
    mine = list(Enrolment.objects.mentored_by(request.user).for_listing())
    taking_part = [enrolment for enrolment in mine if enrolment.status == Enrolment.Status.ACTIVE]
    cases = cases_of(taking_part, now=clock.now(), on=today)
    context = {
        "cases": cases,
        "below": sum(case.engagement.standing.tone == "risk" for case in cases),
        "overdue": sum(case.overdue_talk is not None for case in cases),
        "others": [enrolment for enrolment in mine if enrolment.status != Enrolment.Status.ACTIVE],
    }
    return render_page(request, "dashboards/caseload.html", context)
