"""Sending what is due, over a real SMTP conversation."""

import datetime as dt
import smtplib

import pytest
from django.core.mail import get_connection
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError
from django.db.models import F

from cohorts.models import CalendarPeriod, Cohort, DeliveryPartner
from npq_portal import clock
from npq_portal.reminders import briefing, journal
from npq_portal.reminders.actions import delivery, ledger, outcomes, plans, recovery, singles
from npq_portal.reminders.actions.runs import Accepted, Line, Pace, Run, Watch
from npq_portal.reminders.models import (
    Anchor,
    Audience,
    Heartbeat,
    Message,
    MessageAttempt,
    Pause,
    Reason,
    RefusedAddress,
    ReminderRule,
)
from npq_portal.users.models import User
from participants.models import Enrolment
from sessions.models import CatchUp, RegisterState, TrainingSession
from tests.factories.cohorts import CalendarPeriodFactory
from tests.factories.participants import CoachingPeriodFactory, ConversationFactory, EnrolmentFactory, MentoringFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import CatchUpFactory, RegisterFactory, StudyRecordFactory, StudyUnitFactory
from tests.reminders.conftest import APRIL, DUE
from tests.reminders.smtp import free_port
from tests.reminders.test_plans import defer

State = Message.State
Outcome = MessageAttempt.Outcome
MINUTE = dt.timedelta(minutes=1)


def send(connection, now=DUE, **options):
    return delivery.Sender().send_due(now=now, connection=connection, **options)


def send_batch(rows, token, connection, now=DUE, pace=None):
    """Send what was claimed earlier; answers with what came of it."""
    pace = pace or Pace()
    with journal.connected() as redis:
        run = Run(pace, Watch(now), Line(connection, pace.group), redis, [])
        delivery.send_batch(run, rows, token, now + pace.lease)
    return dict(+run.counts)


def states():
    return list(Message.objects.order_by("recipient__full_name", "pk").values_list("state", "reason"))


def only_rule(anchor, **fields):
    """Nothing but a rule of another anchor."""
    ReminderRule.objects.update(is_on=False)
    return ReminderRuleFactory(anchor=anchor, subject="Soon", body="Soon.", **fields)


def test_what_is_due_is_sent_once(planned, smtp, sink):
    assert send(smtp) == {"sent": 2}
    assert send(smtp) == {}
    assert states() == [(State.SENT, ""), (State.SENT, "")]
    assert [received.to for received in sink.received] == [
        [planned.amara.participant.user.email],
        [planned.ben.participant.user.email],
    ]


def test_nothing_is_sent_before_its_time(planned, smtp, sink):
    assert send(smtp, now=DUE - MINUTE) == {}


def test_a_mail_says_what_the_rule_says_from_the_partner_to_the_person(planned, smtp, sink):
    DeliveryPartner.objects.update(brand_name="NELT: Hub @ School, “x”", contact_email="team@hub.example.org")

    send(smtp)

    mail = sink.received[0].mail
    assert mail["Subject"] == "Seminar 5: Curriculum and assessment on Wednesday 11 May 2022"
    assert mail["From"] == "NELT Hub School “x” <npq@example.org>"
    assert mail["Reply-To"] == "team@hub.example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == DUE
    text = mail.get_body(["plain"]).get_content().replace("\r\n", "\n")
    assert text.startswith(
        "Dear Amara,\n\nSeminar 5: Curriculum and assessment is on Wednesday 11 May 2022, 15:45 to 17:15."
    )
    assert "<p>Dear Amara,</p>" in mail.get_body(["html"]).get_content()


def test_the_text_that_was_sent_is_kept_with_the_version_of_its_rule(planned, smtp, sink):
    ReminderRule.objects.update(version=3)

    send(smtp)

    row = Message.objects.order_by("recipient__full_name").first()
    assert (row.rule_version, row.subject) == (3, sink.received[0].mail["Subject"])
    assert row.body in sink.received[0].mail.get_body(["plain"]).get_content().replace("\r\n", "\n")


