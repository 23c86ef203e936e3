"""What a rule would do: its runs in a cohort, one person's message, and who would get it now."""

import datetime as dt
from collections import Counter
from typing import NamedTuple

from django.db.models import Count

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.reminders import facts, occurrences, wording
from npq_portal.reminders.actions.plans import GRACE, STAYS_FOR
from npq_portal.reminders.facts import Facts
from npq_portal.reminders.models import Audience, Message, Reason, ReminderRule
from npq_portal.reminders.occurrences import Occurrence, Point
from npq_portal.users.models import User
from sessions.models import CatchUp

State = Message.State
PAST_RUNS = 2
COMING_RUNS = 8


class Run(NamedTuple):
    """One day on which a rule goes out in a cohort, for one thing."""

    at: dt.datetime
    title: str
    about_on: dt.date
    people: int
    tone: str
    state: str


class Preview(NamedTuple):
    """One person's message, and which of how many people it is."""

    user: User
    at: dt.datetime
    subject: str
    body: str
    number: int
    total: int

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n\n")

    @property
    def following(self) -> int:
        """The number of the next person, after the last the first again."""
        return (self.number + 1) % self.total


class Now(NamedTuple):
    """Who would get a rule's next message if it went out now, and why others would not."""

    title: str
    people: list[User]
    total: int
    excluded: list[tuple[str, int, str]]


def sorted_of(rule: ReminderRule, known: Facts) -> list[Occurrence]:
    return sorted(occurrences.of_rule(rule, known), key=lambda each: (each.slot.moment, each.user.pk, each.point.key))


def title_of(point: Point, known: Facts) -> str:
    """What a point is called: its own title, or that of the session that is caught up on."""
    thing = point.thing
    return f"Catch-up: {known.sessions[thing.session_id]}" if isinstance(thing, CatchUp) else str(thing)


def runs(rule: ReminderRule, planned: list[Occurrence], known: Facts, now: dt.datetime) -> list[Run]:
    """The last runs of a rule and the next ones, with what came of those that are over. One query."""
    people = Counter((each.slot.moment, each.point.key) for each in planned)
    found = {(each.slot.moment, each.point.key): each.point for each in planned}
    past = [key for key in found if key[0] <= now][-PAST_RUNS:]
    coming = [key for key in found if key[0] > now][:COMING_RUNS]
    came_of = states_of(rule, [key for _, key in past])
    return [
        Run(
            at,
            title_of(found[at, key], known),
            found[at, key].day,
            people[at, key],
            *outcome(at, now, came_of.get((at, key))),
        )
        for at, key in [*past, *coming]
    ]


def states_of(rule: ReminderRule, keys: list[str]) -> dict[tuple[dt.datetime, str], Counter[str]]:
    """How many messages are in which state, by moment and occurrence: who joins late has a moment of their own."""
    counted: dict[tuple[dt.datetime, str], Counter[str]] = {}
    rows = (
        Message.objects.filter(rule=rule, occurrence__in=keys).order_by().values_list("due_at", "occurrence", "state")
    )
    for at, key, state, number in rows.annotate(number=Count("pk")):
        counted.setdefault((at, key), Counter())[state] = number
    return counted


def outcome(at: dt.datetime, now: dt.datetime, came_of: Counter[str] | None) -> tuple[str, str]:
    """The tone and the words for a run: planned, or what became of it."""
    if at > now:
        return "info", "Planned"
    counted = came_of or Counter()
    if failed := sum(counted[state] for state in Message.FAILED):
        return "risk", f"{failed} failed"
    if sent := counted[State.SENT]:
        return "good", f"Sent to {sent}"
    if waiting := sum(counted[state] for state in [*Message.WAITING, *Message.IN_HAND]):
        return "info", f"{waiting} on their way"
    return ("warn", "Missed") if counted[State.MISSED] else ("", "Not sent")


def preview(
    rule: ReminderRule, planned: list[Occurrence], known: Facts, *, person: int, now: dt.datetime
) -> Preview | None:
    """The next message of a rule as one of its people would read it; nothing where nobody gets one."""
    coming = [each for each in planned if each.slot.moment > now] or planned
    if not coming:
        return None
    first = coming[0] if coming is not planned else coming[-1]
    together = [each for each in coming if each.point.key == first.point.key]
    number = person % len(together)
    _, user, enrolment_id, point, slot, _ = together[number]
    subject, body = wording.render(rule, user, enrolment_id, point.thing, known, now)
    return Preview(user, slot.moment, subject, body, number, len(together))


def if_it_ran_now(rule: ReminderRule, known: Facts, now: dt.datetime) -> Now | None:
    """Who would get a rule's next message at this moment; nothing where there is nothing left to speak of."""
    points = sorted(occurrences.points(rule.anchor, known), key=lambda point: (point.at, point.pk))
    coming = [point for point in points if point.until > now] or points[-1:]
    if not coming:
        return None
    today = clock.local(now).date()
    point = coming[0]
    people, reasons = [], []
    for user, enrolment_id in candidates(rule, point, today, known):
        reason = why_not(rule, point, user, enrolment_id, known, now)
        if reason is None:
            people.append(user)
        else:
            reasons.append((reason, user))
    counted = Counter(reason for reason, _ in reasons)
    names = {reason: ", ".join(str(user) for why, user in reasons if why == reason) for reason in counted}
    excluded = [(reason.label, number, names[reason]) for reason, number in counted.most_common()]
    return Now(title_of(point, known), people, len(people) + len(reasons), excluded)


def candidates(rule: ReminderRule, point: Point, today: dt.date, known: Facts) -> list[tuple[User, int | None]]:
    """Everybody whom a rule could mean, whether or not they would get it."""
    if rule.audience != Audience.PARTICIPANTS:
        return [(user, None) for user in sorted(occurrences.staff(rule, point, today, known), key=lambda user: user.pk)]
    enrolments = list(known.enrolments.values())
    if isinstance(point.thing, CatchUp):
        enrolments = [known.enrolments[point.thing.enrolment_id]]
    return [(enrolment.participant.user, enrolment.pk) for enrolment in enrolments]


def why_not(
    rule: ReminderRule, point: Point, user: User, enrolment_id: int | None, known: Facts, now: dt.datetime
) -> Reason | None:
    """Why somebody would not get a message now."""
    if enrolment_id is not None:
        away = occurrences.why_not_expected(rule, point, clock.local(now).date(), enrolment_id, known)
        if away:
            return away
    if not user.is_active:
        return Reason.INACTIVE
    if user.email in known.refused:
        return Reason.ADDRESS_REFUSED
    return Reason.DONE if occurrences.is_done(rule, user.pk, enrolment_id, point.pk, known, now) else None


def to_come(cohort: Cohort, now: dt.datetime) -> int:
    """How many messages planning a cohort now would leave waiting. Raises ``CalendarError``."""
    if cohort.ends_on < clock.local(now).date() - STAYS_FOR:
        return 0
    rows = Message.objects.filter(cohort=cohort).exclude(state__in=[State.PLANNED, State.CANCELLED, State.SUPERSEDED])
    dealt_with = set(rows.values_list("recipient", "rule__key", "occurrence"))
    return sum(
        each.slot.moment >= now - GRACE
        and each.expires_at > now
        and (each.user.pk, each.rule.key, each.point.key) not in dealt_with
        for each in occurrences.all_of(facts.read(cohort))
    )
