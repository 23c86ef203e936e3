"""Registers that nobody completed, for those who chase them."""

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_safe

from npq_portal import clock
from npq_portal.dashboards.attention import missing_registers
from npq_portal.dashboards.manager_board import missing_sessions
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of
from npq_portal.users.models import STAFF_ROLES


@require_safe
def list_missing_registers(request):
    if not request.user.holds(*STAFF_ROLES):
        raise PermissionDenied
    page = page_of(missing_sessions(request.user, now=clock.now()), request)
    context = {"page": page, "missing": missing_registers(page.object_list, on=clock.today())}
    return render_page(request, "dashboards/list_missing_registers.html", context)
