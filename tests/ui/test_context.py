"""The frame of every page is filled by upper packages, through hooks that the settings name."""

import datetime as dt

from npq_portal import clock
from npq_portal.ui.context import portal
from npq_portal.ui.navigation import Brand, NavItem

asked = []


def navigation(request):
    asked.append(request.path)
    return [NavItem("Today", "/", "home", current=request.path == "/")]


def brand(request):
    return Brand(name="NELT", mark="N", stylesheet="/brand/nelt.css")


def test_without_hooks_the_frame_is_the_portals_own(rf, settings):
    for hook in ("NAVIGATION", "BRAND", "BANNER", "ACCOUNT_MENU"):
        setattr(settings, f"PORTAL_{hook}", None)
    settings.PORTAL_NAME = "NPQs of the Lea Valley"

    frame = portal(rf.get("/"))

    assert frame["portal_name"] == "NPQs of the Lea Valley"
    assert frame["brand"] == Brand(name="NPQs of the Lea Valley")
    assert list(frame["navigation"]) == []
    assert list(frame["account_menu"]) == []
    assert not frame["banner"]


def test_hooks_fill_the_frame(rf, settings):
    settings.PORTAL_NAVIGATION = f"{__name__}.navigation"
    settings.PORTAL_BRAND = f"{__name__}.brand"

    frame = portal(rf.get("/"))

    assert list(frame["navigation"]) == [NavItem("Today", "/", "home", current=True)]
    assert frame["brand"].mark == "N"


def test_a_hook_is_asked_only_when_a_template_needs_its_answer(rf, settings):
    settings.PORTAL_NAVIGATION = f"{__name__}.navigation"
    asked.clear()

    frame = portal(rf.get("/fragment/"))
    assert asked == []

    assert len(frame["navigation"]) == 1
    assert bool(frame["navigation"])
    assert asked == ["/fragment/"]


def test_every_template_knows_the_portals_day(rf):
    clock.move_to(dt.datetime(2022, 5, 16, 23, 30, tzinfo=dt.UTC))

    assert portal(rf.get("/"))["today"] == dt.date(2022, 5, 17)
