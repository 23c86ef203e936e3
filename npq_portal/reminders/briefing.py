"""What a sender has to know of the messages in its hands, as the facts stand now."""

import datetime as dt
from typing import NamedTuple

from cohorts.models.stages import RESTING
from cohorts.planning.calendars import CalendarError, is_weekend
from npq_portal import clock
from npq_portal.reminders import facts, occurrences, planning, wording
from npq_portal.reminders.facts import Facts
from npq_portal.reminders.models import Audience, Message, Reason, ReminderRule
from npq_portal.reminders.occurrences import Point

# Facts are read for a batch, not for each message; after this long they are read again.
KEEPS_FOR = dt.timedelta(seconds=5)
# The hours in which people are written to are planned; what goes out later than this after its moment looks at them again.
ON_TIME = dt.timedelta(minutes=15)
State = Message.State


class Refusal(NamedTuple):
    """Why a message does not go out, what becomes of it, and when it is its turn if it only waits."""

    state: str
    reason: Reason
    next_attempt_at: dt.datetime | None = None


class Briefing:
    """The facts of every cohort that a batch of messages concerns, read at one moment."""

    def __init__(self, messages: list[Message], now: dt.datetime) -> None:
        self.read_at = now
        cohorts = {message.cohort_id: message.cohort for message in messages}
        people = {message.recipient_id for message in messages}
        self.facts = facts.read_all(cohorts.values(), people, {message.rule_id for message in messages})
        self.latest = latest([*messages, *self.due_with(messages, now)], self.facts)
        self._points: dict[tuple[int, str], dict[int, Point]] = {}

    def due_with(self, messages: list[Message], now: dt.datetime) -> list[Message]:
        """What else is due now about the same things, and is in nobody's batch yet or in another's."""
        people = {message.recipient_id for message in messages}
        things = {message.occurrence for message in messages}
        due = Message.objects.filter(state__in=[*Message.WAITING, *Message.IN_HAND], due_at__lte=now)
        rows = due.filter(cohort__in=list(self.facts), recipient__in=people, occurrence__in=things)
        return list(rows.exclude(pk__in=[message.pk for message in messages]).order_by("pk"))

    def point_of(self, message: Message, rule: ReminderRule) -> Point | None:
        """What a message is about, as it stands now."""
        key = (message.cohort_id, rule.anchor)
        if key not in self._points:
            found = occurrences.points(rule.anchor, self.facts[message.cohort_id])
            self._points[key] = {point.pk: point for point in found}
        return self._points[key].get(message.anchor_id)

    def is_stale(self, now: dt.datetime) -> bool:
        return now - self.read_at > KEEPS_FOR

    def why_not(self, message: Message, now: dt.datetime) -> Refusal | None:
        """Why a message that was planned does not go out now, or nothing if it does."""
        known = self.facts[message.cohort_id]
        if message.expires_at <= now:
            return Refusal(State.EXPIRED, Reason.TOO_LATE)
        if message.cohort.stage in RESTING:
            return Refusal(State.CANCELLED, Reason.COHORT_RESTS)
        rule = next((rule for rule in known.rules if rule.pk == message.rule_id and rule.is_on), None)
        if rule is None:
            return Refusal(State.CANCELLED, known.why_silent(message.rule_id))
        if not message.recipient.is_active:
            return Refusal(State.SUPPRESSED, Reason.INACTIVE)
        if message.recipient.email in known.refused:
            return Refusal(State.SUPPRESSED, Reason.ADDRESS_REFUSED)
        return (
            self.why_not_about_it(message, rule, known, now)
            or self.why_not_twice(message)
            or self.why_not_yet(message, known, now)
        )

    def why_not_about_it(self, message: Message, rule: ReminderRule, known: Facts, now: dt.datetime) -> Refusal | None:
        """Why what the message is about, or the person's part in it, speaks against sending."""
        point = self.point_of(message, rule)
        if point is None:
            return Refusal(State.CANCELLED, Reason.ANCHOR_CANCELLED)
        if point.key != message.occurrence:
            return Refusal(State.SUPERSEDED, Reason.MOVED)
        if (message.enrolment_id is None) == (rule.audience == Audience.PARTICIPANTS):
            return Refusal(State.CANCELLED, Reason.RULE_CHANGED)
        today = clock.local(now).date()
        if rule.audience == Audience.PARTICIPANTS:
            away = occurrences.why_not_expected(rule, point, today, message.enrolment_id or 0, known)
            if away:
                return Refusal(State.CANCELLED, away)
        elif message.recipient not in occurrences.staff(rule, point, today, known):
            return Refusal(State.CANCELLED, Reason.NOT_CONCERNED)
        if occurrences.is_done(rule, message.recipient_id, message.enrolment_id, point.pk, known, now):
            return Refusal(State.SUPPRESSED, Reason.DONE)
        return None

    def why_not_twice(self, message: Message) -> Refusal | None:
        """After an outage, of several messages about one thing that are due together only the latest goes out."""
        if self.latest[same_thing(message)] != message.pk:
            return Refusal(State.SUPERSEDED, Reason.MORE_URGENT)
        return None

    def why_not_yet(self, message: Message, known: Facts, now: dt.datetime) -> Refusal | None:
        """What is late, after an outage or a refusal, waits for the days and hours in which people are written to."""
        if now - message.due_at <= ON_TIME:
            return None
        try:
            chance = planning.next_chance(now, until=message.expires_at, is_open=known.is_open)
        except CalendarError:
            chance = planning.next_chance(now, until=message.expires_at, is_open=lambda day: not is_weekend(day))
        if chance <= now:
            return None
        state = State.RETRY if message.attempts else State.PLANNED
        return Refusal(state, Reason.QUIET_HOURS, min(chance, message.expires_at))

    def freeze(self, message: Message, now: dt.datetime) -> None:
        """Fix the text and the date of a message at its first attempt; the address is the person's present one."""
        message.address = message.recipient.email
        if message.date_header is not None:
            return
        known = self.facts[message.cohort_id]
        rule = next(rule for rule in known.rules if rule.pk == message.rule_id)
        thing = wording.thing_of(rule, message.anchor_id, known)
        message.subject, message.body = wording.render(rule, message.recipient, message.enrolment_id, thing, known, now)
        message.rule_version = rule.version
        message.date_header = now.replace(microsecond=0)


def same_thing(message: Message) -> tuple[int, str, bool]:
    return message.recipient_id, message.occurrence, message.due_at < message.anchor_at


def latest(messages: list[Message], known: dict[int, Facts]) -> dict[tuple[int, str, bool], int]:
    """For each thing and person, the message that was due last of those whose rules still speak."""
    speaking = {pk: {rule.pk for rule in facts.rules if rule.is_on} for pk, facts in known.items()}
    in_order = sorted(messages, key=lambda message: (message.due_at, message.pk))
    return {same_thing(row): row.pk for row in in_order if row.rule_id in speaking[row.cohort_id]}
