"""What a cohort's rules amount to: every message of the whole programme, from facts alone."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from npq_portal import clock
from npq_portal.reminders import planning
from npq_portal.reminders.facts import Facts, was_done
from npq_portal.reminders.models import Anchor, Audience, Reason, ReminderRule, Unit
from npq_portal.reminders.planning import ONE_DAY, Slot
from npq_portal.users.models import Role, User
from sessions.models import CatchUp

KEEPS_FOR = dt.timedelta(days=7)
MIDNIGHT = dt.time(0)


class Point(NamedTuple):
    """One thing that a rule can be about, when it is, and until when it makes sense to speak of it beforehand."""

    pk: int
    at: dt.datetime
    day: dt.date
    until: dt.datetime
    key: str
    thing: Any


class Recipient(NamedTuple):
    """Somebody who gets a message, as a participant (with their enrolment) or as staff."""

    user: User
    enrolment_id: int | None = None


class Occurrence(NamedTuple):
    """One message that a rule asks for."""

    rule: ReminderRule
    user: User
    enrolment_id: int | None
    point: Point
    slot: Slot
    expires_at: dt.datetime

    @property
    def identity(self) -> tuple[int, int, str]:
        """What makes it this message and no other; the ledger holds it once."""
        return self.user.pk, self.rule.pk, self.point.key


def comes_before(rule: ReminderRule) -> bool:
    """Whether a rule speaks before its anchor, so that closed days pull it earlier."""
    return rule.offset_days <= 0 and rule.anchor != Anchor.REGISTER_UNTAKEN


def of_day(kind: str, pk: int, day: dt.date, thing: Any) -> Point:
    return Point(pk, clock.at(day, MIDNIGHT), day, clock.at(day + ONE_DAY, MIDNIGHT), f"{kind}:{pk}:{day}", thing)


def of_moment(kind: str, pk: int, at: dt.datetime, thing: Any) -> Point:
    return Point(pk, at, clock.local(at).date(), at, f"{kind}:{pk}:{at:%Y-%m-%dT%H:%MZ}", thing)


def points(anchor: str, facts: Facts) -> Iterator[Point]:
    """Everything in a cohort that a rule with this anchor is about."""
    if anchor == Anchor.PROGRAMME_START:
        yield of_day("programme", facts.cohort.pk, facts.cohort.starts_on, facts.cohort)
    elif anchor == Anchor.SESSION_START:
        for session in facts.sessions.values():
            if not session.is_cancelled:
                yield of_moment("session", session.pk, session.starts_at, session)
    elif anchor == Anchor.REGISTER_UNTAKEN:
        for session in facts.sessions.values():
            if not session.is_cancelled:
                yield of_moment("register", session.pk, session.ends_at, session)
    elif anchor == Anchor.STUDY_DUE:
        for unit in facts.units.values():
            yield of_day("study", unit.pk, unit.due_on, unit)
    elif anchor == Anchor.COACHING_DUE:
        for period in facts.periods.values():
            yield of_day("coaching", period.pk, period.due_on, period)
    elif anchor == Anchor.ASSESSMENT_OPENS:
        for window in facts.windows.values():
            yield of_moment("window", window.pk, window.opens_at, window)
    else:
        for catch_up in facts.catch_ups.values():
            yield of_day("catch-up", catch_up.pk, catch_up.due_on, catch_up)


def slot_of(rule: ReminderRule, day: dt.date, facts: Facts, not_before: dt.datetime | None = None) -> Slot:
    return planning.slot(
        day,
        offset=rule.offset_days,
        in_working_days=rule.unit == Unit.WORKING_DAYS,
        time=rule.local_time,
        is_open=facts.is_open,
        before=comes_before(rule),
        not_before=not_before,
    )


def recipients(rule: ReminderRule, point: Point, on: dt.date, facts: Facts) -> Iterator[Recipient]:
    """Who gets a rule's message about a point if it goes out on a day, whatever has been done by then."""
    if rule.audience == Audience.PARTICIPANTS:
        enrolments = list(facts.enrolments.values())
        if isinstance(point.thing, CatchUp):
            enrolments = [facts.enrolments[point.thing.enrolment_id]]
        for enrolment in enrolments:
            if not why_not_expected(rule, point, on, enrolment.pk, facts):
                yield Recipient(enrolment.participant.user, enrolment.pk)
    else:
        yield from (Recipient(user) for user in sorted(staff(rule, point, on, facts), key=lambda user: user.pk))


