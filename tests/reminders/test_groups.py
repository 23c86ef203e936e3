"""Sending in groups, with PostgreSQL and Redis as a real installation has them."""

import datetime as dt
import time

import pytest
from django.db import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from npq_portal.reminders import briefing, journal
from npq_portal.reminders.actions import delivery, group_rows, plans, recovery, runs
from npq_portal.reminders.actions.runs import Pace
from npq_portal.reminders.models import Message, MessageAttempt, Pause, Reason
from tests.factories.participants import EnrolmentFactory
from tests.reminders.conftest import APRIL, DUE
from tests.reminders.smtp import free_port

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db]
State = Message.State
MINUTE = dt.timedelta(minutes=1)


def send(connection, now=DUE, pace=None, **options):
    return delivery.Sender(pace or Pace()).send_due(now=now, connection=connection, **options)


def states():
    return list(Message.objects.order_by("recipient__full_name").values_list("state", "attempts", "crash_count"))


def journals():
    with journal.connected() as redis:
        return list(redis.scan_iter("reminders:journal:*"))


def once(is_so, action):
    """Something that happens beside the sender as soon as ``is_so``; given as what may tell the sender to stop."""
    left = [action]

    def look():
        if left and is_so():
            left.pop()()
        return False

    return look


def is_marked():
    return Message.objects.filter(state=State.SENDING).exists()


@pytest.fixture
def leap(monkeypatch):
    """Let seconds pass at once."""
    leaps = []
    monkeypatch.setattr(runs, "monotonic", lambda: time.monotonic() + sum(leaps))
    return leaps.append


@pytest.mark.parametrize("people", [3, 30])
def test_a_group_costs_the_same_for_any_number_of_messages(intake, mailoutbox, django_assert_num_queries, people):
    EnrolmentFactory.create_batch(people - 2, cohort=intake.cohort)
    plans.plan(APRIL)

    # Two to claim, ten to read what bears on them, two for the group, one each to give back, look again and sign off;
    # and six for savepoints, because a test is a transaction already.
    with django_assert_num_queries(18 + 6):
        assert delivery.Sender().send_due(now=DUE) == {"sent": people}


@pytest.mark.parametrize("groups", [1, 5])
def test_each_group_costs_two_statements(intake, mailoutbox, django_assert_num_queries, groups):
    EnrolmentFactory.create_batch(4 * groups - 2, cohort=intake.cohort)
    plans.plan(APRIL)

    # Ten groups of a hundred, a thousand mails, cost 35.
    with django_assert_num_queries(16 + 2 * groups + 4 + 2 * groups):
        assert delivery.Sender(Pace(group=4)).send_due(now=DUE) == {"sent": 4 * groups}


def test_each_message_of_a_group_is_recorded_at_its_own_time_and_nothing_is_left_of_the_journal(planned, smtp, sink):
    before = journals()

    send(smtp)

    sent = list(Message.objects.order_by("sent_at").values_list("sent_at", flat=True))
    assert DUE < sent[0] < sent[1]
    assert list(MessageAttempt.objects.order_by("ended_at").values_list("ended_at", flat=True)) == sent
    assert set(Message.objects.values_list("lease_token", "lease_until", "reason")) == {("", None, "")}
    assert journals() == before


def test_a_message_that_is_not_taken_costs_the_others_of_its_group_nothing(planned, smtp, sink):
    sink.answers = ["451 Later"]

    assert send(smtp) == {"retry": 1, "sent": 1}
    assert states() == [(State.RETRY, 1, 0), (State.SENT, 1, 0)]


def test_a_sender_that_is_told_to_stop_within_a_group_leaves_the_rest_as_it_was(planned, smtp, sink):
    assert send(smtp, should_stop=lambda: bool(sink.received)) == {"sent": 1}

    row = Message.objects.get(state=State.PLANNED)
    assert (row.attempts, row.subject, row.body, row.address) == (0, "", "", "")
    assert (row.rule_version, row.date_header, row.lease_until) == (None, None, None)


def test_a_message_that_was_tried_before_keeps_its_text_when_its_group_ends_early(planned, smtp, sink):
    sink.answers = ["451 Later", "451 Later"]
    send(smtp)
    before = Message.objects.order_by("recipient__full_name").values("attempts", "reason", "subject", "date_header")[1]

    send(smtp, now=DUE + 2 * MINUTE, should_stop=lambda: bool(sink.received))

    assert Message.objects.values("attempts", "reason", "subject", "date_header").get(state=State.RETRY) == before


def test_a_pause_ends_a_group_within_seconds(planned, smtp, sink, leap):
    def pause():
        Pause.objects.create(started_at=DUE, started_by=planned.manager)
        leap(briefing.KEEPS_FOR.total_seconds())

    assert send(smtp, should_stop=once(lambda: sink.received, pause)) == {"sent": 1}
    assert states() == [(State.SENT, 1, 0), (State.PLANNED, 0, 0)]


