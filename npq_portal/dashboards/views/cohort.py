"""The page of one cohort."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.dashboards.cohort_board import SHOWN, CohortBoard, tab_urls
from npq_portal.dashboards.matrix import csv_rows
from npq_portal.ui.csv import csv_response
from npq_portal.ui.navigation import NavItem
from npq_portal.ui.pages import render_page

TABS = {"participants": "Participants", "registers": "Registers", "study": "Self-study"}


def visible_board(request, slug) -> CohortBoard:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    return CohortBoard(cohort, request.user, clock.now())


def asked_for(request, name: str, choices) -> str:
    """One of ``choices`` that the address asks for, or the first."""
    wanted = request.GET.get(name, "")
    return wanted if wanted in choices else next(iter(choices))


@require_safe
def show_cohort(request, slug):
    board = visible_board(request, slug)
    tab, view = asked_for(request, "tab", TABS), asked_for(request, "view", ("drawing", "table"))
    context = {
        "board": board,
        "cohort": board.cohort,
        "tab": tab,
        "tab_template": f"dashboards/show_cohort_{tab}.html",
        "tabs": tabs_of(board, tab),
        "as_table": view == "table",
        **PARTS[tab](request, board),
    }
    return render_page(request, "dashboards/show_cohort.html", context)


def tabs_of(board: CohortBoard, current: str) -> list[NavItem]:
    """The parts of the page, and for those who manage the cohort the pages about it."""
    own = [NavItem(label, f"?tab={key}#tabs", current=key == current) for key, label in TABS.items()]
    elsewhere = [NavItem(label, url) for label, url in tab_urls(board.cohort).items()] if board.may_manage else []
    return [*elsewhere[:1], *own, *elsewhere[1:]]


def participants_part(request, board: CohortBoard) -> dict:
    show = asked_for(request, "show", SHOWN)
    return {"show": show, "matrix": board.matrix(show), "pills": board.pills(show)}


def registers_part(request, board: CohortBoard) -> dict:
    show = asked_for(request, "show", ("", "missing"))
    return {"show": show, "rows": board.register_rows(show)}


def study_part(_request, board: CohortBoard) -> dict:
    return {"rows": board.study_rows()}


PARTS = {"participants": participants_part, "registers": registers_part, "study": study_part}


@require_safe
def download_engagement(request, slug):
    board = visible_board(request, slug)
    header, rows = csv_rows(board.shown(asked_for(request, "show", SHOWN)), with_trn=board.may_manage)
    return csv_response(f"engagement-{board.cohort.slug}.csv", header, rows)