def test_every_attempt_is_written_down(planned, smtp):
    send(smtp)

    assert list(MessageAttempt.objects.values_list("outcome", flat=True)) == [Outcome.ACCEPTED] * 2


def test_a_batch_goes_over_one_connection(planned, smtp, sink):
    send(smtp)

    assert sink.connections == 1


def test_a_connection_carries_so_many_mails_and_no_more(planned, smtp, sink):
    EnrolmentFactory.create_batch(3, cohort=planned.cohort)
    plans.plan(APRIL)

    assert delivery.Sender(Pace(group=2)).send_due(now=DUE, connection=smtp) == {"sent": 5}
    assert sink.connections == 3


def test_the_job_writes_down_when_it_ran(planned, smtp):
    send(smtp)

    assert Heartbeat.objects.get(job=Heartbeat.SEND).result == {"sent": 2}


def test_without_a_connection_django_is_asked_for_one(planned, mailoutbox):
    assert delivery.Sender().send_due(now=DUE) == {"sent": 2}
    assert len(mailoutbox) == 2


# What is not sent, because things have changed since it was planned


def test_what_is_due_after_its_session_has_begun_expires(planned, smtp, sink):
    assert send(smtp, now=planned.session.starts_at) == {"not_sent": 2}
    assert states() == [(State.EXPIRED, Reason.TOO_LATE)] * 2


def test_somebody_who_defers_between_planning_and_sending_gets_nothing(planned, smtp, sink):
    defer(planned.ben, on=dt.date(2022, 5, 2))

    assert send(smtp) == {"sent": 1, "not_sent": 1}
    assert states()[1] == (State.CANCELLED, Reason.DEFERRED)


@pytest.mark.usefixtures("_one_by_one")
def test_somebody_who_defers_gets_nothing_where_messages_are_sent_one_by_one(planned, smtp):
    defer(planned.amara, on=dt.date(2022, 5, 2))

    assert send(smtp) == {"sent": 1, "not_sent": 1}
    assert states() == [(State.CANCELLED, Reason.DEFERRED), (State.SENT, "")]


def test_a_session_that_was_cancelled_since_reminds_nobody(planned, smtp):
    TrainingSession.objects.update(status=TrainingSession.Status.CANCELLED)

    send(smtp)

    assert states() == [(State.CANCELLED, Reason.ANCHOR_CANCELLED)] * 2


def test_a_session_that_was_moved_since_is_not_announced_for_the_old_day(planned, smtp):
    TrainingSession.objects.update(starts_at=F("starts_at") + MINUTE)

    send(smtp)

    assert states() == [(State.SUPERSEDED, Reason.MOVED)] * 2


@pytest.mark.parametrize("stage", [Cohort.Stage.DRAFT, Cohort.Stage.CLOSED])
def test_a_cohort_that_was_put_to_rest_since_sends_nothing_until_it_runs_again(planned, smtp, stage):
    Message.objects.filter(recipient=planned.ben.participant.user).update(next_attempt_at=DUE + MINUTE)
    Cohort.objects.update(stage=stage)
    send(smtp)
    assert states() == [(State.CANCELLED, Reason.COHORT_RESTS), (State.PLANNED, "")]

    Cohort.objects.update(stage=Cohort.Stage.RUNNING)
    plans.plan(DUE)

    assert send(smtp, now=DUE + MINUTE) == {"sent": 2}


def test_a_rule_that_was_switched_off_since_sends_nothing(planned, smtp):
    ReminderRule.objects.update(is_on=False)

    send(smtp)

    assert states() == [(State.CANCELLED, Reason.RULE_OFF)] * 2


def test_a_rule_that_the_cohort_has_its_own_version_of_since_sends_nothing(planned, smtp):
    ReminderRuleFactory(key=planned.rule.key, cohort=planned.cohort)

    send(smtp)

    assert states() == [(State.CANCELLED, Reason.RULE_CHANGED)] * 2


