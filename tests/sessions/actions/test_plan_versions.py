"""Drafts of a plan: opened, published exactly, brought up to date, discarded, taken up again."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cohorts.planning.calendars import SchoolCalendar
from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.users.models import Role
from participants.models import AssessmentWindow, CoachingPeriod
from sessions import clash_rows, plan_rows
from sessions.actions import drafting, plan_versions, seen_plans
from sessions.actions import sessions as changes
from sessions.actions.clash_checks import Acceptance, Clashing
from sessions.clashes import fingerprint
from sessions.models import AcceptedClash, Mark, PlanVersion, SeenPlan, StudyUnit, TrainingSession
from sessions.plan_items import differences
from sessions.replanning import CannotMove, Scope
from tests.factories.cohorts import (
    BlueprintFactory,
    CohortFactory,
    ComponentFactory,
    HalfTermFactory,
    SchoolCalendarFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.participants import AssessmentWindowFactory, CoachingPeriodFactory, EnrolmentFactory
from tests.factories.plans import PlanVersionFactory
from tests.factories.sessions import (
    MarkFactory,
    SessionFacilitatorFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db
NOW = clock.at(dt.date(2022, 5, 16), dt.time(9))
JUNE = clock.at(dt.date(2022, 6, 22), dt.time(15, 45))
WEEK = dt.timedelta(weeks=1)
State = PlanVersion.State


@pytest.fixture
def cohort():
    """A cohort that has had a seminar, and has one of everything to come."""
    cohort = CohortFactory(calendar=a_year_of_terms())
    TrainingSessionFactory(cohort=cohort, component_key="seminar-5")
    TrainingSessionFactory(cohort=cohort, component_key="seminar-6", title="Seminar 6", starts_at=JUNE)
    StudyUnitFactory(cohort=cohort, component_key="module-5", opens_on=day(6, 8), due_on=day(7, 3))
    CoachingPeriodFactory(cohort=cohort, component_key="coaching-3", opens_on=day(6, 8), due_on=day(7, 11))
    AssessmentWindowFactory(cohort=cohort)
    return cohort


def a_year_of_terms():
    calendar = SchoolCalendarFactory(name="Elm")
    HalfTermFactory(calendar=calendar, number=5, starts_on=day(4, 19), ends_on=day(5, 27))
    HalfTermFactory(calendar=calendar, number=6, starts_on=day(6, 6), ends_on=day(7, 20))
    HalfTermFactory(calendar=calendar, number=1, starts_on=day(9, 1), ends_on=day(10, 21))
    return calendar


def day(month, number, year=2022):
    return dt.date(year, month, number)


def opened(cohort):
    return plan_versions.open_draft(cohort, by=None, now=NOW)


def moved(draft, ident="session-seminar-6", *, days=14, scope=Scope.THIS, is_exact=False):
    how = {"scope": scope, "days": days, "is_exact": is_exact, "now": NOW, "by": None}
    drafting.move(draft, ident, **how, shown=draft.fingerprint)
    draft.refresh_from_db()
    return draft


def published(draft, *, name="", now=NOW, shown=None):
    return plan_versions.publish(draft, name=name, shown=shown or draft.fingerprint, now=now, by=None)


def states(cohort):
    return list(PlanVersion.objects.filter(cohort=cohort).order_by("number").values_list("number", "state"))


def test_a_draft_leaves_the_plan_as_everybody_sees_it(cohort):
    before = list(TrainingSession.objects.order_by("pk").values())

    moved(opened(cohort), scope=Scope.AFTER)

    assert list(TrainingSession.objects.order_by("pk").values()) == before
    assert states(cohort) == [(1, State.PUBLISHED), (2, State.DRAFT)]


def test_a_cohort_has_one_draft_at_most(cohort):
    opened(cohort)

    with pytest.raises(plan_versions.AlreadyDrafted):
        opened(cohort)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersionFactory(cohort=cohort, number=9, state=State.DRAFT, published_at=None)


def test_publishing_moves_what_was_shown_and_keeps_identity_and_marks(cohort):
    seminar = TrainingSession.objects.get(component_key="seminar-6")
    mark = MarkFactory(session=TrainingSession.objects.get(component_key="seminar-5"))
    draft = moved(opened(cohort), scope=Scope.AFTER, days=7)
    shown = draft.changes

    done = published(draft, name="A week later")

    after = TrainingSession.objects.get(component_key="seminar-6")
    assert done == shown
    assert (after.pk, after.uid, after.starts_at) == (seminar.pk, seminar.uid, JUNE + WEEK)
    assert (after.sequence, after.changed_at) == (seminar.sequence + 1, NOW)
    assert after.explanation == "moved from Wednesday 22 June 2022 on 16 May 2022"
    assert Mark.objects.get() == mark
    assert AssessmentWindow.objects.get().opens_at == dt.datetime(2023, 4, 24, tzinfo=dt.UTC)
    assert StudyUnit.objects.get().opens_on == day(6, 8)
    assert states(cohort) == [(1, State.SUPERSEDED), (2, State.PUBLISHED)]
    event = Event.objects.get(action="plan.published")
    assert event.details["moved"]["session-seminar-6"] == [
        "Wed 22 June 2022, 15:45 to 17:15",
        "Wed 29 June 2022, 15:45 to 17:15",
    ]


def test_units_and_periods_move_with_their_reasons(cohort):
    draft = moved(moved(opened(cohort), "unit-module-5", days=7), "period-coaching-3")

    published(draft)

    unit, period = StudyUnit.objects.get(), CoachingPeriod.objects.get()
    assert (unit.opens_on, unit.due_on, unit.sequence) == (day(6, 15), day(7, 10), 1)
    assert (period.opens_on, period.due_on) == (day(6, 22), day(9, 1))


def test_a_closure_is_said_in_the_explanation(cohort):
    published(moved(opened(cohort), days=42))

    assert TrainingSession.objects.get(component_key="seminar-6").explanation == (
        "moved from Wednesday 22 June 2022 on 16 May 2022; Wednesday 3 August 2022: summer holiday"
    )


def test_what_was_not_shown_is_not_published(cohort):
    draft = opened(cohort)
    before = draft.fingerprint
    moved(draft)

    with pytest.raises(plan_versions.NotWhatWasShown):
        published(draft, shown=before)
    assert TrainingSession.objects.get(component_key="seminar-6").starts_at == JUNE


def test_a_second_press_of_the_same_button_moves_nothing_twice(cohort):
    draft = opened(cohort)
    shown = draft.fingerprint
    how = {"scope": Scope.THIS, "days": 7, "is_exact": False, "now": NOW, "by": None, "shown": shown}
    drafting.move(draft, "session-seminar-6", **how)

    with pytest.raises(plan_versions.NotWhatWasShown):
        drafting.move(draft, "session-seminar-6", **how)


def test_what_nobody_is_told_of_is_no_news_and_older_news_stays(cohort):
    amara, late = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort, joined_on=day(5, 30))
    sam, priya = facilitator_of(cohort), SessionFacilitatorFactory(session=cohort.training_sessions.last()).facilitator
    published(moved(opened(cohort), "unit-module-5", days=7))
    seen_plans.acknowledge(cohort, now=NOW, by=late.participant.user)
    draft = moved(opened(cohort), days=7)

    plan_versions.publish(draft, name="", shown=draft.fingerprint, untold_because="A slip", now=NOW, by=None)

    live = plan_rows.items_of(plan_rows.rows_of(cohort).values())
    news = {row.user: [change.item.ident for change in differences(row.plan, live)] for row in SeenPlan.objects.all()}
    older = ["unit-module-5"]
    assert news == {amara.participant.user: older, late.participant.user: [], sam: older, priya: older}


def test_nothing_is_not_published(cohort):
    with pytest.raises(plan_versions.NothingChanges):
        published(opened(cohort))


def test_a_plan_that_went_on_is_not_overwritten_until_the_draft_is_brought_up_to_date(cohort):
    draft = moved(opened(cohort))
    seminar = TrainingSession.objects.get(component_key="seminar-6")
    seminar.starts_at, seminar.ends_at = JUNE + WEEK, seminar.ends_at + WEEK
    changes.change(seminar, by=None, now=NOW)

    with pytest.raises(plan_versions.OutOfDate) as refused:
        published(draft)
    assert refused.value.sentences == [
        "Seminar 6 is now Wed 29 June 2022, 15:45 to 17:15, "
        "and was Wed 22 June 2022, 15:45 to 17:15 when the draft was made."
    ]

    draft = plan_versions.refresh(draft, now=NOW, by=None)
    published(draft)

    assert TrainingSession.objects.get(component_key="seminar-6").starts_at == JUNE + 2 * WEEK
    assert states(cohort) == [(1, State.SUPERSEDED), (3, State.SUPERSEDED), (4, State.PUBLISHED)]


def test_what_begins_while_the_draft_lies_stays(cohort):
    draft = moved(moved(opened(cohort)), "unit-module-5", days=-20)
    later = clock.at(day(6, 22), dt.time(9))

    with pytest.raises(plan_versions.OutOfDate) as refused:
        published(draft, now=later)
    assert refused.value.sentences == [
        "Module 4: Behaviour began on Wednesday 8 June 2022, so it stays there.",
        "Seminar 6 began on Wednesday 22 June 2022, so it stays there.",
    ]
    with pytest.raises(plan_versions.OutOfDate) as refused:
        published(draft, now=clock.at(day(5, 20), dt.time(9)))
    assert refused.value.sentences == ["Module 4: Behaviour cannot begin on Thursday 19 May 2022 any more."]

    assert plan_versions.refresh(draft, now=later, by=None).changes == []
    assert states(cohort) == [(1, State.PUBLISHED), (2, State.DRAFT)]


def test_what_was_put_into_the_plan_meanwhile_comes_into_the_draft(cohort):
    draft = moved(opened(cohort))
    TrainingSessionFactory(cohort=cohort, component_key="extra", title="Extra", starts_at=JUNE + 4 * WEEK)

    with pytest.raises(plan_versions.OutOfDate, match="Extra is now Wed 20 July 2022"):
        published(draft)

    draft = plan_versions.refresh(draft, now=NOW, by=None)
    assert [change.item.ident for change in draft.changes] == ["session-seminar-6"]
    assert "session-extra" in {item.ident for item in draft.plan}


def busy(cohort, **fields):
    """Another cohort's session at the time to which the draft moves."""
    return TrainingSessionFactory(starts_at=JUNE + 2 * WEEK, **fields)


