"""The ledger follows the rules."""

import datetime as dt

import pytest

from cohorts.models import CalendarPeriod, Cohort
from npq_portal import clock
from npq_portal.reminders.actions import plans
from npq_portal.reminders.models import Anchor, Audience, Heartbeat, Message, Reason, Unit
from npq_portal.users.models import Role, RoleAssignment
from participants.models import Enrolment
from sessions.models import TrainingSession
from tests.factories.cohorts import CalendarPeriodFactory, CohortFactory, GroupFactory
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    EnrolmentFactory,
    GroupMembershipFactory,
    MentoringFactory,
    StatusChangeFactory,
)
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import (
    CatchUpFactory,
    SessionFacilitatorFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
)
from tests.reminders.conftest import APRIL, DUE

State = Message.State


def ledger():
    return [
        (row.recipient.full_name, row.state, row.reason, row.local_day)
        for row in Message.objects.select_related("recipient").order_by("due_at", "recipient__full_name", "pk")
    ]


def recipients_of(rule):
    rows = Message.objects.filter(rule=rule).select_related("recipient")
    return sorted(row.recipient.full_name for row in rows)


def defer(enrolment, *, on, status=Enrolment.Status.DEFERRED):
    enrolment.status = status
    enrolment.save(update_fields=["status"])
    StatusChangeFactory(enrolment=enrolment, status=status, effective_on=on)


def test_every_participant_gets_a_row_at_the_local_time(intake):
    assert plans.plan(APRIL) == {"planned": 2}

    assert ledger() == [
        ("Amara Okafor", State.PLANNED, "", dt.date(2022, 5, 4)),
        ("Ben Price", State.PLANNED, "", dt.date(2022, 5, 4)),
    ]
    assert set(Message.objects.values_list("due_at", "expires_at")) == {(DUE, intake.session.starts_at)}


def test_planning_again_changes_nothing(planned):
    assert plans.plan(APRIL) == {}


def test_one_cohort_can_be_planned_alone(intake):
    EnrolmentFactory(cohort=TrainingSessionFactory().cohort)

    assert plans.plan(APRIL, cohort=intake.cohort) == {"planned": 2}


@pytest.mark.parametrize("stage", [Cohort.Stage.DRAFT, Cohort.Stage.CLOSED])
def test_a_cohort_that_does_not_run_is_left_alone(intake, stage):
    Cohort.objects.update(stage=stage)

    assert plans.plan(APRIL) == {}


def test_a_second_planner_leaves_the_first_to_its_work(planned):
    token = plans.take_lease(Heartbeat.PLAN, now=APRIL)

    assert token
    assert plans.plan(APRIL) == {"busy": 1}
    assert plans.plan(APRIL + dt.timedelta(hours=1)) == {}


def test_planning_writes_down_when_it_ran_and_what_changed(planned):
    beat = Heartbeat.objects.get(job=Heartbeat.PLAN)

    assert (beat.last_run_at, beat.result, beat.lease_until) == (APRIL, {"planned": 2}, None)


def test_two_planners_that_read_the_same_facts_add_each_row_once(planned):
    Message.objects.filter(recipient=planned.ben.participant.user).delete()
    row = Message.objects.get()
    row.pk, row.message_id = None, "5f0c9a4e-8f7b-4f0e-9d3c-3d1f0f6b0a11"

    Message.objects.bulk_create([row], ignore_conflicts=True)

    assert Message.objects.count() == 1


def test_a_moved_session_supersedes_what_was_planned_and_plans_anew(planned):
    TrainingSession.objects.update(
        starts_at=dt.datetime(2022, 5, 18, 14, 45, tzinfo=dt.UTC),
        ends_at=dt.datetime(2022, 5, 18, 16, 15, tzinfo=dt.UTC),
    )

    assert plans.plan(APRIL) == {"planned": 2, "superseded": 2}
    assert ledger()[0] == ("Amara Okafor", State.SUPERSEDED, Reason.MOVED, dt.date(2022, 5, 4))
    assert ledger()[2] == ("Amara Okafor", State.PLANNED, "", dt.date(2022, 5, 11))


def test_a_session_that_moves_back_has_its_first_reminders_again(planned):
    start, end = planned.session.starts_at, planned.session.ends_at
    later = dt.timedelta(days=7)
    TrainingSession.objects.update(starts_at=start + later, ends_at=end + later)
    plans.plan(APRIL)
    TrainingSession.objects.update(starts_at=start, ends_at=end)

    assert plans.plan(APRIL) == {"returned": 2, "superseded": 2}


