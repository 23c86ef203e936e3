"""Two facilitators save the same register at the same moment, again and again."""

import datetime as dt
import time
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from sessions.actions import registers
from sessions.actions.registers import Change
from sessions.models import CatchUp, Mark, MarkEvent, Register
from tests.factories.cohorts import facilitator_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import TrainingSessionFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2022, 5, 11, 15, 20, tzinfo=dt.UTC)
ROUNDS = 10


@pytest.mark.postgres
def test_no_mark_is_lost_doubled_or_overwritten_unseen():
    session = TrainingSessionFactory()
    people = EnrolmentFactory.create_batch(10, cohort=session.cohort)
    users = {"present": facilitator_of(session.cohort), "absent": facilitator_of(session.cohort)}
    together, outcomes = Barrier(2), {}

    def save_again_and_again(status):
        seen, outcomes[status] = dict.fromkeys((person.pk for person in people), 0), []
        try:
            for round_number in range(ROUNDS):
                together.wait()
                wish = status if round_number % 2 == 0 else "late"
                changes = [Change(pk, wish, None, "", version) for pk, version in seen.items()]
                saved = registers.save_marks(session, changes, now=NOW, by=users[status])
                again = registers.save_marks(session, changes, now=NOW, by=users[status])
                outcomes[status].append((saved, again))
                seen |= saved.applied | {conflict.enrolment_id: conflict.version for conflict in saved.conflicts}
        finally:
            connection.close()

    threads = [Thread(target=save_again_and_again, args=[status]) for status in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [len(rounds) for rounds in outcomes.values()] == [ROUNDS, ROUNDS]
    for saved, _ in (pair for rounds in outcomes.values() for pair in rounds):
        assert len(saved.applied) + len(saved.conflicts) == len(people)
    assert Mark.objects.count() == len(people)
    assert Mark.objects.aggregate(total=Sum("version"))["total"] == MarkEvent.objects.count()
    for mark in Mark.objects.all():
        events = list(mark.events.order_by("version").values_list("version", "status"))
        assert [version for version, _ in events] == list(range(1, mark.version + 1))
        assert events[-1][1] == mark.status


def wait_until_somebody_waits():
    mine = "locktype = 'transactionid' AND transactionid = pg_current_xact_id()::xid"
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute(f"SELECT count(*) FROM pg_locks WHERE NOT granted AND {mine}")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    pytest.fail("Nobody waited for the register.")


def while_it_is_completed(session, by, act):
    """Complete the register while somebody else's ``act`` waits for it; gives what came of that."""
    came_of_it = []

    def act_at_once():
        try:
            came_of_it.append(act())
        except registers.AlreadySubmitted as refusal:
            came_of_it.append(refusal)
        finally:
            connection.close()

    other = Thread(target=act_at_once)
    with transaction.atomic():
        registers.submit(session, now=NOW, by=by)
        other.start()
        wait_until_somebody_waits()
    other.join()
    return came_of_it[0]


@pytest.mark.postgres
def test_of_two_people_who_complete_a_register_at_once_the_second_is_told():
    session = TrainingSessionFactory()
    first, second = facilitator_of(session.cohort), facilitator_of(session.cohort)

    told = while_it_is_completed(session, first, lambda: registers.submit(session, now=NOW, by=second))

    assert isinstance(told, registers.AlreadySubmitted)
    assert Register.objects.get().submitted_by == first


@pytest.mark.postgres
def test_an_absence_marked_while_the_register_is_completed_can_be_made_up():
    session = TrainingSessionFactory()
    chloe = EnrolmentFactory(cohort=session.cohort)
    first, second = facilitator_of(session.cohort), facilitator_of(session.cohort)
    absent = [Change(chloe.pk, "absent", None, "", 0)]

    saved = while_it_is_completed(session, first, lambda: registers.save_marks(session, absent, now=NOW, by=second))

    assert saved.applied == {chloe.pk: 1}
    assert CatchUp.objects.get().enrolment == chloe
