import datetime as dt

import pytest

from npq_portal.audit.models import Event
from participants.models import Enrolment
from sessions.actions import registers
from sessions.actions.registers import Change
from sessions.models import CatchUp, Mark, MarkEvent, RegisterState, TrainingSession, register_state
from sessions.roster import Answer, roster_of
from tests.factories.cohorts import facilitator_of
from tests.factories.participants import EnrolmentFactory, StatusChangeFactory
from tests.factories.sessions import RegisterFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 11, 15, 20, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=1)


@pytest.fixture
def session():
    return TrainingSessionFactory()


@pytest.fixture
def sam(session):
    return facilitator_of(session.cohort, full_name="Sam Iqbal")


@pytest.fixture
def ruth(session):
    return facilitator_of(session.cohort, full_name="Ruth Adeyemi")


@pytest.fixture
def aisha(session):
    return EnrolmentFactory(cohort=session.cohort, participant__user__full_name="Aisha Khan")


def wish(enrolment, status, minutes_late=None, reason="", base_version=0):
    return Change(enrolment.pk, status, minutes_late, reason, base_version)


def save(session, *changes, by, now=NOW, correction=""):
    return registers.save_marks(session, changes, now=now, correction=correction, by=by)


def history(session):
    events = MarkEvent.objects.filter(mark__session=session).order_by("mark", "version")
    return list(events.values_list("version", "status", "minutes_late", "reason", "by__full_name", "correction"))


def in_force(enrolment):
    return Mark.objects.values_list("status", "minutes_late", "reason", "version").get(enrolment=enrolment)


def reload(session):
    return TrainingSession.objects.select_related("register").get(pk=session.pk)


def test_a_mark_is_saved_with_who_when_and_its_first_version(session, sam, aisha):
    saved = save(session, wish(aisha, "late", 10), by=sam)

    assert saved == ({aisha.pk: 1}, [])
    assert in_force(aisha) == ("late", 10, "", 1)
    assert history(session) == [(1, "late", 10, "", "Sam Iqbal", "")]
    event = MarkEvent.objects.get()
    assert (event.at, event.mark.marked_at, event.mark.marked_by) == (NOW, NOW, sam)


def test_a_change_adds_to_the_history_and_never_rewrites_it(session, sam, ruth, aisha):
    save(session, wish(aisha, "present"), by=sam)

    saved = save(session, wish(aisha, "excused", None, "illness", 1), by=ruth, now=LATER)

    assert saved.applied == {aisha.pk: 2}
    assert in_force(aisha) == ("excused", None, "illness", 2)
    assert history(session) == [
        (1, "present", None, "", "Sam Iqbal", ""),
        (2, "excused", None, "illness", "Ruth Adeyemi", ""),
    ]


def test_a_change_of_a_mark_that_somebody_else_changed_is_a_conflict_and_theirs_stands(session, sam, ruth, aisha):
    save(session, wish(aisha, "absent"), by=ruth)

    saved = save(session, wish(aisha, "present"), by=sam, now=LATER)

    assert saved.applied == {}
    assert saved.conflicts == [
        registers.Conflict(aisha.pk, "Aisha Khan", Answer("present"), Answer("absent"), 1, "Ruth Adeyemi", NOW)
    ]
    assert in_force(aisha) == ("absent", None, "", 1)


def test_the_same_answer_from_two_people_is_no_conflict_and_no_second_event(session, sam, ruth, aisha):
    save(session, wish(aisha, "absent"), by=ruth)

    saved = save(session, wish(aisha, "absent"), by=sam, now=LATER)

    assert saved == ({aisha.pk: 1}, [])
    assert len(history(session)) == 1


def test_a_change_sent_again_changes_nothing(session, sam, aisha):
    change = wish(aisha, "late", 5)
    save(session, change, by=sam)

    for _ in range(3):
        assert save(session, change, by=sam, now=LATER) == ({aisha.pk: 1}, [])

    assert history(session) == [(1, "late", 5, "", "Sam Iqbal", "")]
    assert Event.objects.filter(action="register.marked").count() == 1


def test_an_old_change_that_arrives_after_a_newer_one_is_a_conflict(session, sam, aisha):
    save(session, wish(aisha, "present"), by=sam)
    save(session, wish(aisha, "absent", base_version=1), by=sam)

    saved = save(session, wish(aisha, "late", 3, base_version=0), by=sam, now=LATER)

    assert [conflict.theirs for conflict in saved.conflicts] == [Answer("absent")]
    assert in_force(aisha) == ("absent", None, "", 2)


def test_a_row_of_a_form_that_nobody_touched_does_not_undo_what_a_colleague_did(session, sam, ruth, aisha):
    save(session, wish(aisha, "present"), by=sam)
    save(session, wish(aisha, "absent", base_version=1), by=ruth)

    saved = save(session, wish(aisha, "present", base_version=1), by=sam, now=LATER)

    assert saved == ({aisha.pk: 2}, [])
    assert in_force(aisha) == ("absent", None, "", 2)