def test_a_cancelled_session_reminds_nobody(planned):
    TrainingSession.objects.update(status=TrainingSession.Status.CANCELLED)

    assert plans.plan(APRIL) == {"cancelled": 2}
    assert {row[2] for row in ledger()} == {Reason.ANCHOR_CANCELLED}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Enrolment.Status.DEFERRED, Reason.DEFERRED),
        (Enrolment.Status.WITHDRAWN, Reason.WITHDRAWN),
        (Enrolment.Status.COMPLETED, Reason.COMPLETED),
    ],
)
def test_reminders_stop_for_somebody_who_is_away(planned, status, reason):
    defer(planned.ben, on=dt.date(2022, 4, 20), status=status)

    assert plans.plan(APRIL) == {"cancelled": 1}
    assert ledger()[1] == ("Ben Price", State.CANCELLED, reason, dt.date(2022, 5, 4))


def test_reminders_return_with_somebody_who_resumes(planned):
    defer(planned.ben, on=dt.date(2022, 4, 20))
    plans.plan(APRIL)
    defer(planned.ben, on=dt.date(2022, 4, 27), status=Enrolment.Status.ACTIVE)

    assert plans.plan(APRIL) == {"returned": 1}


def test_a_late_joiner_is_told_of_what_comes_after_they_join(planned):
    EnrolmentFactory(cohort=planned.cohort, joined_on=dt.date(2022, 5, 9), participant__user__full_name="Late Comer")

    assert plans.plan(APRIL) == {"planned": 1}


def test_a_late_joiner_is_not_told_of_what_was_before(planned):
    EnrolmentFactory(cohort=planned.cohort, joined_on=dt.date(2022, 5, 12))

    assert plans.plan(APRIL) == {}


def test_somebody_whose_joining_is_put_off_is_not_reminded(planned):
    Enrolment.objects.filter(pk=planned.ben.pk).update(joined_on=dt.date(2022, 6, 1))

    plans.plan(APRIL)

    assert ledger()[1][2] == Reason.JOINED_LATER


def test_a_session_for_a_group_reminds_those_who_are_in_it_on_the_day(planned):
    group = GroupFactory(cohort=planned.cohort)
    GroupMembershipFactory(group=group, enrolment=planned.ben, starts_on=planned.session.starts_at.date())
    TrainingSession.objects.update(group=group)

    assert plans.plan(APRIL) == {"cancelled": 1}
    assert [(row[1], row[2]) for row in ledger()] == [(State.CANCELLED, Reason.NOT_CONCERNED), (State.PLANNED, "")]

    GroupMembershipFactory(group=group, enrolment=planned.amara)

    assert plans.plan(APRIL) == {"returned": 1}


def test_a_rule_that_is_switched_on_late_does_not_send_what_it_has_missed(intake):
    assert plans.plan(DUE + dt.timedelta(hours=1)) == {"missed": 2}
    assert {row[2] for row in ledger()} == {Reason.PLANNED_TOO_LATE}


def test_what_is_over_is_not_even_written_down(intake):
    assert plans.plan(intake.session.starts_at) == {}


def test_a_rule_that_is_switched_off_calls_its_messages_back(planned):
    planned.rule.is_on = False
    planned.rule.save()

    assert plans.plan(APRIL) == {"cancelled": 2}
    assert {row[2] for row in ledger()} == {Reason.RULE_OFF}


def test_a_changed_offset_gives_planned_messages_their_new_time(planned):
    planned.rule.offset_days = -2
    planned.rule.save()

    assert plans.plan(APRIL) == {"retimed": 2}
    assert {row[3] for row in ledger()} == {dt.date(2022, 5, 9)}


def test_a_changed_offset_that_comes_too_late_sends_nothing_at_once(planned):
    planned.rule.offset_days = -20
    planned.rule.save()

    plans.plan(APRIL)

    assert {row[1:3] for row in ledger()} == {(State.MISSED, Reason.PLANNED_TOO_LATE)}


def test_a_changed_audience_calls_back_and_plans_anew(planned):
    planned.rule.audience = Audience.FACILITATORS
    planned.rule.save()

    assert plans.plan(APRIL) == {"planned": 1, "cancelled": 2}
    assert ledger()[0][2] == Reason.RULE_CHANGED


