"""Secret calendar links: made, replaced, ended, and noticed when they are used."""

import datetime as dt
from typing import NamedTuple

from django.db import transaction

from npq_portal.audit import log
from npq_portal.statements import Statement
from npq_portal.users.models import User, hash_token, new_token
from sessions.models import CalendarSubscription

LINK = Statement(
    """
    SELECT {subscription}, {person}, held.role, participant.id FROM npq_sessions_calendarsubscription subscription
    JOIN users_user person ON person.id = subscription.user_id
    LEFT JOIN participants_participant participant ON participant.user_id = person.id
    LEFT JOIN users_roleassignment held ON held.user_id = person.id
        AND held.starts_on <= %(on)s AND (held.ends_on IS NULL OR held.ends_on >= %(on)s)
    WHERE subscription.token_hash = %(hash)s AND person.is_active
    """,
    subscription=CalendarSubscription,
    person=User,
)
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


class Link(NamedTuple):
    """A calendar link, whose user has the roles of a day; and whether that person takes part or took part in anything."""

    subscription: CalendarSubscription
    takes_part: bool


def find(token: str, *, on: dt.date) -> Link | None:
    """The link of somebody who may still sign in. A hash is looked up, so that the time it takes tells nothing."""
    rows = list(LINK.rows(hash=hash_token(token), on=on))
    if not rows:
        return None
    subscription, person, _, participant = rows[0]
    person.acting_on, person.roles = on, frozenset(role for _, _, role, _ in rows if role)
    subscription.user = person
    return Link(subscription, participant is not None)


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
