"""Secret calendar links: made, replaced, ended, and noticed when they are used."""

import datetime as dt

from django.db import transaction

from npq_portal.audit import log
from npq_portal.users.models import User, hash_token, new_token
from sessions.models import CalendarSubscription

NOTED_EVERY = dt.timedelta(hours=1)


@transaction.atomic
def renew(user: User, *, now: dt.datetime, by: User) -> str:
    """Make a person's calendar link and end the one before. The token is given once; only its hash is kept."""
    token = new_token()
    subscription, _ = CalendarSubscription.objects.update_or_create(
        user=user, defaults={"token_hash": hash_token(token), "created_at": now, "last_fetched_at": None}
    )
    log.record("calendar_link.renewed", subject=subscription, by=by)
    return token


@transaction.atomic
def end(subscription: CalendarSubscription, *, by: User) -> None:
    """End a calendar link: calendars that use it learn nothing more."""
    log.record("calendar_link.ended", subject=subscription, by=by)
    subscription.delete()


def note_fetch(subscription: CalendarSubscription, *, now: dt.datetime) -> None:
    """Remember that a calendar came to look, so that its owner can see whether the link works; once an hour is enough."""
    if subscription.last_fetched_at is not None and now - subscription.last_fetched_at < NOTED_EVERY:
        return
    CalendarSubscription.objects.filter(pk=subscription.pk).update(last_fetched_at=now)
