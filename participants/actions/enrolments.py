"""Joining a cohort, stopping for a while, leaving and coming back."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.audit import log
from npq_portal.ui.words import plain_date
from npq_portal.users.models import User
from participants.actions.refusals import Refusal
from participants.models import Enrolment, Participant, StatusChange
from participants.models.days import sensible_day
from participants.models.reasons import DEFERRAL_REASONS, WITHDRAWAL_REASONS

Status = Enrolment.Status


class AlreadyEnrolled(Refusal):
    """The person is on this cohort, whatever their status."""

    sentence = "This person is on the cohort already."


class AlreadyDeferred(Refusal):
    """The participant has stopped for a while and has not come back."""

    sentence = "This participant is deferred already."


class AlreadyWithdrawn(Refusal):
    """The participant has already left this cohort."""

    sentence = "This participant has withdrawn already."


class AlreadyActive(Refusal):
    """There is nothing to come back from."""

    sentence = "This participant is active already."


class AlreadyCompleted(Refusal):
    """The participant has finished the course."""

    sentence = "This participant has completed the programme."


class UnknownReason(Refusal):
    """The reason is none of the DfE's codes."""

    sentence = "Choose one of the DfE’s reasons."


class UnlikelyDay(Refusal):
    """The day does not fit: out of bounds, still to come, or before what is recorded already."""


@transaction.atomic
def enrol(
    participant: Participant, cohort: Cohort, *, joined_on: dt.date, now: dt.datetime, by: User | None
) -> Enrolment:
    """Put a participant on a cohort; nothing is expected of them before ``joined_on``."""
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    if Enrolment.objects.filter(participant=participant, cohort=cohort).exists():
        raise AlreadyEnrolled
    check_bounds(joined_on)
    if joined_on > cohort.ends_on:
        raise UnlikelyDay(f"The cohort ends on {plain_date(cohort.ends_on)}. Choose a day before that.")
    enrolment = Enrolment(participant=participant, cohort=cohort, joined_on=joined_on)
    enrolment.full_clean()
    enrolment.save()
    add_change(enrolment, Status.ACTIVE, effective_on=joined_on, now=now, by=by)
    log.record("enrolment.enrolled", subject=enrolment, by=by, joined_on=joined_on.isoformat())
    return enrolment


@transaction.atomic
def withdraw(
    enrolment: Enrolment, *, reason: str, effective_on: dt.date, now: dt.datetime, by: User | None
) -> Enrolment:
    """Take a participant out of a cohort for good, keeping their history. ``reason`` is one of the DfE's 21 codes."""
    enrolment = lock(enrolment)
    if enrolment.status == Status.WITHDRAWN:
        raise AlreadyWithdrawn
    if enrolment.status == Status.COMPLETED:
        raise AlreadyCompleted
    if reason not in WITHDRAWAL_REASONS:
        raise UnknownReason
    check_day(enrolment, effective_on, now=now)
    return change(enrolment, Status.WITHDRAWN, "enrolment.withdrawn", effective_on, now=now, by=by, reason=reason)


@transaction.atomic
def defer(
    enrolment: Enrolment,
    *,
    reason: str,
    effective_on: dt.date,
    expected_return_on: dt.date | None,
    now: dt.datetime,
    by: User | None,
) -> Enrolment:
    """Stop for a while: nothing is expected from ``effective_on`` until they resume. ``reason`` is one of the DfE's codes."""
    enrolment = lock(enrolment)
    if enrolment.status == Status.DEFERRED:
        raise AlreadyDeferred
    if enrolment.status == Status.WITHDRAWN:
        raise AlreadyWithdrawn
    if enrolment.status == Status.COMPLETED:
        raise AlreadyCompleted
    if reason not in DEFERRAL_REASONS:
        raise UnknownReason
    check_day(enrolment, effective_on, now=now)
    if expected_return_on is not None:
        check_bounds(expected_return_on)
        if expected_return_on <= effective_on:
            raise UnlikelyDay("They would return before they stop. Choose a later day to return.")
    return change(
        enrolment,
        Status.DEFERRED,
        "enrolment.deferred",
        effective_on,
        now=now,
        by=by,
        reason=reason,
        expected_return_on=expected_return_on,
    )


@transaction.atomic
def resume(enrolment: Enrolment, *, effective_on: dt.date, now: dt.datetime, by: User | None) -> Enrolment:
    """Come back after a deferral, or after a withdrawal that was a mistake."""
    enrolment = lock(enrolment)
    if enrolment.status == Status.ACTIVE:
        raise AlreadyActive
    if enrolment.status == Status.COMPLETED:
        raise AlreadyCompleted
    check_day(enrolment, effective_on, now=now)
    return change(enrolment, Status.ACTIVE, "enrolment.resumed", effective_on, now=now, by=by)


def lock(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it is now, held until the transaction ends."""
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("participant__user", "cohort")
        .get(pk=enrolment.pk)
    )


def change(
    enrolment: Enrolment,
    status: str,
    event: str,
    effective_on: dt.date,
    *,
    now: dt.datetime,
    by: User | None,
    reason: str = "",
    expected_return_on: dt.date | None = None,
) -> Enrolment:
    """Set the status and add to its history."""
    enrolment.status = status
    enrolment.save(update_fields=["status"])
    add_change(
        enrolment,
        status,
        effective_on=effective_on,
        now=now,
        by=by,
        reason=reason,
        expected_return_on=expected_return_on,
    )
    log.record(event, subject=enrolment, by=by, effective_on=effective_on.isoformat(), reason=reason)
    return enrolment


def add_change(
    enrolment: Enrolment,
    status: str,
    *,
    effective_on: dt.date,
    now: dt.datetime,
    by: User | None,
    reason: str = "",
    expected_return_on: dt.date | None = None,
) -> None:
    status_change = StatusChange(
        enrolment=enrolment,
        status=status,
        effective_on=effective_on,
        reason=reason,
        expected_return_on=expected_return_on,
        recorded_at=now,
        recorded_by=by,
    )
    status_change.full_clean()
    status_change.save()


def check_bounds(day: dt.date) -> None:
    """Raises ``UnlikelyDay`` outside 2015 to 2045."""
    try:
        sensible_day(day)
    except ValidationError as error:
        raise UnlikelyDay(error.messages[0]) from error


def check_day(enrolment: Enrolment, effective_on: dt.date, *, now: dt.datetime) -> None:
    """A change takes effect today or before, but not before the last one: history has one order. Raises ``UnlikelyDay``."""
    check_bounds(effective_on)
    if effective_on > clock.local(now).date():
        raise UnlikelyDay("That day is still to come. Record it on the day, or choose today or a day before.")
    last = enrolment.status_changes.in_order().last()
    earliest = last.effective_on if last is not None else enrolment.joined_on
    if effective_on < earliest:
        raise UnlikelyDay(f"The last change took effect on {plain_date(earliest)}. Choose that day or a later one.")
