"""What PostgreSQL itself refuses, whoever asks: a venue or a named facilitator twice at once."""

import datetime as dt
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from npq_portal.users.models import Role
from sessions.actions import sessions as changes
from sessions.actions.clash_checks import Clashing
from sessions.models import SessionFacilitator, TrainingSession
from tests.factories.sessions import SessionFacilitatorFactory, TrainingSessionFactory, VenueFactory
from tests.factories.users import UserFactory
from tests.sessions.actions.test_registers_at_once import wait_until_somebody_waits

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
NOW = dt.datetime(2022, 5, 1, 9, tzinfo=dt.UTC)
HALF_AN_HOUR = dt.timedelta(minutes=30)


def in_the_hall(hall, later=dt.timedelta(0), **fields):
    starts_at = TrainingSessionFactory.build().starts_at + later
    return TrainingSessionFactory(venue=hall, delivery="in_person", starts_at=starts_at, **fields)


@pytest.fixture
def hall():
    return VenueFactory(name="Elm Hall")


def is_refused(act):
    try:
        with transaction.atomic():
            act()
    except IntegrityError as refused:
        return "double_booked" in str(refused)
    return False


def test_a_venue_is_booked_once_at_a_time(hall):
    in_the_hall(hall)

    assert is_refused(lambda: in_the_hall(hall, HALF_AN_HOUR))
    assert not is_refused(lambda: in_the_hall(hall, 3 * HALF_AN_HOUR))
    assert not is_refused(lambda: in_the_hall(VenueFactory()))
    assert not is_refused(lambda: in_the_hall(hall, HALF_AN_HOUR, status="cancelled"))
    assert not is_refused(lambda: in_the_hall(hall, HALF_AN_HOUR, shares_venue=True))
    assert not is_refused(lambda: TrainingSessionFactory(venue=hall))


def test_a_named_facilitator_is_booked_once_at_a_time_wherever_the_sessions_go():
    taken = SessionFacilitatorFactory()
    sam = taken.facilitator
    beside = TrainingSessionFactory(starts_at=taken.session.starts_at + HALF_AN_HOUR)
    row = {"facilitator": sam, "assigned_at": NOW}
    sessions = TrainingSession.objects.filter(pk=beside.pk)

    assert is_refused(lambda: SessionFacilitatorFactory(session=beside, facilitator=sam))
    assert not is_refused(lambda: SessionFacilitator.objects.create(session=beside, released_at=NOW, **row))
    sessions.update(starts_at=taken.session.ends_at, ends_at=taken.session.ends_at + HALF_AN_HOUR)
    assert not is_refused(lambda: SessionFacilitator.objects.create(session=beside, **row))
    assert is_refused(lambda: sessions.update(starts_at=taken.session.starts_at))
    assert not is_refused(lambda: sessions.update(starts_at=taken.session.starts_at, status="cancelled"))
    assert is_refused(lambda: sessions.update(status="scheduled"))
    assert not is_refused(lambda: sessions.update(status="scheduled", shares_people=True))
    assert is_refused(lambda: sessions.update(shares_people=False))


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_reads_the_same_sentence():
    sam = UserFactory(full_name="Sam Iqbal", roles=[Role.FACILITATOR])
    first, second = TrainingSessionFactory(title="Seminar 5"), TrainingSessionFactory(title="Clinic")
    said = []

    def name_sam_at_once():
        try:
            changes.change(second, facilitators=[sam], by=None, now=NOW)
        except Clashing as refused:
            said.append(str(refused))
        finally:
            connection.close()

    with transaction.atomic():
        changes.change(first, facilitators=[sam], by=None, now=NOW)
        other = Thread(target=name_sam_at_once)
        other.start()
        wait_until_somebody_waits()
    other.join()

    assert said == [
        f"Clinic and Seminar 5 ({first.cohort}) meet on Wednesday 11 May 2022, 15:45 to 17:15: "
        "Sam Iqbal would have to take both."
    ]
    assert SessionFacilitator.objects.get().session == first
