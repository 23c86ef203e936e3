"""History is added to and never rewritten, which the database sees to itself."""

import pytest
from django.db import IntegrityError, connection, transaction

from npq_portal import clock
from npq_portal.audit import log
from npq_portal.audit.append_only import append_only
from npq_portal.audit.models import Event
from sessions.models import MarkEvent
from tests.factories.sessions import MarkFactory
from tests.factories.users import UserFactory


@pytest.fixture
def event(db):
    person = UserFactory()
    return log.record("account.changed", subject=person, by=person)


def test_an_audit_event_cannot_be_changed(event):
    with pytest.raises(IntegrityError, match="Rows of audit_event are only ever added"), transaction.atomic():
        Event.objects.update(action="account.deleted")

    assert Event.objects.get().action == "account.changed"


def test_the_history_of_a_mark_cannot_be_changed(db):
    MarkEvent.objects.create(mark=MarkFactory(), status="absent", version=1, at=clock.now(), by=UserFactory())

    with pytest.raises(IntegrityError, match="npq_sessions_markevent are only ever added"), transaction.atomic():
        MarkEvent.objects.update(status="present")

    assert MarkEvent.objects.get().status == "absent"


def test_the_guard_can_be_taken_off_and_put_on_again(event):
    step = append_only("audit_event")

    connection.check_constraints()  # PostgreSQL alters no table that still has some to check
    step.reverse_code(None, connection.schema_editor())
    Event.objects.update(action="account.named")
    connection.check_constraints()
    step.code(None, connection.schema_editor())

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(action="account.deleted")
