"""What the portal's frame shows; upper packages fill it through the hooks in ``context.py``."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse


@cache
def page_of(name: str) -> str:
    """The address of a page that is the same for everybody."""
    return reverse(name)


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation, or of the person's own menu."""

    label: str
    url: str
    icon: str = "list"
    current: bool = False


@dataclass(frozen=True)
class Brand:
    """Whose portal this looks like: a name, at most two letters for the mark, and colours in a stylesheet."""

    name: str
    mark: str = ""
    stylesheet: str | None = None
