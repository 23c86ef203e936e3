"""Two facilitators save the same register at the same moment, again and again."""

import datetime as dt
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.models import Sum

from sessions.actions import registers
from sessions.actions.registers import Change
from sessions.models import Mark, MarkEvent
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
