"""``manage.py demo``: builds both intakes with invented people, and serves the portal on this machine."""

import argparse
import datetime as dt

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from npq_portal import clock, environment
from npq_portal.demo import server
from npq_portal.demo.building import build
from npq_portal.demo.building.database import NotOurs, start_afresh
from npq_portal.demo.building.intakes import HUB_OPENED_ON
from npq_portal.ui.forms import LATEST
from npq_portal.ui.words import plain_date

AS_OF_DAY, AS_OF_TIME = dt.date(2022, 5, 16), dt.time(9)
PORT, LAST_PORT = 8000, 65535
INTERRUPTED = 130  # what shells say of a command that Ctrl-C ended


def moment(text: str) -> dt.datetime:
    """A local date, or date and time, as typed after ``--as-of``; before the hub opened nobody held a role."""
    try:
        typed = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no day. Write 2022-05-16, or 2022-05-16T09:00.") from error
    if typed.tzinfo or not HUB_OPENED_ON <= typed.date() <= LATEST:
        raise argparse.ArgumentTypeError(
            f"choose a local time from {plain_date(HUB_OPENED_ON)}, when the hub opened, to {plain_date(LATEST)}."
        )
    return clock.at(typed.date(), typed.time() if len(text) > len("2022-05-16") else AS_OF_TIME)


def port_number(text: str) -> int:
    """The port after ``--port``."""
    if not (text.isdecimal() and 1 <= int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"choose a number from 1 to {LAST_PORT}.")
    return int(text)


class Command(BaseCommand):
    help = "Build the November 2021 and February 2022 intakes with invented people, and serve the portal."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--as-of", type=moment, default=clock.at(AS_OF_DAY, AS_OF_TIME), metavar="DATE[TTIME]")
        parser.add_argument("--prepare", action="store_true", help="build the database and exit")
        parser.add_argument("--people", type=int, default=0, metavar="N", help="seed N more participants in bulk")
        parser.add_argument("--port", type=port_number, default=PORT)

    def handle(self, *, as_of: dt.datetime, prepare: bool, people: int, port: int, **_options) -> None:
        if not settings.DEMO:
            raise CommandError("Set PORTAL_MODE=demo: the demo replaces the whole database that it is pointed at.")
        if people < 0:
            raise CommandError("--people takes a number of people from 0 on.")
        listener = None
        if not prepare:
            try:
                listener = server.open_server(port)
            except OSError as error:
                raise CommandError(
                    f"Port {port} cannot be had: {error.strerror}. Stop what listens there, or choose another: "
                    f'make demo ARGS="--port {PORT + 1}"'
                ) from error
        # What is written into mails and calendars leads back to this port.
        settings.PORTAL_URL = environment.text("PORTAL_URL", default=f"http://{server.HOST}:{port}").rstrip("/")
        try:
            self.prepare(as_of, people)
        except NotOurs as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database {connection.settings_dict['NAME']} cannot be used: {error}. "
                "Delete it and start again: the demo makes it anew."
            ) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped before it was ready.", returncode=INTERRUPTED) from error
        if listener is None:
            self.stdout.write("Ready.")
            return
        self.stdout.write(
            f"The portal is at http://{server.HOST}:{port}/ — sign in with one tap as any role. Ctrl-C stops it."
        )
        self.stdout.flush()
        server.serve(listener, say=self.stdout.write)
        self.stdout.write("Stopped.")

    def prepare(self, as_of: dt.datetime, people: int) -> None:
        """Build the database, saying what is being done."""
        clock.move_to(as_of)
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        start_afresh()
        self.stdout.write(
            f"Letting it be {clock.local(as_of):%A %-d %B %Y, %H:%M}: both intakes, their people, their past …"
        )
        for line in build(as_of, people=people):
            self.stdout.write(f"  {line}")
