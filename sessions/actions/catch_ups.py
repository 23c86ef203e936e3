"""Catch-up: proposed for a missed session, written by the participant, accepted or returned by who takes the register."""

import datetime as dt

from django.db import transaction

from cohorts.models import Milestone
from npq_portal.audit import log
from npq_portal.users.models import User
from participants.models import Enrolment
from sessions.engagement_rows import away_periods_for
from sessions.expected import Groups
from sessions.items import local_day, why_away
from sessions.models import CatchUp, MarkStatus, TrainingSession

DAYS = 28
# A milestone nearer than this leaves no time to write anything; the next one counts then.
AT_LEAST_DAYS = 7


class NotToDo(Exception):
    """The catch-up has been handed in already, or accepted."""


class NotWaiting(Exception):
    """The catch-up does not wait for a review: somebody has just decided it, or it was never handed in."""


def propose(session: TrainingSession, *, now: dt.datetime) -> int:
    """Give everybody who missed a session a way to make it good, and take back offers that nobody needs any more.

    Harmless when repeated; part of settling a register, which records its own event. Gives the number of new ones.
    """
    missed = missed_by(session)
    CatchUp.objects.filter(session=session, state=CatchUp.State.OPEN).exclude(
        enrolment__in=[enrolment.pk for enrolment in missed]
    ).delete()
    have = set(CatchUp.objects.filter(session=session).values_list("enrolment", flat=True))
    new = [enrolment for enrolment in missed if enrolment.pk not in have]
    if not new:
        return 0
    due_on = due_day(session, now=now)
    CatchUp.objects.bulk_create(
        [CatchUp(session=session, enrolment=enrolment, due_on=due_on) for enrolment in new], ignore_conflicts=True
    )
    return len(new)


def missed_by(session: TrainingSession) -> list[Enrolment]:
    """Who was expected at a compulsory session and is marked absent or excused."""
    if not session.is_compulsory:
        return []
    marked = Enrolment.objects.filter(
        marks__session=session, marks__status__in=[MarkStatus.ABSENT, MarkStatus.EXCUSED]
    ).order_by("pk")
    away = away_periods_for(marked)
    groups = Groups(list(away))
    day = local_day(session.starts_at)
    return [
        enrolment
        for enrolment in marked
        if groups.is_for(enrolment.pk, session.group_id, day) and not why_away(away[enrolment.pk], on=day)
    ]


def due_day(session: TrainingSession, *, now: dt.datetime) -> dt.date:
    """The last day for making a session good: four weeks on, or the day before the next milestone if that is sooner."""
    day = max(local_day(session.starts_at), local_day(now))
    due_on = day + dt.timedelta(days=DAYS)
    milestone = Milestone.objects.of(session.cohort).filter(due_on__gt=day + dt.timedelta(days=AT_LEAST_DAYS)).first()
    return due_on if milestone is None else min(due_on, milestone.due_on - dt.timedelta(days=1))


@transaction.atomic
def submit(catch_up: CatchUp, *, reflection: str, now: dt.datetime, by: User) -> CatchUp:
    """Hand in a reflection for review."""
    catch_up = lock(catch_up)
    if not catch_up.is_to_do:
        raise NotToDo
    catch_up.reflection, catch_up.submitted_at, catch_up.state = reflection, now, CatchUp.State.SUBMITTED
    catch_up.full_clean()
    catch_up.save(update_fields=["reflection", "submitted_at", "state"])
    log.record("catch_up.submitted", subject=catch_up, by=by)
    return catch_up


def accept(catch_up: CatchUp, *, comment: str = "", now: dt.datetime, by: User) -> CatchUp:
    """Count the missed session as made up; the absence stays in the register."""
    return decide(catch_up, CatchUp.State.ACCEPTED, "catch_up.accepted", comment=comment, now=now, by=by)


def send_back(catch_up: CatchUp, *, comment: str, now: dt.datetime, by: User) -> CatchUp:
    """Return a reflection to its writer, saying what is missing."""
    return decide(catch_up, CatchUp.State.RETURNED, "catch_up.returned", comment=comment, now=now, by=by)


@transaction.atomic
def decide(catch_up: CatchUp, state: str, event: str, *, comment: str, now: dt.datetime, by: User) -> CatchUp:
    """Settle a catch-up that waits for review."""
    catch_up = lock(catch_up)
    if catch_up.state != CatchUp.State.SUBMITTED:
        raise NotWaiting
    catch_up.state, catch_up.comment, catch_up.decided_at, catch_up.decided_by = state, comment, now, by
    catch_up.full_clean()
    catch_up.save(update_fields=["state", "comment", "decided_at", "decided_by"])
    log.record(event, subject=catch_up, by=by)
    return catch_up


def lock(catch_up: CatchUp) -> CatchUp:
    return CatchUp.objects.select_for_update().get(pk=catch_up.pk)
