"""Where the top bar and the menu lead: to the parts of the portal that somebody's roles open."""

from typing import NamedTuple

from npq_portal.ui.navigation import NavItem, page_of
from npq_portal.users import navigation
from npq_portal.users.models import STAFF_ROLES, Role

MANAGERS = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER})


class Section(NamedTuple):
    """A part of the portal: its page, who is offered it, and what the addresses of its pages begin with."""

    label: str
    icon: str
    page: str
    roles: frozenset[str]
    prefixes: tuple[str, ...]


FOR_STAFF = (
    Section(
        "Registers", "register", "sessions:list-registers", frozenset({Role.FACILITATOR}), ("/sessions/", "/registers/")
    ),
    Section(
        "Cohorts",
        "list",
        "cohorts:list-cohorts",
        STAFF_ROLES,
        (
            "/cohorts/",
            "/sessions/cohorts/",
            "/sessions/partners/",
            "/sessions/venues/",
            "/participants/cohorts/",
            "/participants/uploads/",
        ),
    ),
    Section("Schedule", "calendar", "facilitating-schedule", frozenset({Role.FACILITATOR}), ("/facilitating/",)),
    Section("People", "person", "list-people", MANAGERS | {Role.MENTOR}, ("/people/", "/participants/")),
    Section("Reminders", "bell", "reminders:list-rules", MANAGERS, ("/reminders/",)),
)
# A participant's own pages, or one way to them for somebody who has other things to do here too.
FOR_PARTICIPANTS = (
    Section("Schedule", "calendar", "my-schedule", frozenset({Role.PARTICIPANT}), ("/my/schedule/",)),
    Section("Study", "book", "my-study", frozenset({Role.PARTICIPANT}), ("/my/study/", "/sessions/study/")),
    Section("Support", "people", "my-people", frozenset({Role.PARTICIPANT}), ("/my/people/", "/participants/")),
)
FOR_STAFF_WHO_TAKE_PART = (Section("My programme", "book", "my-programme", frozenset({Role.PARTICIPANT}), ("/my/",)),)


def items(request) -> list[NavItem]:
    """The first page, then the parts that any of the person's roles opens; the one that the page belongs to is current."""
    user = request.user
    if not user.is_authenticated:
        return []
    helps = user.holds(*STAFF_ROLES, Role.MENTOR)
    offered = (*FOR_STAFF, *FOR_STAFF_WHO_TAKE_PART) if helps else FOR_PARTICIPANTS
    sections = [section for section in offered if user.holds(*section.roles)]
    prefixes = [prefix for section in sections for prefix in section.prefixes if request.path.startswith(prefix)]
    nearest = max(prefixes, key=len, default="")
    is_own = not helps and not nearest and request.path.startswith(page_of("my-programme"))
    here = is_own or request.path == page_of("home")
    return [
        NavItem("Today" if helps else "My programme", page_of("home"), "home", current=here),
        *[
            NavItem(section.label, page_of(section.page), section.icon, current=nearest in section.prefixes)
            for section in sections
        ],
    ]


def account_menu(request) -> list[NavItem]:
    """What everybody has under their name, and their calendar."""
    menu = navigation.account_menu(request)
    return [*menu[:1], NavItem("Calendar", page_of("sessions:show-calendar"), "calendar"), *menu[1:]] if menu else []