def test_a_facilitator_in_two_places_keeps_the_draft_from_being_published(cohort):
    sam = facilitator_of(cohort, full_name="Sam Iqbal")
    SessionFacilitatorFactory(session=busy(cohort), facilitator=sam)

    with pytest.raises(Clashing) as refused:
        published(moved(opened(cohort)))

    assert [clash.tag for clash in refused.value.clashes] == ["Sam Iqbal busy"]
    assert TrainingSession.objects.get(component_key="seminar-6").starts_at == JUNE


def test_a_venue_is_taken_once(cohort):
    hall = VenueFactory(name="Elm Hall")
    TrainingSession.objects.filter(component_key="seminar-6").update(venue=hall, delivery="in_person")
    TrainingSessionFactory(cohort=cohort, component_key="seminar-7", starts_at=JUNE + WEEK)
    busy(cohort, venue=hall, delivery="in_person")
    TrainingSessionFactory(starts_at=JUNE + 2 * WEEK + dt.timedelta(days=1), venue=hall, delivery="in_person")

    with pytest.raises(Clashing) as refused:
        published(moved(opened(cohort), scope=Scope.AFTER))

    assert [clash.tag for clash in refused.value.clashes] == ["Elm Hall taken"]


def test_a_warning_is_published_with_a_reason_for_what_was_read(cohort):
    EnrolmentFactory.create_batch(2, cohort=cohort)
    hall = VenueFactory(name="Elm Hall", capacity=1)
    TrainingSession.objects.filter(component_key="seminar-6").update(venue=hall, delivery="in_person")
    draft = moved(opened(cohort))
    with pytest.raises(Clashing) as asked:
        published(draft)

    given = Acceptance("One joins online.", fingerprint(asked.value.clashes))
    plan_versions.publish(draft, name="", shown=draft.fingerprint, accepting=given, now=NOW, by=None)

    kept = AcceptedClash.objects.in_force().get()
    assert (kept.session.component_key, kept.reason) == ("seminar-6", "One joins online.")


