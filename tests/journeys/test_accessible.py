"""axe-core finds nothing on any page that anybody is shown, no page scrolls sideways, and none reports an error.

Each page of the table in ``tests/access.py`` is opened by the first of ``WHO`` who is shown it, and those that differ from
role to role by everybody: by axe in light colours on a laptop and in dark ones on a phone, and measured on the narrowest
phone. The other combinations of people, colours and widths only repeat the same parts, and are left out for time; the
pages with the most parts are tried in all of them by the tests of their apps.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from npq_portal import clock
from tests.access import LINES
from tests.portal.test_access import address_of
from tests.world import NOW, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# No pages: files, answers to machines, and support's pages, which Django makes.
NO_PAGES = {
    "admin:index",
    "cohorts:brand-stylesheet",
    "cohorts:download-periods",
    "cohorts:download-blueprint",
    "download-engagement",
    "healthz",
    "participants:download-refused",
    "participants:download-template",
    "readyz",
    "sessions:calendar-feed",
}
DIFFERENT = {"home", "show-cohort", "show-participant", "sessions:show-session", "sessions:show-catch-up"}
WHO = ("anonymous", "manager", "administrator", "facilitator", "mentor", "participant")
LOOKS = [("light", 1280), ("dark", 390)]
NARROWEST = 320
# In the second look only colours are new; what a page is made of has been seen in the first.
ONCE_MORE = "axe.run(document, {runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable']})"


def faults_of(page):
    """What axe finds in both looks, and how far the page reaches beyond the narrowest window."""
    found = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        # Colours fade from one scheme to the other; half-way they are nobody's.
        page.evaluate("Promise.all(document.getAnimations().map(fading => fading.finished))")
        seen = Axe().run(page).response if (scheme, width) == LOOKS[0] else page.evaluate(ONCE_MORE)
        for fault in seen["violations"]:
            found.append((scheme, fault["id"], [node["target"] for node in fault["nodes"]][:3]))
        found += beyond(page, width)
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    return found + beyond(page, NARROWEST)


def beyond(page, width):
    reach = page.evaluate("document.documentElement.scrollWidth")
    return [("wider than the window", width, reach)] if reach > width else []


def pages_of(identity):
    """The pages that this person opens for all who are shown them, and those that show each something else."""
    for line in LINES:
        if line.method == "GET" and line.name not in NO_PAGES and not line.name.startswith("demo:"):
            shown = [who for who in WHO if line.answers[who] == "ok"]
            if identity in (shown if line.name in DIFFERENT else shown[:1]):
                yield line


@pytest.mark.parametrize("identity", WHO)
def test_nobody_is_shut_out_of_any_page(new_page, identity):
    world, page, found = build(), new_page(), []
    clock.move_to(NOW)
    cookies = world.cookies[identity]
    page.context.add_cookies(
        [
            {"name": name, "value": cookie.value, "domain": "localhost", "path": "/", "httpOnly": True}
            for name, cookie in cookies.items()
            if name == settings.SESSION_COOKIE_NAME
        ]
    )
    for line in pages_of(identity):
        page.goto(address_of(line, world.own))
        found += [(line.name, *fault) for fault in faults_of(page)]

    assert found == []
