"""Small drawings as inline SVG: they need neither scripts nor style attributes, print, and say themselves in words."""

from functools import lru_cache
from math import pi

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from npq_portal.ui.words import percent as in_percent

# Drawn on 24 by 24 with a pen of 1.8; one name each.
ICONS = {
    "alert": "M12 4l9 16H3zM12 10v4m0 2.6v.2",
    "arrow": "M5 12h14m-6-6 6 6-6 6",
    "back": "M19 12H5m6-6-6 6 6 6",
    "bell": "M6 16V11a6 6 0 1112 0v5l2 2H4zM10 21h4",
    "book": "M4 5h7a2 2 0 012 2v13a2 2 0 00-2-2H4zM20 5h-5a2 2 0 00-2 2v13a2 2 0 012-2h5z",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "chart": "M5 20V10M12 20V4M19 20v-7",
    "chat": "M4 5h16v11H9l-5 4z",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "clock": "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3.5 2",
    "copy": "M8 8h12v12H8zM4 16V4h12",
    "cross": "M6 6l12 12M18 6L6 18",
    "download": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 20h16",
    "edit": "M4 20l1-4L16 5l3 3L8 19z",
    "external": "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
    "filter": "M4 5h16l-6 8v6l-4-2v-4z",
    "flag": "M6 21V4h12l-3 4.5L18 13H6",
    "history": "M4 12a8 8 0 108-8H5m3-3L5 4l3 3",
    "home": "M4 11l8-7 8 7v9H4z",
    "info": "M12 21a9 9 0 100-18 9 9 0 000 18zM12 11v5.5M12 7.6v.2",
    "key": "M8 16.5a4.5 4.5 0 110-9 4.5 4.5 0 010 9zM12.5 12H21v3.5m-4-3.5v3",
    "leave": "M14 8V4H4v16h10v-4M9 12h12m-4-4 4 4-4 4",
    "list": "M4 6h16M4 12h16M4 18h10",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 117 0v3",
    "mail": "M3 6h18v13H3zM3 7l9 7 9-7",
    "more": "M6 12h.01M12 12h.01M18 12h.01",
    "pause": "M9 6v12M15 6v12",
    "people": "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3 20c0-3.6 3-5.5 6-5.5s6 1.9 6 5.5M16 4.5a3.5 3.5 0 010 6.5M17.5 14.8c2 .6 3.5 2.4 3.5 5.2",
    "person": "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-4 4-6 8-6s8 2 8 6",
    "phone": "M6 4h4l2 5-2.5 1.5a11 11 0 005 5L16 13l5 2v4a2 2 0 01-2 2A16 16 0 014 6a2 2 0 012-2z",
    "pin": "M12 21c5-5.5 7-8.6 7-11.5a7 7 0 10-14 0C5 12.4 7 15.5 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
    "register": "M5 4h14v16H5zM8.5 12l2.5 2.5 4.5-5",
    "repeat": "M5 12a7 7 0 107-7H6m3-3L6 5l3 3",
    "search": "M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l5 5",
    "settings": "M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM9 19.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5z",
    "sheet": "M5 3h14v18H5zM8.5 9h7M8.5 14h4",
    "trash": "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
    "upload": "M12 16V5m-4.5 4.5L12 5l4.5 4.5M4 20h16",
    "video": "M3 6h12v12H3zM15 11l6-4v10l-6-4z",
}
TONES = {"", "good", "warn", "risk", "info", "brand", "soft"}
OWN_SIGN = mark_safe(
    '<path d="M7 20V9l7 7V8m0 8 7-7v11" fill="none" stroke="var(--on-brand)" stroke-width="2.4" stroke-linecap="round" '
    'stroke-linejoin="round"/>'
)
CIRCUMFERENCE = 2 * pi * 50


@lru_cache(maxsize=500)
def icon(name: str, tone: str = "", label: str = "") -> SafeString:
    """One of ``ICONS``; without ``label`` it is an ornament that screen readers skip."""
    if tone not in TONES:
        raise ValueError(f"An icon has no tone “{tone}”; choose from {sorted(TONES - {''})}.")
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" {}><path d="{}"/></svg>',
        tone,
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        ICONS[name],
    )


def mark(letters: str = "") -> SafeString:
    """A delivery partner's letters on its colour; without any, the portal's own sign."""
    return format_html(
        '<svg viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="7" fill="var(--brand)"/>{}</svg>',
        format_html('<text x="14" y="18.5" text-anchor="middle">{}</text>', letters) if letters else OWN_SIGN,
    )


def clamp(number: float) -> float:
    return round(min(max(float(number), 0.0), 100.0), 1)


def said(percent: float | None, target: float | None) -> str:
    """The drawing in words."""
    known = "Not known yet" if percent is None else in_percent(percent)
    return known if target is None else f"{known}, {in_percent(target)} needed"


def bar(percent: float | None, target: float | None = None, label: str = "") -> SafeString:
    """A bar filled to ``percent``, with a mark at ``target``; ``label`` replaces its words."""
    return format_html(
        '<svg class="bar" role="img" aria-label="{}"><rect class="track" width="100%" height="8" y="3" rx="4"/>'
        '<rect class="fill" width="{}%" height="8" y="3" rx="4"/>{}</svg>',
        label or said(percent, target),
        clamp(percent or 0),
        "" if target is None else format_html('<rect class="target" x="{}%" width="2" height="14"/>', clamp(target)),
    )


def ring(percent: float | None, target: float | None = None, label: str = "") -> SafeString:
    """A ring filled to ``percent``, with a mark at ``target`` and the figure within."""
    return format_html(
        '<svg class="dial" viewBox="0 0 120 120" role="img" aria-label="{}"><circle class="track" cx="60" cy="60" r="50"/>'
        '<circle class="fill" cx="60" cy="60" r="50" stroke-dasharray="{} 315" transform="rotate(-90 60 60)"/>{}'
        '<text x="60" y="69" text-anchor="middle">{}</text></svg>',
        label or said(percent, target),
        round(clamp(percent or 0) / 100 * CIRCUMFERENCE, 1),
        ""
        if target is None
        else format_html('<path class="target" d="M60 4v14" transform="rotate({} 60 60)"/>', clamp(target) * 3.6),
        "–" if percent is None else f"{percent:.0f}%",
    )