def test_a_rule_that_speaks_to_others_since_calls_its_message_back_and_holds_nobody_up(intake, mailoutbox):
    rule = ReminderRuleFactory(audience=Audience.FACILITATORS)
    plans.plan(APRIL)
    ReminderRule.objects.filter(pk=rule.pk).update(audience=Audience.PARTICIPANTS)

    assert delivery.Sender().send_due(now=DUE) == {"sent": 2, "not_sent": 1}
    assert states()[2] == (State.CANCELLED, Reason.RULE_CHANGED)


def test_a_closed_account_gets_nothing(planned, smtp):
    User.objects.filter(pk=planned.ben.participant.user.pk).update(is_active=False)

    send(smtp)

    assert states()[1] == (State.SUPPRESSED, Reason.INACTIVE)


def test_an_address_that_servers_refuse_gets_nothing(planned, smtp):
    RefusedAddress.objects.create(address=planned.ben.participant.user.email, refused_at=APRIL)

    send(smtp)

    assert states()[1] == (State.SUPPRESSED, Reason.ADDRESS_REFUSED)


def test_self_study_that_is_done_needs_no_reminder(intake, smtp):
    unit = StudyUnitFactory(cohort=intake.cohort)
    only_rule(Anchor.STUDY_DUE)
    plans.plan(APRIL)
    StudyRecordFactory(unit=unit, enrolment=intake.amara, done_at=APRIL)

    assert send(smtp, now=dt.datetime(2022, 5, 20, 15, tzinfo=dt.UTC)) == {"sent": 1, "not_sent": 1}
    assert states() == [(State.SUPPRESSED, Reason.DONE), (State.SENT, "")]


def test_a_register_that_was_taken_needs_no_reminder(intake, smtp):
    only_rule(Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=1, local_time=dt.time(8))
    plans.plan(APRIL)
    RegisterFactory(session=intake.session, state=RegisterState.SUBMITTED, submitted_at=intake.session.ends_at)

    send(smtp, now=dt.datetime(2022, 5, 12, 8, tzinfo=dt.UTC))

    assert states() == [(State.SUPPRESSED, Reason.DONE)]


def test_a_register_that_is_only_begun_is_still_missing(intake, smtp):
    only_rule(Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=1, local_time=dt.time(8))
    plans.plan(APRIL)
    RegisterFactory(session=intake.session, state=RegisterState.OPEN)

    assert send(smtp, now=dt.datetime(2022, 5, 12, 8, tzinfo=dt.UTC)) == {"sent": 1}


