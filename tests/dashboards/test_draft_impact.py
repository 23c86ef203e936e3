"""What a draft would do, and that publishing it then does exactly that."""

import datetime as dt

import pytest

from npq_portal import clock
from npq_portal.dashboards.draft_drawing import draw_draft
from npq_portal.dashboards.draft_impact import Impact, Reminders
from npq_portal.reminders.actions import plans
from npq_portal.reminders.models import Message, ReminderRule
from participants.models import CoachingPeriod, Enrolment
from sessions.models import TrainingSession
from sessions.replanning import Scope
from tests.dashboards.plan_situations import JUNE, NOW, an_intake, drafted, published
from tests.factories.cohorts import HalfTermFactory
from tests.factories.participants import GroupMembershipFactory
from tests.factories.sessions import TrainingSessionFactory

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _in_may():
    clock.move_to(NOW)


@pytest.fixture
def intake():
    return an_intake()


def of(draft):
    return Impact(draft, NOW)


def planned():
    return set(Message.objects.filter(state=Message.State.PLANNED).values_list("pk", flat=True))


@pytest.mark.parametrize("scope", [Scope.THIS, Scope.AFTER, Scope.PHASE])
def test_what_the_ledger_of_reminders_then_says_equals_what_was_shown(intake, scope):
    plans.plan(NOW, intake.cohort)
    before = planned()
    draft = drafted(intake.cohort, "session-seminar-6", scope=scope)
    shown = of(draft).reminders

    published(draft)
    plans.plan(NOW, intake.cohort)

    assert shown == Reminders(withdrawn=len(before - planned()), planned=len(planned() - before))
    assert shown.withdrawn == 3


def test_reminders_that_would_be_too_late_are_counted_apart(intake):
    plans.plan(NOW, intake.cohort)
    draft = drafted(intake.cohort, "session-seminar-6", days=-33)
    shown = of(draft).reminders

    published(draft)
    plans.plan(NOW, intake.cohort)

    assert shown == Reminders(withdrawn=3, planned=1, too_late=2)
    assert Message.objects.filter(state=Message.State.MISSED, anchor_at__gt=NOW).count() == 2


def test_a_cohort_at_rest_has_no_reminders_to_move(intake):
    intake.cohort.stage = "draft"
    intake.cohort.save()

    assert of(drafted(intake.cohort, "session-seminar-6")).reminders == Reminders()


def test_of_a_calendar_in_disorder_no_reminders_are_known(intake):
    ReminderRule.objects.filter(key="week-before").update(unit="working_days")
    draft = drafted(intake.cohort, "session-seminar-6")
    HalfTermFactory(
        calendar=intake.cohort.calendar, number=6, starts_on=dt.date(2022, 6, 7), ends_on=dt.date(2022, 7, 1)
    )

    assert of(draft).reminders is None
    assert ("?", "reminders: the school calendar contradicts itself, so none is planned") in of(draft).effects


def test_those_told_take_part_or_teach_and_nobody_else(intake):
    Enrolment.objects.filter(pk=intake.enrolments[1].pk).update(status="withdrawn")

    told = of(drafted(intake.cohort, "session-seminar-6")).told

    assert told == ({intake.amara.pk}, {intake.sam.pk})


@pytest.mark.parametrize(("moved", "told"), [(["session-seminar-6"], 1), (["session-seminar-6", "unit-module-5"], 2)])
def test_of_a_group_s_session_only_the_group_is_told(intake, moved, told):
    member = GroupMembershipFactory(group__cohort=intake.cohort, enrolment=intake.cohort.enrolments.first())
    TrainingSession.objects.filter(component_key="seminar-6").update(group=member.group)

    people = of(drafted(intake.cohort, *moved)).told.participants

    assert member.enrolment.participant.user_id in people
    assert len(people) == told


@pytest.mark.parametrize(("other_group", "tags"), [("B", []), ("A", ["1 participant busy"])])
def test_a_group_s_session_keeps_only_the_group_from_others(intake, other_group, tags):
    for name, enrolment in zip(("A", "B"), intake.enrolments, strict=True):
        GroupMembershipFactory(group__cohort=intake.cohort, group__name=name, enrolment=enrolment)
    groups = {group.name: group for group in intake.cohort.groups.all()}
    TrainingSession.objects.filter(component_key="seminar-6").update(group=groups["A"])
    TrainingSessionFactory(
        cohort=intake.cohort, group=groups[other_group], component_key="extra", starts_at=JUNE + 2 * WEEK
    )

    clashes = of(drafted(intake.cohort, "session-seminar-6")).clashes

    assert [clash.tag for clash in clashes if "participant" in clash.tag] == tags


