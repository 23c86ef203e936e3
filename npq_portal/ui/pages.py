"""One address gives a page to a browser, and a part of it to htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; going back in the history or a boosted link needs the whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]  # added by HtmxMiddleware
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render ``template``, or for htmx only its partial named ``fragment``."""
    name = f"{template}#{fragment}" if fragment and wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
