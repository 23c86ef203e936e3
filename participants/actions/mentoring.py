"""Pairing mentors with participants, from one local day to another."""

import datetime as dt

from django.db import models, transaction

from npq_portal.audit import log
from npq_portal.ui.words import plain_date
from npq_portal.users.models import Role, User
from participants.actions.enrolments import check_bounds, lock
from participants.actions.refusals import Refusal
from participants.models import Enrolment, Mentoring


class NotAMentor(Refusal):
    """The person does not hold the mentor's role on the first day."""

    sentence = "This person is not a mentor on that day. An administrator can make them one."


class OwnMentor(Refusal):
    """Nobody is their own mentor."""

    sentence = "Nobody is their own mentor. Choose somebody else."


class AlreadyPaired(Refusal):
    """They are a pair already."""

    sentence = "This is their mentor already."


class OverlapsAnother(Refusal):
    """Another pairing holds on or after that day."""


class AlreadyEnded(Refusal):
    """The pairing has its last day."""

    sentence = "This pairing has ended already."


@transaction.atomic
def pair(enrolment: Enrolment, *, mentor: User, starts_on: dt.date, by: User | None) -> Mentoring:
    """Give a participant a mentor from a day on; the mentor before stops the day before."""
    enrolment = lock(enrolment)
    check_bounds(starts_on)
    if mentor.pk == enrolment.participant.user_id:
        raise OwnMentor
    if not User.objects.in_role(Role.MENTOR, starts_on).filter(pk=mentor.pk, is_active=True).exists():
        raise NotAMentor
    last = enrolment.mentorings.order_by("starts_on", "pk").last()
    if last is not None and last.ends_on is None and last.mentor_id == mentor.pk:
        raise AlreadyPaired
    if last is not None and last.ends_on is None and last.starts_on == starts_on:
        # It has not lasted a day: a slip is corrected instead of kept as history.
        last.mentor = mentor
        last.save(update_fields=["mentor"])
        log.record("mentoring.corrected", subject=enrolment, by=by, mentor=mentor.pk, starts_on=starts_on.isoformat())
        return last
    if last is not None and starts_on <= (last.ends_on or last.starts_on):
        raise OverlapsAnother(
            f"The pairing before holds on {plain_date(last.ends_on or last.starts_on)}. Choose a day after that."
        )
    if last is not None and last.ends_on is None:
        last.ends_on = starts_on - dt.timedelta(days=1)
        last.save(update_fields=["ends_on"])
    mentoring = Mentoring(enrolment=enrolment, mentor=mentor, starts_on=starts_on)
    mentoring.full_clean()
    mentoring.save()
    log.record("mentoring.started", subject=enrolment, by=by, mentor=mentor.pk, starts_on=starts_on.isoformat())
    return mentoring


@transaction.atomic
def end(mentoring: Mentoring, *, ends_on: dt.date, by: User | None) -> Mentoring:
    """Let a pairing end; ``ends_on`` is its last day."""
    mentoring = Mentoring.objects.select_for_update(of=("self",)).get(pk=mentoring.pk)
    if mentoring.ends_on is not None:
        raise AlreadyEnded
    check_bounds(ends_on)
    if ends_on < mentoring.starts_on:
        raise OverlapsAnother(
            f"The pairing began on {plain_date(mentoring.starts_on)}. Choose that day or a later one."
        )
    mentoring.ends_on = ends_on
    mentoring.save(update_fields=["ends_on"])
    log.record("mentoring.ended", subject=mentoring.enrolment, by=by, ends_on=ends_on.isoformat())
    return mentoring


def mentors_on(day: dt.date) -> models.QuerySet[User]:
    """People who can be paired on a day, by name."""
    return User.objects.in_role(Role.MENTOR, day).filter(is_active=True).order_by("full_name", "pk")
