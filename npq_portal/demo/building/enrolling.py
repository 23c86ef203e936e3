"""Who joins the intakes, with whom as mentor, and who stops on the way."""

import datetime as dt
from itertools import cycle

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.demo.building.intakes import Team
from npq_portal.demo.building.people import FEBRUARY, FIRST_TRN, NOVEMBER, address
from participants.actions import enrolments, mentoring, people
from participants.models import Enrolment, School

# Nobody is expected before the day they joined; one person joins the November intake ten weeks late.
LATE_JOINERS = {"Zofia Nowak": dt.date(2022, 1, 10)}
# Whom the demo's mentor sees first: those who need her most.
WITH_THE_FIRST_MENTOR = {"Chloe Nyambura", "Daniel Pryce", "Farah Siddiqui"}
ENROLLED_BEFORE = dt.timedelta(days=12)
NINE = dt.time(9)


def enrol_people(cohort: Cohort, names: tuple[str, ...], the_team: Team, *, first_trn: int) -> list[Enrolment]:
    """Put invented people on a cohort, each with a school and a mentor; the last has no TRN yet."""
    clock.move_to(clock.at(cohort.starts_on - ENROLLED_BEFORE, NINE))
    schools, mentors = cycle(School.objects.order_by("pk")), cycle(the_team.mentors)
    enrolled = []
    for number, name in enumerate(names):
        participant = people.register(
            email=address(name),
            full_name=name,
            trn=str(first_trn + number) if number + 1 < len(names) else "",
            school=next(schools),
            on=cohort.starts_on - ENROLLED_BEFORE,
            by=the_team.manager,
        )
        joined_on = LATE_JOINERS.get(name, cohort.starts_on)
        enrolment = enrolments.enrol(participant, cohort, joined_on=joined_on, now=clock.now(), by=the_team.manager)
        mentor = the_team.mentors[0] if name in WITH_THE_FIRST_MENTOR else next(mentors)
        mentoring.pair(enrolment, mentor=mentor, starts_on=joined_on, by=the_team.manager)
        enrolled.append(enrolment)
    return enrolled


def enrol_all(november: Cohort, february: Cohort, the_team: Team) -> None:
    """Fill both intakes: 30 people and 42."""
    enrol_people(november, NOVEMBER, the_team, first_trn=FIRST_TRN)
    enrol_people(february, FEBRUARY, the_team, first_trn=FIRST_TRN + len(NOVEMBER))


def leave(name: str, cohort: Cohort, effective_on: dt.date, reason: str, the_team: Team, *, returns_on=None) -> None:
    """Somebody defers (with a day of return) or withdraws, told to the manager on that day."""
    enrolment = Enrolment.objects.get(cohort=cohort, participant__user__full_name=name)
    now = clock.at(effective_on, NINE)
    clock.move_to(now)
    if returns_on:
        enrolments.defer(
            enrolment,
            reason=reason,
            effective_on=effective_on,
            expected_return_on=returns_on,
            now=now,
            by=the_team.manager,
        )
    else:
        enrolments.withdraw(enrolment, reason=reason, effective_on=effective_on, now=now, by=the_team.manager)