def test_a_conversation_that_was_held_reminds_neither_participant_nor_mentor(intake, smtp, sink):
    period = CoachingPeriodFactory(cohort=intake.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    mentor = MentoringFactory(enrolment=intake.amara, mentor__full_name="Zoe Lee").mentor
    MentoringFactory(enrolment=intake.ben, mentor=mentor)
    only_rule(Anchor.COACHING_DUE)
    mentors = only_rule(Anchor.COACHING_DUE, audience=Audience.MENTORS)
    ReminderRule.objects.update(is_on=True)
    ReminderRule.objects.filter(pk=intake.rule.pk).update(is_on=False)
    ReminderRule.objects.filter(pk=mentors.pk).update(subject="((waiting_count)) to hold")
    plans.plan(APRIL)
    ConversationFactory(enrolment=intake.amara, period=period, mentor=mentor, logged_at=APRIL)

    send(smtp, now=dt.datetime(2022, 5, 24, 15, tzinfo=dt.UTC))

    assert states() == [(State.SUPPRESSED, Reason.DONE), (State.SENT, ""), (State.SENT, "")]
    assert sorted(sink.subjects()) == ["1 to hold", "Soon"]


def test_a_mentor_with_nobody_to_talk_to_any_more_is_left_in_peace(intake, smtp):
    period = CoachingPeriodFactory(cohort=intake.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    mentor = MentoringFactory(enrolment=intake.amara).mentor
    only_rule(Anchor.COACHING_DUE, audience=Audience.MENTORS)
    plans.plan(APRIL)
    ConversationFactory(enrolment=intake.amara, period=period, mentor=mentor, logged_at=APRIL)

    send(smtp, now=dt.datetime(2022, 5, 24, 15, tzinfo=dt.UTC))

    assert states() == [(State.SUPPRESSED, Reason.DONE)]


@pytest.mark.parametrize(
    ("state", "expected"), [(CatchUp.State.SUBMITTED, State.SUPPRESSED), (CatchUp.State.RETURNED, State.SENT)]
)
def test_a_catch_up_that_was_handed_in_needs_no_reminder_unless_it_came_back(intake, smtp, state, expected):
    CatchUpFactory(session=intake.session, enrolment=intake.ben, state=state, submitted_at=APRIL)
    only_rule(Anchor.CATCH_UP_DUE, offset_days=-3)
    plans.plan(APRIL)

    send(smtp, now=dt.datetime(2022, 6, 1, 15, tzinfo=dt.UTC))

    assert states()[0][0] == expected


def test_a_facilitator_who_left_since_gets_nothing(intake, smtp):
    only_rule(Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=1, local_time=dt.time(8))
    plans.plan(APRIL)
    intake.facilitator.cohort_assignments.update(ends_on=dt.date(2022, 4, 30))

    send(smtp, now=dt.datetime(2022, 5, 12, 8, tzinfo=dt.UTC))

    assert states() == [(State.CANCELLED, Reason.NOT_CONCERNED)]


def at_local(day, hour, minute=0):
    return clock.at(day, dt.time(hour, minute))


SATURDAY, MONDAY, WEDNESDAY = dt.date(2022, 5, 7), dt.date(2022, 5, 9), dt.date(2022, 5, 11)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at_local(dt.date(2022, 5, 4), 22), at_local(dt.date(2022, 5, 5), 7, 30)),
        (at_local(dt.date(2022, 5, 5), 3), at_local(dt.date(2022, 5, 5), 7, 30)),
        (at_local(SATURDAY, 12), at_local(MONDAY, 7, 30)),
    ],
)
def test_what_is_late_waits_for_the_hours_in_which_people_are_written_to(planned, smtp, sink, now, until):
    assert send(smtp, now=now) == {"not_sent": 2}
    assert states() == [(State.PLANNED, Reason.QUIET_HOURS)] * 2

    assert send(smtp, now=until - MINUTE) == {}
    assert send(smtp, now=until) == {"sent": 2}
    assert states() == [(State.SENT, "")] * 2


def test_what_is_late_waits_for_the_end_of_a_holiday(planned, smtp):
    CalendarPeriodFactory(
        calendar=planned.cohort.calendar, kind=CalendarPeriod.Kind.CLOSURE, starts_on=SATURDAY, ends_on=MONDAY
    )

    send(smtp, now=at_local(SATURDAY, 12))

    assert set(Message.objects.values_list("next_attempt_at", flat=True)) == {at_local(dt.date(2022, 5, 10), 7, 30)}


def test_what_is_late_waits_for_monday_even_if_its_calendar_contradicts_itself(planned, smtp):
    CalendarPeriodFactory(calendar=planned.cohort.calendar, kind=CalendarPeriod.Kind.HALF_TERM, number=9)

    send(smtp, now=at_local(SATURDAY, 12))

    assert set(Message.objects.values_list("next_attempt_at", flat=True)) == {at_local(MONDAY, 7, 30)}


@pytest.mark.parametrize(
    ("now", "expected"), [(at_local(SATURDAY, 12), {"sent": 2}), (at_local(SATURDAY, 5), {"not_sent": 2})]
)
def test_what_is_late_and_cannot_wait_goes_out_but_not_at_night(planned, smtp, now, expected):
    Message.objects.update(expires_at=at_local(SATURDAY, 18))

    assert send(smtp, now=now) == expected
    assert send(smtp, now=at_local(SATURDAY, 7)) == ({"sent": 2} if "not_sent" in expected else {})


