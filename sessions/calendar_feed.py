"""A person's schedule as an iCalendar feed that calendars can subscribe to.

The feed names no other person and carries no joining link: an entry has no place for either. The same entries always
give the same bytes, whatever their order.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Component, vDuration, vText
from icalendar.parser import Contentline

from npq_portal import clock

# How often calendars are asked to look again.
REFRESH_EVERY = dt.timedelta(hours=1)

# The rule in force since 1996, for calendars that know no time zones by name. Tested against the system's time zones.
EUROPE_LONDON = b"""\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of the feed: a session with aware times, or an all-day entry where ``day`` is given instead.

    ``sequence`` counts the published changes; a cancelled entry stays in the feed, so that calendars take it off.
    ``url`` is the entry's page in the portal.
    """

    uid: str
    sequence: int
    title: str
    updated_at: dt.datetime
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    day: dt.date | None = None
    location: str = ""
    description: str = ""
    url: str | None = None
    is_cancelled: bool = False
    alarm_minutes: int | None = None


def feed(entries: Iterable[FeedEntry], *, name: str) -> bytes:
    """The entries as an iCalendar file called ``name``."""
    calendar = Calendar()
    calendar.add("prodid", "-//NPQ Portal//Schedule//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _line(name))
    calendar.add("x-wr-calname", _line(name))
    calendar.add("x-wr-timezone", clock.LONDON.key)
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH_EVERY))
    calendar.add_component(Component.from_ical(EUROPE_LONDON))
    frame, end, _ = calendar.to_ical().partition(b"END:VCALENDAR")
    events = [_event(entry) for entry in sorted(entries, key=lambda entry: entry.uid)]
    return b"".join([frame, *events, end, b"\r\n"])


def etag(version: Iterable[object], *, name: str) -> str:
    """A quoted ETag of what says which state of things the feed shows; a weak one, because answers are compressed."""
    digest = hashlib.sha256(repr([name, *version]).encode())
    return f'W/"{digest.hexdigest()[:32]}"'


def _event(entry: FeedEntry) -> bytes:
    """One entry. Written line by line, with the library's escaping and folding: its objects took five times as long."""
    starts, ends = _span(entry)
    updated = _utc(entry.updated_at)
    lines = [
        f"SUMMARY:{_escaped(_line(entry.title))}",
        f"DTSTART{starts}",
        f"DTEND{ends}",
        f"DTSTAMP:{updated}",
        f"UID:{_escaped(_line(entry.uid))}",
        f"SEQUENCE:{entry.sequence}",
        f"DESCRIPTION:{_escaped(_text(entry.description))}" if entry.description else "",
        f"LAST-MODIFIED:{updated}",
        f"LOCATION:{_escaped(_line(entry.location))}" if entry.location else "",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        # What is to be done by a day takes up no time of that day.
        f"TRANSP:{'OPAQUE' if entry.day is None else 'TRANSPARENT'}",
        f"URL:{_line(entry.url)}" if entry.url else "",
    ]
    written = b"".join(_folded(line) for line in lines if line)
    alarm = b"" if entry.alarm_minutes is None or entry.is_cancelled else _alarm(entry).to_ical()
    return b"BEGIN:VEVENT\r\n" + written + alarm + b"END:VEVENT\r\n"


def _escaped(text: str) -> str:
    return vText(text).to_ical().decode()


def _folded(line: str) -> bytes:
    """A line with its end, broken where it is longer than 75 octets."""
    octets = line.encode()
    return (octets if len(octets) < 75 else Contentline(line).to_ical()) + b"\r\n"


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _alarm(entry: FeedEntry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _line(entry.title))
    alarm.add("trigger", dt.timedelta(minutes=-(entry.alarm_minutes or 0)))
    return alarm


def _span(entry: FeedEntry) -> tuple[str, str]:
    """When the entry starts and ends, as it stands after the property; the end of an all-day entry is the day after it."""
    if entry.day is not None:
        return _day(entry.day), _day(entry.day + dt.timedelta(days=1))
    if entry.starts_at is None or entry.ends_at is None:
        raise ValueError("An entry of a calendar feed needs its times or its day.")
    return _moment(entry.starts_at), _moment(entry.ends_at)


def _day(day: dt.date) -> str:
    return f";VALUE=DATE:{day:%Y%m%d}"


def _moment(moment: dt.datetime) -> str:
    """The moment on the clocks of England; in UTC where the autumn change makes those show one time twice."""
    local = clock.local(moment)
    return f":{_utc(moment)}" if local.fold else f";TZID={clock.LONDON.key}:{local:%Y%m%dT%H%M%S}"


def _text(text: str) -> str:
    """Without control characters, which calendars refuse or take for structure; line breaks stay."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})


def _line(text: str) -> str:
    return " ".join(_text(text).split())