def test_a_withdrawal_is_honoured_within_seconds(planned, smtp, sink, leap):
    def close_account():
        planned.ben.participant.user.is_active = False
        planned.ben.participant.user.save()
        leap(briefing.KEEPS_FOR.total_seconds())

    assert send(smtp, should_stop=once(lambda: sink.received, close_account)) == {"sent": 1, "not_sent": 1}
    assert Message.objects.get(state=State.SUPPRESSED).reason == Reason.INACTIVE


def test_with_half_of_its_lease_over_a_group_is_taken_up_anew(planned, smtp, sink, leap):
    pace = Pace(handing_over=dt.timedelta(seconds=4))
    tokens = set()

    def look():
        tokens.update(Message.objects.filter(state=State.SENDING).values_list("lease_token", flat=True))
        if len(tokens) == 1 and not sink.received:
            leap(2.5)
        return False

    assert send(smtp, pace=pace, should_stop=look) == {"sent": 2}
    assert len(tokens) > 1
    assert states() == [(State.SENT, 1, 0)] * 2


def test_a_sender_that_is_frozen_past_its_lease_sends_nothing_more(planned, smtp, sink, leap):
    def freeze():
        leap(1200)
        recovery.recover(now=DUE + 20 * MINUTE)

    assert send(smtp, should_stop=once(is_marked, freeze)) == {}
    assert sink.received == []
    assert states() == [(State.PLANNED, 0, 0)] * 2


def test_a_sender_whose_clock_was_frozen_with_it_learns_from_the_journal(planned, smtp, sink, caplog):
    def freeze():
        recovery.recover(now=DUE + 20 * MINUTE)

    # What was given back meanwhile is nobody's, and claimed anew.
    assert send(smtp, should_stop=once(is_marked, freeze)) == {"not_sent": 2, "sent": 2}
    assert len(sink.received) == 2
    assert states() == [(State.SENT, 1, 0)] * 2
    assert "it does not hold what was noted in it" in caplog.text


# Redis fails


def test_without_redis_messages_are_sent_one_by_one(planned, smtp, sink, settings, caplog):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"

    assert send(smtp) == {"sent": 2}
    assert states() == [(State.SENT, 1, 0)] * 2
    assert "sent one by one, because no journal can be kept" in caplog.text


def test_a_group_that_loses_its_journal_goes_on_one_by_one(planned, smtp, sink, caplog):
    def forget():
        with journal.connected() as redis:
            redis.delete(*journals())

    EnrolmentFactory.create_batch(2, cohort=planned.cohort)
    plans.plan(APRIL)

    assert send(smtp, should_stop=once(lambda: sink.received, forget)) == {"sent": 4}
    assert len({received.message_id for received in sink.received}) == len(sink.received) == 4
    assert states() == [(State.SENT, 1, 0)] * 4
    assert caplog.text.count("sent one by one, because no journal can be kept") == 1


def test_a_redis_that_goes_away_within_a_group_is_asked_no_more(planned, smtp, sink, monkeypatch, caplog):
    asked = []

    def gone(*arguments):
        asked.append(arguments)
        raise RedisError("gone")

    def leave():
        monkeypatch.setattr(Redis, "rpushx", gone)

    assert send(smtp, should_stop=once(lambda: sink.received, leave)) == {"sent": 2}
    assert states() == [(State.SENT, 1, 0)] * 2
    assert (len(sink.received), len(asked)) == (2, 1)
    assert "no journal can be kept: gone" in caplog.text


def test_a_redis_that_goes_away_as_a_group_ends_changes_nothing(planned, smtp, monkeypatch, caplog):
    def gone(*arguments):
        raise RedisError("gone")

    caplog.set_level("INFO")
    monkeypatch.setattr(Redis, "delete", gone)

    assert send(smtp) == {"sent": 2}
    assert "a journal that is no longer needed goes by itself" in caplog.text


# The database fails


def test_what_a_group_could_not_record_is_recorded_when_the_database_is_back(planned, smtp, sink, monkeypatch):
    def away(*arguments):
        raise OperationalError("gone")

    sender = delivery.Sender()
    with monkeypatch.context() as patch:
        patch.setattr(group_rows, "record", away)
        patch.setattr(delivery.database, "close", lambda: None)
        with pytest.raises(OperationalError):
            sender.send_due(now=DUE, connection=smtp)
    assert [state for state, _, _ in states()] == [State.SENDING] * 2

    assert sender.send_due(now=DUE, connection=smtp) == {}
    assert states() == [(State.SENT, 1, 0)] * 2
    assert len(sink.received) == 2


