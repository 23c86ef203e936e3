"""Lets the months pass: registers, study, conversations, missed sessions and how they are made good.

Everything is done through the actions that people's clicks call, each at its own moment, so the past has its history.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random

from cohorts.models import Cohort
from cohorts.plans import calendar_of
from npq_portal import clock
from npq_portal.demo.building.enrolling import leave
from npq_portal.demo.building.intakes import Team
from participants.actions import conversations
from participants.models import CoachingPeriod, Enrolment
from sessions.actions import catch_ups, registers, study
from sessions.actions.registers import Change
from sessions.models import CatchUp, ExcuseReason, MarkStatus, StudyUnit, TrainingSession
from sessions.roster import roster_of

Step = tuple[dt.datetime, Callable[[], None]]

# Who missed what, by the component of the plan; everybody else is nearly always there.
MISSED = {
    ("Chloe Nyambura", "Sem 4"),
    ("Daniel Pryce", "Sem 2"),
    ("Daniel Pryce", "Conf. 2"),
    ("Daniel Pryce", "Sem 4"),
    ("Elif Demir", "Sem 4"),
    ("Farah Siddiqui", "Sem 2"),
    ("Farah Siddiqui", "Sem 4"),
    ("Theo Bancroft", "Sem 1"),
}
NOT_STUDIED = {("Daniel Pryce", "M2"), ("Chloe Nyambura", "M3"), ("Elif Demir", "M3"), ("Farah Siddiqui", "M3")}
NOT_COACHED = {("Daniel Pryce", 2)}
# Registers that nobody completed: what stands in the first, as it was left, and nothing at all in the second.
LEFT_HALF_DONE = ("November 2021", "Sem 5")
HALF_DONE = {
    "Amara Okafor": MarkStatus.PRESENT,
    "Ben Whitcombe": MarkStatus.PRESENT,
    "Chloe Nyambura": MarkStatus.PRESENT,
    "Daniel Pryce": MarkStatus.ABSENT,
    "Elif Demir": MarkStatus.PRESENT,
    "Farah Siddiqui": MarkStatus.PRESENT,
    "George Lathom": MarkStatus.LATE,
    "Hannah Abel": MarkStatus.EXCUSED,
}
NEVER_OPENED = ("February 2022", "Sem 2")
# A register that stays open this long is completed in the end.
CHASED_AFTER = dt.timedelta(days=21)
# Made good before the demo's present, waiting for review, or still to do.
REFLECTED = {
    ("Farah Siddiqui", "Sem 2"),
    ("Farah Siddiqui", "Sem 4"),
    ("Daniel Pryce", "Sem 4"),
    ("Elif Demir", "Sem 4"),
    ("Theo Bancroft", "Sem 1"),
}
REFLECTION = (
    "I read the slides and watched the recording. What stays with me is how much a shared routine saves: we have begun "
    "with one, the start of lessons, and agreed what each of us does in the first two minutes. The evidence review on "
    "implementation that the seminar cites warns against starting with everything at once, so the second waits until "
    "the first is a habit."
)
LATE_MINUTES = 10


def happen(november: Cohort, february: Cohort, the_team: Team, as_of: dt.datetime) -> Iterator[str]:
    """Everything that happened before ``as_of``, in the order in which it happened."""
    steps: list[Step] = [
        (
            at(dt.date(2022, 3, 2)),
            lambda: leave("Dilys Penrose", november, dt.date(2022, 3, 2), "change-in-career", the_team),
        ),
        (
            at(dt.date(2022, 3, 25)),
            lambda: leave("Rafael Santos", february, dt.date(2022, 3, 25), "personal-reason-moving-school", the_team),
        ),
        (
            at(dt.date(2022, 4, 25)),
            lambda: leave(
                "Callum Forsyth",
                november,
                dt.date(2022, 4, 25),
                "parental-leave",
                the_team,
                returns_on=dt.date(2022, 9, 5),
            ),
        ),
    ]
    for cohort, facilitator in ((november, the_team.facilitators[0]), (february, the_team.facilitators[1])):
        past = Past(cohort, facilitator, as_of)
        steps += [*past.registers(), *past.study(), *past.conversations()]
    counted = 0
    for moment, step in sorted(steps, key=lambda step: step[0]):
        if moment < as_of:
            clock.move_to(moment)
            step()
            counted += 1
    clock.move_to(as_of)
    yield f"{counted} registers, pieces of study and conversations before {clock.local(as_of):%-d %B %Y}"


def at(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    return clock.at(day, dt.time(hour, minute))


class Past:
    """What happens in one cohort. The same every time: chance comes from the cohort's name."""

    def __init__(self, cohort: Cohort, facilitator, as_of: dt.datetime) -> None:
        self.cohort, self.facilitator, self.as_of = cohort, facilitator, as_of
        self.chance = Random(cohort.slug)  # noqa: S311 examples, not secrets
        self.calendar = calendar_of(cohort.calendar)
        self.enrolments = list(
            Enrolment.objects.filter(cohort=cohort).select_related("participant__user").order_by("pk")
        )

    def registers(self) -> Iterator[Step]:
        for session in self.cohort.training_sessions.order_by("starts_at", "pk"):
            yield session.ends_at, lambda session=session: self.take_register(session)
            completed_at = self.completed_at(session)
            yield completed_at, lambda session=session: self.complete_register(session)
            yield completed_at + dt.timedelta(days=6), lambda session=session: self.reflect(session)
            yield completed_at + dt.timedelta(days=18), lambda session=session: self.review(session)

    def completed_at(self, session: TrainingSession) -> dt.datetime:
        """When the facilitator completes the register: at the end, as a rule."""
        name = (self.cohort.name, session.short_title)
        if name in {LEFT_HALF_DONE, NEVER_OPENED}:
            return session.ends_at + CHASED_AFTER
        # The register before the spring holiday was completed after it.
        if name == ("November 2021", "Sem 4"):
            return session.ends_at + dt.timedelta(days=35)
        return session.ends_at + dt.timedelta(minutes=5)

    def take_register(self, session: TrainingSession) -> None:
        name = (self.cohort.name, session.short_title)
        if name == NEVER_OPENED:
            return
        known = HALF_DONE if name == LEFT_HALF_DONE else None
        changes = []
        for row in roster_of(session).on_list:
            status = known.get(row.name, "") if known is not None else self.status_of(row.name, session)
            if status:
                late = LATE_MINUTES if status == MarkStatus.LATE else None
                reason = ExcuseReason.SCHOOL if status == MarkStatus.EXCUSED else ""
                changes.append(Change(row.enrolment_id, status, late, reason, 0))
        registers.save_marks(session, changes, now=session.ends_at, by=self.facilitator)

    def status_of(self, person: str, session: TrainingSession) -> str:
        roll = self.chance.random()
        if (person, session.short_title) in MISSED:
            return MarkStatus.ABSENT
        return MarkStatus.LATE if roll > 0.96 else MarkStatus.PRESENT

    def complete_register(self, session: TrainingSession) -> None:
        registers.submit(session, unmarked=MarkStatus.PRESENT, now=self.completed_at(session), by=self.facilitator)

    def open_catch_ups(self, session: TrainingSession, state: str) -> Iterator[CatchUp]:
        yield from CatchUp.objects.filter(session=session, state=state).select_related("enrolment__participant__user")

    def reflect(self, session: TrainingSession) -> None:
        for catch_up in self.open_catch_ups(session, CatchUp.State.OPEN):
            user = catch_up.enrolment.participant.user
            if (user.full_name, session.short_title) in REFLECTED:
                catch_ups.submit(catch_up, reflection=REFLECTION, now=clock.now(), by=user)

    def review(self, session: TrainingSession) -> None:
        for catch_up in self.open_catch_ups(session, CatchUp.State.SUBMITTED):
            catch_ups.accept(catch_up, now=clock.now(), by=self.facilitator)

    def study(self) -> Iterator[Step]:
        for unit in self.cohort.study_units.filter(is_compulsory=True).order_by("opens_on", "pk"):
            for enrolment in self.enrolments:
                yield from self.study_of(unit, enrolment)

    def study_of(self, unit: StudyUnit, enrolment: Enrolment) -> Iterator[Step]:
        person = enrolment.participant.user.full_name
        length = (unit.due_on - unit.opens_on).days
        begins = unit.opens_on + dt.timedelta(days=self.chance.randint(1, max(1, length // 2)))
        ends = begins + dt.timedelta(days=self.chance.randint(1, max(1, length // 3)))
        minutes = round(unit.minutes * self.chance.uniform(0.85, 1.2))
        if (person, unit.short_title) in NOT_STUDIED or enrolment.joined_on > unit.due_on:
            return
        part = minutes * 2 // 5
        yield at(begins, 19), lambda: self.note_study(unit, enrolment, part, is_done=False)
        yield at(min(ends, unit.due_on), 20), lambda: self.note_study(unit, enrolment, minutes, is_done=True)

    def note_study(self, unit: StudyUnit, enrolment: Enrolment, minutes: int, *, is_done: bool) -> None:
        enrolment.refresh_from_db(fields=["status"])
        if enrolment.status == Enrolment.Status.ACTIVE:
            on = clock.local(clock.now()).date()
            study.record(
                unit,
                enrolment,
                minutes=minutes,
                is_done=is_done,
                now=clock.now(),
                on=on,
                by=enrolment.participant.user,
            )

    def conversations(self) -> Iterator[Step]:
        for number, period in enumerate(self.cohort.coaching_periods.order_by("opens_on", "pk"), start=1):
            for enrolment in self.enrolments:
                person = enrolment.participant.user.full_name
                day = period.opens_on + dt.timedelta(
                    days=self.chance.randint(2, (period.due_on - period.opens_on).days)
                )
                while day < period.due_on and not self.calendar.is_open(day):
                    day += dt.timedelta(days=1)
                if (person, number) not in NOT_COACHED and enrolment.joined_on <= day:
                    yield at(day, 17), lambda period=period, enrolment=enrolment: self.talk(period, enrolment)

    def talk(self, period: CoachingPeriod, enrolment: Enrolment) -> None:
        enrolment.refresh_from_db(fields=["status"])
        if enrolment.status != Enrolment.Status.ACTIVE:
            return
        day = clock.local(clock.now()).date()
        mentor = enrolment.mentorings.in_force(day).select_related("mentor").get().mentor
        conversations.log(
            enrolment,
            period=period,
            held_on=day,
            minutes=self.chance.choice([45, 60, 60, 75]),
            shared_note="We agreed on one change to try before we meet again, and how we will know that it works.",
            private_note="",
            now=clock.now(),
            by=mentor,
        )
