"""Everybody on the cohorts that somebody helps to run, found by name, cohort, status and standing."""

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.dashboards.people import COLUMNS, STANDINGS, PeopleFilter, as_line, enrolments_for
from npq_portal.dashboards.standings import people_of
from npq_portal.ui.csv import csv_response
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of
from npq_portal.users.models import STAFF_ROLES, Role
from participants.models import Enrolment


@require_safe
def list_people(request):
    if not request.user.holds(*STAFF_ROLES, Role.MENTOR):
        raise PermissionDenied
    now = clock.now()
    asked = PeopleFilter.from_query(request.GET)
    found = asked.narrow(enrolments_for(request.user), now=now)
    if request.GET.get("format") == "csv":
        managed = set(Cohort.objects.managed_by(request.user).values_list("pk", flat=True))
        return csv_response("people.csv", COLUMNS, (as_line(each, managed) for each in people_of(found, now=now)))
    page = page_of(found, request)
    context = {
        "asked": asked,
        "page": page,
        "people": people_of(page.object_list, now=now),
        "cohorts": cohorts_of(request.user),
        "statuses": Enrolment.Status.choices,
        "standings": STANDINGS.items(),
    }
    return render_page(request, "dashboards/list_people.html", context)


def cohorts_of(user):
    """The cohorts that people can be narrowed to."""
    return Cohort.objects.filter(pk__in=enrolments_for(user).order_by().values("cohort")).for_listing()
