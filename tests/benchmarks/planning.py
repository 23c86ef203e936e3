"""Generating a plan of 150 components over 22 months, and the plan page of such a cohort."""

import datetime as dt
from functools import partial

from django.urls import reverse

from cohorts.models import Blueprint, Component
from cohorts.planning import generator
from cohorts.plans import calendar_of, components_of, plan_of
from npq_portal import clock
from npq_portal.users.models import User
from sessions.actions import scheduling
from tests.benchmarks import scenery
from tests.benchmarks.measuring import Operation
from tests.benchmarks.writes import require

# The weeks of each half term in which something is held: ten half terms of five weeks, with three components a week.
HALF_TERMS, WEEKS = range(1, 11), range(1, 6)
STARTS_ON, ENDS_ON = dt.date(2021, 11, 1), dt.date(2023, 8, 31)
BEFORE = clock.at(dt.date(2021, 10, 4), dt.time(9))
COMPONENTS = len(HALF_TERMS) * len(WEEKS) * 3
PLANNED = [
    "SELECT title, starts_at, ends_at, delivery, status, explanation, id FROM npq_sessions_trainingsession "
    "WHERE cohort_id = %(cohort)s ORDER BY starts_at, id",
    "SELECT title, opens_on, due_on, minutes, explanation, id FROM npq_sessions_studyunit WHERE cohort_id = %(cohort)s "
    "ORDER BY opens_on, id",
    "SELECT c.key, c.title, c.kind, c.delivery, c.minutes, c.after, c.placement FROM cohorts_component c "
    "JOIN cohorts_cohort o ON o.blueprint_id = c.blueprint_id WHERE o.id = %(cohort)s ORDER BY c.position, c.id",
    "SELECT p.kind, p.number, p.name, p.starts_on, p.ends_on FROM cohorts_calendarperiod p "
    "JOIN cohorts_cohort o ON o.calendar_id = p.calendar_id WHERE o.id = %(cohort)s ORDER BY p.starts_on, p.id",
]


def held(half_term, week, weekday, start, end):
    place = {"half_term": half_term, "week": week, "weekday": weekday}
    return {"by": "half_term", **place, "start": start, "end": end}


def studied(half_term, week):
    edge = {"by": "half_term", "half_term": half_term, "week": week}
    return {"by": "window", "opens": edge | {"weekday": "monday"}, "closes": edge | {"weekday": "friday"}}


def week_of(half_term, week):
    """A unit to study, its seminar, and a clinic after that."""
    end = f"{half_term}-{week}"
    seminar, clinic = (
        held(half_term, week, "wednesday", "15:45", "17:15"),
        held(half_term, week, "thursday", "16:00", "17:00"),
    )
    yield {
        "key": f"unit-{end}",
        "kind": "online_module",
        "delivery": "self_study",
        "placement": studied(half_term, week),
    }
    yield {"key": f"seminar-{end}", "kind": "seminar", "delivery": "online", "placement": seminar}
    yield {
        "key": f"clinic-{end}",
        "kind": "clinic",
        "delivery": "online",
        "placement": clinic,
        "after": [f"seminar-{end}"],
    }


def planned_cohort():
    """A cohort whose whole plan is made."""
    blueprint = Blueprint.objects.create(programme=scenery.february().programme, key="bench", name="Bench")
    described = [part for half_term in HALF_TERMS for week in WEEKS for part in week_of(half_term, week)]
    Component.objects.bulk_create(
        Component(
            blueprint=blueprint, position=place, title=part["key"].capitalize(), short_title="Bench", minutes=90, **part
        )
        for place, part in enumerate(described)
    )
    dates = {"starts_on": STARTS_ON, "ends_on": ENDS_ON}
    cohort = scenery.another(scenery.february(), name="Bench plan", slug="bench-plan", blueprint=blueprint, **dates)
    cohort.save()
    scheduling.apply(cohort, plan_of(cohort), by=None, now=BEFORE)
    return cohort


def generating(cohort):
    """The plan from facts that have been read, beside adding up as many days."""
    components, calendar = components_of(cohort.blueprint), calendar_of(cohort.calendar)
    offsets = [dt.timedelta(days=4 * number) for number in range(COMPONENTS)]
    closed = {STARTS_ON + dt.timedelta(days=number) for number in range(0, 600, 7)}

    def product():
        plan = generator.generate(components, start=STARTS_ON, end=ENDS_ON, calendar=calendar)
        require(len(plan.items), COMPONENTS, "items")

    def limit():
        return [day for offset in offsets if (day := STARTS_ON + offset) not in closed]

    name = f"generating a plan of {COMPONENTS} components"
    return Operation(name, limit, product, most_queries=0, most_cpu=50)


def operations(pages):
    cohort = planned_cohort()
    yield generating(cohort)
    manager = User.objects.get(email="ruth.adeyemi@hub.example.org")
    plan_page = partial(
        pages.whole, f"plan page of {COMPONENTS} components", reverse("sessions:show-plan", args=[cohort.slug])
    )
    yield plan_page(manager, PLANNED, most_queries=20, most_cpu=80, cohort=cohort.pk)
