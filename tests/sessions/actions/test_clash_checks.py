"""Sessions are written only if their clashes allow it: some keep them back, some go through with a reason."""

import datetime as dt

import pytest
from django.db import IntegrityError

from npq_portal.audit.models import Event
from npq_portal.users.models import Role
from sessions import clash_rows
from sessions.actions import clash_checks
from sessions.actions import sessions as changes
from sessions.actions.clash_checks import SOMEBODY_WAS_QUICKER, Acceptance, Clashing
from sessions.clashes import ClashKind, fingerprint
from sessions.models import AcceptedClash, SessionFacilitator, TrainingSession
from tests.factories.clashes import ClashLevelsFactory
from tests.factories.cohorts import CalendarPeriodFactory, CohortFactory, HalfTermFactory, facilitator_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import SessionFacilitatorFactory, TrainingSessionFactory, VenueFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2022, 5, 1, 9, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def hall():
    return VenueFactory(name="Elm Hall", capacity=1)


@pytest.fixture
def sam():
    return UserFactory(full_name="Sam Iqbal", roles=[Role.FACILITATOR])


@pytest.fixture
def seminar():
    """On Wednesday 11 May 2022; a week later another cohort has its conference."""
    return TrainingSessionFactory(title="Seminar 5", component_key="seminar-5")


def conference(**fields):
    return TrainingSessionFactory(
        cohort=CohortFactory(name="May"),
        title="Conference 1",
        starts_at=dt.datetime(2022, 5, 18, 15, tzinfo=dt.UTC),
        **fields,
    )


def moved(session, by=WEEK, **how):
    session.starts_at, session.ends_at = session.starts_at + by, session.ends_at + by
    return changes.change(session, by=None, now=NOW, **how)


def asked_of(act, *args, **how):
    """The clashes that keep something back."""
    with pytest.raises(Clashing) as refused:
        act(*args, **how)
    return refused.value.clashes


def accepting(clashes, reason="The other one is taken by a guest."):
    return Acceptance(reason, fingerprint(clashes))


def test_a_facilitator_who_is_named_for_two_sessions_at_once_keeps_one_from_moving(seminar, sam):
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    SessionFacilitatorFactory(session=conference(), facilitator=sam)

    clashes = asked_of(moved, seminar)

    assert [clash.sentence for clash in clashes] == [
        "Seminar 5 and Conference 1 (May cohort) meet on Wednesday 18 May 2022, 16:00 to 17:30: "
        "Sam Iqbal would have to take both."
    ]
    assert TrainingSession.objects.get(pk=seminar.pk).starts_at == seminar.starts_at - WEEK


def test_a_reason_does_not_let_through_what_blocks(seminar, sam):
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    SessionFacilitatorFactory(session=conference(), facilitator=sam)
    clashes = asked_of(moved, seminar)
    seminar.refresh_from_db()

    assert asked_of(moved, seminar, accepting=accepting(clashes)) == clashes


def test_somebody_busy_elsewhere_is_not_named(seminar, sam):
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    beside = TrainingSessionFactory(title="Clinic", starts_at=seminar.starts_at + dt.timedelta(minutes=30))

    [clash] = asked_of(changes.change, beside, facilitators=[sam], by=None, now=NOW)

    assert clash.kind == ClashKind.FACILITATOR
    assert not SessionFacilitator.objects.filter(session=beside).exists()


def test_what_ends_when_the_other_begins_goes_well_with_it(seminar, sam):
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    after = TrainingSessionFactory(title="Clinic", starts_at=seminar.ends_at)

    changes.change(after, facilitators=[sam], by=None, now=NOW)

    assert SessionFacilitator.objects.in_force().filter(session=after, facilitator=sam).exists()


def test_who_is_released_does_not_stand_in_the_way_of_the_move(seminar, sam):
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    SessionFacilitatorFactory(session=conference(), facilitator=sam)
    priya = UserFactory(roles=[Role.FACILITATOR])

    moved(seminar, facilitators=[priya])

    assert list(seminar.facilitators.in_force().values_list("facilitator", flat=True)) == [priya.pk]


def test_a_venue_is_taken_once_and_a_facilitator_of_the_cohort_counts_too(seminar, hall):
    conference(venue=hall, delivery="in_person")
    there = TrainingSession.objects.get(title="Conference 1")
    facilitator_of(there.cohort, full_name="Sam Iqbal")
    facilitator_of(seminar.cohort)
    seminar.delivery, seminar.venue = "in_person", hall

    assert [clash.tag for clash in asked_of(moved, seminar)] == ["Elm Hall taken"]


def test_a_warning_goes_through_with_a_reason_that_is_kept(seminar, hall):
    EnrolmentFactory.create_batch(2, cohort=seminar.cohort)
    seminar.delivery, seminar.venue = "in_person", hall
    by = UserFactory()
    clashes = asked_of(changes.change, seminar, by=by, now=NOW)

    changes.change(seminar, accepting=accepting(clashes, "One joins online."), by=by, now=NOW)

    kept = AcceptedClash.objects.get()
    assert kept.sentence == "Seminar 5: Elm Hall holds 1, and 2 are expected."
    assert (kept.session, kept.reason, kept.accepted_by, kept.accepted_at) == (seminar, "One joins online.", by, NOW)
    assert str(kept) == "Size of the venue, accepted for Seminar 5"
    assert Event.objects.get(action="clash.accepted").details == {"kind": "capacity"}


