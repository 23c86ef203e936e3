"""Joining, stopping, leaving and coming back."""

import datetime as dt

import pytest

from npq_portal.audit.models import Event
from participants.actions import enrolments
from participants.actions.enrolments import (
    AlreadyActive,
    AlreadyCompleted,
    AlreadyDeferred,
    AlreadyEnrolled,
    AlreadyWithdrawn,
    UnknownReason,
    UnlikelyDay,
)
from participants.models import Enrolment, away_periods
from participants.models.reasons import DEFERRAL_REASONS, WITHDRAWAL_REASONS, reason_in_words
from tests.factories.cohorts import CohortFactory
from tests.factories.participants import EnrolmentFactory, ParticipantFactory
from tests.factories.users import administrator

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC)
TODAY = dt.date(2022, 5, 16)
Status = Enrolment.Status


def history(enrolment):
    return [(change.status, change.effective_on, change.reason) for change in enrolment.status_changes.in_order()]


def withdraw(enrolment, reason="other", effective_on=TODAY):
    return enrolments.withdraw(enrolment, reason=reason, effective_on=effective_on, now=NOW, by=None)


def defer(enrolment, reason="parental-leave", effective_on=TODAY, expected_return_on=None):
    return enrolments.defer(
        enrolment, reason=reason, effective_on=effective_on, expected_return_on=expected_return_on, now=NOW, by=None
    )


def resume(enrolment, effective_on=TODAY):
    return enrolments.resume(enrolment, effective_on=effective_on, now=NOW, by=None)


def enrol(participant, cohort, joined_on):
    return enrolments.enrol(participant, cohort, joined_on=joined_on, now=NOW, by=None)


def test_somebody_joins_a_cohort_and_it_is_written_down_who_did_it():
    manager, participant, cohort = administrator(), ParticipantFactory(), CohortFactory()

    enrolment = enrolments.enrol(participant, cohort, joined_on=dt.date(2021, 11, 15), now=NOW, by=manager)

    assert history(enrolment) == [(Status.ACTIVE, dt.date(2021, 11, 15), "")]
    assert enrolment.status_changes.get().recorded_by == manager
    event = Event.objects.about(enrolment).get()
    assert (event.action, event.actor, event.details) == ("enrolment.enrolled", manager, {"joined_on": "2021-11-15"})


def test_nobody_joins_a_cohort_twice():
    enrolment = EnrolmentFactory()

    with pytest.raises(AlreadyEnrolled):
        enrol(enrolment.participant, enrolment.cohort, TODAY)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (dt.date(27, 1, 1), "Choose a date between 2015 and 2045."),
        (dt.date(2023, 6, 1), "The cohort ends on 31 May 2023. Choose a day before that."),
    ],
)
def test_nobody_joins_on_a_day_that_cannot_be(day, sentence):
    with pytest.raises(UnlikelyDay) as refusal:
        enrol(ParticipantFactory(), CohortFactory(), day)

    assert refusal.value.sentence == sentence


def test_a_participant_withdraws_for_a_reason_of_the_dfe():
    enrolment = EnrolmentFactory()

    withdrawn = withdraw(
        enrolment, reason="quality-of-programme-structure-not-suitable.", effective_on=dt.date(2022, 5, 2)
    )

    assert withdrawn.status == Status.WITHDRAWN
    assert history(enrolment) == [
        (Status.WITHDRAWN, dt.date(2022, 5, 2), "quality-of-programme-structure-not-suitable.")
    ]
    assert Event.objects.about(enrolment).get().action == "enrolment.withdrawn"


def test_the_dfe_has_21_reasons_to_withdraw_and_5_to_defer():
    assert (len(WITHDRAWAL_REASONS), len(DEFERRAL_REASONS)) == (21, 5)


def test_a_reason_is_shown_in_words_and_an_unknown_one_as_it_is():
    assert reason_in_words("career-break") == "Career break"
    assert reason_in_words("a-new-code") == "a-new-code"


def test_a_participant_is_deferred_and_comes_back_and_owes_nothing_for_the_time_between():
    enrolment = EnrolmentFactory(joined_on=dt.date(2021, 11, 1))

    defer(enrolment, effective_on=dt.date(2022, 2, 1), expected_return_on=dt.date(2022, 9, 1))
    resumed = resume(enrolment, effective_on=dt.date(2022, 4, 1))

    assert resumed.status == Status.ACTIVE
    assert away_periods(enrolment.joined_on, list(enrolment.status_changes.in_order())) == [
        (dt.date.min, dt.date(2021, 10, 31), "joined later"),
        (dt.date(2022, 2, 1), dt.date(2022, 3, 31), "deferred"),
    ]


def test_somebody_withdrawn_by_mistake_comes_back():
    enrolment = EnrolmentFactory()
    withdraw(enrolment, effective_on=dt.date(2022, 5, 1))

    assert resume(enrolment).status == Status.ACTIVE


def test_somebody_deferred_may_withdraw():
    enrolment = EnrolmentFactory()
    defer(enrolment)

    assert withdraw(enrolment).status == Status.WITHDRAWN


@pytest.mark.parametrize(
    ("status", "action", "refusal"),
    [
        (Status.ACTIVE, resume, AlreadyActive),
        (Status.DEFERRED, defer, AlreadyDeferred),
        (Status.WITHDRAWN, defer, AlreadyWithdrawn),
        (Status.WITHDRAWN, withdraw, AlreadyWithdrawn),
        (Status.COMPLETED, defer, AlreadyCompleted),
        (Status.COMPLETED, withdraw, AlreadyCompleted),
        (Status.COMPLETED, resume, AlreadyCompleted),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(status, action, refusal):
    enrolment = EnrolmentFactory(status=status)

    with pytest.raises(refusal):
        action(enrolment)

    assert history(enrolment) == []


@pytest.mark.parametrize("action", [defer, withdraw])
def test_a_reason_that_the_dfe_does_not_know_is_refused(action):
    with pytest.raises(UnknownReason):
        action(EnrolmentFactory(), reason="fed-up")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (dt.date(2014, 12, 31), "Choose a date between 2015 and 2045."),
        (
            dt.date(2022, 5, 17),
            "That day is still to come. Record it on the day, or choose today or a day before.",
        ),
        (
            dt.date(2021, 10, 31),
            "The last change took effect on 1 November 2021. Choose that day or a later one.",
        ),
    ],
)
@pytest.mark.parametrize("action", [defer, withdraw])
def test_a_change_takes_effect_between_the_last_one_and_today(action, day, sentence):
    with pytest.raises(UnlikelyDay) as refusal:
        action(EnrolmentFactory(joined_on=dt.date(2021, 11, 1)), effective_on=day)

    assert refusal.value.sentence == sentence


def test_history_has_one_order():
    enrolment = EnrolmentFactory()
    defer(enrolment, effective_on=dt.date(2022, 5, 9))

    with pytest.raises(UnlikelyDay):
        resume(enrolment, effective_on=dt.date(2022, 5, 8))


@pytest.mark.parametrize("day", [TODAY, dt.date(2046, 1, 1)])
def test_nobody_returns_before_they_stop_or_in_another_age(day):
    with pytest.raises(UnlikelyDay):
        defer(EnrolmentFactory(), expected_return_on=day)
