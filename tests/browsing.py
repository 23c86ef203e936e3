"""How tests go from one page to the next in a browser, and look at a page in all the ways people see it."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe

# The narrowest phone, a usual one and a laptop, each in light and in dark.
LOOKS = [*product((320, 390, 1280), ("dark", "light"))]


def follow(link, *, touch=False):
    """Press a link or a button and go on once the page it leads to has been loaded and its scripts have run.

    A click by itself is over when the next page begins: the keys and presses that follow could come before the scripts
    that they need, and a check of the page could look at half of it.
    """
    with link.page.expect_navigation(wait_until="load"):
        link.tap() if touch else link.click()


def a_device_with_passkeys(page):
    """Give the browser a device that keeps passkeys and always finds its owner present."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]


def faults_of(page, looks=LOOKS):
    """What axe finds on an open page in each look, and the looks in which it is wider than the window.

    The page is loaded once: only its window and its colours change.
    """
    found = []
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # or axe sees colours half way
        for fault in Axe().run(page).response["violations"]:
            found.append((page.url, width, scheme, fault["id"], [node["html"] for node in fault["nodes"]][:5]))
        reach = page.evaluate("document.documentElement.scrollWidth")
        found += [(page.url, width, scheme, "wider than the window", reach)] if reach > width else []
    return found
