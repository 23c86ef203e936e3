"""Every URL against every role: the table in ``tests/access.py``, and what holds for all pages at once."""

import logging
import re
from collections import Counter

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from cohorts.models import Component, SchoolCalendar
from npq_portal import clock
from participants.models import Participant
from tests.access import LINES, Line
from tests.world import IDENTITIES, NOW, build, client_of

pytestmark = pytest.mark.django_db
WORDS = {200: "ok", 302: "go"}
SIGN_IN = "/sign-in/?next="
# A number and a name that no object has, to be put into an address in place of an object's.
NUMBER, NAME = 987654321, "no-such-name"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
# What answers even an address that names nothing: a link of an e-mail that has run out.
OPEN_TO_READING = {"users:confirm-email": 410}
STRANGE = [str(10**30), str(2**63), "１２", "12 ", "1e3", "-1", "0x10", "%00", "%ff", "..%2f", "a" * 8000]
NUMBERS = re.compile("[0-9]{7}")
ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:///evil.example",
    "https:evil.example",
    "http://testserver@evil.example/",
    "https://evil.example\\@testserver/",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
]
# Looking may change nothing but these: how long a sign-in has been in use, when a calendar last came to look, and
# (asked for by managers) that somebody has been at the door of an online session.
MAY_CHANGE = {"sessions.Session", "usersessions.UserSession", "npq_sessions.CalendarSubscription", "audit.Event"}


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    """Built once; every request is undone after its answer."""
    with django_db_blocker.unblock(), transaction.atomic():
        logging.disable(logging.CRITICAL)
        yield build()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _the_same_moment(settings):
    """Counting queries is for the tests of each page; here it would cost more than all the pages."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("zeal.")]
    clock.move_to(NOW)


def names_of(resolver, namespace=""):
    """The names of all URLs below; of the support pages only the first, because Django makes the others."""
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLResolver):
            yield f"{namespace}{entry.name}"
        elif entry.namespace == "admin":
            yield "admin:index"
        else:
            yield from names_of(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


def in_address(thing) -> str:
    """How an address names this object."""
    if isinstance(thing, SchoolCalendar | Component):
        return thing.key
    return thing if isinstance(thing, str) else str(getattr(thing, "slug", None) or thing.pk)


def address_of(line, objects) -> str:
    return reverse(line.name, args=[in_address(getattr(objects, name)) for name in line.objects])


def ask(world, identity, line, address):
    with transaction.atomic():
        response = getattr(client_of(world, identity), line.method.lower())(address)
        transaction.set_rollback(True)
    if line.method == "POST":
        cache.clear()
    return response


def answer(response) -> str:
    if response.status_code == 302 and response.url.startswith(SIGN_IN):
        return "in"
    return WORDS.get(response.status_code, str(response.status_code))


def with_demo(line, settings):
    settings.DEMO = line.name.startswith("demo:")


def test_every_url_is_in_the_table():
    missing = set(names_of(get_resolver())) - {line.name for line in LINES}

    assert not missing, f"Say in tests/access.py who gets what at {', '.join(sorted(missing))}."


def test_every_name_means_one_url():
    """The table goes by names, so a second address of the same name would escape it."""
    used = Counter(names_of(get_resolver()))

    assert {name for name, times in used.items() if times > 1} == set()


def test_the_table_names_no_url_that_is_gone():
    assert {line.name for line in LINES} - set(names_of(get_resolver())) == set()


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everybody_gets_what_the_table_says(world, line, settings):
    with_demo(line, settings)
    address = address_of(line, world.own)

    responses = {who: ask(world, who, line, address) for who in IDENTITIES}

    assert {who: answer(response) for who, response in responses.items()} == line.answers
    for who, response in responses.items():
        assert_headers(response, signed_in=who not in {"anonymous", "deactivated"})
        if response.status_code == 302:
            assert_stays_here(response.url, line)


def assert_headers(response, *, signed_in):
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert {name: response[name] for name in HEADERS} == HEADERS | (
        {"Referrer-Policy": "no-referrer"} if response["Content-Type"].startswith("text/calendar") else {}
    )
    if signed_in and response.status_code == 200 and response["Content-Type"].startswith(("text/html", "text/csv")):
        assert "no-store" in response["Cache-Control"]


def assert_stays_here(url, line):
    """Only the door to an online session leads away from the portal."""
    assert re.match(r"(?!//)/", url) or (line.name == "sessions:join-session" and url.startswith("https://meet."))


@pytest.mark.parametrize("line", [line for line in LINES if line.belongs_to_partner], ids=str)
def test_what_belongs_to_another_partner_is_for_its_own_people(world, line):
    address = address_of(line, world.foreign)

    answers = {who: answer(ask(world, who, line, address)) for who in IDENTITIES[1:-1]}

    assert answers == {who: line.foreign_answers()[who] for who in IDENTITIES[1:-1]}


def things(line, objects):
    return [getattr(objects, name) for name in line.objects]


def nothing_like(thing):
    """A number or a name of the same form that no object has."""
    return NAME if isinstance(thing, str) or hasattr(thing, "slug") else NUMBER


@pytest.mark.parametrize("line", [line for line in LINES if line.objects and line.name not in OPEN_TO_READING], ids=str)
def test_what_does_not_exist_looks_like_what_is_not_ones_own(world, line, settings):
    with_demo(line, settings)
    address = reverse(line.name, args=[nothing_like(thing) for thing in things(line, world.own)])

    answers = {who: answer(ask(world, who, line, address)) for who in ("administrator", "manager", "participant")}

    strangers = line.stranger_answers()
    assert answers == {who: "403" if answers[who] == strangers[who] == "403" else "404" for who in answers}
    assert answers["administrator"] == "404"


@pytest.mark.parametrize("line", [line for line in LINES if line.objects and line.method == "GET"], ids=str)
def test_an_address_that_can_name_nothing_is_not_found(world, line):
    named = [nothing_like(thing) for thing in things(line, world.own)]
    pattern = reverse(line.name, args=named)

    for strange in STRANGE:
        response = ask(world, "administrator", line, pattern.replace(str(named[0]), strange))

        assert response.status_code in {404, OPEN_TO_READING.get(line.name)}, strange


@pytest.mark.parametrize("name", sorted({line.name for line in LINES} - {"admin:index"}))
def test_a_page_is_asked_only_in_the_ways_the_table_names(world, name, settings):
    line = next(line for line in LINES if line.name == name)
    with_demo(line, settings)
    address = address_of(line, world.own)

    for method in {"GET", "POST"} - {line.method for line in LINES if line.name == name}:
        refused = ask(world, "administrator", Line(name, method, (), False, {}), address)

        assert refused.status_code == 405, method


def rows_of_all_tables():
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.label not in MAY_CHANGE
    }


@pytest.mark.parametrize("identity", IDENTITIES[:-1])
def test_looking_at_pages_changes_nothing(world, identity):
    before = rows_of_all_tables()

    for line in LINES:
        if line.method == "GET":
            for _ in range(2):
                client_of(world, identity).get(address_of(line, world.own))

    assert rows_of_all_tables() == before


@pytest.mark.parametrize("identity", IDENTITIES[:-1])
def test_no_link_or_form_names_anybody_by_address_or_trn(world, identity):
    trns = set(Participant.objects.values_list("trn", flat=True))
    found = []
    for line in LINES:
        if line.method == "GET" and line.answers[identity] == "ok" and not line.name.startswith("demo:"):
            page = ask(world, identity, line, address_of(line, world.own)).getvalue().decode()
            for link in re.findall(r'(?:href|action|src|hx-[a-z]+)="([^"]*)"', page):
                if not link.startswith("mailto:") and (
                    "@" in link or "%40" in link or set(NUMBERS.findall(link)) & trns
                ):
                    found.append((line.name, link))

    assert found == []


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_to_another_place_by_an_address(world, elsewhere):
    signed_in = client_of(world, "participant").get(reverse("account_login"), {"next": elsewhere})
    recorded = client_of(world, "participant").post(
        reverse("sessions:record-study", args=[world.own.unit.pk]), {"minutes": 60, "back": elsewhere}
    )
    confirmed = client_of(world, "participant").get(reverse("mfa_reauthenticate"), {"next": elsewhere})
    signed_out = client_of(world, "participant").post(reverse("account_logout"), {"next": elsewhere})

    for response in (signed_in, recorded, confirmed, signed_out):
        assert response.status_code == 302
        assert re.match(r"/(?![/\\])", response.url)


@pytest.mark.parametrize("name", ["demo:list-mail", "demo:show-mail", "demo:sign-in-as", "demo:move-date"])
def test_outside_a_demo_its_pages_do_not_exist(world, name):
    line = next(line for line in LINES if line.name == name)

    assert ask(world, "administrator", line, address_of(line, world.own)).status_code == 404


@pytest.mark.parametrize("identity", IDENTITIES)
def test_only_support_opens_the_support_pages(world, identity):
    for model, pages in admin.site._registry.items():
        address = reverse(f"admin:{pages.opts.app_label}_{pages.opts.model_name}_changelist")

        response = client_of(world, identity).get(address)

        assert (model, response.status_code) == (model, 302)
        assert response.url.startswith((reverse("admin:login"), reverse("account_login")))