def why_not_expected(rule: ReminderRule, point: Point, on: dt.date, enrolment_id: int, facts: Facts) -> Reason | None:
    """Why a participant gets no message on the day ``on`` about a point.

    Somebody who joins later is told of what comes after that, even before they join.
    """
    today = facts.why_away(enrolment_id, on)
    if today and today != Reason.JOINED_LATER:
        return today
    if rule.anchor == Anchor.PROGRAMME_START:
        return None
    if why := facts.why_away(enrolment_id, point.day):
        return why
    return None if facts.is_for(enrolment_id, point.thing, point.day) else Reason.NOT_CONCERNED


def staff(rule: ReminderRule, point: Point, on: dt.date, facts: Facts) -> set[User]:
    """Which facilitators, mentors or managers a point concerns on a day."""
    if rule.audience == Audience.MANAGERS:
        return set(facts.managers_on(on))
    if rule.audience == Audience.MENTORS:
        return {row.mentor for row in facts.mentorings_on(max(on, point.day))}
    if rule.anchor == Anchor.PROGRAMME_START:
        people = facts.facilitators_on(point.day)
    else:
        people = facts.facilitators_of(point.thing)
    return {user for user in people if facts.is_in_role(user.pk, Role.FACILITATOR, max(on, point.day))}


def all_of(facts: Facts) -> list[Occurrence]:
    """Every message that the rules ask for, whatever has been done by then, in the order in which they go out.

    Where closed days bring two messages about one thing to one person on the same day, the more urgent one stays.
    """
    chosen: dict[tuple, Occurrence] = {}
    for rule in facts.rules:
        if not rule.is_on:
            continue
        for occurrence in of_rule(rule, facts):
            key = (occurrence.user.pk, rule.audience, occurrence.point.key, occurrence.slot.day, comes_before(rule))
            chosen[key] = max(chosen.get(key, occurrence), occurrence, key=urgency)
    return sorted(chosen.values(), key=lambda each: (each.slot.moment, each.user.pk, each.rule.pk, each.point.key))


def urgency(occurrence: Occurrence) -> tuple:
    """The nearer to its anchor a message was meant to be, the more urgent it is."""
    return occurrence.slot.nominal_day, occurrence.rule.local_time, occurrence.rule.pk


def of_rule(rule: ReminderRule, facts: Facts) -> Iterator[Occurrence]:
    """The messages of one rule, switched on or not."""
    for point in points(rule.anchor, facts):
        not_before = point.at if rule.anchor == Anchor.REGISTER_UNTAKEN else None
        slot = slot_of(rule, point.day, facts, not_before)
        expires_at = point.until if comes_before(rule) else slot.moment + KEEPS_FOR
        if slot.moment >= expires_at:
            continue
        for user, enrolment_id in recipients(rule, point, slot.day, facts):
            if rule.anchor == Anchor.PROGRAMME_START and enrolment_id is not None:
                yield welcome(rule, user, enrolment_id, point, slot, facts)
            else:
                yield Occurrence(rule, user, enrolment_id, point, slot, expires_at)


def welcome(rule: ReminderRule, user: User, enrolment_id: int, point: Point, slot: Slot, facts: Facts) -> Occurrence:
    """The message about the start, which greets whoever joins after it on their first day."""
    joined_on = facts.enrolments[enrolment_id].joined_on
    if joined_on > point.day and comes_before(rule):
        day = planning.open_day(joined_on, ONE_DAY, facts.is_open)
        slot = Slot(day, rule.local_time, joined_on)
        return Occurrence(rule, user, enrolment_id, point, slot, slot.moment + KEEPS_FOR)
    expires_at = point.until if comes_before(rule) else slot.moment + KEEPS_FOR
    return Occurrence(rule, user, enrolment_id, point, slot, expires_at)


def is_done(rule: ReminderRule, user_id: int, enrolment_id: int | None, pk: int, facts: Facts, at: dt.datetime) -> bool:
    """Whether what a message is about had been done at a moment, so that nobody needs reminding."""
    if rule.anchor == Anchor.REGISTER_UNTAKEN:
        return was_done(facts.registered.get(pk), at)
    if rule.anchor == Anchor.STUDY_DUE:
        return was_done(facts.studied.get((pk, enrolment_id or 0)), at)
    if rule.anchor == Anchor.COACHING_DUE and rule.audience == Audience.MENTORS:
        period = facts.periods[pk]
        return not facts.waiting_for(user_id, period, max(period.due_on, clock.local(at).date()), at)
    if rule.anchor == Anchor.COACHING_DUE:
        return was_done(facts.talked.get((pk, enrolment_id or 0)), at)
    if rule.anchor == Anchor.CATCH_UP_DUE:
        catch_up = facts.catch_ups[pk]
        return catch_up.state != CatchUp.State.RETURNED and was_done(catch_up.submitted_at, at)
    return False