def test_what_would_be_too_late_in_the_morning_is_not_sent_at_night(planned, smtp):
    Message.objects.update(expires_at=at_local(SATURDAY, 6))

    send(smtp, now=at_local(SATURDAY, 5))
    send(smtp, now=at_local(SATURDAY, 6))

    assert states() == [(State.EXPIRED, Reason.TOO_LATE)] * 2


def test_what_the_server_did_not_take_waits_for_the_morning_too(planned, smtp, sink):
    sink.answers = ["451 Later", "451 Later"]
    send(smtp)
    Message.objects.update(next_attempt_at=at_local(dt.date(2022, 5, 4), 20))

    send(smtp, now=at_local(dt.date(2022, 5, 4), 20))

    assert states() == [(State.RETRY, Reason.QUIET_HOURS)] * 2


def test_after_an_outage_only_the_latest_of_two_messages_about_a_session_goes_out(intake, smtp):
    ReminderRuleFactory(offset_days=-1)
    plans.plan(APRIL)

    send(smtp, now=dt.datetime(2022, 5, 11, 8, tzinfo=dt.UTC))

    assert sorted(states()) == [(State.SENT, "")] * 2 + [(State.SUPERSEDED, Reason.MORE_URGENT)] * 2


def test_after_an_outage_the_latest_of_two_messages_goes_out_although_it_is_in_a_later_batch(intake, smtp):
    ReminderRuleFactory(offset_days=-1)
    plans.plan(APRIL)

    counts = delivery.Sender(Pace(batch=2)).send_due(now=at_local(WEDNESDAY, 9), connection=smtp)

    assert counts == {"sent": 2, "not_sent": 2}
    assert sorted(states()) == [(State.SENT, "")] * 2 + [(State.SUPERSEDED, Reason.MORE_URGENT)] * 2


def test_after_an_outage_a_message_whose_rule_is_off_takes_no_other_with_it(planned, smtp):
    rule = ReminderRuleFactory(offset_days=-1)
    plans.plan(APRIL)
    ReminderRule.objects.filter(pk=rule.pk).update(is_on=False)

    send(smtp, now=at_local(WEDNESDAY, 9))

    assert sorted(states()) == [(State.CANCELLED, Reason.RULE_OFF)] * 2 + [(State.SENT, "")] * 2


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_pause_holds_everything_back_until_it_ends(planned, smtp, everywhere):
    partner = None if everywhere else planned.cohort.partner
    pause = Pause.objects.create(partner=partner, started_at=APRIL, started_by=planned.manager)

    assert send(smtp) == {}

    pause.ended_at, pause.ended_by = DUE, planned.manager
    pause.save()
    assert send(smtp) == {"sent": 2}


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_pause_holds_back_even_what_a_sender_has_taken_up(planned, smtp, sink, everywhere):
    sender = delivery.Sender()
    token, rows = sender.claim(DUE)
    partner = None if everywhere else planned.cohort.partner
    Pause.objects.create(partner=partner, started_at=DUE, started_by=planned.manager)

    assert send_batch(rows, token, smtp) == {"not_sent": 2}
    assert sink.received == []
    assert states() == [(State.PLANNED, "")] * 2


def test_another_partners_pause_is_its_own(planned, smtp):
    other = DeliveryPartner.objects.create(name="O", slug="o", lead_provider=planned.cohort.partner.lead_provider)
    Pause.objects.create(partner=other, started_at=APRIL, started_by=planned.manager)

    assert send(smtp) == {"sent": 2}


# What goes wrong with the mail


