"""Tests stay on this machine, start afresh, and notice a page that queries once a row."""

import socket

import pytest
from django.core.cache import cache
from zeal import NPlusOneError, zeal_context

from npq_portal import clock
from npq_portal.users.models import User
from tests import conftest
from tests.factories.users import UserFactory


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "2001:db8::1"])
def test_no_test_reaches_another_machine(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with (
        socket.socket(family) as probe,
        pytest.raises(RuntimeError, match=f"tried to reach {host}. Tests stay on this machine."),
    ):
        probe.connect((host, 80))


def test_no_test_asks_where_another_machine_is():
    with pytest.raises(RuntimeError, match=r"tried to reach npq.example.org"):
        socket.getaddrinfo("npq.example.org", 443)


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as probe:
        assert probe.getpeername() == server.getsockname()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_no_test_sees_what_another_cached_or_another_day(turn):
    assert cache.get("turn") is None
    assert not clock.is_rehearsal()

    cache.set("turn", turn)
    clock.move_to(clock.at(clock.today(), clock.local(clock.now()).time()))


@pytest.mark.parametrize("need", ["postgres", "redis", "browser"])
def test_a_test_that_cannot_run_here_says_what_would_let_it(need, monkeypatch, settings):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    settings.REDIS_URL = ""
    monkeypatch.setattr(conftest, "CHROMIUM", "/nowhere/chromium")
    monkeypatch.setattr(conftest, "LEFT_OUT", set())

    assert conftest.why_missing(need).startswith("no ")


def test_a_test_that_is_left_out_says_where_it_runs(monkeypatch):
    monkeypatch.setattr(conftest, "LEFT_OUT", {"browser"})

    assert conftest.why_missing("browser") == "left to `make test-all`"


@pytest.mark.django_db
def test_asking_for_one_row_at_a_time_is_noticed():
    UserFactory.create_batch(3)

    def ask_for_one_row_at_a_time():
        return [list(person.role_assignments.all()) for person in User.objects.order_by("pk")]

    with zeal_context(), pytest.raises(NPlusOneError):
        ask_for_one_row_at_a_time()
