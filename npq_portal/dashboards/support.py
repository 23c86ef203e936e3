"""Whom a participant can turn to: mentor, facilitators, programme managers."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from cohorts.models import FacilitatorAssignment, PartnerManager
from npq_portal.dashboards.course import Course
from npq_portal.ui.words import short_date
from npq_portal.users.models import User
from participants.models import Enrolment, Mentoring
from sessions.items import State
from sessions.models import SessionFacilitator, TrainingSession


class Helper(NamedTuple):
    """Somebody to turn to, what they are, and what is due with them."""

    person: User
    role: str
    text: str = ""

    @property
    def line(self) -> str:
        return " · ".join(filter(None, [self.role, self.text]))


def with_mentors(enrolments: QuerySet[Enrolment], *, on: dt.date) -> list[Enrolment]:
    """Enrolments with their cohorts, each with who mentors it on a day: the latest, where one pairing follows another."""
    has_not_ended = Q(mentorings__ends_on=None) | Q(mentorings__ends_on__gte=on)
    in_force = FilteredRelation("mentorings", condition=Q(mentorings__starts_on__lte=on) & has_not_ended)
    paired: Any = enrolments.annotate(pairing=in_force).order_by("pk", "pairing__starts_on", "pairing__pk")
    rows = paired.select_related("cohort__programme", "cohort__partner", "pairing__mentor")
    return list({enrolment.pk: enrolment for enrolment in rows}.values())


def mentor_of(enrolment: Enrolment) -> User | None:
    """Who mentors an enrolment that was read with its mentor."""
    pairing: Mentoring | None = getattr(enrolment, "pairing", None)
    return pairing.mentor if pairing else None


def helpers_of(course: Course, *, mentor: User | None, on: dt.date) -> list[Helper]:
    """Mentor first, then who facilitates and who manages on a day."""
    cohort = course.enrolment.cohort
    facilitators = FacilitatorAssignment.objects.in_force(on).filter(cohort=cohort).select_related("facilitator")
    managers = PartnerManager.objects.in_force(on).filter(partner=cohort.partner_id).select_related("manager")
    helpers = [Helper(mentor, "Mentor", coaching_words(course, on=on))] if mentor else []
    helpers += [Helper(row.facilitator, "Facilitator") for row in facilitators.order_by("facilitator__full_name", "pk")]
    return helpers + [Helper(row.manager, "Programme manager") for row in managers.order_by("manager__full_name", "pk")]


def coaching_words(course: Course, *, on: dt.date) -> str:
    """Which coaching conversation is due next."""
    for period, item in course.periods:
        if item.state == State.OVERDUE:
            return f"{period.short_title} overdue since {short_date(period.due_on)}"
        if item.state in {State.UPCOMING, State.IN_PROGRESS}:
            return f"next conversation by {short_date(period.due_on)}"
    return ""


def named_facilitators(session: TrainingSession) -> list[User]:
    """Those whom the session itself names."""
    rows = SessionFacilitator.objects.in_force().filter(session=session).select_related("facilitator")
    return [row.facilitator for row in rows.order_by("facilitator__full_name", "pk")]
