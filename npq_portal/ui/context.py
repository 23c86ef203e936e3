"""What every template knows. This package knows no domain, so the contents come from hooks named in the settings."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from npq_portal import clock
from npq_portal.ui.navigation import Brand

resolve = cache(import_string)


def from_hook(setting: str, request: HttpRequest, default: Any) -> Any:
    """Call the function whose dotted path ``setting`` holds, when the template first asks for its answer."""

    def ask() -> Any:
        path = getattr(settings, setting, None)
        hook: Callable[[HttpRequest], Any] | None = resolve(path) if path else None
        return default if hook is None else hook(request)

    return SimpleLazyObject(ask)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give every template the frame: name, brand, navigation, the person's menu, banner and the day."""
    return {
        "portal_name": settings.PORTAL_NAME,
        "brand": from_hook("PORTAL_BRAND", request, Brand(name=settings.PORTAL_NAME)),
        "navigation": from_hook("PORTAL_NAVIGATION", request, []),
        "account_menu": from_hook("PORTAL_ACCOUNT_MENU", request, []),
        "banner": from_hook("PORTAL_BANNER", request, None),
        "today": clock.today(),
    }
