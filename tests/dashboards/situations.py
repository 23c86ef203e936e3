"""A cohort on Monday 16 May 2022, as the boards' tests need it."""

import datetime as dt

from npq_portal import clock
from participants.models import Enrolment
from sessions.models import MarkStatus, RegisterState
from tests.factories.cohorts import CohortFactory, DeliveryPartnerFactory
from tests.factories.participants import EnrolmentFactory, StatusChangeFactory
from tests.factories.sessions import MarkFactory, RegisterFactory, TrainingSessionFactory

TODAY = dt.date(2022, 5, 16)
NOW = clock.at(TODAY, dt.time(9))


def november(**fields):
    """The November 2021 cohort of a hub."""
    fields.setdefault("partner", DeliveryPartnerFactory(name=f"Alder Vale {fields.get('name', '')}"))
    return CohortFactory(**{"name": "November 2021", "slug": "november-2021"} | fields)


def seminar(cohort, number, *, days=0, register=RegisterState.SUBMITTED, **fields):
    """A seminar on 11 May 2022 or days from it; its register is in, unless told."""
    session = TrainingSessionFactory(
        cohort=cohort,
        component_key=f"seminar-{number}",
        title=f"Seminar {number}: Curriculum",
        short_title=f"Sem {number}",
        starts_at=clock.at(dt.date(2022, 5, 11) + dt.timedelta(days=days), dt.time(15, 45)),
        **fields,
    )
    if register and session.ends_at <= NOW:
        RegisterFactory(session=session, state=register, submitted_at=session.ends_at)
    return session


def person(cohort, name="Amara Okafor", *, status=Enrolment.Status.ACTIVE, marks=(), **fields):
    """Somebody on a cohort with marks: pairs of a session and a status."""
    enrolment = EnrolmentFactory(
        cohort=cohort,
        status=status,
        participant__user__full_name=name,
        participant__user__email=f"{name.split()[0].lower()}{cohort.pk}@school.example.org",
        **fields,
    )
    if status in {Enrolment.Status.DEFERRED, Enrolment.Status.WITHDRAWN}:
        StatusChangeFactory(enrolment=enrolment, status=status, effective_on=dt.date(2022, 5, 1))
    for session, mark in marks:
        MarkFactory(session=session, enrolment=enrolment, status=mark)
    return enrolment


def attended(*sessions):
    return [(session, MarkStatus.PRESENT) for session in sessions]


def missed(*sessions):
    return [(session, MarkStatus.ABSENT) for session in sessions]