def test_an_unmarked_row_that_nobody_touched_does_not_take_a_mark_back(session, sam, ruth, aisha):
    save(session, wish(aisha, "present"), by=ruth)

    saved = save(session, wish(aisha, ""), by=sam, now=LATER)

    assert saved == ({aisha.pk: 1}, [])
    assert in_force(aisha) == ("present", None, "", 1)


def test_a_version_that_never_was_is_a_conflict(session, sam, aisha):
    save(session, wish(aisha, "present"), by=sam)

    saved = save(session, wish(aisha, "absent", base_version=7), by=sam)

    assert [conflict.mine for conflict in saved.conflicts] == [Answer("absent")]


def test_a_mark_can_be_taken_back_and_is_then_unknown(session, sam, aisha):
    save(session, wish(aisha, "present"), by=sam)

    save(session, wish(aisha, "", base_version=1), by=sam, now=LATER)

    assert in_force(aisha) == ("", None, "", 2)
    assert [row.enrolment_id for row in roster_of(session).unmarked] == [aisha.pk]


def test_minutes_belong_to_being_late_and_a_reason_to_being_excused(session, sam, aisha):
    save(session, wish(aisha, "present", 10, "illness"), by=sam)

    assert in_force(aisha) == ("present", None, "", 1)


@pytest.mark.parametrize(
    "change",
    [
        ("gone", None, ""),
        ("late", 0, ""),
        ("late", 601, ""),
        ("excused", None, "a doctor's letter that says too much"),
    ],
)
def test_a_mark_that_no_register_knows_is_refused(session, sam, aisha, change):
    with pytest.raises(registers.InvalidMark):
        save(session, Change(aisha.pk, *change, 0), by=sam)

    assert Mark.objects.count() == 0


def test_a_person_of_another_cohort_is_refused_and_nothing_is_saved(session, sam, aisha):
    stranger = EnrolmentFactory()

    with pytest.raises(registers.NotOnRegister):
        save(session, wish(aisha, "present"), wish(stranger, "present"), by=sam)

    assert Mark.objects.count() == 0


def test_no_change_at_all_is_saved_as_nothing(session, sam):
    assert save(session, by=sam) == ({}, [])
    assert Event.objects.count() == 0


def test_what_was_done_is_recorded_without_names(session, sam, aisha):
    save(session, wish(aisha, "present"), by=sam)

    event = Event.objects.get()
    assert (event.action, event.actor, event.details) == ("register.marked", sam, {"marks": 1})


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (dt.datetime(2022, 5, 11, 13, 44, 59, tzinfo=dt.UTC), RegisterState.NOT_DUE),
        (dt.datetime(2022, 5, 11, 13, 45, tzinfo=dt.UTC), RegisterState.OPEN),
        (dt.datetime(2023, 5, 11, tzinfo=dt.UTC), RegisterState.OPEN),
    ],
)
def test_a_register_opens_an_hour_before_its_session_and_stays_open_until_it_is_submitted(session, now, state):
    assert register_state(session, now) == state


@pytest.mark.parametrize(
    ("days", "state"), [(0, RegisterState.SUBMITTED), (13, RegisterState.SUBMITTED), (14, RegisterState.CLOSED)]
)
def test_a_submitted_register_closes_after_a_fortnight(session, sam, days, state):
    registers.submit(session, now=NOW, by=sam)

    assert register_state(reload(session), NOW + dt.timedelta(days=days)) == state


def test_a_register_that_somebody_reopened_in_support_is_open(session):
    RegisterFactory(session=session, state=RegisterState.OPEN)

    assert register_state(reload(session), NOW) == RegisterState.OPEN


def test_a_register_cannot_be_marked_before_it_opens(session, sam, aisha):
    with pytest.raises(registers.NotDue):
        save(session, wish(aisha, "present"), by=sam, now=session.starts_at - dt.timedelta(hours=2))


def test_a_register_of_a_session_moved_while_the_page_was_open_is_not_marked(session, sam, aisha):
    TrainingSession.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at + dt.timedelta(days=7), ends_at=session.ends_at + dt.timedelta(days=7)
    )

    with pytest.raises(registers.NotDue):
        save(session, wish(aisha, "present"), by=sam)


def test_a_register_of_a_session_cancelled_while_the_page_was_open_is_not_marked(session, sam, aisha):
    TrainingSession.objects.filter(pk=session.pk).update(status=TrainingSession.Status.CANCELLED)

    with pytest.raises(registers.SessionCancelled):
        save(session, wish(aisha, "present"), by=sam)


def test_a_closed_register_is_only_corrected_with_a_reason_and_keeps_the_original(session, sam, ruth, aisha):
    save(session, wish(aisha, "absent"), by=sam)
    registers.submit(session, now=NOW, by=sam)
    registers.close(session, now=LATER, by=ruth)

    with pytest.raises(registers.RegisterClosed):
        save(session, wish(aisha, "present", base_version=1), by=ruth, now=LATER)
    save(session, wish(aisha, "present", base_version=1), by=ruth, now=LATER, correction="She was in the other room")

    assert history(session) == [
        (1, "absent", None, "", "Sam Iqbal", ""),
        (2, "present", None, "", "Ruth Adeyemi", "She was in the other room"),
    ]
    assert CatchUp.objects.count() == 0


