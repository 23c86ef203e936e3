"""Copying a cohort: previewed item by item, then made in one piece, as a draft."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.reminders.models import ReminderRule
from sessions.models import TrainingSession
from tests.factories.cohorts import (
    CalendarPeriodFactory,
    CohortFactory,
    FacilitatorAssignmentFactory,
    GroupFactory,
    HalfTermFactory,
    SchoolCalendarFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.participants import AssessmentWindowFactory, CoachingPeriodFactory, EnrolmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import StudyUnitFactory, TrainingSessionFactory, VenueFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

MARCH = dt.datetime(2022, 3, 1, 9, tzinfo=dt.UTC)
# 52 weeks after Monday 1 November 2021.
STARTS = "2022-10-31"


@pytest.fixture
def calendar():
    """A calendar that says schools are open from September 2022 to the summer of 2024."""
    calendar = SchoolCalendarFactory(name="Kent")
    for year, (number, first, last) in enumerate([(1, "2022-09-01", "2023-07-21"), (1, "2023-09-01", "2024-07-19")]):
        HalfTermFactory(calendar=calendar, number=number, name=f"Year {year}", starts_on=first, ends_on=last)
    return calendar


@pytest.fixture
def source():
    """The cohort of November 2021 with one of everything, and a session in June; seen in March 2022."""
    clock.move_to(MARCH)
    cohort = CohortFactory(name="November 2021")
    TrainingSessionFactory(
        cohort=cohort,
        component_key="the-seminar",
        join_url="https://meet.example.org/5",
        venue=VenueFactory(name="Hall"),
    )
    StudyUnitFactory(cohort=cohort)
    CoachingPeriodFactory(cohort=cohort, opens_on=dt.date(2022, 5, 2), due_on=dt.date(2022, 5, 27))
    AssessmentWindowFactory(cohort=cohort)
    TrainingSessionFactory(cohort=cohort, title="Called off", status="cancelled")
    EnrolmentFactory(cohort=cohort)
    return cohort


def page_of(cohort):
    return reverse("copy-cohort", args=[cohort.slug])


def typed(calendar, **fields):
    return {
        "name": "November 2022",
        "starts_on": STARTS,
        "calendar": calendar.pk,
        "blueprint": "",
        "contract_year": "2022",
        "schedule_identifier": "npq-leadership-autumn",
        "with_team": "on",
    } | fields


def shown(client, source, calendar, **fields):
    return client.post(page_of(source), typed(calendar, **fields))


def confirmed(client, source, calendar, *, without=(), **fields):
    """Read the preview, untick some of it, and make the copy."""
    context = shown(client, source, calendar, **fields).context
    keys = [item.key for item in context["items"] if item.row and str(item.original) not in without]
    return client.post(page_of(source), typed(calendar, **fields) | {"read": context["read"], "copy": keys})


def copy_of(source):
    return Cohort.objects.get(partner=source.partner, stage="draft")


def test_the_preview_counts_what_the_copy_would_hold_and_writes_nothing(source, calendar):
    page = shown(client_for(manager_of(source)), source, calendar).content.decode()

    for counter in ("session", "study unit", "coaching period", "assessment window"):
        assert f"<b>1</b><span>{counter}</span>" in page
    assert "Wednesday 10 May 2023" in page
    assert "Called off" not in page
    assert Cohort.objects.get() == source


def test_the_copy_is_a_draft_a_year_later_on_the_same_weekdays_and_at_the_same_times(source, calendar):
    confirmed(client_for(manager_of(source)), source, calendar)

    new = copy_of(source)
    session, unit = new.training_sessions.get(), new.study_units.get()
    assert (new.stage, new.starts_on, new.ends_on) == ("draft", dt.date(2022, 10, 31), dt.date(2024, 5, 29))
    assert new.calendar == calendar
    assert session.starts_at == clock.at(dt.date(2023, 5, 10), dt.time(15, 45))
    assert (session.component_key, session.join_url, session.sequence) == ("the-seminar", "", 0)
    assert session.uid != source.training_sessions.get(component_key="the-seminar").uid
    assert (unit.opens_on, unit.due_on) == (dt.date(2023, 5, 9), dt.date(2023, 5, 28))
    assert new.coaching_periods.count() == new.assessment_windows.count() == 1
    assert not new.enrolments.exists()


def test_what_is_unticked_is_left_out(source, calendar):
    confirmed(client_for(manager_of(source)), source, calendar, without=["Module 4: Behaviour"])

    assert not copy_of(source).study_units.exists()
    assert copy_of(source).training_sessions.exists()


def test_a_day_on_which_schools_are_closed_gives_way_with_its_reason(source, calendar):
    CalendarPeriodFactory(calendar=calendar, starts_on=dt.date(2023, 5, 10), ends_on=dt.date(2023, 5, 10))
    client = client_for(manager_of(source))

    assert "Moved from Wednesday 10 May 2023: training day" in shown(client, source, calendar).content.decode()
    confirmed(client, source, calendar)

    session = copy_of(source).training_sessions.get()
    assert clock.local(session.starts_at).date() == dt.date(2023, 5, 11)
    assert session.explanation == "moved from Wednesday 10 May 2023: training day"


def test_what_falls_on_days_of_which_the_calendar_says_nothing_is_not_copied(source):
    bare = SchoolCalendarFactory(name="Bare")
    client = client_for(manager_of(source))

    page = shown(client, source, bare).content.decode()
    confirmed(client, source, bare)

    assert "It cannot be copied: Bare says nothing about" in page
    assert "4 items, because the school calendar does not reach that far." in page
    assert "<b>0</b><span>sessions</span>" in page
    assert not copy_of(source).training_sessions.exists()


def test_a_room_that_somebody_else_has_then_is_given_up_and_said(source, calendar):
    hall = source.training_sessions.get(component_key="the-seminar").venue
    taken = clock.at(dt.date(2023, 5, 10), dt.time(17))
    TrainingSessionFactory(venue=hall, title="Induction", starts_at=taken, cohort__name="Spring")
    client = client_for(manager_of(source))

    page = shown(client, source, calendar).content.decode()
    confirmed(client, source, calendar)

    assert "Hall is taken then by Induction of the Spring cohort, so the copy has no room yet" in page
    assert copy_of(source).training_sessions.get().venue is None


def test_a_room_that_is_free_again_when_the_session_starts_stays(source, calendar):
    session = source.training_sessions.get(component_key="the-seminar")
    starts_at = clock.at(dt.date(2023, 5, 10), dt.time(14, 15))
    TrainingSessionFactory(venue=session.venue, starts_at=starts_at)
    StudyUnitFactory(cohort=source, title="Module 5")

    confirmed(client_for(manager_of(source)), source, calendar)

    assert copy_of(source).training_sessions.get().venue == session.venue


def test_a_plan_of_online_sessions_has_no_rooms_to_look_at(source, calendar):
    TrainingSession.objects.update(venue=None)

    confirmed(client_for(manager_of(source)), source, calendar)

    assert copy_of(source).training_sessions.get().venue is None


def test_a_session_for_a_group_is_copied_for_the_whole_cohort_and_says_so(source, calendar):
    group = GroupFactory(cohort=source, name="Group A")
    TrainingSession.objects.filter(component_key="the-seminar").update(group=group)
    repeated = TrainingSession.objects.get(component_key="the-seminar")
    TrainingSessionFactory(cohort=source, title="For Group B", parallel_to=repeated)
    client = client_for(manager_of(source))

    assert "It is for Group A, its copy for the whole cohort" in shown(client, source, calendar).content.decode()
    confirmed(client, source, calendar)

    assert copy_of(source).training_sessions.get().group is None


def test_the_team_comes_along_if_wanted_and_holds_the_role_then(source, calendar):
    facilitator = facilitator_of(source)
    gone = facilitator_of(source)
    gone.role_assignments.update(ends_on=dt.date(2022, 6, 30))
    FacilitatorAssignmentFactory(cohort=source, ends_on=dt.date(2022, 1, 31))

    confirmed(client_for(manager_of(source)), source, calendar)

    assignment = copy_of(source).facilitator_assignments.get()
    assert (assignment.facilitator, assignment.starts_on) == (facilitator, dt.date(2022, 10, 31))


def test_the_team_stays_behind_where_that_is_chosen(source, calendar):
    facilitator_of(source)

    confirmed(client_for(manager_of(source)), source, calendar, with_team="")

    assert not copy_of(source).facilitator_assignments.exists()


def test_reminder_rules_of_the_cohort_come_along_switched_off(source, calendar):
    rule = ReminderRuleFactory(cohort=source, is_on=True, version=3)
    client = client_for(manager_of(source))

    assert (
        "1 reminder rule of the cohort comes along, switched off." in shown(client, source, calendar).content.decode()
    )
    confirmed(client, source, calendar)

    copied = ReminderRule.objects.get(cohort=copy_of(source))
    assert (copied.key, copied.is_on, copied.version) == (rule.key, False, 1)
    assert ReminderRule.objects.get(pk=rule.pk).is_on


def test_another_start_than_the_one_that_was_read_is_shown_first(source, calendar):
    client = client_for(manager_of(source))
    read = shown(client, source, calendar).context["read"]

    response = client.post(page_of(source), typed(calendar, starts_on="2022-11-07") | {"read": read})

    assert response.status_code == 200
    assert "Wednesday 17 May 2023" in response.content.decode()
    assert Cohort.objects.get() == source


def test_a_name_that_the_partner_has_already_is_refused_at_its_field(source, calendar):
    response = shown(client_for(manager_of(source)), source, calendar, name="November 2021")

    assert response.status_code == 422
    assert "This partner has a cohort of that programme and name already." in response.content.decode()


def test_a_half_filled_form_says_what_is_missing(source, calendar):
    response = shown(client_for(manager_of(source)), source, calendar, name="", starts_on="")

    assert response.status_code == 422
    assert response.context["items"] is None


def test_a_calendar_that_contradicts_itself_is_refused_at_its_field(source, calendar):
    HalfTermFactory(calendar=calendar, number=2, starts_on=dt.date(2022, 10, 1), ends_on=dt.date(2022, 12, 1))

    response = shown(client_for(manager_of(source)), source, calendar)

    assert response.status_code == 422
    assert "before" in response.context["form"].errors["calendar"][0]


def test_nothing_is_written_by_halves(source, calendar):
    ReminderRuleFactory(cohort=source)
    ReminderRule.objects.update(body="")

    response = confirmed(client_for(manager_of(source)), source, calendar)

    assert response.status_code == 422
    assert "This field cannot be blank." in response.content.decode()
    assert Cohort.objects.get() == source


def test_a_cohort_without_a_plan_can_be_copied(calendar):
    source = CohortFactory(name="Empty")
    client = client_for(manager_of(source))

    assert "begins with an empty plan" in shown(client, source, calendar).content.decode()
    confirmed(client, source, calendar)

    assert copy_of(source).name == "November 2022"


@pytest.mark.parametrize("items", [1, 3])
def test_the_preview_costs_the_same_for_any_number_of_items(django_assert_num_queries, source, calendar, items):
    for _ in range(items):
        TrainingSessionFactory(cohort=source, venue=VenueFactory())
        StudyUnitFactory(cohort=source)
    client = client_for(manager_of(source))

    with django_assert_num_queries(16):
        assert shown(client, source, calendar).status_code == 200


def test_the_form_opens_with_what_stays_the_same(source):
    page = client_for(manager_of(source)).get(page_of(source)).content.decode()

    assert 'value="npq-leadership-autumn"' in page
    assert "What the copy holds" not in page
