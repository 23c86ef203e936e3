"""``manage.py demo``."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from npq_portal import clock
from npq_portal.demo.building import database
from npq_portal.demo.management.commands import demo
from npq_portal.demo.management.commands.demo import moment, port_number
from npq_portal.users.models import User
from tests.factories.users import UserFactory


def environment_of(folder):
    """Of a demo of its own, on a database in this folder."""
    ours = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return ours | {"PORTAL_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize(
    ("typed", "local"),
    [("2022-05-16", "2022-05-16T09:00:00+01:00"), ("2022-12-01T17:30", "2022-12-01T17:30:00+00:00")],
)
def test_as_of_is_a_local_day_or_moment(typed, local):
    assert clock.local(moment(typed)).isoformat() == local


@pytest.mark.parametrize("typed", ["soon", "2022-02-30", ""])
def test_what_is_no_day_is_refused_with_how_to_write_one(typed):
    with pytest.raises(argparse.ArgumentTypeError, match=f"“{typed}” is no day. Write 2022-05-16, or"):
        moment(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "2021-08-31", "2046-01-01", "9999-12-31", "2022-05-16T09:00+05:00"])
def test_a_day_on_which_nobody_could_do_anything_is_refused(typed):
    with pytest.raises(argparse.ArgumentTypeError, match="from 1 September 2021, when the hub opened, to 31 December"):
        moment(typed)


def test_the_port_is_a_number_that_ports_have():
    assert port_number("8123") == 8123


@pytest.mark.parametrize("typed", ["0", "65536", "-1", "http"])
def test_what_is_no_port_is_refused(typed):
    with pytest.raises(argparse.ArgumentTypeError, match="choose a number from 1 to 65535"):
        port_number(typed)


def test_outside_demo_mode_the_command_touches_nothing():
    with pytest.raises(CommandError, match="PORTAL_MODE=demo"):
        call_command("demo", "--prepare")


def test_a_port_that_is_in_use_is_said_with_another_to_try(settings):
    settings.DEMO = True
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f'Port {port} cannot be had: .* make demo ARGS="--port 8001"'):
            call_command("demo", "--port", str(port))


@pytest.mark.django_db(transaction=True)
def test_a_database_that_no_demo_made_is_refused_in_a_sentence(settings):
    settings.DEMO = True
    UserFactory()

    with pytest.raises(CommandError, match="is left alone"):
        call_command("demo", "--prepare")


def test_a_broken_database_is_named_with_how_to_mend_it(tmp_path):
    broken = tmp_path / "demo.sqlite3"
    broken.write_text("This is no database. " * 100)

    ended = subprocess.run(
        [sys.executable, "manage.py", "demo", "--prepare"],
        cwd=settings.ROOT,
        env=environment_of(tmp_path),
        capture_output=True,
        text=True,
    )

    [sentence] = [line for line in ended.stderr.splitlines() if line]
    assert f"The database {broken} cannot be used: file is not a database. Delete it and start again" in sentence
    assert ended.returncode == 1


@pytest.mark.django_db(transaction=True)
def test_ctrl_c_while_the_past_is_built_ends_in_a_sentence_and_the_next_demo_starts_afresh(settings, monkeypatch):
    settings.DEMO = True

    def interrupted(_as_of, *, people):
        UserFactory()
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "build", interrupted)

    with pytest.raises(CommandError, match="Stopped before it was ready") as stopped:
        call_command("demo", "--prepare")

    assert stopped.value.returncode == 130
    database.start_afresh()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_preparing_builds_and_exits(settings, capsys):
    settings.DEMO = True
    settings.PORTAL_URL = "http://127.0.0.1:8000"

    call_command("demo", "--prepare", "--as-of", "2021-10-25", "--port", "8123")

    printed = capsys.readouterr().out
    assert "Letting it be Monday 25 October 2021, 09:00" in printed
    assert printed.endswith("Ready.\n")
    assert User.objects.count() > 72
    assert settings.PORTAL_URL == "http://127.0.0.1:8123"
    database.start_afresh()


def test_the_demo_serves_pages_with_worker_and_beat_and_stops_cleanly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "demo", "--port", str(port), "--as-of", "2021-10-25"]
    with subprocess.Popen(
        command,
        cwd=settings.ROOT,
        env=environment_of(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            lines = []
            for line in process.stdout:
                lines.append(line)
                if "The portal is at" in line:
                    break
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
                text = page.read().decode()
            assert "Be the programme manager" in text, "".join(lines)
        finally:
            process.send_signal(signal.SIGINT)
            rest = process.communicate(timeout=30)[0]
    assert (process.returncode, rest.splitlines()[-2:]) == (0, ["Stopping …", "Stopped."]), rest


def test_a_wrong_day_is_refused_by_name():
    with pytest.raises(CommandError, match="argument --as-of: “soon” is no day"):
        call_command("demo", "--as-of", "soon")
