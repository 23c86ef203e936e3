"""Keeping venues."""

from django.db import transaction

from npq_portal.audit import log
from npq_portal.users.models import User
from sessions.models import Venue


@transaction.atomic
def save(venue: Venue, *, by: User | None) -> Venue:
    """Keep a new or changed venue; raises ``ValidationError``."""
    is_new = venue.pk is None
    venue.full_clean()
    venue.save()
    log.record("venue.added" if is_new else "venue.changed", subject=venue, by=by)
    return venue