def test_a_cohorts_own_rule_takes_the_place_of_the_general_one(intake):
    ReminderRuleFactory(key=intake.rule.key, cohort=intake.cohort, offset_days=-1)

    plans.plan(APRIL)

    assert {row[3] for row in ledger()} == {dt.date(2022, 5, 10)}


def test_a_cohorts_own_rule_takes_over_what_the_general_one_has_planned(planned):
    ReminderRuleFactory(key=planned.rule.key, cohort=planned.cohort, offset_days=-1)

    assert plans.plan(APRIL) == {"planned": 2, "cancelled": 2}
    assert [row[1:3] for row in ledger()] == [(State.CANCELLED, Reason.RULE_CHANGED)] * 2 + [(State.PLANNED, "")] * 2


@pytest.mark.parametrize(
    "sent", [{"state": State.SENT, "sent_at": DUE}, {"state": State.DEAD, "reason": Reason.REFUSED}]
)
def test_nobody_is_told_again_by_the_cohorts_own_version_of_a_rule(planned, sent):
    Message.objects.update(**sent)
    ReminderRuleFactory(key=planned.rule.key, cohort=planned.cohort, offset_days=-1)

    assert plans.plan(DUE) == {}


def test_a_general_rule_that_comes_later_leaves_the_cohorts_own_in_place(intake):
    own = ReminderRuleFactory(cohort=intake.cohort, offset_days=-1)
    ReminderRuleFactory(key=own.key)
    intake.rule.delete()

    plans.plan(APRIL)

    assert set(Message.objects.values_list("rule", flat=True)) == {own.pk}


def test_what_was_sent_is_never_called_back(planned):
    Message.objects.update(state=State.SENT, sent_at=DUE)
    TrainingSession.objects.update(status=TrainingSession.Status.CANCELLED)

    assert plans.plan(APRIL) == {}


def test_a_message_that_would_come_after_its_session_begins_is_not_planned(intake):
    intake.rule.offset_days, intake.rule.local_time = 0, dt.time(18)
    intake.rule.save()

    assert plans.plan(APRIL) == {}


def test_of_two_messages_about_one_session_on_one_day_the_urgent_one_stays(intake):
    CalendarPeriodFactory(
        calendar=intake.cohort.calendar,
        kind=CalendarPeriod.Kind.CLOSURE,
        starts_on=dt.date(2022, 5, 4),
        ends_on=dt.date(2022, 5, 10),
    )
    urgent = ReminderRuleFactory(offset_days=-1, unit=Unit.DAYS)

    plans.plan(APRIL)

    assert set(Message.objects.values_list("rule", "local_day")) == {(urgent.pk, dt.date(2022, 5, 3))}


def test_a_closure_that_makes_a_message_superfluous_calls_it_back(planned):
    ReminderRuleFactory(offset_days=-1)
    CalendarPeriodFactory(
        calendar=planned.cohort.calendar,
        kind=CalendarPeriod.Kind.CLOSURE,
        starts_on=dt.date(2022, 5, 4),
        ends_on=dt.date(2022, 5, 10),
    )

    assert plans.plan(APRIL) == {"planned": 2, "cancelled": 2}
    assert ledger()[0][2] in {Reason.SAME_DAY, ""}
    assert Message.objects.filter(reason=Reason.SAME_DAY).count() == 2


def test_a_closure_that_makes_a_facilitators_message_superfluous_says_so(intake):
    for offset in (1, 2):
        ReminderRuleFactory(anchor=Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=offset)
    plans.plan(APRIL)
    CalendarPeriodFactory(
        calendar=intake.cohort.calendar,
        kind=CalendarPeriod.Kind.CLOSURE,
        starts_on=dt.date(2022, 5, 12),
        ends_on=dt.date(2022, 5, 13),
    )

    plans.plan(APRIL)

    rows = Message.objects.filter(recipient=intake.facilitator).order_by("rule")
    assert list(rows.values_list("state", "reason")) == [(State.CANCELLED, Reason.SAME_DAY), (State.PLANNED, "")]


def test_a_rule_that_now_comes_after_the_session_begins_was_changed(planned):
    planned.rule.offset_days, planned.rule.local_time = 0, dt.time(18)
    planned.rule.save()

    plans.plan(APRIL)

    assert [row[1:3] for row in ledger()] == [(State.CANCELLED, Reason.RULE_CHANGED)] * 2


