"""Processes of the portal beside the tests, on the tests' database."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection


def database_url():
    """Where the tests' own database is, as another process is told."""
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    host = here["HOST"] or "127.0.0.1"
    return f"postgres://{here['USER']}:{here['PASSWORD']}@{host}:{here['PORT'] or 5432}/{here['NAME']}"


def started(*arguments, **variables):
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": "", "PORTAL_MODE": "development"} | variables,
        cwd=settings.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    code = process.wait(timeout=30)
    process.stdout.close()
    return code


def wait_until(is_so, until):
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)
