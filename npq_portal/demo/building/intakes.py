"""The hub, its team, and the two intakes with their plans."""

import datetime as dt
from dataclasses import dataclass

from cohorts.actions import intakes, partners, reference, team
from cohorts.models import Blueprint, Cohort, DeliveryPartner, LeadProvider, Programme, SchoolCalendar
from cohorts.plans import plan_of
from npq_portal.demo.building import people
from npq_portal.demo.roles import PEOPLE
from npq_portal.users.models import Role, RoleAssignment, User
from participants.models import School
from sessions.actions import scheduling, venues
from sessions.models import TrainingSession, Venue

HUB_OPENED_ON = dt.date(2021, 9, 1)
PLANNED_AT = dt.datetime(2021, 10, 4, 9, tzinfo=dt.UTC)
CALENDAR = "hertfordshire"


@dataclass(frozen=True)
class Team:
    """Who runs the demo's hub."""

    partner: DeliveryPartner
    administrator: User
    manager: User
    facilitators: tuple[User, ...]
    mentors: tuple[User, ...]


def person(name: str, email: str, *roles: str) -> User:
    """An invented person who has held the roles since the hub opened."""
    user = User.objects.create_user(email, name, joined_at=PLANNED_AT)
    RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role, starts_on=HUB_OPENED_ON) for role in roles)
    return user


def build_team() -> Team:
    """The hub and the people who work for it."""
    reference.load()
    played = {played.key: played for played in PEOPLE}
    administrator = person(played["administrator"].name, played["administrator"].email, Role.ADMINISTRATOR)
    administrator.is_staff = administrator.is_superuser = True
    administrator.save(update_fields=["is_staff", "is_superuser"])
    manager = person(played["manager"].name, played["manager"].email, Role.PROGRAMME_MANAGER)
    partner = partners.save(
        DeliveryPartner(
            name="Alder Vale Teaching School Hub",
            slug="alder-vale",
            lead_provider=LeadProvider.objects.get_or_create(name="An invented lead provider")[0],
            brand_name="Alder Vale NPQs",
            contact_email="npq@hub.example.org",
        ),
        by=administrator,
    )
    partners.assign_manager(partner, manager=manager, starts_on=HUB_OPENED_ON, by=administrator)
    for name in people.SCHOOLS:
        School.objects.create(name=name)
    return Team(
        partner=partner,
        administrator=administrator,
        manager=manager,
        facilitators=tuple(
            person(name, people.address(name, domain="hub.example.org"), Role.FACILITATOR)
            for name in people.FACILITATORS
        ),
        mentors=tuple(person(name, people.address(name), Role.MENTOR) for name in people.MENTORS),
    )


def build_intakes(the_team: Team) -> tuple[Cohort, Cohort]:
    """The November 2021 and February 2022 intakes of NPQ Senior Leadership, planned from the blueprint."""
    hall = venues.save(
        Venue(
            name="Alder Vale Assembly Hall",
            address="12 Mill Lane, Alder Vale AV1 2EX",
            directions="Ten minutes on foot from the station. Step-free entrance and six parking places in Mill Lane. "
            "Lunch is provided; bring a laptop.",
            capacity=60,
        ),
        by=the_team.manager,
    )
    november = _intake(
        the_team, "November 2021", dt.date(2021, 11, 1), dt.date(2023, 5, 31), "npq-leadership-autumn", 30
    )
    february = _intake(
        the_team, "February 2022", dt.date(2022, 2, 1), dt.date(2023, 8, 31), "npq-leadership-spring", 42
    )
    lead, second, third = the_team.facilitators
    for cohort, facilitator in ((november, lead), (february, second), (february, third)):
        team.assign(cohort, facilitator=facilitator, starts_on=cohort.starts_on, by=the_team.manager)
    for cohort in (november, february):
        scheduling.apply(cohort, plan_of(cohort), by=the_team.manager, now=PLANNED_AT)
        _furnish(cohort, hall)
    return november, february


def _intake(the_team: Team, name: str, starts_on: dt.date, ends_on: dt.date, schedule: str, places: int) -> Cohort:
    programme = Programme.objects.get(identifier="npq-senior-leadership")
    return intakes.add(
        Cohort(
            slug=f"npqsl-{name.lower().replace(' ', '-')}",
            name=name,
            programme=programme,
            partner=the_team.partner,
            calendar=SchoolCalendar.objects.get(key=CALENDAR),
            blueprint=Blueprint.objects.filter(programme=programme).latest("version"),
            stage=Cohort.Stage.RUNNING,
            starts_on=starts_on,
            ends_on=ends_on,
            contract_year=2021,
            schedule_identifier=schedule,
            places=places,
        ),
        by=the_team.manager,
    )


def _furnish(cohort: Cohort, hall: Venue) -> None:
    """Give each session its place: a hall, or a joining link; and each study unit its link."""
    for session in cohort.training_sessions.all():
        if session.delivery == TrainingSession.Delivery.IN_PERSON:
            session.venue = hall
        else:
            session.join_url = f"https://meet.example.org/{cohort.slug}/{session.component_key}"
        session.full_clean()
        session.save(update_fields=["venue", "join_url"])
    for unit in cohort.study_units.all():
        unit.url = f"https://learning.example.org/{cohort.slug}/{unit.component_key}"
        unit.full_clean()
        unit.save(update_fields=["url"])
