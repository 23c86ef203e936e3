import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.models import Role
from participants.models import Enrolment
from sessions.models import StudyRecord
from tests.factories.cohorts import facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory, MentoringFactory
from tests.factories.sessions import StudyRecordFactory, StudyUnitFactory
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 16, 19, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _while_the_unit_is_open():
    clock.move_to(NOW)


@pytest.fixture
def unit():
    return StudyUnitFactory(url="https://example.org/module-4")


@pytest.fixture
def chloe(unit):
    return EnrolmentFactory(cohort=unit.cohort, participant__user__full_name="Chloe Nyambura")


@pytest.fixture
def client(chloe):
    return client_for(chloe.participant.user)


def url(name, unit):
    return reverse(f"sessions:{name}", args=[unit.pk])


def page(client, unit):
    return client.get(url("show-unit", unit)).content.decode()


def record(client, unit, **given):
    return client.post(url("record-study", unit), {"minutes": "180", "then": "done"} | given, follow=True)


def test_one_tap_marks_a_unit_done_with_the_expected_minutes(client, unit):
    assert 'name="minutes" value="180"' in page(client, unit)

    answer = record(client, unit).content.decode()

    assert "Module 4: Behaviour: done." in answer
    assert "Done on 16 May 2022" in answer
    assert StudyRecord.objects.get().minutes == 180


def test_minutes_are_saved_without_being_done(client, unit):
    answer = record(client, unit, minutes="70", then="save").content.decode()

    assert "In progress" in answer
    assert "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}10\N{NO-BREAK SPACE}min of about 3\N{NO-BREAK SPACE}h" in answer


def test_done_is_taken_back(client, unit):
    record(client, unit)

    assert "In progress" in record(client, unit, then="undo").content.decode()


def test_htmx_gets_only_the_record_and_the_same_words(client, unit):
    answer = client.post(url("record-study", unit), {"minutes": "180", "then": "done"}, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert text.strip().startswith("<section")
    assert "Done on 16 May 2022" in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the minutes you have spent so far."),
        ("an hour", "Enter the minutes as a whole number, such as 45."),
        ("-1", "Enter 0 or more minutes."),
        ("6001", "Enter at most 6000 minutes"),
    ],
)
def test_minutes_that_cannot_be_are_said_at_the_field(client, unit, typed, sentence):
    answer = record(client, unit, minutes=typed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert StudyRecord.objects.count() == 0


def test_before_it_opens_the_unit_says_when(client, unit):
    clock.move_to(dt.datetime(2022, 5, 1, 9, tzinfo=dt.UTC))

    text = page(client, unit)
    assert "This unit opens on Monday 9 May 2022. You can record it from then." in text
    assert "Mark as done" not in text
    assert "Open the materials" not in text
    assert "This unit opens on Monday 9 May 2022." in record(client, unit).content.decode()


def test_what_is_overdue_says_so_and_can_still_be_done(client, unit):
    clock.move_to(dt.datetime(2022, 6, 10, 9, tzinfo=dt.UTC))

    text = page(client, unit)
    assert "Overdue" in text
    assert "It was due on Sunday 29 May 2022. You can still do it." in text
    assert "Done on 10 June 2022" in record(client, unit).content.decode()


def test_what_is_overdue_and_begun_says_so(client, unit):
    record(client, unit, minutes="5", then="save")
    clock.move_to(dt.datetime(2022, 6, 10, 9, tzinfo=dt.UTC))

    assert "Overdue" in page(client, unit)


def test_somebody_who_has_withdrawn_records_nothing(client, unit, chloe):
    Enrolment.objects.filter(pk=chloe.pk).update(status=Enrolment.Status.WITHDRAWN)

    assert "Mark as done" not in page(client, unit)
    assert "You have withdrawn from this programme" in record(client, unit).content.decode()


def test_staff_see_what_everybody_recorded(unit, chloe):
    begun, _none = EnrolmentFactory.create_batch(2, cohort=unit.cohort)
    StudyRecordFactory(unit=unit, enrolment=chloe, minutes=90, done_at=NOW)
    StudyRecordFactory(unit=unit, enrolment=begun)

    text = page(client_for(facilitator_of(unit.cohort)), unit)

    assert "Chloe Nyambura" in text
    assert "Done 16 May 2022" in text
    assert "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}min" in text
    assert [word in text for word in ("In progress", "Not begun", "Mark as done")] == [True, True, False]


def test_every_reader_of_a_unit_has_a_way_back(client, unit, chloe):
    ways = {
        f'<a href="{reverse("my-study")}">Study</a>': client,
        f'<a href="{unit.cohort.get_absolute_url()}?tab=study">': client_for(facilitator_of(unit.cohort)),
        f"<span>{unit.cohort}</span>": client_for(MentoringFactory(enrolment=chloe).mentor),
    }

    assert [way for way, reader in ways.items() if way not in page(reader, unit)] == []


def test_staff_of_a_cohort_without_people_are_told_so(unit):
    assert "Nobody takes part yet" in page(client_for(manager_of(unit.cohort)), unit)


def test_staff_see_what_is_overdue(unit, chloe):
    clock.move_to(dt.datetime(2022, 6, 10, 9, tzinfo=dt.UTC))

    assert "Overdue" in page(client_for(manager_of(unit.cohort)), unit)


def test_a_mentor_sees_their_own_people_alone(unit, chloe):
    other = EnrolmentFactory(cohort=unit.cohort, participant__user__full_name="Ben Whitcombe")
    mentor = MentoringFactory(enrolment=chloe).mentor

    text = page(client_for(mentor), unit)

    assert ("Chloe Nyambura" in text, str(other.participant) in text) == (True, False)


def test_a_participant_sees_nobody_else(client, unit):
    EnrolmentFactory(cohort=unit.cohort, participant__user__full_name="Ben Whitcombe")

    assert "Ben Whitcombe" not in page(client, unit)


@pytest.mark.parametrize("people", [1, 3])
def test_a_unit_costs_the_same_for_any_number_of_people(unit, django_assert_num_queries, people):
    for enrolment in EnrolmentFactory.create_batch(people, cohort=unit.cohort):
        StudyRecordFactory(unit=unit, enrolment=enrolment)
    client = client_for(facilitator_of(unit.cohort))

    with django_assert_num_queries(6):
        page(client, unit)


@pytest.mark.parametrize(
    ("who", "own", "foreign", "may_record"),
    [
        ("administrator", 200, 200, 404),
        ("manager", 200, 404, 404),
        ("facilitator", 200, 404, 404),
        ("mentor", 200, 404, 404),
        ("participant", 200, 404, 200),
        ("stranger", 404, 404, 404),
    ],
)
def test_only_who_it_concerns_sees_a_unit_and_only_the_participant_records_it(
    who, own, foreign, may_record, unit, chloe
):
    other = StudyUnitFactory()
    EnrolmentFactory(cohort=other.cohort)
    user = {
        "administrator": administrator,
        "manager": lambda: manager_of(unit.cohort),
        "facilitator": lambda: facilitator_of(unit.cohort),
        "mentor": lambda: MentoringFactory(enrolment=chloe).mentor,
        "participant": lambda: chloe.participant.user,
        "stranger": lambda: UserFactory(roles=[Role.PARTICIPANT]),
    }[who]()
    client = client_for(user)

    assert client.get(url("show-unit", unit)).status_code == own
    assert client.get(url("show-unit", other)).status_code == foreign
    assert record(client, unit).status_code == may_record
    assert record(client, other).status_code == 404
