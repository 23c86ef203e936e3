"""Finding people: who is looked through, and what narrows them down."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cohorts.models import Cohort
from npq_portal.dashboards.standings import Person, people_of
from npq_portal.users.models import STAFF_ROLES, User
from participants.models import Enrolment

# What ``?standing=`` may ask for. Only people who take part in a cohort that is not closed have a standing.
STANDINGS = {
    "below": "Below the target",
    "out-of-reach": "Cannot reach the target without catch-ups",
    "unknown": "With unknown marks",
}
COLUMNS = ["Name", "E-mail", "TRN", "School", "Cohort", "Programme", "Status", "Engaged (%)", "Needs (%)", "Standing"]
LONGEST_SEARCH = 100


def enrolments_for(user: User):
    """For staff, everybody on the cohorts that they help to run; for mentors, their mentees."""
    if user.holds(*STAFF_ROLES):
        return Enrolment.objects.filter(cohort__in=Cohort.objects.visible_to(user)).for_listing()
    return Enrolment.objects.mentored_by(user).for_listing()


@dataclass(frozen=True)
class PeopleFilter:
    """What an address asks for; what it cannot mean is left aside."""

    search: str = ""
    cohort: str = ""
    status: str = ""
    standing: str = ""

    @classmethod
    def from_query(cls, query) -> "PeopleFilter":
        def given(name: str) -> str:
            return query.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH]

        status, standing = given("status"), given("standing")
        return cls(
            search=given("q"),
            cohort=given("cohort"),
            status=status if status in Enrolment.Status.values else "",
            standing=standing if standing in STANDINGS else "",
        )

    @property
    def is_empty(self) -> bool:
        return self == PeopleFilter()

    def narrow(self, enrolments, *, now: dt.datetime):
        """Those of ``enrolments`` that are asked for."""
        if self.search:
            enrolments = enrolments.filter(participant__user__in=User.objects.named(self.search))
        if self.cohort:
            enrolments = enrolments.filter(cohort__slug=self.cohort)
        if self.status:
            enrolments = enrolments.filter(status=self.status)
        if not self.standing:
            return enrolments
        open_now = enrolments.active().exclude(cohort__stage=Cohort.Stage.CLOSED)
        return [person.enrolment for person in people_of(open_now, now=now) if self._has_standing(person)]

    def _has_standing(self, person: Person) -> bool:
        return {
            "below": person.is_below,
            "out-of-reach": person.is_out_of_reach,
            "unknown": bool(person.unknown_marks),
        }[self.standing]


def as_line(person: Person, managed: set[int]) -> list[Any]:
    """A person as a line of the file; the TRN only in cohorts that the reader manages."""
    enrolment = person.enrolment
    participant = enrolment.participant
    return [
        str(participant.user),
        participant.user.email,
        participant.trn if enrolment.cohort_id in managed else "",
        str(participant.school or ""),
        enrolment.cohort.name,
        str(enrolment.cohort.programme),
        enrolment.get_status_display(),
        person.engagement.percent,
        person.engagement.target,
        person.engagement.standing.word,
    ]
