import pytest
from django.core.exceptions import ValidationError

from sessions.joining import meeting_link


@pytest.mark.parametrize(
    "link",
    [
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting",
        "https://zoom.us/j/123",
        "https://us02web.zoom.us/j/123?pwd=abc",
        "https://meet.google.com:443/abc-defg-hij",
        "https://hub.webex.com./meet/npq",
    ],
)
def test_links_of_meeting_services_are_taken(link):
    meeting_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "http://zoom.us/j/123",
        "https://teams.microsoft.com@evil.org/",
        "https://zoom.us.evil.org/j/1",
        "https://evilzoom.us/j/1",
        "https://zoom.us:8443/j/1",
        "https://169.254.169.254/",
        "javascript:alert(1)",
        "//zoom.us/j/1",
        "https://zoom.us:port/j/1",
        "https://[zoom.us/j/1",
        "https://zoom.us/j/ü",
        "https://zoom.us/j/1 2",
    ],
)
def test_every_other_link_is_refused(link):
    with pytest.raises(ValidationError):
        meeting_link(link)
