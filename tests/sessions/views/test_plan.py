"""A cohort's plan in the browser."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.actions import reference
from cohorts.models import Blueprint, CalendarPeriod, SchoolCalendar
from npq_portal import clock
from npq_portal.users.models import Role
from sessions.models import SessionFacilitator, StudyUnit, TrainingSession
from tests.factories.cohorts import (
    BlueprintFactory,
    CalendarPeriodFactory,
    CohortFactory,
    ComponentFactory,
    GroupFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    EnrolmentFactory,
    GroupMembershipFactory,
)
from tests.factories.sessions import (
    RegisterFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _october_2021():
    clock.move_to(dt.datetime(2021, 10, 4, 9, tzinfo=dt.UTC))


def plan_page(cohort):
    return reverse("sessions:show-plan", args=[cohort.slug])


def typed_for(session, **fields):
    starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
    return {
        "title": session.title,
        "short_title": session.short_title,
        "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "delivery": session.delivery,
        "venue": "",
        "join_url": session.join_url,
        "preparation": session.preparation,
        "preparation_minutes": "",
    } | fields


def edit_page(session):
    return reverse("sessions:edit-session", args=[session.pk])


def test_a_manager_makes_the_plan_of_the_november_intake():
    reference.load()
    cohort = CohortFactory(
        calendar=SchoolCalendar.objects.get(key="hertfordshire"), blueprint=Blueprint.objects.get(key="npqsl")
    )
    client = client_for(manager_of(cohort))

    before = client.get(plan_page(cohort)).content.decode()
    after = client.post(reverse("sessions:make-plan", args=[cohort.slug]), follow=True).content.decode()

    assert "Make the plan: 31 items" in before
    assert "Plan made: 31 items added, 0 moved." in after
    assert "Moved from Monday 19 September 2022: bank holiday" in after
    assert "The plan is made" in after


def test_the_plan_says_why_coaching_and_the_case_study_are_not_where_they_were_placed():
    cohort = CohortFactory()
    CoachingPeriodFactory(cohort=cohort, explanation="opening moved from Monday 3 January 2022: bank holiday")
    AssessmentWindowFactory(cohort=cohort, explanation="moved from Thursday 31 August 2023: summer holiday")

    page = client_for(manager_of(cohort)).get(plan_page(cohort)).content.decode()

    assert "Opening moved from Monday 3 January 2022: bank holiday" in page
    assert "Moved from Thursday 31 August 2023: summer holiday" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_plan_costs_the_same_for_any_number_of_items(django_assert_num_queries, rows):
    cohort = CohortFactory(blueprint=BlueprintFactory())
    for _ in range(rows):
        TrainingSessionFactory(cohort=cohort)
        StudyUnitFactory(cohort=cohort)
    client = client_for(manager_of(cohort))

    with django_assert_num_queries(16):
        assert client.get(plan_page(cohort)).status_code == 200


def test_what_was_moved_by_hand_is_named_before_the_plan_moves_it_back():
    reference.load()
    cohort = CohortFactory(
        calendar=SchoolCalendar.objects.get(key="hertfordshire"), blueprint=Blueprint.objects.get(key="npqsl")
    )
    client = client_for(manager_of(cohort))
    client.post(reverse("sessions:make-plan", args=[cohort.slug]))
    session = TrainingSession.objects.get(component_key="seminar-6")
    client.post(edit_page(session), typed_for(session, day="23/06/2022"))

    page = client.get(plan_page(cohort)).content.decode()

    assert "Making the plan now changes 1 item" in page
    assert "From Thursday 23 June 2022 to Wednesday 22 June 2022" in page


def test_a_plan_that_would_meet_what_blocks_is_not_made():
    reference.load()
    cohort = CohortFactory(
        calendar=SchoolCalendar.objects.get(key="hertfordshire"), blueprint=Blueprint.objects.get(key="npqsl")
    )
    client, hall = client_for(manager_of(cohort)), VenueFactory(name="Elm Hall")
    client.post(reverse("sessions:make-plan", args=[cohort.slug]))
    session = TrainingSession.objects.get(component_key="seminar-6")
    client.post(edit_page(session), typed_for(session, day="23/06/2022", delivery="in_person", venue=hall.pk))
    TrainingSessionFactory(starts_at=session.starts_at, venue=hall, delivery="in_person")

    page = client.post(reverse("sessions:make-plan", args=[cohort.slug]), follow=True).content.decode()

    assert "The plan is not made, and nothing has moved. Seminar 6" in page
    assert "both are at Elm Hall." in page


def test_a_cohort_without_a_delivery_model_is_told_what_to_do():
    cohort = CohortFactory()
    client = client_for(manager_of(cohort))

    page = client.post(reverse("sessions:make-plan", args=[cohort.slug]), follow=True).content.decode()

    assert page.count("This cohort has no delivery model yet.") == 2


def test_a_delivery_model_that_cannot_be_read_names_the_place():
    cohort = CohortFactory(blueprint=BlueprintFactory())
    ComponentFactory(blueprint=cohort.blueprint, title="Seminar 1", placement={"half_term": "third"})

    page = client_for(manager_of(cohort)).get(plan_page(cohort)).content.decode()

    assert "The plan cannot be made" in page
    assert "component 1 (Seminar 1)" in page


def test_a_school_calendar_of_other_years_gives_no_plan():
    reference.load()
    cohort = CohortFactory(
        calendar=SchoolCalendar.objects.get(name__startswith="Buckinghamshire"),
        blueprint=Blueprint.objects.get(key="npqsl"),
        starts_on=dt.date(2022, 10, 3),
        ends_on=dt.date(2024, 4, 30),
    )

    page = client_for(manager_of(cohort)).get(plan_page(cohort)).content.decode()

    assert "has no term in 3 October 2022 to 30 April 2024. Choose another school calendar" in page


def test_a_manager_moves_a_session_and_names_who_takes_it():
    session, venue = TrainingSessionFactory(), VenueFactory()
    facilitator = UserFactory(roles=[Role.FACILITATOR])
    typed = typed_for(session, day="18/05/2022", delivery="in_person", venue=venue.pk, facilitators=[facilitator.pk])

    response = client_for(manager_of(session.cohort)).post(edit_page(session), typed)

    moved = TrainingSession.objects.get()
    assert response.url == moved.get_absolute_url()
    assert clock.local(moved.starts_at).isoformat() == "2022-05-18T15:45:00+01:00"
    assert SessionFacilitator.objects.in_force().get().facilitator == facilitator


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends": "15:00"}, "The end has to be after the start."),
        # An hour that the clocks pass over that night.
        ({"day": "27/03/2022", "starts": "01:10", "ends": "01:40"}, "The end has to be after the start."),
        ({"starts": "06:00", "ends": "19:00"}, "A session lasts at most 12 hours. Split a longer one."),
        ({"day": "29/02/2023"}, "“Day” is not a date. Write it as 11/05/2022."),
        ({"join_url": "https://teams.microsoft.com.evil.example/"}, "leads to Teams, Zoom, Google Meet or Webex."),
        ({"title": "   "}, "“Title” is missing."),
        ({"facilitators": [str(2**63)]}, "“9223372036854775808” is not a valid value."),
        ({"facilitators": ["12", "１２"]}, "“１２” is not a valid value."),
        ({"facilitators": ["987654321"]}, "987654321 is not one of the available choices."),
        ({"title": "\u202eSeminar"}, "Remove the hidden control characters"),
        ({"day": "21/02/2022"}, "would be on Monday 21 February 2022, when schools are closed: training day."),
        ({"day": ""}, "“Day” is missing."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_moves(fields, sentence):
    session = TrainingSessionFactory()
    CalendarPeriodFactory(calendar=session.cohort.calendar, kind=CalendarPeriod.Kind.TRAINING_DAY)

    page = client_for(manager_of(session.cohort)).post(edit_page(session), typed_for(session, **fields))

    assert sentence in page.content.decode()
    assert TrainingSession.objects.get().starts_at == session.starts_at


def test_a_session_that_stands_on_a_closure_can_still_change_its_title():
    period = CalendarPeriodFactory(starts_on=dt.date(2022, 5, 11), ends_on=dt.date(2022, 5, 11))
    session = TrainingSessionFactory(cohort__calendar=period.calendar)

    client_for(manager_of(session.cohort)).post(edit_page(session), typed_for(session, title="Renamed"))

    assert TrainingSession.objects.get().title == "Renamed"


def test_a_manager_gives_a_session_to_a_group_and_the_plan_says_so():
    session = TrainingSessionFactory()
    group = GroupFactory(cohort=session.cohort, name="Group A")
    GroupFactory(cohort=session.cohort, name="Group Z", ends_on=dt.date(2022, 1, 1))
    GroupFactory(name="Foreign group")
    client = client_for(manager_of(session.cohort))

    page = client.get(edit_page(session))
    client.post(edit_page(session), typed_for(session, group=group.pk))

    assert [label for _, label in page.context["form"].fields["group"].choices] == ["The whole cohort", "Group A"]
    assert TrainingSession.objects.get().group == group
    assert "For Group A" in client.get(plan_page(session.cohort)).content.decode()
    assert "for Group A" in client.get(session.get_absolute_url()).content.decode()

    client.post(edit_page(session), typed_for(session, group=""))

    assert TrainingSession.objects.get().group is None


def test_whoever_is_in_no_group_is_named_where_sessions_are_for_groups():
    session = TrainingSessionFactory()
    member = GroupMembershipFactory(group__cohort=session.cohort)
    EnrolmentFactory(cohort=session.cohort, participant__user__full_name="Chloe Nyambura")
    client = client_for(manager_of(session.cohort))

    before = client.get(plan_page(session.cohort)).content.decode()
    TrainingSession.objects.update(group=member.group)
    page = client.get(plan_page(session.cohort)).content.decode()
    TrainingSession.objects.update(status="cancelled")
    cancelled = client.get(plan_page(session.cohort)).content.decode()

    assert "1 person is in no teaching group" in page
    assert "Chloe Nyambura is expected at none of the sessions that are for one." in page
    assert "in no teaching group" not in before + cancelled


def test_nobody_is_named_where_everybody_is_in_a_group():
    member = GroupMembershipFactory()
    TrainingSessionFactory(cohort=member.group.cohort, group=member.group)

    page = client_for(manager_of(member.group.cohort)).get(plan_page(member.group.cohort)).content.decode()

    assert "in no teaching group" not in page


def test_a_session_of_a_group_that_ends_before_it_is_pointed_out():
    session = TrainingSessionFactory()
    session.group = GroupFactory(cohort=session.cohort, name="Group A", ends_on=dt.date(2022, 5, 10))
    session.save()
    client = client_for(manager_of(session.cohort))

    page = client.get(plan_page(session.cohort)).content.decode()

    assert "For Group A, which ended on 10 May 2022: nobody is expected" in page
    assert [label for _, label in client.get(edit_page(session)).context["form"].fields["group"].choices] == [
        "The whole cohort",
        "Group A",
    ]


def test_whom_a_session_was_for_stays_once_its_register_is_complete():
    session = RegisterFactory(state="submitted", submitted_at=dt.datetime(2022, 5, 11, 16, tzinfo=dt.UTC)).session
    group = GroupFactory(cohort=session.cohort)

    page = client_for(manager_of(session.cohort)).post(edit_page(session), typed_for(session, group=group.pk))

    assert "The register of this session is complete, so whom it was for stays." in page.content.decode()
    assert TrainingSession.objects.get().group is None


def test_the_time_of_a_session_that_has_begun_stays():
    session = TrainingSessionFactory()
    clock.move_to(session.starts_at + dt.timedelta(minutes=5))

    page = client_for(manager_of(session.cohort)).post(edit_page(session), typed_for(session, day="18/05/2022"))

    assert "This session has begun, so its time stays." in page.content.decode()


def test_a_manager_cancels_a_session_with_a_reason_and_puts_it_back_on():
    session = TrainingSessionFactory()
    client = client_for(manager_of(session.cohort))
    cancel = reverse("sessions:cancel-session", args=[session.pk])

    assert "Cancel the session" in client.get(cancel).content.decode()
    assert "“Reason” is missing." in client.post(cancel, {"reason": ""}).content.decode()
    assert client.post(cancel, {"reason": "The hall is flooded"}).url == session.get_absolute_url()
    assert TrainingSession.objects.get().status_reason == "The hall is flooded"
    assert "Put it back on" in client.get(edit_page(session)).content.decode()
    assert client.post(cancel, {"reason": "Again"}).url == session.get_absolute_url()

    reinstate = reverse("sessions:reinstate-session", args=[session.pk])
    client.post(reinstate)
    client.post(reinstate)
    assert not TrainingSession.objects.get().is_cancelled


def test_a_session_that_has_begun_is_not_cancelled():
    session = TrainingSessionFactory()
    clock.move_to(session.starts_at)
    cancel = reverse("sessions:cancel-session", args=[session.pk])

    page = client_for(manager_of(session.cohort)).post(cancel, {"reason": "Too late"})

    assert "This session has begun, so it cannot be cancelled." in page.content.decode()


def typed_for_unit(unit, **fields):
    return {
        "title": unit.title,
        "short_title": unit.short_title,
        "opens_on": unit.opens_on.isoformat(),
        "due_on": unit.due_on.isoformat(),
        "minutes": unit.minutes,
        "url": unit.url,
    } | fields


def test_a_manager_gives_a_unit_other_days_and_the_link_to_its_materials():
    unit = StudyUnitFactory()
    client = client_for(manager_of(unit.cohort))
    edit = reverse("sessions:edit-unit", args=[unit.pk])

    assert edit in client.get(unit.get_absolute_url()).content.decode()
    assert edit in client.get(plan_page(unit.cohort)).content.decode()
    assert "Link to the materials" in client.get(edit).content.decode()
    response = client.post(edit, typed_for_unit(unit, due_on="05/06/2022", url="https://learn.example.org/m4"))

    changed = StudyUnit.objects.get()
    assert response.url == changed.get_absolute_url()
    assert (changed.due_on, changed.url) == (dt.date(2022, 6, 5), "https://learn.example.org/m4")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_on": "2022-05-08"}, "The last day is before the first."),
        ({"due_on": "31/11/2022"}, "“Last day” is not a date. Write it as 11/05/2022."),
        ({"minutes": "-1"}, "“Minutes it takes”"),
        ({"minutes": "6001"}, "“Minutes it takes”"),
        ({"url": "http://learn.example.org/m4"}, "Enter a link that starts with https://"),
        ({"url": "javascript:alert(1)"}, "“Link to the materials” is not a web address."),
        ({"title": "\u202eModule"}, "Remove the hidden control characters"),
    ],
)
def test_what_a_unit_cannot_be_is_said_at_its_field_and_nothing_changes(fields, sentence):
    unit = StudyUnitFactory()

    page = client_for(manager_of(unit.cohort)).post(
        reverse("sessions:edit-unit", args=[unit.pk]), typed_for_unit(unit, **fields)
    )

    assert sentence in page.content.decode()
    assert StudyUnit.objects.get().sequence == 0


@pytest.mark.parametrize(
    ("who", "own", "foreign"),
    [("administrator", 200, 200), ("manager", 200, 404), ("facilitator", 403, 404), ("mentor", 404, 404)],
)
def test_only_managers_of_the_cohort_plan_it(who, own, foreign):
    session, other = TrainingSessionFactory(), TrainingSessionFactory()
    user = {
        "administrator": administrator,
        "manager": lambda: manager_of(session.cohort),
        "facilitator": lambda: facilitator_of(session.cohort),
        "mentor": lambda: UserFactory(roles=[Role.MENTOR]),
    }[who]()
    client = client_for(user)

    assert {client.get(page).status_code for page in (plan_page(session.cohort), edit_page(session))} == {own}
    assert {client.get(page).status_code for page in (plan_page(other.cohort), edit_page(other))} == {foreign}
