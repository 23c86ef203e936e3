"""The commands about reminders."""

import csv
import datetime as dt
import io
import signal
import smtplib
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from cohorts.models import CalendarPeriod
from npq_portal import clock
from npq_portal.reminders import mail
from npq_portal.reminders.actions import defaults, delivery
from npq_portal.reminders.actions.runs import Accepted
from npq_portal.reminders.management.commands import run_sender
from npq_portal.reminders.models import Anchor, Audience, Heartbeat, Message
from sessions.models import TrainingSession
from tests.factories.cohorts import CalendarPeriodFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import StudyUnitFactory, TrainingSessionFactory
from tests.reminders.conftest import APRIL, DUE


def run(command, *arguments):
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_a_rehearsal_lists_every_message_at_its_local_time(intake):
    assert run("rehearse", "november-2021").splitlines() == [
        f"Wed 04 May 2022 16:00  Amara Okafor <{intake.amara.participant.user.email}>  [{intake.rule.name}]  "
        "Seminar 5: Curriculum and assessment on Wednesday 11 May 2022",
        f"Wed 04 May 2022 16:00  Ben Price <{intake.ben.participant.user.email}>  [{intake.rule.name}]  "
        "Seminar 5: Curriculum and assessment on Wednesday 11 May 2022",
        "2 messages.",
    ]


def test_a_rehearsal_prints_the_same_twice_and_writes_nothing(intake):
    StudyUnitFactory(cohort=intake.cohort)
    defaults.load(now=APRIL)

    assert run("rehearse", "november-2021") == run("rehearse", "november-2021")
    assert not Message.objects.exists()
    assert not Heartbeat.objects.exists()


def test_a_rehearsal_can_be_cut_to_some_days_and_read_by_a_spreadsheet(intake):
    StudyUnitFactory(cohort=intake.cohort)
    ReminderRuleFactory(anchor=Anchor.STUDY_DUE, name="Study", subject="=((study_title))", body="B")

    printed = run("rehearse", "november-2021", "--from", "2022-05-05", "--until", "2022-05-20", "--format", "csv")

    rows = list(csv.reader(io.StringIO(printed)))
    assert rows[0] == ["Local time", "Recipient", "Rule", "Subject", "Unless"]
    assert [(row[0], row[2], row[3], row[4]) for row in rows[1:]] == [
        ("Fri 20 May 2022 16:00", "Study", "'=Module 4: Behaviour", "it is done")
    ] * 2


def test_a_conditional_message_says_on_what_it_hangs(intake):
    ReminderRuleFactory(
        anchor=Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=1, subject="Missing", body="B"
    )

    assert "Missing (unless the register is taken)" in run("rehearse", "november-2021")


@pytest.mark.parametrize("change_on", [dt.date(2022, 3, 27), dt.date(2022, 10, 30), dt.date(2023, 3, 26)])
def test_a_rehearsal_keeps_local_time_across_each_change_of_the_clocks(intake, change_on):
    TrainingSession.objects.all().delete()
    for days in (-1, 8):
        starts_at = clock.at(change_on + dt.timedelta(days=days), dt.time(15, 45))
        TrainingSessionFactory(cohort=intake.cohort, starts_at=starts_at)

    lines = run("rehearse", "november-2021").splitlines()[:-1]

    assert {line[16:21] for line in lines} == {"16:00"}
    assert len(lines) == 4


def test_a_rehearsal_of_an_unknown_cohort_names_those_that_there_are(cohort):
    with pytest.raises(CommandError, match="There is no cohort “other”. Cohorts: november-2021."):
        run("rehearse", "other")


def test_a_rehearsal_without_any_cohort_says_so(db):
    with pytest.raises(CommandError, match="Cohorts: none yet."):
        run("rehearse", "other")


def test_a_rehearsal_explains_what_is_no_day(cohort):
    with pytest.raises(CommandError, match="“tomorrow” is not a day. Write it as 2022-05-16."):
        run("rehearse", "november-2021", "--from", "tomorrow")


def test_a_rehearsal_names_a_calendar_that_contradicts_itself(intake):
    CalendarPeriodFactory(calendar=intake.cohort.calendar, kind=CalendarPeriod.Kind.HALF_TERM, number=9)

    with pytest.raises(CommandError, match="The calendar of November 2021 cohort contradicts itself"):
        run("rehearse", "november-2021")


def test_the_shipped_rules_are_added_by_a_command(db):
    assert run("load_reminder_rules") == "Added 13 reminder rules.\n"
    assert run("load_reminder_rules") == "Added 0 reminder rules.\n"


@pytest.fixture
def _own_signals():
    """The command takes over the signals that stop it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_own_signals")
def test_the_sender_plans_and_sends_until_it_is_told_to_stop(intake, mailoutbox, monkeypatch):
    clock.move_to(DUE - dt.timedelta(minutes=1))
    rounds = []

    def wait(self, seconds):
        rounds.append(seconds)
        clock.move_to(DUE + dt.timedelta(minutes=1))
        if len(rounds) == 2:
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(threading.Event, "wait", wait)

    printed = run("run_sender", "--every", "3")

    assert [mail.subject for mail in mailoutbox] == [
        "Seminar 5: Curriculum and assessment on Wednesday 11 May 2022"
    ] * 2
    assert rounds == [3.0, 3.0]
    assert printed.splitlines()[-1] == "Stopped; nothing is left half done."


@pytest.mark.usefixtures("_own_signals")
def test_the_sender_records_what_it_knows_to_be_accepted_before_anything_counts_as_in_doubt(
    planned, mailoutbox, monkeypatch
):
    clock.move_to(DUE)
    token, rows = delivery.Sender().claim(DUE)
    Message.objects.update(state=Message.State.SENDING, lease_until=DUE)
    owed = [Accepted(row.pk, token, DUE, DUE) for row in rows]
    monkeypatch.setattr(run_sender.delivery, "Sender", lambda pace, sender=delivery.Sender: sender(pace, owed=owed))
    monkeypatch.setattr(threading.Event, "wait", lambda self, seconds: signal.raise_signal(signal.SIGINT))

    run("run_sender")

    assert mailoutbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}


@pytest.mark.usefixtures("_own_signals")
def test_the_sender_outlives_a_database_that_goes_away(db, monkeypatch):
    def away(*arguments, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(run_sender.plans, "plan", away)
    monkeypatch.setattr(threading.Event, "wait", lambda self, seconds: signal.raise_signal(signal.SIGINT))
    err = io.StringIO()

    call_command("run_sender", stdout=io.StringIO(), stderr=err)

    assert err.getvalue() == "The database is away: connection refused\n"


def test_a_server_that_disconnects_puts_a_message_in_doubt():
    failure = mail.classify(smtplib.SMTPServerDisconnected("Connection unexpectedly closed"))

    assert (failure.outcome, failure.answer) == ("in_doubt", "Connection unexpectedly closed")