def test_a_bank_holiday_pulls_a_message_earlier(intake):
    TrainingSession.objects.update(
        starts_at=dt.datetime(2022, 5, 9, 8, tzinfo=dt.UTC), ends_at=dt.datetime(2022, 5, 9, 9, tzinfo=dt.UTC)
    )

    plans.plan(APRIL)

    assert {row[3] for row in ledger()} == {dt.date(2022, 4, 29)}


def test_a_training_day_is_no_reason_to_be_silent(intake):
    CalendarPeriodFactory(
        calendar=intake.cohort.calendar,
        kind=CalendarPeriod.Kind.TRAINING_DAY,
        starts_on=dt.date(2022, 5, 4),
        ends_on=dt.date(2022, 5, 4),
    )

    plans.plan(APRIL)

    assert {row[3] for row in ledger()} == {dt.date(2022, 5, 4)}


def test_a_calendar_that_contradicts_itself_stops_only_its_own_cohort(intake, caplog):
    broken = CohortFactory()
    EnrolmentFactory(cohort=broken)
    TrainingSessionFactory(cohort=broken)
    CalendarPeriodFactory(calendar=broken.calendar, kind=CalendarPeriod.Kind.HALF_TERM, number=9)

    assert plans.plan(APRIL) == {"planned": 2, "problems": 1}
    assert "its calendar contradicts itself" in caplog.text


def test_facilitators_hear_of_a_missing_register_and_those_named_for_the_session_alone(intake):
    intake.rule.is_on = False
    intake.rule.save()
    rule = ReminderRuleFactory(
        anchor=Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=0, local_time=dt.time(18)
    )
    named = SessionFacilitatorFactory(
        session=TrainingSessionFactory(cohort=intake.cohort), facilitator__full_name="Named Person"
    )

    plans.plan(APRIL)

    assert recipients_of(rule) == ["Named Person", "Sam Field"]
    assert named.facilitator.reminders.get().expires_at == DUE + dt.timedelta(days=14, hours=2)


def test_a_facilitator_who_leaves_hears_no_more(intake):
    ReminderRuleFactory(anchor=Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=1)
    plans.plan(APRIL)
    intake.facilitator.cohort_assignments.update(ends_on=dt.date(2022, 4, 30))

    plans.plan(APRIL)

    row = Message.objects.get(recipient=intake.facilitator)
    assert (row.state, row.reason) == (State.CANCELLED, Reason.NOT_CONCERNED)