def test_a_reason_for_other_clashes_than_those_read_is_not_taken(seminar, hall):
    EnrolmentFactory.create_batch(2, cohort=seminar.cohort)
    seminar.delivery, seminar.venue = "in_person", hall
    clashes = asked_of(changes.change, seminar, by=None, now=NOW)
    EnrolmentFactory(cohort=seminar.cohort)

    again = asked_of(changes.change, seminar, accepting=accepting(clashes), by=None, now=NOW)

    assert [clash.sentence for clash in again] == ["Seminar 5: Elm Hall holds 1, and 3 are expected."]


def test_what_was_accepted_is_not_asked_again_until_the_session_moves(seminar, hall):
    EnrolmentFactory.create_batch(2, cohort=seminar.cohort)
    seminar.delivery, seminar.venue = "in_person", hall
    clashes = asked_of(changes.change, seminar, by=None, now=NOW)
    changes.change(seminar, accepting=accepting(clashes), by=None, now=NOW)

    changes.cancel(seminar, reason="Flooded", by=None, now=NOW)
    changes.reinstate(seminar, by=None, now=NOW)
    seminar.refresh_from_db()

    assert AcceptedClash.objects.in_force().count() == 1
    assert [clash.tag for clash in asked_of(moved, seminar)] == ["Elm Hall too small"]


def test_what_is_ignored_is_not_spoken_of_and_leaves_the_guard(seminar, sam, hall):
    ClashLevelsFactory(partner=seminar.cohort.partner, facilitator="ignore", venue="ignore")
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    there = conference(venue=hall, delivery="in_person")
    SessionFacilitatorFactory(session=there, facilitator=sam)
    seminar.delivery, seminar.venue = "in_person", hall

    moved(seminar)

    seminar.refresh_from_db()
    assert (seminar.shares_people, seminar.shares_venue) == (True, True)
    assert not AcceptedClash.objects.exists()


def test_an_accepted_double_booking_is_let_through_and_ends_with_the_next_move(seminar, sam):
    ClashLevelsFactory(partner=seminar.cohort.partner, facilitator="warn")
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    there = conference()
    SessionFacilitatorFactory(session=there, facilitator=sam)
    clashes = asked_of(moved, seminar)
    seminar.refresh_from_db()

    moved(seminar, accepting=accepting(clashes))
    assert TrainingSession.objects.get(pk=seminar.pk).shares_people
    assert AcceptedClash.objects.of(there).count() == 0
    assert AcceptedClash.objects.get().other == there

    moved(seminar)
    assert not TrainingSession.objects.get(pk=seminar.pk).shares_people
    assert not AcceptedClash.objects.in_force().exists()


def test_a_session_that_stands_on_a_closure_can_change_its_hour(seminar):
    day = dt.date(2022, 5, 11)
    CalendarPeriodFactory(calendar=seminar.cohort.calendar, starts_on=day, ends_on=day)

    assert moved(seminar, by=dt.timedelta(minutes=15)).starts_at.minute == 0


def test_a_calendar_that_contradicts_itself_closes_nothing_but_bank_holidays(seminar):
    for number, last in ((5, dt.date(2022, 5, 20)), (6, dt.date(2022, 7, 20))):
        starts_on = dt.date(2022, 4, 19 + number)
        HalfTermFactory(calendar=seminar.cohort.calendar, number=number, starts_on=starts_on, ends_on=last)
    seminar.starts_at, seminar.ends_at = (
        moment - 9 * dt.timedelta(days=1) for moment in (seminar.starts_at, seminar.ends_at)
    )

    [clash] = clash_rows.of_session(seminar)

    assert clash.tag == "Schools closed: bank holiday (Early May bank holiday)"


def test_what_goes_on_after_midnight_meets_the_next_day(seminar, sam):
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    late = conference()
    SessionFacilitatorFactory(session=late, facilitator=sam)
    TrainingSession.objects.filter(pk=late.pk).update(
        starts_at=dt.datetime(2022, 5, 17, 22, tzinfo=dt.UTC), ends_at=dt.datetime(2022, 5, 18, 1, tzinfo=dt.UTC)
    )
    early = dt.datetime(2022, 5, 18, 0, tzinfo=dt.UTC) - seminar.starts_at

    assert [clash.tag for clash in asked_of(moved, seminar, by=early)] == ["Sam Iqbal busy"]


def test_a_cancelled_session_takes_up_nobody_until_it_is_put_back_on(seminar, sam):
    TrainingSession.objects.filter(pk=seminar.pk).update(status="cancelled")
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    SessionFacilitatorFactory(session=conference(), facilitator=sam)
    seminar.refresh_from_db()
    moved(seminar)

    assert [clash.tag for clash in asked_of(changes.reinstate, seminar, by=None, now=NOW)] == ["Sam Iqbal busy"]
    assert TrainingSession.objects.get(pk=seminar.pk).is_cancelled


def test_what_the_database_refuses_is_said_in_the_same_words(seminar, sam):
    """Somebody else was quicker: the check had found nothing, and looked at again there is something."""
    SessionFacilitatorFactory(session=seminar, facilitator=sam)
    TrainingSession.objects.filter(pk=seminar.pk).update(
        starts_at=seminar.starts_at + WEEK, ends_at=seminar.ends_at + WEEK
    )
    seminar.refresh_from_db()
    there = conference()

    def refused():
        with clash_checks.last_guard(lambda: clash_rows.of_session(there, named={sam.pk})):
            raise IntegrityError('conflicting key value violates exclusion constraint "facilitator_double_booked"')

    assert [clash.tag for clash in asked_of(refused)] == ["Sam Iqbal busy"]
    assert str(Clashing([])) == SOMEBODY_WAS_QUICKER


def test_what_else_the_database_refuses_is_not_called_a_clash():
    with pytest.raises(IntegrityError, match="session_times"), clash_checks.last_guard(list):
        raise IntegrityError("session_times")
