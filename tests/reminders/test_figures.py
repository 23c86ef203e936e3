"""How the reminders are doing."""

import datetime as dt

from npq_portal.reminders import figures
from npq_portal.reminders.models import Heartbeat, Message, MessageAttempt, Pause, Reason, RefusedAddress
from tests.factories.reminders import MessageFactory
from tests.factories.users import UserFactory
from tests.reminders.conftest import DUE

State = Message.State


def beat(at):
    return Heartbeat.objects.create(job=Heartbeat.SEND, last_run_at=at)


def test_the_sentence_says_when_reminders_ran_what_came_of_them_and_when_they_run_next(db):
    beat(DUE)
    MessageFactory.create_batch(3, state=State.SENT, sent_at=DUE)

    assert figures.last_run(DUE).sentence == "Reminders last ran at 16:00; 3 sent today, none failed. Next run 16:00."


def test_the_sentence_counts_what_failed_and_only_today(db):
    beat(DUE)
    MessageFactory(state=State.DEAD, reason=Reason.REFUSED)
    MessageFactory(state=State.SENT, sent_at=DUE - dt.timedelta(days=1), due_at=DUE - dt.timedelta(days=1))

    assert figures.last_run(DUE).sentence == "Reminders last ran at 16:00; none sent today, 1 failed. Next run 16:00."


def test_a_mail_server_that_was_unavailable_is_no_secret(db):
    Heartbeat.objects.create(job=Heartbeat.SEND, last_run_at=DUE, result={"unavailable": 1})

    assert figures.last_run(DUE).sentence == (
        "Reminders last ran at 16:00, but the mail server was unavailable; none sent today, none failed. Next run 16:00."
    )


def test_what_was_due_yesterday_and_went_out_today_was_sent_today(db):
    beat(DUE)
    MessageFactory(state=State.SENT, sent_at=DUE, due_at=DUE - dt.timedelta(days=1))

    assert figures.last_run(DUE).sentence == "Reminders last ran at 16:00; 1 sent today, none failed. Next run 16:00."


def test_reminders_that_never_ran_say_so(db):
    assert figures.last_run(DUE).sentence == "Reminders have not run yet."


def test_reminders_that_stopped_say_so(db):
    beat(DUE)

    found = figures.last_run(DUE + dt.timedelta(hours=1))

    assert found.is_late
    assert found.sentence == "Reminders last ran on Wednesday 4 May 2022, 16:00; they should have run since."


def test_every_state_is_counted(db):
    MessageFactory.create_batch(2)

    assert figures.counts() == {state: 2 if state == State.PLANNED else 0 for state in State.values}


def test_the_figures_cost_three_queries(db, django_assert_num_queries):
    with django_assert_num_queries(3):
        figures.last_run(DUE, Message.objects.all())
        figures.counts(Message.objects.all())


def test_what_is_kept_names_itself(db):
    message = MessageFactory()
    attempt = MessageAttempt(message=message, outcome=MessageAttempt.Outcome.ACCEPTED)

    assert str(attempt) == f"{message}: Accepted by the mail server"
    assert str(Heartbeat(job="send")) == "send"
    assert str(RefusedAddress(address="a@example.org")) == "a@example.org"
    assert str(Pause(started_by=UserFactory())) == "Reminders paused for everybody"