@pytest.mark.parametrize(
    ("anchor", "audience"),
    [
        (Anchor.REGISTER_UNTAKEN, Audience.FACILITATORS),
        (Anchor.REGISTER_UNTAKEN, Audience.MANAGERS),
        (Anchor.COACHING_DUE, Audience.MENTORS),
    ],
)
@pytest.mark.parametrize("is_named", [False, True])
def test_whoever_loses_the_role_hears_no_more_though_nobody_ended_the_assignment(intake, anchor, audience, is_named):
    MentoringFactory(enrolment=intake.amara)
    CoachingPeriodFactory(cohort=intake.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    if is_named:
        SessionFacilitatorFactory(session=intake.session)
    rule = ReminderRuleFactory(anchor=anchor, audience=audience, offset_days=1, subject="Soon", body="Soon.")
    plans.plan(APRIL)
    planned = Message.objects.get(rule=rule)
    RoleAssignment.objects.exclude(role=Role.PARTICIPANT).update(ends_on=dt.date(2022, 4, 24))

    plans.plan(APRIL)

    planned.refresh_from_db()
    assert (planned.state, planned.reason) == (State.CANCELLED, Reason.NOT_CONCERNED)


def test_a_facilitator_whose_role_ends_with_the_session_is_not_asked_for_the_register_later(intake):
    rule = ReminderRuleFactory(anchor=Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=1)
    RoleAssignment.objects.filter(user=intake.facilitator).update(ends_on=dt.date(2022, 5, 11))

    plans.plan(APRIL)

    assert recipients_of(rule) == []


def test_a_session_that_was_cancelled_needs_no_register(intake):
    ReminderRuleFactory(anchor=Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=1)
    TrainingSession.objects.update(status=TrainingSession.Status.CANCELLED)

    assert plans.plan(APRIL) == {}


def test_managers_hear_of_a_register_that_stays_missing(intake):
    rule = ReminderRuleFactory(anchor=Anchor.REGISTER_UNTAKEN, audience=Audience.MANAGERS, offset_days=2)

    plans.plan(APRIL)

    assert recipients_of(rule) == ["Ruth Adeyemi"]


def test_self_study_a_coaching_conversation_and_the_assessment_window_have_their_reminders(intake):
    StudyUnitFactory(cohort=intake.cohort)
    CoachingPeriodFactory(cohort=intake.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    AssessmentWindowFactory(cohort=intake.cohort)
    rules = [
        ReminderRuleFactory(anchor=anchor, subject="Soon", body="Soon.")
        for anchor in (Anchor.STUDY_DUE, Anchor.COACHING_DUE, Anchor.ASSESSMENT_OPENS)
    ]

    plans.plan(APRIL)

    assert [recipients_of(rule) for rule in rules] == [["Amara Okafor", "Ben Price"]] * 3
    assert sorted(set(Message.objects.filter(rule__in=rules).values_list("local_day", flat=True))) == [
        dt.date(2022, 5, 20),  # a week before Sunday 29 May is itself a Sunday
        dt.date(2022, 5, 24),
        dt.date(2023, 4, 6),  # 10 April 2023 is Easter Monday, the 7th Good Friday
    ]


def test_a_mentor_gets_one_message_for_all_mentees(intake):
    mentor = MentoringFactory(enrolment=intake.amara, mentor__full_name="Grace Lee").mentor
    MentoringFactory(enrolment=intake.ben, mentor=mentor)
    CoachingPeriodFactory(cohort=intake.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    rule = ReminderRuleFactory(anchor=Anchor.COACHING_DUE, audience=Audience.MENTORS, subject="Soon", body="Soon.")

    plans.plan(APRIL)

    assert recipients_of(rule) == ["Grace Lee"]


def test_a_catch_up_reminds_the_person_who_owes_it(intake):
    CatchUpFactory(session=intake.session, enrolment=intake.ben)
    rule = ReminderRuleFactory(anchor=Anchor.CATCH_UP_DUE, offset_days=-3, subject="Soon", body="Soon.")

    plans.plan(APRIL)

    assert recipients_of(rule) == ["Ben Price"]


def test_everybody_is_welcomed_before_the_start_and_late_joiners_on_their_first_day(cohort):
    EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, joined_on=dt.date(2022, 1, 8))
    ReminderRuleFactory(anchor=Anchor.PROGRAMME_START, local_time=dt.time(9), subject="Hello", body="Hello.")

    plans.plan(dt.datetime(2021, 10, 1, 9, tzinfo=dt.UTC))

    assert list(Message.objects.order_by("due_at").values_list("due_at", flat=True)) == [
        clock.at(dt.date(2021, 10, 25), dt.time(9)),
        clock.at(dt.date(2022, 1, 10), dt.time(9)),
    ]


def test_a_message_after_the_start_goes_to_everybody_at_the_same_time(cohort):
    EnrolmentFactory(cohort=cohort)
    ReminderRuleFactory(anchor=Anchor.PROGRAMME_START, offset_days=2, subject="Hello", body="Hello.")

    plans.plan(dt.datetime(2021, 10, 1, 9, tzinfo=dt.UTC))

    row = Message.objects.get()
    assert (row.local_day, row.expires_at - row.due_at) == (dt.date(2021, 11, 3), dt.timedelta(days=7))


def test_facilitators_and_mentors_can_be_told_of_the_start(intake):
    intake.rule.is_on = False
    intake.rule.save()
    MentoringFactory(enrolment=intake.amara, mentor__full_name="Grace Lee")
    for audience in (Audience.FACILITATORS, Audience.MENTORS):
        ReminderRuleFactory(anchor=Anchor.PROGRAMME_START, audience=audience, subject="Hello", body="Hello.")

    plans.plan(dt.datetime(2021, 10, 1, 9, tzinfo=dt.UTC))

    assert [row[0] for row in ledger()] == ["Grace Lee", "Sam Field"]


@pytest.mark.parametrize("people", [1, 3])
def test_planning_costs_the_same_queries_for_any_number_of_people(cohort, django_assert_num_queries, people):
    EnrolmentFactory.create_batch(people, cohort=cohort)
    TrainingSessionFactory.create_batch(people, cohort=cohort)
    ReminderRuleFactory()
    cohort = plans.cohorts_to_plan(APRIL).get()

    with django_assert_num_queries(21):
        plans.plan(APRIL, cohort=cohort)