def test_only_a_submitted_register_can_be_closed(session, sam):
    with pytest.raises(registers.NotSubmitted):
        registers.close(session, now=NOW, by=sam)


def test_everybody_left_is_marked_present_and_nobody_else_is_touched(session, sam, ruth, aisha):
    ben, chloe = EnrolmentFactory.create_batch(2, cohort=session.cohort)
    save(session, wish(aisha, "absent"), by=ruth)

    filled = registers.fill_unmarked(session, now=LATER, by=sam)

    assert filled == 2
    assert [in_force(person)[0] for person in (aisha, ben, chloe)] == ["absent", "present", "present"]


def test_people_who_are_not_expected_are_not_filled_in(session, sam):
    deferred = EnrolmentFactory(cohort=session.cohort)
    StatusChangeFactory(enrolment=deferred, effective_on=dt.date(2022, 5, 1))

    assert registers.fill_unmarked(session, now=NOW, by=sam) == 0
    assert Mark.objects.count() == 0


def test_filling_is_undone_as_one_action_except_for_marks_changed_since(session, sam, aisha):
    ben = EnrolmentFactory(cohort=session.cohort)
    registers.fill_unmarked(session, now=NOW, by=sam)
    save(session, wish(ben, "late", 5, base_version=1), by=sam, now=LATER)

    undone = registers.undo_fill(session, filled_at=NOW, now=LATER, by=sam)

    assert undone == 1
    assert (in_force(aisha)[0], in_force(ben)[0]) == ("", "late")
    assert registers.undo_fill(session, filled_at=NOW, now=LATER, by=sam) == 0


def test_nobody_undoes_what_somebody_else_filled_in(session, sam, ruth, aisha):
    registers.fill_unmarked(session, now=NOW, by=sam)

    assert registers.undo_fill(session, filled_at=NOW, now=LATER, by=ruth) == 0
    assert in_force(aisha)[0] == "present"


def test_a_person_filled_in_again_after_undoing_keeps_counting_versions(session, sam, aisha):
    registers.fill_unmarked(session, now=NOW, by=sam)
    registers.undo_fill(session, filled_at=NOW, now=LATER, by=sam)
    registers.fill_unmarked(session, now=LATER, by=sam)

    assert [(version, status) for version, status, *_ in history(session)] == [(1, "present"), (2, ""), (3, "present")]


@pytest.mark.parametrize(("unmarked", "status"), [("absent", "absent"), ("present", "present")])
def test_submitting_says_of_the_unmarked_what_it_was_told(session, sam, aisha, unmarked, status):
    register = registers.submit(session, unmarked=unmarked, now=NOW, by=sam)

    assert (register.state, register.submitted_at, register.submitted_by) == (RegisterState.SUBMITTED, NOW, sam)
    assert in_force(aisha)[0] == status


def test_submitting_leaves_the_unmarked_unknown_unless_told_otherwise(session, sam, aisha):
    registers.submit(session, now=NOW, by=sam)

    assert Mark.objects.count() == 0


def test_a_register_is_submitted_once(session, sam):
    registers.submit(session, now=NOW, by=sam)

    with pytest.raises(registers.AlreadySubmitted):
        registers.submit(session, now=LATER, by=sam)


def test_a_mark_changed_after_submitting_brings_its_catch_up_along(session, sam, aisha):
    save(session, wish(aisha, "present"), by=sam)
    registers.submit(session, now=NOW, by=sam)

    save(session, wish(aisha, "absent", base_version=1), by=sam, now=LATER)

    assert list(CatchUp.objects.values_list("enrolment", "state")) == [(aisha.pk, "open")]


def test_somebody_deferred_since_the_page_was_opened_is_credited_when_marked(session, sam, aisha):
    StatusChangeFactory(enrolment=aisha, effective_on=dt.date(2022, 5, 10))
    Enrolment.objects.filter(pk=aisha.pk).update(status=Enrolment.Status.DEFERRED)

    save(session, wish(aisha, "present"), by=sam)

    assert [row.enrolment_id for row in roster_of(session).on_list] == [aisha.pk]


def test_versions_add_up_to_the_events(session, sam, aisha):
    people = [aisha, *EnrolmentFactory.create_batch(4, cohort=session.cohort)]
    save(session, *[wish(person, "present") for person in people], by=sam)
    save(session, *[wish(person, "absent", base_version=1) for person in people[:3]], by=sam)

    assert sum(Mark.objects.values_list("version", flat=True)) == MarkEvent.objects.count() == 8


@pytest.mark.parametrize("people", [1, 3, 30])
def test_saving_costs_the_same_for_any_number_of_marks(django_assert_num_queries, session, sam, people):
    enrolments = EnrolmentFactory.create_batch(people, cohort=session.cohort)

    with django_assert_num_queries(8):
        save(session, *[wish(enrolment, "present") for enrolment in enrolments], by=sam)
    with django_assert_num_queries(8):
        save(session, *[wish(enrolment, "absent", base_version=1) for enrolment in enrolments], by=sam)
