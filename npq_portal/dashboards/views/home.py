"""The first page of each role."""

from django.views.decorators.http import require_safe

from npq_portal import clock
from npq_portal.dashboards.manager_board import ManagerBoard
from npq_portal.dashboards.views.caseload import show_caseload
from npq_portal.dashboards.views.facilitating import show_facilitating
from npq_portal.dashboards.views.my_programme import show_my_programme
from npq_portal.reminders.figures import last_run
from npq_portal.reminders.models import Message
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of
from npq_portal.users.models import Role

COHORTS_A_PAGE = 25


def show_board(request):
    """What needs a programme manager today, and their cohorts."""
    board = ManagerBoard(request.user, clock.now())
    page = page_of(board.cohorts, request, per_page=COHORTS_A_PAGE)
    context = {
        "board": board,
        "needs": board.needs,
        "page": page,
        "rows": board.rows(page.object_list),
        "last_run": last_run(board.now, Message.objects.visible_to(request.user)),
        "may_add": request.user.has_perm("cohorts.add_new_cohort"),
    }
    return render_page(request, "dashboards/home.html", context)


def show_nothing(request):
    """Somebody without a role is told what to do about it."""
    return render_page(request, "dashboards/home_nothing.html")


# The first role that somebody holds decides what they see first.
HOMES = (
    (Role.ADMINISTRATOR, show_board),
    (Role.PROGRAMME_MANAGER, show_board),
    (Role.FACILITATOR, show_facilitating),
    (Role.MENTOR, show_caseload),
    (Role.PARTICIPANT, show_my_programme),
)


@require_safe
def home(request):
    show = next((page for role, page in HOMES if request.user.holds(role)), show_nothing)
    return show(request)