def test_two_sessions_can_change_places(cohort):
    hall = VenueFactory(name="Elm Hall")
    for number in (6, 7):
        key, starts_at = f"seminar-{number}", JUNE + (number - 6) * WEEK
        TrainingSession.objects.filter(component_key=key).delete()
        TrainingSessionFactory(cohort=cohort, component_key=key, starts_at=starts_at, venue=hall, delivery="in_person")
    draft = moved(moved(opened(cohort), days=7), "session-seminar-7", days=-7)

    published(draft)

    sessions = TrainingSession.objects.filter(component_key__in=["seminar-6", "seminar-7"])
    placed = {row.component_key: (row.starts_at, row.shares_venue) for row in sessions}
    assert placed == {"seminar-6": (JUNE + WEEK, False), "seminar-7": (JUNE, False)}


def test_what_cannot_move_leaves_the_draft_as_it_is(cohort):
    draft = opened(cohort)

    with pytest.raises(CannotMove):
        moved(draft, "session-seminar-5")
    assert PlanVersion.objects.drafts().get().changes == []


def test_what_a_draft_does_not_change_is_not_put_back(cohort):
    draft = plan_versions.open_draft(cohort, by=None, now=NOW)

    drafting.put_back(draft, "session-\0", by=None)

    assert [event.action for event in Event.objects.about(draft)] == ["plan_draft.opened"]


