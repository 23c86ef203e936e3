"""What the benchmark needs beside the seeded people: cohorts of 30 and 300 with a register that is open, and a full calendar."""

import datetime as dt
from copy import copy
from typing import NamedTuple
from uuid import uuid4

from cohorts.models import Cohort, FacilitatorAssignment
from npq_portal import clock
from npq_portal.users.models import Role, RoleAssignment, User
from participants.models import Enrolment, Participant, StatusChange
from sessions.models import Mark, MarkEvent, MarkStatus, Register, RegisterState, TrainingSession

NOW = clock.at(dt.date(2022, 5, 16), dt.time(9))
SINCE = dt.date(2021, 9, 1)
PAST_SESSIONS = 3


class Taught(NamedTuple):
    """A cohort with a session whose register is open, and the person who takes it."""

    cohort: Cohort
    session: TrainingSession
    facilitator: User
    enrolments: list[Enrolment]


def person(name, role):
    user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@bench.example.org", name)
    RoleAssignment.objects.create(user=user, role=role, starts_on=SINCE)
    return user


def february():
    return Cohort.objects.get(name="February 2022")


def another(row, **changes):
    """A row like one that is there, not saved yet."""
    new = copy(row)
    new.pk, new._state.adding = None, True
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def make_cohort(name, facilitator):
    cohort = another(february(), name=name, slug=name.lower().replace(" ", "-"))
    cohort.save()
    FacilitatorAssignment.objects.create(cohort=cohort, facilitator=facilitator, starts_on=SINCE)
    return cohort


def make_sessions(cohort, starts):
    """Online seminars of 90 minutes."""
    original = TrainingSession.objects.filter(cohort=february(), delivery="online").order_by("pk").first()
    return TrainingSession.objects.bulk_create(
        another(
            original,
            cohort=cohort,
            uid=uuid4(),
            component_key=f"seminar-{number}",
            title=f"Seminar {number}: leading & learning",
            preparation="",
            starts_at=moment,
            ends_at=moment + dt.timedelta(minutes=90),
        )
        for number, moment in enumerate(starts)
    )


def taught(people):
    """A cohort of ``people`` who came to three sessions; the fourth began five minutes ago."""
    facilitator = person(f"Facilitator of {people}", Role.FACILITATOR)
    cohort = make_cohort(f"Bench {people}", facilitator)
    days = [NOW - dt.timedelta(minutes=5, days=14 * back) for back in range(PAST_SESSIONS, -1, -1)]
    *past, session = make_sessions(cohort, days)
    participants = Participant.objects.filter(user__email__endswith="@large.example.org").order_by("pk")[:people]
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(participant=participant, cohort=cohort, joined_on=cohort.starts_on) for participant in participants
    )
    StatusChange.objects.bulk_create(
        StatusChange(enrolment=enrolment, status="active", effective_on=enrolment.joined_on, recorded_at=NOW)
        for enrolment in enrolments
    )
    for each in past:
        said = {"status": MarkStatus.PRESENT, "version": 1}
        marks = Mark.objects.bulk_create(
            Mark(session=each, enrolment=enrolment, marked_at=each.ends_at, marked_by=facilitator, **said)
            for enrolment in enrolments
        )
        MarkEvent.objects.bulk_create(MarkEvent(mark=mark, at=mark.marked_at, by=facilitator, **said) for mark in marks)
        Register.objects.create(
            session=each, state=RegisterState.SUBMITTED, submitted_at=each.ends_at, submitted_by=facilitator
        )
    return Taught(cohort, session, facilitator, enrolments)


def full_calendar(events):
    """Somebody who facilitates a cohort with so many sessions."""
    facilitator = person(f"Facilitator with {events} sessions", Role.FACILITATOR)
    cohort = make_cohort(f"Bench with {events} sessions", facilitator)
    make_sessions(cohort, [NOW + dt.timedelta(hours=2 * number) for number in range(events)])
    return facilitator


class Places(NamedTuple):
    """Everything that was made."""

    small: Taught
    large: Taught
    feeder: User


def make():
    return Places(small=taught(30), large=taught(300), feeder=full_calendar(300))
