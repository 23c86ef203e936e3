"""Joining an online session."""

import datetime as dt

from django.db import transaction

from npq_portal.audit import log
from npq_portal.users.models import User
from sessions.models import TrainingSession


class JoiningClosed(Exception):
    """The joining link is not open: too early, too late, cancelled, or there is none."""


@transaction.atomic
def join(session: TrainingSession, *, now: dt.datetime, by: User) -> str:
    """Give the meeting's address to somebody at the door. That they came to the door is noted; it is never a mark."""
    if not session.joining_is_open(now):
        raise JoiningClosed
    log.record("session.joined", subject=session, by=by)
    return session.join_url