def test_one_item_is_put_back(cohort):
    draft = moved(opened(cohort), scope=Scope.AFTER)

    drafting.put_back(draft, "session-seminar-6", by=None)

    draft.refresh_from_db()
    assert "session-seminar-6" not in {change.item.ident for change in draft.changes}
    assert draft.changes


def test_a_discarded_draft_stays_among_the_versions_and_is_no_draft(cohort):
    draft = moved(opened(cohort))
    plan_versions.discard(draft, by=None)

    assert states(cohort) == [(1, State.PUBLISHED), (2, State.DISCARDED)]
    with pytest.raises(plan_versions.NotWhatWasShown):
        plan_versions.discard(draft, by=None)


def test_an_earlier_version_is_taken_up_again_for_what_is_to_come(cohort):
    published(moved(opened(cohort)))
    first = PlanVersion.objects.get(number=1)

    draft = plan_versions.restore(first, by=None, now=NOW)
    published(draft, name=draft.name)

    seminar = TrainingSession.objects.get(component_key="seminar-6")
    assert (seminar.starts_at, seminar.sequence) == (JUNE, 2)
    assert states(cohort) == [(1, State.SUPERSEDED), (2, State.SUPERSEDED), (3, State.PUBLISHED)]
    assert PlanVersion.objects.get(number=3).name == "Version 1 again"


