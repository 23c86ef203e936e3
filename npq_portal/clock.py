"""What time the portal thinks it is.

Doors (views, tasks, commands) ask here; everything below them takes ``now`` or a day as an argument. In a rehearsal the
portal's time is moved to another day and goes on running from there.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass
class _Shift:
    """How far the portal's time is from the real one; ``rehearsing`` is false on a real day."""

    by: dt.timedelta = dt.timedelta(0)
    rehearsing: bool = False


_shift = _Shift()


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC) + _shift.by


def today() -> dt.date:
    """The present day as people in England call it."""
    return now().astimezone(LONDON).date()


def is_rehearsal() -> bool:
    """Whether the portal has been put on another day."""
    return _shift.rehearsing


def move_to(moment: dt.datetime) -> None:
    """Put the portal at an aware ``moment``; time goes on from there."""
    _shift.by = moment - dt.datetime.now(dt.UTC)
    _shift.rehearsing = True


def return_to_present() -> None:
    """End the rehearsal: the portal's time is the real one again."""
    _shift.by = dt.timedelta(0)
    _shift.rehearsing = False


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """The moment, in UTC, at which clocks in England show ``time`` on ``day``.

    A time that the spring change skips becomes the first real minute after the gap; a time that the autumn change
    repeats is the first of the two.
    """
    local = dt.datetime.combine(day, time, tzinfo=LONDON)
    moment = local.astimezone(dt.UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    before = dt.datetime.combine(day, dt.time(0), tzinfo=LONDON).astimezone(dt.UTC)
    return before + dt.timedelta(hours=1)


def local(moment: dt.datetime) -> dt.datetime:
    """``moment`` as clocks in England show it."""
    return moment.astimezone(LONDON)