def test_the_effects_name_their_numbers(intake):
    assert of(drafted(intake.cohort, "session-seminar-6")).effects == [
        (1, "item moves; none is deleted and no mark changes"),
        (3, "people are told in the portal and in their calendars: 2 participants and 1 facilitator"),
        (3, "reminders are withdrawn and 3 planned anew"),
    ]


def test_too_late_reminders_are_among_the_effects(intake):
    effects = of(drafted(intake.cohort, "session-seminar-6", days=-33)).effects

    assert effects[2] == (3, "reminders are withdrawn and 1 planned anew; 2 would be too late to go out")


def test_coaching_alone_tells_no_facilitator(intake):
    period = CoachingPeriod.objects.get()
    Enrolment.objects.filter(pk=intake.enrolments[1].pk).update(status="deferred")

    effects = of(drafted(intake.cohort, f"period-{period.component_key}")).effects

    assert effects[1] == (1, "person is told in the portal and in their calendars: 1 participant")
    assert effects[2] == (0, "reminders are withdrawn and 0 planned anew")


def test_nothing_moved_does_nothing(intake):
    impact = of(drafted(intake.cohort))

    assert [number for number, _ in impact.effects] == [0, 0, 0]
    assert (impact.clashes, impact.rows_of_changes) == ([], [])


def test_a_milestone_without_evidence_before_it_is_named(intake):
    draft = drafted(intake.cohort, "session-seminar-6", "unit-module-5", days=21)

    assert of(draft).endangered == [
        "Retained 1 is due on Saturday 25 June 2022, and no session and no study is planned between Started and then."
    ]


def test_a_clash_stands_beside_its_item(intake):
    TrainingSessionFactory(cohort=intake.cohort, component_key="extra", title="Extra", starts_at=JUNE + 2 * WEEK)
    impact = of(drafted(intake.cohort, "session-seminar-6"))

    row = impact.rows_of_changes[0]

    assert [clash.tag for clash in row["clashes"]] == ["Sam Iqbal busy", "2 participants busy"]
    assert [clash.tag for clash in impact.blocking] == ["Sam Iqbal busy"]


def test_what_was_taken_out_of_the_plan_is_left_out_of_the_rest(intake):
    draft = drafted(intake.cohort, "session-seminar-6")
    TrainingSession.objects.filter(component_key="seminar-6").delete()
    impact = of(draft)

    assert (impact.possible, impact.clashes, impact.told.number) == ([], [], 0)
    assert impact.out_of_date == [
        "Seminar 6 is now no longer planned, and was Wed 22 June 2022, 15:45 to 17:15 when the draft was made."
    ]


def drawn(draft):
    impact = of(draft)
    urls = {item.ident: f"/move/{item.ident}" for item in draft.plan}
    return draw_draft(impact.moves, impact.live, impact.rows, calendar=impact.calendars[1], urls=urls, now=NOW)


def test_the_drawing_shows_where_each_item_was_and_where_it_goes(intake):
    period = CoachingPeriod.objects.get().component_key
    drawing, arrows = drawn(drafted(intake.cohort, "session-seminar-6", "unit-module-5", f"period-{period}"))

    titles = [mark.item.title for lane in drawing.lanes for mark in lane.marks]
    assert titles == [
        "Seminar 6, as published",
        "Seminar 6, in this draft",
        "Module 5, as published",
        "Module 5, in this draft",
        "Coaching conversation, as published",
        "Coaching conversation, in this draft",
    ]
    assert len(arrows) == 3
    assert all(arrow.to_x > arrow.x for arrow in arrows)


def test_what_stays_near_it_is_drawn_once_and_a_short_way_has_a_short_arrow(intake):
    TrainingSessionFactory(cohort=intake.cohort, title="Cancelled", starts_at=JUNE, status="cancelled")
    drawing, arrows = drawn(drafted(intake.cohort, "window-case-study", "session-seminar-6", days=-1))

    titles = [mark.item.title for lane in drawing.lanes for mark in lane.marks]
    assert titles.count("Module 5") == 1
    assert "Cancelled" not in titles
    assert len(arrows) == 2
    assert all(arrow.to_x < arrow.x for arrow in arrows)


def test_a_long_way_back_has_an_arrow_back(intake):
    _, arrows = drawn(drafted(intake.cohort, "session-seminar-6", days=-21))

    assert arrows[0].to_x < arrows[0].x
