"""Long lists, a page at a time."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS = 50


def page_of(rows: Any, request: HttpRequest, per_page: int = ROWS) -> Page:
    """The page of ``rows`` that ``?page`` asks for, or the nearest one there is."""
    paginator = Paginator(rows, per_page)
    try:
        number = int(request.GET.get("page", "1"))
    except ValueError:
        number = 1
    return paginator.page(min(max(number, 1), paginator.num_pages))
