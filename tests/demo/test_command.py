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
from npq_portal.demo.management.commands.demo import moment
from npq_portal.users.models import User
from tests.factories.users import UserFactory


@pytest.mark.parametrize(
    ("typed", "local"),
    [("2022-05-16", "2022-05-16T09:00:00+01:00"), ("2022-12-01T17:30", "2022-12-01T17:30:00+00:00")],
)
def test_as_of_is_a_local_day_or_moment(typed, local):
    assert clock.local(moment(typed)).isoformat() == local


def test_outside_demo_mode_the_command_touches_nothing():
    with pytest.raises(CommandError, match="PORTAL_MODE=demo"):
        call_command("demo", "--prepare")


def test_a_port_that_is_in_use_is_said_with_another_to_try(settings):
    settings.DEMO = True
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"manage.py demo --port {port + 1}"):
            call_command("demo", "--port", str(port))


@pytest.mark.django_db(transaction=True)
def test_a_database_that_no_demo_made_is_refused_in_a_sentence(settings):
    settings.DEMO = True
    UserFactory()

    with pytest.raises(CommandError, match="is left alone"):
        call_command("demo", "--prepare")


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
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    } | {"PORTAL_DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "demo", "--port", str(port), "--as-of", "2021-10-25"]
    with subprocess.Popen(
        command, cwd=settings.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
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
    assert (process.returncode, rest.splitlines()[-1]) == (0, "Stopped."), rest


def test_a_wrong_day_is_refused_by_name():
    with pytest.raises((CommandError, argparse.ArgumentTypeError), match="invalid moment value"):
        call_command("demo", "--as-of", "soon")