def test_a_server_that_says_later_is_asked_again_with_the_same_identity(planned, smtp, sink):
    sink.answers = ["451 4.3.0 Try again later"]

    assert send(smtp) == {"retry": 1, "sent": 1}

    row = Message.objects.get(state=State.RETRY)
    attempt = row.attempt_log.get()
    assert (attempt.outcome, attempt.code, attempt.answer) == (Outcome.TEMPORARY, 451, "4.3.0 Try again later")
    assert 48 <= (row.next_attempt_at - DUE).total_seconds() <= 73
    assert send(smtp, now=DUE + 30 * dt.timedelta(seconds=1)) == {}
    assert send(smtp, now=DUE + 2 * MINUTE) == {"sent": 1}
    assert sink.received[-1].message_id == f"<{row.message_id.hex}@example.org>"
    assert sink.received[-1].mail["Date"].datetime == DUE


def test_a_connection_that_is_lost_after_the_mail_leaves_it_in_doubt_and_it_goes_again_as_the_same_mail(
    planned, smtp, sink
):
    sink.answers = ["drop"]

    assert send(smtp) == {"retry": 1, "sent": 1}
    send(smtp, now=DUE + 2 * MINUTE)

    ids = [received.message_id for received in sink.received]
    assert (len(ids), len(set(ids))) == (3, 2)
    assert MessageAttempt.objects.filter(outcome=Outcome.IN_DOUBT).count() == 1


def test_an_address_that_does_not_exist_is_never_tried_again(planned, smtp, sink):
    sink.refused = {planned.ben.participant.user.email: "550 5.1.1 No such person"}

    assert send(smtp) == {"sent": 1, "dead": 1}
    assert states()[1] == (State.DEAD, Reason.REFUSED)
    assert RefusedAddress.objects.get().answer == "5.1.1 No such person"


def test_a_server_that_does_not_relay_for_the_portal_makes_no_address_bad(planned, smtp, sink):
    sink.refused = {planned.ben.participant.user.email: "554 5.7.1 Relay access denied"}

    assert send(smtp) == {"sent": 1, "dead": 1}
    assert not RefusedAddress.objects.exists()


def test_a_full_mailbox_is_tried_again_and_the_address_stays_good(planned, smtp, sink):
    sink.refused = {planned.ben.participant.user.email: "452 4.2.2 Mailbox full"}

    assert send(smtp) == {"sent": 1, "retry": 1}
    assert not RefusedAddress.objects.exists()


def test_a_server_that_is_away_costs_no_attempt(planned, caplog):
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=free_port())

    assert send(connection) == {"unavailable": 1}
    assert sorted(Message.objects.values_list("state", "attempts")) == [(State.PLANNED, 0), (State.RETRY, 0)]
    assert "No mail can be sent at present" in caplog.text


