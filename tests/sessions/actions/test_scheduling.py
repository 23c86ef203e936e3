"""Writing a plan as sessions, study units, coaching periods and windows."""

import datetime as dt
from dataclasses import replace

import pytest

from cohorts.actions import reference
from cohorts.models import Blueprint, SchoolCalendar
from cohorts.planning.components import Delivery, Kind, PlannedComponent
from cohorts.planning.moves import Move
from cohorts.planning.plans import Plan, PlanItem
from cohorts.plans import plan_of
from npq_portal import clock
from npq_portal.audit.models import Event
from participants.models import AssessmentWindow, CoachingPeriod
from sessions.actions import scheduling
from sessions.actions.clash_checks import Clashing
from sessions.models import StudyUnit, TrainingSession
from tests.factories.cohorts import CohortFactory
from tests.factories.sessions import TrainingSessionFactory, VenueFactory

pytestmark = pytest.mark.django_db

OCTOBER = dt.datetime(2021, 10, 4, 9, tzinfo=dt.UTC)
WEDNESDAY = dt.date(2022, 5, 11)


def seminar(on=WEDNESDAY, key="seminar-5", **fields):
    component = PlannedComponent(
        key=key, title="Seminar 5", kind=Kind.SEMINAR, delivery=fields.pop("delivery", Delivery.ONLINE)
    )
    return PlanItem(component, on, on, start=dt.time(15, 45), end=dt.time(17, 15), **fields)


def window(kind, delivery, opens_on=dt.date(2022, 5, 9), due_on=dt.date(2022, 5, 29), **fields):
    component = PlannedComponent(key=kind.value, title=kind.value, kind=kind, delivery=delivery, **fields)
    return PlanItem(component, opens_on, due_on, is_window=True)


def test_the_november_intake_is_written_whole():
    reference.load()
    cohort = CohortFactory(
        calendar=SchoolCalendar.objects.get(key="hertfordshire"), blueprint=Blueprint.objects.get(key="npqsl")
    )
    plan = plan_of(cohort)

    outcome = scheduling.apply(cohort, plan, by=None, now=OCTOBER)

    assert outcome.problems == [str(problem) for problem in plan.problems]
    written = sum(model.objects.count() for model in (TrainingSession, StudyUnit, CoachingPeriod, AssessmentWindow))
    assert written == outcome.added == len(plan.items)


def test_making_the_same_plan_again_changes_nothing():
    cohort, plan = CohortFactory(), Plan((seminar(), window(Kind.SELF_STUDY, Delivery.SELF_STUDY, minutes=180)))
    scheduling.apply(cohort, plan, by=None, now=OCTOBER)

    outcome = scheduling.apply(cohort, plan, by=None, now=OCTOBER)

    assert (outcome.added, outcome.moved, outcome.count("keep")) == (0, 0, 2)


def test_a_session_keeps_its_local_time_across_the_change_of_the_clocks():
    cohort = CohortFactory()
    days = [dt.date(2022, 3, 23), dt.date(2022, 3, 30), dt.date(2022, 10, 26), dt.date(2022, 11, 2)]

    scheduling.apply(cohort, Plan(tuple(seminar(day, f"s-{day}") for day in days)), by=None, now=OCTOBER)

    starts = TrainingSession.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert [clock.local(start).time() for start in starts] == [dt.time(15, 45)] * 4
    assert [start.astimezone(dt.UTC).hour for start in starts] == [15, 14, 14, 15]


def test_a_plan_that_moves_a_session_keeps_its_identity_and_tells_calendars():
    cohort = CohortFactory()
    scheduling.apply(cohort, Plan((seminar(),)), by=None, now=OCTOBER)
    before = TrainingSession.objects.get()

    outcome = scheduling.apply(cohort, Plan((seminar(dt.date(2022, 5, 18)),)), by=None, now=OCTOBER)

    after = TrainingSession.objects.get()
    assert (after.pk, after.uid, after.sequence) == (before.pk, before.uid, before.sequence + 1)
    assert [change.moved_from for change in outcome.changes] == [WEDNESDAY]
    assert clock.local(after.starts_at).date() == dt.date(2022, 5, 18)


def test_a_cancelled_session_stays_where_it_was_cancelled():
    cohort = CohortFactory()
    scheduling.apply(cohort, Plan((seminar(),)), by=None, now=OCTOBER)
    TrainingSession.objects.update(status="cancelled")

    outcome = scheduling.apply(cohort, Plan((seminar(dt.date(2022, 5, 18)),)), by=None, now=OCTOBER)

    assert (outcome.moved, TrainingSession.objects.get().is_cancelled) == (0, True)


def test_what_making_the_plan_moves_may_not_meet_what_blocks():
    cohort, hall = CohortFactory(), VenueFactory(name="Elm Hall")
    scheduling.apply(cohort, Plan((seminar(),)), by=None, now=OCTOBER)
    TrainingSession.objects.update(delivery="in_person", venue=hall)
    there = TrainingSessionFactory(
        starts_at=clock.at(dt.date(2022, 5, 18), dt.time(16)), venue=hall, delivery="in_person"
    )
    later = Plan((seminar(dt.date(2022, 5, 18)), seminar(dt.date(2022, 5, 18), key="clinic")))

    with pytest.raises(Clashing, match="both are at Elm Hall"):
        scheduling.apply(cohort, later, by=None, now=OCTOBER)
    assert TrainingSession.objects.filter(cohort=cohort).count() == 1

    there.delete()
    assert scheduling.apply(cohort, later, by=None, now=OCTOBER).moved == 1


