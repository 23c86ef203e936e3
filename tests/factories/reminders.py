"""Reminder rules and messages of the ledger."""

import datetime as dt

import factory

from npq_portal.reminders.models import Anchor, Audience, Message, ReminderRule
from tests.factories.cohorts import CohortFactory
from tests.factories.users import UserFactory


class ReminderRuleFactory(factory.django.DjangoModelFactory):
    """A week before a session at 16:00, to participants, for every cohort."""

    class Meta:
        model = ReminderRule

    key = factory.Sequence(lambda n: f"rule-{n}")
    name = factory.Sequence(lambda n: f"Rule {n}")
    anchor = Anchor.SESSION_START
    offset_days = -7
    local_time = dt.time(16)
    audience = Audience.PARTICIPANTS
    subject = "((session_title)) on ((session_day))"
    body = "Dear ((first_name)),\n\n((session_title)) is on ((session_day)), ((session_times))."
    changed_at = dt.datetime(2021, 10, 1, 9, tzinfo=dt.UTC)


class MessageFactory(factory.django.DjangoModelFactory):
    """A planned message, due on Wednesday 4 May 2022 at 16:00 in England."""

    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    rule = factory.SubFactory(ReminderRuleFactory)
    cohort = factory.SubFactory(CohortFactory)
    occurrence = factory.Sequence(lambda n: f"session:{n}:2022-05-11T14:45Z")
    anchor_id = factory.Sequence(lambda n: n)
    anchor_at = dt.datetime(2022, 5, 11, 14, 45, tzinfo=dt.UTC)
    local_day = dt.date(2022, 5, 4)
    local_time = dt.time(16)
    due_at = dt.datetime(2022, 5, 4, 15, tzinfo=dt.UTC)
    next_attempt_at = factory.SelfAttribute("due_at")
    expires_at = factory.SelfAttribute("anchor_at")
    planned_at = dt.datetime(2021, 10, 1, 9, tzinfo=dt.UTC)
