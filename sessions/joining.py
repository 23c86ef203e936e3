"""Links to online sessions: where they may lead, and when they open."""

import datetime as dt
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from npq_portal.ui.text import secure_link

# The meeting services whose links staff may enter; a link is never fetched by the portal.
MEETING_HOSTS = (
    "teams.microsoft.com",
    "teams.live.com",
    "zoom.us",
    "meet.google.com",
    "webex.com",
    "meet.example.org",
)
OPENS_BEFORE = dt.timedelta(minutes=15)


def meeting_link(url: str) -> None:
    """Refuse a link that does not lead to a known meeting service over https. Raises ``ValidationError``."""
    secure_link(url)
    host = (urlsplit(url).hostname or "").rstrip(".")
    if not any(host == service or host.endswith("." + service) for service in MEETING_HOSTS):
        raise ValidationError("Enter a link that starts with https:// and leads to Teams, Zoom, Google Meet or Webex.")


def is_open(starts_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether people may join now: from 15 minutes before the start until the end."""
    return starts_at - OPENS_BEFORE <= now < ends_at