class Faulty(EmailBackend):
    """A mail server that raises ``error`` for every mail."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def send_messages(self, messages):
        raise self.error


def test_a_server_that_refuses_the_portal_itself_costs_no_attempt(planned):
    assert send(Faulty(smtplib.SMTPSenderRefused(553, b"Not you", "npq@example.org"))) == {"unavailable": 1}
    assert sorted(Message.objects.values_list("state", "attempts")) == [(State.PLANNED, 0), (State.RETRY, 0)]


def test_a_mistake_of_ours_is_not_taken_for_a_failed_mail(planned):
    with pytest.raises(ZeroDivisionError):
        send(Faulty(ZeroDivisionError()))

    assert [state for state, _ in states()] == [State.SENDING, State.PLANNED]


def test_a_mail_that_cannot_be_written_fails_alone(planned, smtp, sink):
    Message.objects.filter(recipient=planned.ben.participant.user).update(date_header=DUE, subject="Two\nlines")

    assert send(smtp) == {"sent": 1, "dead": 1}
    assert states()[1] == (State.DEAD, Reason.UNWRITABLE)


def test_a_text_that_cannot_be_filled_in_fails_alone(planned, smtp, monkeypatch, caplog):
    def fail_for_ben(rule, user, *rest):
        return ("Hello", "Hello") if user.full_name != "Ben Price" else 1 / 0

    monkeypatch.setattr(briefing.wording, "render", fail_for_ben)

    assert send(smtp) == {"sent": 1, "not_sent": 1}
    assert states()[1] == (State.DEAD, Reason.UNWRITABLE)
    assert "cannot be written" in caplog.text


def test_a_message_is_given_up_after_eight_attempts(planned, smtp, sink):
    Message.objects.update(attempts=7)
    sink.answers = ["451 Later", "451 Later"]

    assert send(smtp) == {"dead": 2}
    assert states() == [(State.DEAD, Reason.TOO_OFTEN)] * 2


def test_a_message_is_not_tried_again_after_its_session_has_begun(planned, smtp, sink):
    sink.answers = ["451 Later", "451 Later"]

    assert send(smtp, now=planned.session.starts_at - MINUTE / 2) == {"expired": 2}
    assert states() == [(State.EXPIRED, Reason.TOO_LATE)] * 2


def test_the_pauses_grow_and_are_the_same_for_the_same_message():
    pauses = [outcomes.pause_after(4711, attempt) for attempt in range(1, 10)]

    assert pauses == [outcomes.pause_after(4711, attempt) for attempt in range(1, 10)]
    assert all(before < after for before, after in zip(pauses[:7], pauses[1:7], strict=False))
    assert dt.timedelta(hours=19) < pauses[8] < dt.timedelta(hours=29)


def test_a_server_that_goes_away_before_the_goodbye_takes_nothing_with_it(planned, monkeypatch, mailoutbox, caplog):
    def gone(self):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "close", gone)
    caplog.set_level("INFO")

    assert delivery.Sender().send_due(now=DUE) == {"sent": 2}
    assert "had gone before the connection was closed" in caplog.text


# Many senders, and senders that vanish


def test_two_senders_never_take_up_the_same_message(planned):
    first, second = delivery.Sender(), delivery.Sender()

    _, mine = first.claim(DUE)
    _, yours = second.claim(DUE)

    assert (len(mine), len(yours)) == (2, 0)


def test_a_sender_whose_lease_has_ended_sends_nothing(planned, smtp, sink):
    sender = delivery.Sender()
    token, rows = sender.claim(DUE)
    recovery.recover(now=DUE + 3 * MINUTE)

    assert send_batch(rows, token, smtp, now=DUE + 3 * MINUTE) == {"not_sent": 2}
    assert sink.received == []


def test_a_sender_that_was_frozen_while_handing_over_records_nothing(planned):
    sender = delivery.Sender()
    token, rows = sender.claim(DUE)
    Message.objects.update(state=State.SENT, sent_at=DUE, lease_token="", lease_until=None)

    assert outcomes.record_failure(rows[0], token, OSError("late"), started_at=DUE, now=DUE) == "lost"
    assert not ledger.record(Accepted(rows[0].pk, token, DUE, DUE))
    assert not MessageAttempt.objects.exists()


def test_a_sender_that_is_told_to_stop_gives_back_what_it_has_not_begun(planned, smtp, sink):
    assert send(smtp, should_stop=lambda: bool(sink.received)) == {"sent": 1}
    assert states() == [(State.SENT, ""), (State.PLANNED, "")]


def test_facts_are_read_again_when_a_batch_takes_long(planned, smtp, monkeypatch):
    monkeypatch.setattr(briefing, "KEEPS_FOR", dt.timedelta(0))

    assert send(smtp) == {"sent": 2}


@pytest.mark.usefixtures("_one_by_one")
def test_what_was_accepted_while_the_database_was_away_is_recorded_when_it_is_back(planned, smtp, sink, monkeypatch):
    sender = delivery.Sender()
    begin = singles.begin

    def begin_or_fail(message, batch, accepted, now):
        if accepted:
            raise OperationalError("gone")
        return begin(message, batch, accepted, now)

    with monkeypatch.context() as patch:
        patch.setattr(singles, "begin", begin_or_fail)
        patch.setattr(delivery.database, "close", lambda: None)
        with pytest.raises(OperationalError):
            sender.send_due(now=DUE, connection=smtp)

    assert sender.send_due(now=DUE, connection=smtp) == {"sent": 1}
    assert len(sink.received) == 2
    assert states() == [(State.SENT, ""), (State.SENT, "")]


@pytest.mark.usefixtures("_one_by_one")
def test_what_was_accepted_before_a_mistake_of_ours_is_recorded_at_the_next_run(planned, mailoutbox, monkeypatch):
    sender = delivery.Sender()
    begin = singles.begin

    def begin_or_fail(message, batch, accepted, now):
        return 1 / 0 if accepted else begin(message, batch, accepted, now)

    with monkeypatch.context() as patch:
        patch.setattr(singles, "begin", begin_or_fail)
        with pytest.raises(ZeroDivisionError):
            sender.send_due(now=DUE)

    assert sender.send_due(now=DUE) == {"sent": 1}
    assert len(mailoutbox) == 2
    assert states() == [(State.SENT, ""), (State.SENT, "")]


@pytest.mark.usefixtures("_one_by_one")
def test_a_database_that_is_away_before_anything_was_accepted_leaves_no_debt(planned, smtp, monkeypatch, caplog):
    def away(*arguments, **options):
        raise OperationalError("gone")

    sender = delivery.Sender()
    monkeypatch.setattr(singles, "begin", away)
    monkeypatch.setattr(outcomes, "give_back", away)
    monkeypatch.setattr(delivery.database, "close", lambda: None)

    with pytest.raises(OperationalError):
        sender.send_due(now=DUE, connection=smtp)

    assert sender.owed == []
    assert "comes back when its lease ends" in caplog.text


def test_a_message_that_was_only_claimed_returns_when_its_lease_ends(planned):
    delivery.Sender().claim(DUE)

    assert recovery.recover(now=DUE + MINUTE) == {}
    assert recovery.recover(now=DUE + 2 * MINUTE) == {"returned": 2}
    assert states() == [(State.PLANNED, "")] * 2


def vanish_while_sending(now):
    Message.objects.update(state=State.SENDING, lease_token="x", lease_until=now)


def test_a_message_whose_sender_vanished_goes_again(planned, smtp, sink):
    vanish_while_sending(DUE)

    assert recovery.recover(now=DUE) == {"in_doubt": 2}
    assert states() == [(State.RETRY, Reason.INTERRUPTED)] * 2
    assert send(smtp) == {"sent": 2}


def test_a_message_that_brings_down_three_senders_waits_for_a_person(planned, smtp, sink):
    for _ in range(2):
        vanish_while_sending(DUE)
        recovery.recover(now=DUE)
    vanish_while_sending(DUE)

    assert recovery.recover(now=DUE) == {"quarantined": 2}
    assert states() == [(State.UNCERTAIN, Reason.QUARANTINED)] * 2
    assert send(smtp) == {}


def test_sending_stops_when_its_time_is_up(planned, smtp):
    sender = delivery.Sender(Pace(seconds=0))

    assert sender.send_due(now=DUE, connection=smtp) == {}


def test_a_batch_that_takes_long_ends_in_time_and_gives_the_rest_back(planned, smtp, sink):
    token, rows = delivery.Sender().claim(DUE)

    assert send_batch(rows, token, smtp, pace=Pace(seconds=0)) == {}
    assert sink.received == []
    assert states() == [(State.PLANNED, "")] * 2


def test_a_thousand_messages_cost_few_questions_to_the_database(planned, mailoutbox, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        assert delivery.Sender().send_due(now=DUE) == {"sent": 2}


def test_nobody_who_is_only_enrolled_elsewhere_is_written_to(planned, smtp, sink):
    Enrolment.objects.filter(pk=planned.ben.pk).update(joined_on=dt.date(2022, 12, 1))

    assert send(smtp) == {"sent": 1, "not_sent": 1}
    assert states()[1] == (State.CANCELLED, Reason.JOINED_LATER)
