"""When something goes wrong, the page says what happened, what was kept, and what to do; and it always comes."""

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse, reverse_lazy
from django.views import defaults
from django.views.csrf import csrf_failure

from npq_portal.users.models import Role
from tests.factories.users import UserFactory
from tests.signing_in import client_for

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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [("/nowhere/", 404, "Page not found"), (reverse_lazy("users:list-accounts"), 403, "You cannot do this")],
)
def test_somebody_signed_in_finds_their_ways_and_sign_out_on_an_error_page(address, status, sentence):
    response = client_for(UserFactory(full_name="Chloe Nyambura", roles=[Role.PARTICIPANT])).get(address)
    html = response.content.decode()

    assert (response.status_code, response["Cache-Control"]) == (status, "no-store")
    assert sentence in html
    assert 'href="/my/' in html
    assert "Chloe Nyambura, your menu" in html
    assert f'action="{reverse("account_logout")}"' in html
    assert "<script" not in html


@pytest.mark.django_db
def test_a_visitor_finds_no_ways_on_an_error_page(client):
    html = client.get("/nowhere/").content.decode()

    assert "Page not found" in html
    assert "your menu" not in html


@pytest.mark.django_db
def test_an_error_of_ours_asks_nobody_who_they_are():
    client = client_for(UserFactory(full_name="Chloe Nyambura"), raise_request_exception=False)

    assert "Chloe" not in defaults.server_error(client.get("/nowhere/").wsgi_request).content.decode()
