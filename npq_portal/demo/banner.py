"""The strip at the top of every page of a rehearsal."""

from django.conf import settings

from npq_portal import clock
from npq_portal.users.models import Role


def for_request(request) -> dict | None:
    """What the rehearsal banner shows, or None on a real day; managers may move the date in a demo."""
    if not clock.is_rehearsal():
        return None
    user = request.user
    may_move = settings.DEMO and user.is_authenticated and user.holds(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)
    return {
        "template": "demo/banner.html",
        "now": clock.local(clock.now()),
        "may_move": may_move,
        "has_outbox": settings.DEMO and user.is_authenticated,
    }