def test_a_live_event_in_a_window_says_that_its_day_is_to_be_chosen():
    plan = Plan((window(Kind.RESIDENTIAL, Delivery.IN_PERSON, dt.date(2022, 3, 7), dt.date(2022, 3, 18)),))

    assert scheduling.preview(CohortFactory(), plan, now=OCTOBER).problems == [
        "residential: it needs its day between Monday 7 March 2022 and Friday 18 March 2022 before it can be scheduled."
    ]


def test_what_has_begun_is_not_moved():
    cohort = CohortFactory()
    scheduling.apply(cohort, Plan((seminar(),)), by=None, now=OCTOBER)

    outcome = scheduling.apply(
        cohort, Plan((seminar(dt.date(2022, 5, 18)),)), by=None, now=dt.datetime(2022, 5, 11, 8, tzinfo=dt.UTC)
    )

    assert [change.what for change in outcome.changes] == ["past"]
    assert clock.local(TrainingSession.objects.get().starts_at).date() == WEDNESDAY


def test_windows_become_study_coaching_and_assessment():
    cohort = CohortFactory()
    plan = Plan(
        (
            window(Kind.SELF_STUDY, Delivery.SELF_STUDY, minutes=180, link="https://learn.example.org/m4"),
            window(Kind.COACHING, Delivery.ONE_TO_ONE),
            window(Kind.ASSESSMENT, Delivery.SELF_STUDY, dt.date(2023, 4, 20), dt.date(2023, 4, 27)),
        )
    )

    scheduling.apply(cohort, plan, by=None, now=OCTOBER)

    unit = StudyUnit.objects.get()
    assert (unit.minutes, unit.url) == (180, "https://learn.example.org/m4")
    assert CoachingPeriod.objects.get().minutes == 60
    case_study = AssessmentWindow.objects.get()
    assert clock.local(case_study.opens_at).replace(tzinfo=None) == dt.datetime(2023, 4, 20, 0, 1)  # noqa: DTZ001 a wall time
    assert clock.local(case_study.closes_at).replace(tzinfo=None) == dt.datetime(2023, 4, 27, 23, 59)  # noqa: DTZ001 a wall time


def test_windows_move_as_sessions_do():
    cohort = CohortFactory()
    kinds = [(Kind.SELF_STUDY, Delivery.SELF_STUDY), (Kind.COACHING, Delivery.ONE_TO_ONE), (Kind.ASSESSMENT, None)]
    scheduling.apply(cohort, Plan(tuple(window(*kind) for kind in kinds)), by=None, now=OCTOBER)
    later = tuple(window(*kind, dt.date(2022, 6, 6), dt.date(2022, 6, 26)) for kind in kinds)

    outcome = scheduling.apply(cohort, Plan(later), by=None, now=OCTOBER)

    assert outcome.moved == 3
    assert (StudyUnit.objects.get().due_on, CoachingPeriod.objects.get().due_on) == (dt.date(2022, 6, 26),) * 2
    assert [change.moved_from for change in outcome.changes] == [dt.date(2022, 5, 9)] * 3
    rows = [model.objects.get() for model in (StudyUnit, CoachingPeriod, AssessmentWindow)]
    assert [(row.sequence, row.changed_at) for row in rows] == [(1, OCTOBER)] * 3


def test_windows_say_why_they_had_to_give_way():
    cohort = CohortFactory()
    moves = (Move(dt.date(2022, 5, 2), dt.date(2022, 5, 9), "bank holiday (Early May bank holiday)", "opening"),)
    kinds = [(Kind.SELF_STUDY, Delivery.SELF_STUDY), (Kind.COACHING, Delivery.ONE_TO_ONE), (Kind.ASSESSMENT, None)]
    plan = Plan(tuple(replace(window(*kind), moves=moves) for kind in kinds))

    scheduling.apply(cohort, plan, by=None, now=OCTOBER)

    said = "opening moved from Monday 2 May 2022: bank holiday (Early May bank holiday)"
    rows = [model.objects.get() for model in (StudyUnit, CoachingPeriod, AssessmentWindow)]
    assert [row.explanation for row in rows] == [said] * 3


def test_what_lacks_its_delivery_is_named_and_left_out():
    cohort = CohortFactory()

    outcome = scheduling.apply(cohort, Plan((seminar(delivery=None),)), by=None, now=OCTOBER)

    assert outcome.problems == ["Seminar 5: it needs a time and a way of delivery before it can be scheduled."]
    assert not TrainingSession.objects.exists()


def test_what_the_plan_no_longer_holds_stays_and_is_named():
    cohort = CohortFactory()
    scheduling.apply(cohort, Plan((seminar(),)), by=None, now=OCTOBER)

    outcome = scheduling.apply(cohort, Plan(()), by=None, now=OCTOBER)

    assert outcome.no_longer_planned == [TrainingSession.objects.get()]


def test_the_log_says_how_much_was_made():
    cohort = CohortFactory()

    scheduling.apply(cohort, Plan((seminar(),)), by=None, now=OCTOBER)

    assert Event.objects.about(cohort).get().details == {"added": 1, "moved": 0}