def test_a_mistake_of_ours_leaves_only_the_message_in_hand_in_doubt(planned, monkeypatch):
    sent = []

    def fail_at_the_second(self, message):
        sent.append(message.pk)
        if len(sent) == 2:
            raise ZeroDivisionError

    EnrolmentFactory.create_batch(1, cohort=planned.cohort, participant__user__full_name="Zoe Lee")
    plans.plan(APRIL)
    monkeypatch.setattr(runs.Line, "hand_over", fail_at_the_second)

    with pytest.raises(ZeroDivisionError):
        delivery.Sender().send_due(now=DUE)

    assert sorted(states()) == [(State.PLANNED, 0, 0), (State.SENDING, 1, 0), (State.SENT, 1, 0)]


# The sender vanishes


class Vanished:
    """What a sender leaves behind that marks a group, keeps its journal, and is killed."""

    def __init__(self):
        self.token, sender = "0" * 32, delivery.Sender()
        token, rows = sender.claim(DUE)
        batch = delivery.Batch(runs.Run(Pace(), runs.Watch(DUE), None, None, []), rows, token, DUE + 2 * MINUTE)
        assert [batch.why_not(row, DUE) for row in rows] == [None] * len(rows)
        self.ids = [row.pk for row in rows]
        with journal.connected() as redis:
            redis.delete(journal.key_of(self.token))
        group_rows.mark(rows, self.token, of=token, now=DUE, lease_until=DUE + 15 * MINUTE)

    def keep_journal(self, *notes):
        with journal.connected() as redis:
            kept = journal.Journal(redis, self.token)
            kept.open(given_up_at=DUE + 2 * MINUTE)
            for note in notes:
                kept.note(**note)


@pytest.fixture
def vanished(planned):
    return Vanished()


def test_as_long_as_a_sender_may_be_at_it_nobody_touches_its_group(vanished):
    vanished.keep_journal()

    assert recovery.recover(now=DUE + 2 * MINUTE - dt.timedelta(seconds=1)) == {}


def test_what_a_vanished_sender_had_not_begun_is_soon_what_it_was_before(vanished):
    vanished.keep_journal()

    assert recovery.recover(now=DUE + 2 * MINUTE) == {"returned": 2}
    assert states() == [(State.PLANNED, 0, 0)] * 2
    assert set(Message.objects.values_list("subject", "date_header", "lease_token")) == {("", None, "")}


def test_what_was_taken_before_a_sender_vanished_is_recorded_at_that_time(vanished, sink, smtp):
    first, second = vanished.ids
    vanished.keep_journal({"begun": first}, {"taken": (first, DUE, DUE + MINUTE), "begun": second})

    assert recovery.recover(now=DUE + 2 * MINUTE) == {"accepted": 1}
    assert Message.objects.get(pk=first).sent_at == DUE + MINUTE
    assert MessageAttempt.objects.get().ended_at == DUE + MINUTE

    # The one in its hands may have arrived: it waits until no mail server can be at it any more.
    assert recovery.recover(now=DUE + 14 * MINUTE) == {}
    assert recovery.recover(now=DUE + 15 * MINUTE) == {"in_doubt": 1}
    assert states() == [(State.SENT, 1, 0), (State.RETRY, 1, 1)]
    assert Message.objects.get(pk=second).reason == Reason.INTERRUPTED


def test_a_message_that_was_refused_before_its_sender_vanished_is_left_alone(vanished):
    first, second = vanished.ids
    vanished.keep_journal({"begun": first}, {"begun": second})
    Message.objects.filter(pk=first).update(state=State.DEAD, reason=Reason.REFUSED, lease_token="", lease_until=None)

    assert recovery.recover(now=DUE + 15 * MINUTE) == {"in_doubt": 1}
    assert [state for state, _, _ in states()] == [State.DEAD, State.RETRY]


def test_a_group_without_a_journal_is_in_doubt_when_its_lease_ends(vanished):
    assert recovery.recover(now=DUE + 14 * MINUTE) == {}
    assert recovery.recover(now=DUE + 15 * MINUTE) == {"in_doubt": 2}
    assert states() == [(State.RETRY, 1, 1)] * 2


def test_a_group_whose_journal_cannot_be_read_is_in_doubt_when_its_lease_ends(vanished, settings, caplog):
    vanished.keep_journal()
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"

    assert recovery.recover(now=DUE + 14 * MINUTE) == {}
    assert recovery.recover(now=DUE + 15 * MINUTE) == {"in_doubt": 2}
    assert "No journal of what was being sent can be read" in caplog.text


def test_a_redis_that_was_started_anew_is_believed_what_it_says_and_not_what_it_does_not_say(vanished):
    first, _ = vanished.ids
    vanished.keep_journal({"begun": first}, {"taken": (first, DUE, DUE + MINUTE)})
    with journal.connected() as redis:
        redis.lset(journal.key_of(vanished.token), 0, f"another-run {(DUE + 2 * MINUTE).isoformat()}")

    assert recovery.recover(now=DUE + 2 * MINUTE) == {"accepted": 1}
    assert recovery.recover(now=DUE + 15 * MINUTE) == {"in_doubt": 1}
