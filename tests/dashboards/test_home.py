"""The manager's day: what needs them, their cohorts in rows, and the first page of every other role."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import Cohort, Milestone
from npq_portal import clock
from npq_portal.reminders.models import Heartbeat, Message, Reason
from npq_portal.users.models import Role
from participants.models import Enrolment, Upload
from sessions.models import CatchUp, MarkStatus, TrainingSession
from tests.dashboards.situations import NOW, attended, missed, november, person, seminar
from tests.dashboards.test_cohort_page import half_term, text_of
from tests.factories.cohorts import (
    CalendarPeriodFactory,
    CohortFactory,
    FacilitatorAssignmentFactory,
    MilestoneFactory,
    PartnerManagerFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.participants import MentoringFactory
from tests.factories.reminders import MessageFactory
from tests.factories.sessions import CatchUpFactory
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

HOME, MISSING = reverse("home"), reverse("list-missing-registers")
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_16_may():
    clock.move_to(NOW)


@pytest.fixture
def cohort():
    return november()


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


def needs_of(client):
    return client.get(HOME).context["needs"]


def row_of(client, number=0):
    return client.get(HOME).context["rows"][number]


# The head


def test_the_head_says_the_day_and_how_the_reminders_do(client, cohort):
    Heartbeat.objects.create(job=Heartbeat.SEND, last_run_at=NOW)
    MessageFactory(cohort=cohort, state=Message.State.SENT, sent_at=NOW, due_at=NOW, expires_at=NOW)
    MessageFactory(state=Message.State.SENT, sent_at=NOW, due_at=NOW, expires_at=NOW)

    text = text_of(client.get(HOME))

    assert "Monday 16 May 2022 Reminders last ran at 09:00; 1 sent today, none failed." in text


def test_reminders_that_are_late_are_pointed_out(client):
    Heartbeat.objects.create(job=Heartbeat.SEND, last_run_at=NOW - dt.timedelta(hours=1))

    assert 'aria-label="Late"' in client.get(HOME).content.decode()


# What needs the manager


def test_when_nothing_needs_the_manager_the_page_says_what_was_looked_at_and_when(client):
    page = client.get(HOME)

    assert page.context["needs"] == []
    assert "Registers, catch-up, engagement, uploads and reminders were looked at just now, 09:00." in text_of(page)


def test_registers_never_completed_are_named_with_who_takes_them(client, cohort):
    other = CohortFactory(partner=cohort.partner, name="February 2022")
    seminar(cohort, 5, register=None)
    seminar(other, 2, days=1, register=None)
    FacilitatorAssignmentFactory(cohort=cohort, facilitator__full_name="Sam Iqbal")

    need = needs_of(client)[0]

    assert need["title"] == "2 registers were never completed"
    assert need["text"] == "Seminar 5, November 2021 (Sam Iqbal) · Seminar 2, February 2022"


def test_many_missing_registers_are_counted_after_the_third(client, cohort):
    for number in range(5):
        seminar(cohort, number, days=-number, register=None)

    assert needs_of(client)[0]["text"].endswith(" · and 2 more")


def test_behind_the_missing_registers_is_one_row_for_each(client, cohort):
    seminar(cohort, 5, register=None)
    seminar(cohort, 6, days=1, register=None)
    seminar(cohort, 7)
    seminar(cohort, 8, register=None, status=TrainingSession.Status.CANCELLED)
    seminar(CohortFactory(partner=cohort.partner, stage=Cohort.Stage.CLOSED), 9, register=None)
    need = needs_of(client)[0]

    behind = client.get(need["url"])

    assert need["title"].startswith(f"{len(behind.context['missing'])} registers")
    assert behind.content.decode().count("Take register<") == 2


def test_catch_up_says_how_long_it_waits_and_what_it_is_needed_for(client, cohort):
    MilestoneFactory(declaration_type=Milestone.DeclarationType.RETAINED_1, due_on=dt.date(2022, 6, 25))
    sessions = [seminar(cohort, number, days=-30 + number) for number in range(1, 6)]
    below = person(cohort, "Daniel Pryce", marks=[*missed(sessions[0]), *attended(*sessions[1:])])
    safe = person(cohort, "Amara Okafor", marks=attended(*sessions))
    for enrolment, days in ((below, 6), (safe, 2)):
        CatchUpFactory(
            session=sessions[0],
            enrolment=enrolment,
            state=CatchUp.State.SUBMITTED,
            submitted_at=NOW - dt.timedelta(days=days),
        )

    need = needs_of(client)[0]

    assert need["title"] == "2 catch-up reflections to review"
    assert need["text"] == "Oldest has waited 6 days; one is needed before Retained 1 on 25 June"
    assert client.get(need["url"]).context["page"].paginator.count == 2


def test_several_needed_catch_ups_are_counted_for_the_nearest_milestone(client, cohort):
    MilestoneFactory(due_on=dt.date(2022, 6, 25))
    for name in ("Daniel Pryce", "Elif Demir"):
        session = seminar(cohort, name[0], days=-7)
        CatchUpFactory(
            session=session,
            enrolment=person(cohort, name, marks=missed(session)),
            state=CatchUp.State.SUBMITTED,
            submitted_at=NOW,
        )

    assert needs_of(client)[0]["text"] == "Handed in today; two are needed before Started on 25 June"


def test_a_catch_up_that_no_milestone_asks_for_only_waits(client, cohort):
    session = seminar(cohort, 1, days=-7)
    CatchUpFactory(
        session=session,
        enrolment=person(cohort, marks=missed(session)),
        state=CatchUp.State.SUBMITTED,
        submitted_at=NOW - dt.timedelta(days=1),
    )

    assert needs_of(client)[0]["text"] == "Oldest has waited 1 day"


def test_those_below_are_counted_and_found_behind_the_figure(client, cohort):
    sessions = [seminar(cohort, number, days=-30 + number) for number in range(1, 6)]
    for number in range(7, 17):
        seminar(cohort, number, days=number)
    person(cohort, "Chloe Nyambura", marks=[*missed(sessions[0]), *attended(*sessions[1:])])
    person(cohort, "Daniel Pryce", marks=missed(*sessions))
    person(cohort, "Elif Demir", status=Enrolment.Status.DEFERRED, marks=missed(*sessions))
    person(CohortFactory(partner=cohort.partner, stage=Cohort.Stage.CLOSED), "Farah Siddiqui")

    need = needs_of(client)[0]
    behind = client.get(need["url"])

    assert need["title"] == "2 participants are below 90%"
    assert need["text"] == "One can no longer reach it without catch-ups"
    assert [str(each.enrolment.participant) for each in behind.context["people"]] == ["Chloe Nyambura", "Daniel Pryce"]


def test_those_below_different_targets_are_below_theirs(client, cohort):
    other = CohortFactory(partner=cohort.partner, engagement_target=80)
    for each in (cohort, other):
        session = seminar(each, 1, days=-7)
        for number in range(2, 40):
            seminar(each, number, days=number)
        person(each, "Low", marks=missed(session))

    need = needs_of(client)[0]

    assert (need["title"], need["text"]) == ("2 participants are below their target", "All can still reach it")


def test_an_upload_that_waits_is_offered_for_checking(client, cohort):
    user = UserFactory(full_name="Ruth Adeyemi")
    Upload.objects.create(cohort=cohort, file_name="people.xlsx", row_count=42, uploaded_by=user, uploaded_at=NOW)

    need = needs_of(client)[0]

    assert need["title"] == "An upload waits to be checked: people.xlsx"
    assert need["text"] == "42 rows for the November 2021 cohort, from Ruth Adeyemi"


def test_reminders_that_failed_lead_to_their_rows(client, cohort):
    MessageFactory(cohort=cohort, state=Message.State.DEAD, reason=Reason.REFUSED)
    MessageFactory(cohort=cohort, state=Message.State.UNCERTAIN, reason=Reason.QUARANTINED)

    need = needs_of(client)[0]

    assert need["title"] == "2 reminders failed"
    assert client.get(need["url"]).context["page"].paginator.count == 2


# The cohorts


def test_a_row_holds_what_the_cohort_is_at(client, cohort):
    half_term(cohort.calendar, 1, "2021-11-01", "2022-05-20")
    half_term(cohort.calendar, 2, "2022-05-30", "2022-07-22")
    past, coming = seminar(cohort, 5), seminar(cohort, 6, days=42)
    seminar(cohort, 7, register=None, days=-1)
    person(cohort, "Amara Okafor", marks=attended(past))
    person(cohort, "Ben Whitcombe", marks=missed(past))
    person(cohort, "Elif Demir", status=Enrolment.Status.WITHDRAWN)

    row = row_of(client)

    assert (row["active"], row["enrolled"], row["engagement"], row["missing"]) == (2, 3, "50%", 1)
    assert row["next_session"] == coming
    assert row["weeks"].begun == 29
    assert "Teaching week 29 of 37" in text_of(client.get(HOME))


def test_the_figures_of_a_row_lead_to_as_many_rows(client, cohort):
    seminar(cohort, 5, register=None)
    person(cohort, "Amara Okafor")
    person(cohort, "Elif Demir", status=Enrolment.Status.WITHDRAWN)
    row, url = row_of(client), cohort.get_absolute_url()

    assert len(client.get(f"{url}?show=active").context["matrix"].rows) == row["active"]
    assert len(client.get(url).context["matrix"].rows) == row["enrolled"]
    assert len(client.get(f"{url}?tab=registers&show=missing").context["rows"]) == row["missing"]


def test_a_draft_says_who_is_enrolled(client, cohort):
    Cohort.objects.update(stage=Cohort.Stage.DRAFT)
    person(cohort)

    assert "Draft No school calendar 1 enrolled – 0" in text_of(client.get(HOME))


def test_a_calendar_that_contradicts_itself_does_not_stop_the_board(client, cohort):
    CalendarPeriodFactory(calendar=cohort.calendar)
    half_term(cohort.calendar, 3, "2022-01-04", "2022-02-11")
    half_term(cohort.calendar, 3, "2022-02-01", "2022-04-01")

    assert row_of(client)["weeks"] is None


def test_a_programme_in_which_nothing_is_taught_is_no_way_along(client, cohort):
    half_term(cohort.calendar, 3, "2020-01-06", "2020-02-14")

    assert row_of(client)["weeks"].percent == 0


def test_a_cohort_past_its_last_day_says_what_is_due_wherever_its_stage_stands(client, cohort):
    pages = [
        HOME,
        reverse("cohorts:list-cohorts"),
        cohort.get_absolute_url(),
        reverse("move-stage", args=[cohort.slug]),
    ]

    def said():
        return ["Ended on 15 May 2022, not closed yet" in text_of(client.get(page)) for page in pages]

    Cohort.objects.update(ends_on=NOW.date() + DAY)
    assert said() == [False] * 4
    Cohort.objects.update(ends_on=NOW.date() - DAY)
    assert said() == [True] * 4
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)
    assert said() == [False] * 4


def test_a_closed_cohort_is_left_off_the_board(client, cohort):
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)

    assert "No cohort is running" in text_of(client.get(HOME))


def test_a_manager_without_a_partner_is_told_how_cohorts_come():
    client = client_for(UserFactory(roles=[Role.PROGRAMME_MANAGER]))

    assert "An administrator makes you the manager of a delivery partner" in text_of(client.get(HOME))


def test_many_cohorts_come_a_page_at_a_time(client, cohort):
    for _ in range(25):
        CohortFactory(partner=cohort.partner)

    assert len(client.get(HOME).context["rows"]) == 25
    assert len(client.get(HOME, {"page": 2}).context["rows"]) == 1


@pytest.mark.parametrize("cohorts", [1, 3])
def test_the_board_costs_the_same_for_any_number_of_cohorts_and_people(django_assert_num_queries, cohorts):
    manager = PartnerManagerFactory()
    MilestoneFactory(due_on=dt.date(2022, 6, 25))
    for number in range(cohorts):
        cohort = CohortFactory(partner=manager.partner)
        half_term(cohort.calendar, 1, "2021-11-01", "2022-05-20")
        session = seminar(cohort, 1, days=-7)
        seminar(cohort, 2, register=None)
        seminar(cohort, 3, days=30)
        for name in ("Amara", "Ben", "Chloe")[:cohorts]:
            CatchUpFactory(
                session=session,
                enrolment=person(cohort, name, marks=missed(session)),
                state=CatchUp.State.SUBMITTED,
                submitted_at=NOW,
            )
        Upload.objects.create(cohort=cohort, file_name=f"{number}.csv", uploaded_by=manager.manager, uploaded_at=NOW)
        MessageFactory(cohort=cohort, state=Message.State.DEAD, reason=Reason.REFUSED)
    client = client_for(manager.manager)

    with django_assert_num_queries(25):
        client.get(HOME)


# The first page of each role


@pytest.mark.parametrize(
    ("role", "template"),
    [
        (Role.ADMINISTRATOR, "dashboards/home.html"),
        (Role.PROGRAMME_MANAGER, "dashboards/home.html"),
        (Role.FACILITATOR, "dashboards/facilitating.html"),
        (Role.MENTOR, "dashboards/caseload.html"),
        (Role.PARTICIPANT, "dashboards/my_nothing.html"),
    ],
)
def test_each_role_has_its_first_page(role, template):
    page = client_for(UserFactory(roles=[role])).get(HOME)

    assert template in [each.name for each in page.templates]


def test_somebody_without_a_role_is_told_what_to_do():
    assert "You hold no role at the moment" in text_of(client_for(UserFactory()).get(HOME))


def test_a_visitor_is_asked_to_sign_in(client):
    client.logout()

    assert client.get(HOME).status_code == 302


# Registers never completed


def test_no_register_missing_says_so(client):
    assert "Every register is in" in text_of(client.get(MISSING))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_missing_registers_cost_the_same_for_any_number(client, cohort, django_assert_num_queries, rows):
    for number in range(rows):
        seminar(cohort, number, days=-number, register=None)

    with django_assert_num_queries(6):
        client.get(MISSING)


def test_a_long_list_of_missing_registers_comes_a_page_at_a_time(client, cohort):
    for number in range(51):
        seminar(cohort, number, days=-number, register=None)

    assert len(client.get(MISSING).context["missing"]) == 50
    assert "1 to 50 of 51 registers" in text_of(client.get(MISSING))


def test_who_may_see_the_missing_registers(cohort):
    enrolment = person(cohort, marks=[(seminar(cohort, 1, register=None), MarkStatus.PRESENT)])
    people = {
        "administrator": administrator(),
        "manager": manager_of(cohort),
        "facilitator": facilitator_of(cohort),
        "stranger": manager_of(CohortFactory()),
        "mentor": MentoringFactory(enrolment=enrolment).mentor,
        "participant": enrolment.participant.user,
    }

    pages = {role: client_for(user).get(MISSING) for role, user in people.items()}

    assert {
        role: len(page.context["missing"]) if page.status_code == 200 else page.status_code
        for role, page in pages.items()
    } == {
        "administrator": 1,
        "manager": 1,
        "facilitator": 1,
        "stranger": 0,
        "mentor": 403,
        "participant": 403,
    }
