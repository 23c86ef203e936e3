"""When something goes wrong, the page says what happened, what was kept, and what to do; and it always comes."""

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views import defaults
from django.views.csrf import csrf_failure

FAILURES = {
    "400": (lambda request: defaults.bad_request(request, Exception()), "could not read that request"),
    "403": (lambda request: defaults.permission_denied(request, Exception()), "You cannot do this"),
    "403_csrf": (csrf_failure, "This page had been open too long"),
    "404": (lambda request: defaults.page_not_found(request, Http404()), "Page not found"),
    "500": (defaults.server_error, "Something went wrong on our side"),
}


@pytest.mark.parametrize(("name", "failure"), FAILURES.items(), ids=FAILURES)
def test_an_error_page_looks_like_ours_and_needs_no_database(name, failure):
    """Without the database fixture any query fails, as it would when the database is away."""
    view, sentence = failure

    response = view(RequestFactory().get("/cohorts/<script>/"))
    html = response.content.decode()

    assert response.status_code == int(name[:3])
    assert sentence in html
    assert "css/portal.css" in html
    assert "NPQ Portal" in html
    assert "<script>" not in html


@pytest.mark.parametrize("name", FAILURES)
def test_an_error_page_can_be_drawn_with_nothing_at_all(name):
    assert "<h1>" in render_to_string(f"{name}.html")
