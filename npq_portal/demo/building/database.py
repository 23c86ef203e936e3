"""Emptying a database that a demo made; nothing else is ever emptied."""

from django.core.management import call_command

from npq_portal import clock
from npq_portal.demo.models import Rehearsal
from npq_portal.users.models import User


class NotOurs(Exception):
    """The database holds people whom no demo made."""


def start_afresh() -> None:
    """Empty the database for a new rehearsal; raises ``NotOurs`` when it was not a demo's before."""
    if User.objects.exists() and not Rehearsal.objects.exists():
        raise NotOurs(
            "This database holds people that no demo made, so it is left alone. Point DATABASE_URL at an empty one."
        )
    call_command("flush", interactive=False, verbosity=0)
    Rehearsal.objects.create(moment=clock.now())