def test_a_version_that_holds_already_is_not_taken_up_again(cohort):
    plan_versions.discard(opened(cohort), by=None)

    with pytest.raises(plan_versions.NothingChanges):
        plan_versions.restore(PlanVersion.objects.get(number=1), by=None, now=NOW)
    assert not PlanVersion.objects.drafts().exists()


def test_an_item_that_an_earlier_version_did_not_have_stays(cohort):
    published(moved(opened(cohort)))
    TrainingSessionFactory(cohort=cohort, component_key="extra", starts_at=JUNE + 4 * WEEK)

    draft = plan_versions.restore(PlanVersion.objects.get(number=1), by=None, now=NOW)

    assert [change.item.ident for change in draft.changes] == ["session-seminar-6"]


def test_a_calendar_that_contradicts_itself_leaves_the_bank_holidays(cohort):
    HalfTermFactory(calendar=cohort.calendar, number=6, starts_on=day(6, 7), ends_on=day(7, 1))

    calendar = clash_rows.school_days(cohort)

    assert isinstance(calendar, SchoolCalendar)
    assert (calendar.half_terms, calendar.name) == ((), "Elm")


@pytest.fixture
def planned_cohort(cohort):
    """The same, with a delivery model that puts its seminar on a Wednesday ten weeks after the start."""
    cohort.blueprint = BlueprintFactory()
    cohort.starts_on, cohort.ends_on = day(4, 19), day(12, 16)
    cohort.save()
    placement = {"by": "offset", "weeks": 9, "weekday": "wednesday", "start": "15:45", "end": "17:15"}
    for key in ("seminar-6", "seminar-5", "new"):
        ComponentFactory(blueprint=cohort.blueprint, key=key, placement=placement)
    ComponentFactory(blueprint=cohort.blueprint, key="module-5", placement=placement)
    return cohort


def test_another_start_plans_the_draft_anew_and_is_published_with_it(planned_cohort):
    draft = opened(planned_cohort)
    how = {"calendar": planned_cohort.calendar, "now": NOW, "by": None}

    drafting.plan_anew(draft, starts_on=day(4, 26), **how)
    draft.refresh_from_db()
    published(draft)

    planned_cohort.refresh_from_db()
    assert (planned_cohort.starts_on, planned_cohort.ends_on) == (day(4, 26), day(12, 23))
    assert TrainingSession.objects.get(component_key="seminar-6").starts_at == JUNE + WEEK
    assert StudyUnit.objects.get().opens_on == day(6, 8)


def test_another_calendar_is_published_with_the_draft_even_where_nothing_moves(planned_cohort):
    other, draft = a_year_of_terms(), opened(planned_cohort)

    drafting.plan_anew(draft, starts_on=planned_cohort.starts_on, calendar=other, now=NOW, by=None)
    draft.refresh_from_db()

    assert draft.changes == []
    assert published(draft) == []
    planned_cohort.refresh_from_db()
    assert planned_cohort.calendar == other


def test_a_plan_anew_puts_nothing_into_the_past(planned_cohort):
    draft = opened(planned_cohort)

    drafting.plan_anew(draft, starts_on=day(2, 22), calendar=planned_cohort.calendar, now=NOW, by=None)

    draft.refresh_from_db()
    assert draft.changes == []


def test_what_somebody_has_seen_is_kept_once(cohort):
    ruth = manager_of(cohort)

    seen_plans.acknowledge(cohort, now=NOW, by=ruth)
    seen = seen_plans.acknowledge(cohort, now=NOW + WEEK, by=ruth)

    assert SeenPlan.objects.get() == seen
    assert (seen.seen_at, len(seen.plan)) == (NOW + WEEK, 5)


def test_versions_say_what_they_are():
    version = PlanVersionFactory(number=4)
    seen = SeenPlan(cohort=version.cohort, user=UserFactory(full_name="Ruth", roles=[Role.MENTOR]))

    assert str(version) == "Version 4"
    assert str(seen) == f"Ruth saw the plan of the {version.cohort}"
