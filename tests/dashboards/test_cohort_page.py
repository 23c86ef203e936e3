"""The page of one cohort: figures and the rows behind them, the eighteen months, the matrix, the tabs."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cohorts.models import CalendarPeriod, Cohort
from npq_portal import clock
from npq_portal.reminders.models import Anchor, Audience, Message
from npq_portal.users.models import Role, RoleAssignment
from participants.models import Enrolment
from sessions.models import CatchUp, RegisterState, TrainingSession
from tests.dashboards.situations import NOW, TODAY, attended, missed, november, person, seminar
from tests.factories.cohorts import (
    CalendarPeriodFactory,
    CohortFactory,
    FacilitatorAssignmentFactory,
    MilestoneFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    ConversationFactory,
    MentoringFactory,
)
from tests.factories.reminders import MessageFactory
from tests.factories.sessions import (
    CatchUpFactory,
    SessionFacilitatorFactory,
    StudyRecordFactory,
    StudyUnitFactory,
)
from tests.factories.users import administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_16_may():
    clock.move_to(NOW)


@pytest.fixture
def cohort():
    return november()


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


def page_of(client, cohort, query=""):
    response = client.get(f"{cohort.get_absolute_url()}{query}")
    assert response.status_code == 200
    return response


def words_of(html):
    """The text of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def text_of(response):
    return words_of(response.content.decode())


def facts_of(response):
    return {fact["label"]: fact for fact in response.context["board"].facts}


def names_of(response):
    return [row.name for row in response.context["matrix"].rows]


def follow(client, cohort, response, fact):
    """The page behind a fact's figure."""
    return page_of(client, cohort, facts_of(response)[fact]["url"].partition("#")[0])


# Figures, each of which is the number of rows behind its link


@pytest.fixture
def mixed(cohort):
    """Two on track, one below, one who cannot make it, one deferred, one withdrawn; one register is not in."""
    past = [seminar(cohort, number, days=-30 + number) for number in range(1, 6)]
    seminar(cohort, 6, register=None)
    coming = [seminar(cohort, number, days=number) for number in range(7, 17)]
    person(cohort, "Amara Okafor", marks=attended(*past))
    person(cohort, "Ben Whitcombe", marks=attended(*past))
    person(cohort, "Chloe Nyambura", marks=[*attended(*past[1:]), *missed(past[0])])
    person(cohort, "Daniel Pryce", marks=[*missed(*past[:3]), *attended(*past[3:])])
    person(cohort, "Elif Demir", status=Enrolment.Status.DEFERRED, marks=missed(*past))
    person(cohort, "Farah Siddiqui", status=Enrolment.Status.WITHDRAWN)
    return past, coming


@pytest.mark.usefixtures("mixed")
def test_the_figures_of_a_cohort(client, cohort):
    facts = facts_of(page_of(client, cohort))

    assert {label: (fact["value"], fact.get("note")) for label, fact in facts.items()} == {
        "Active participants": (4, "of 6"),
        "Engagement to date": ("80%", "needs 90%"),
        "Below 90%": (2, None),
        "Month": (7, "of 18"),
        "Unknown marks": (4, None),
    }
    assert all(fact["url"] for fact in facts.values()), "every figure leads to what it counts"


@pytest.mark.usefixtures("mixed")
def test_behind_the_active_participants_are_those_who_take_part(client, cohort):
    behind = follow(client, cohort, page_of(client, cohort), "Active participants")

    assert names_of(behind) == ["Amara Okafor", "Ben Whitcombe", "Chloe Nyambura", "Daniel Pryce"]


@pytest.mark.usefixtures("mixed")
def test_behind_the_figure_of_those_below_are_those_below(client, cohort):
    behind = follow(client, cohort, page_of(client, cohort), "Below 90%")

    assert names_of(behind) == ["Chloe Nyambura", "Daniel Pryce"]


@pytest.mark.usefixtures("mixed")
def test_behind_the_unknown_marks_are_as_many_cells(client, cohort):
    behind = follow(client, cohort, page_of(client, cohort), "Unknown marks")

    assert behind.content.decode().count('title="Unknown: no mark yet"') == 4
    assert "4 people, 4 unknown marks" in text_of(behind)


@pytest.mark.usefixtures("mixed")
def test_each_filter_says_how_many_it_leads_to(client, cohort):
    pills = page_of(client, cohort).context["pills"]

    assert [pill["label"] for pill in pills] == [
        "All 6",
        "Active 4",
        "Below 90% 2",
        "Cannot reach 90% 1",
        "Unknown marks 4",
        "Deferred 1",
        "Withdrawn 1",
    ]
    for pill in pills:
        behind = page_of(client, cohort, pill["url"].partition("#")[0])
        assert pill["label"].endswith(f" {len(names_of(behind))}")


@pytest.mark.usefixtures("mixed")
def test_a_filter_that_is_none_shows_everybody(client, cohort):
    assert len(names_of(page_of(client, cohort, "?show=%00'"))) == 6


def test_a_filter_that_finds_nobody_says_so_and_stays(client, cohort):
    person(cohort)

    page = page_of(client, cohort, "?show=below")

    assert "Nobody is found here" in text_of(page)
    assert [pill["label"] for pill in page.context["pills"] if pill["current"]] == ["Below 90% 0"]


def test_a_cohort_with_another_target_is_judged_by_it(client, cohort):
    Cohort.objects.update(engagement_target=80)
    sessions = [seminar(cohort, number, days=-20 + number) for number in range(1, 6)]
    person(cohort, marks=[*attended(*sessions[1:]), *missed(sessions[0])])

    facts = facts_of(page_of(client, cohort))

    assert facts["Below 80%"]["value"] == 0
    assert facts["Engagement to date"]["note"] == "needs 80%"


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (dt.date(2021, 10, 31), 0),
        (dt.date(2021, 11, 1), 1),
        (dt.date(2021, 12, 1), 2),
        (dt.date(2023, 4, 30), 18),
        (dt.date(2024, 1, 1), 18),
    ],
)
def test_the_month_of_the_programme(client, cohort, day, month):
    clock.move_to(clock.at(day, dt.time(9)))

    assert facts_of(page_of(client, cohort))["Month"]["value"] == month


def test_a_cohort_without_people_says_how_they_come(client, cohort):
    page = page_of(client, cohort)

    assert reverse("participants:upload-participants", args=[cohort.slug]) in page.content.decode()
    assert facts_of(page)["Engagement to date"]["value"] == "–"
    assert "The programme manager adds the participants." in text_of(
        page_of(client_for(facilitator_of(cohort)), cohort)
    )


# The matrix


def test_the_matrix_says_of_everybody_what_became_of_everything(client, cohort):
    past, coming = seminar(cohort, 1, days=-7), seminar(cohort, 2, days=30)
    unit = StudyUnitFactory(cohort=cohort, short_title="M4")
    enrolment = person(cohort, marks=attended(past))
    StudyRecordFactory(unit=unit, enrolment=enrolment, minutes=30)
    CoachingPeriodFactory(cohort=cohort)

    matrix = page_of(client, cohort).context["matrix"]

    assert [column.short_title for column in matrix.columns] == ["Sem 1", "M4", "Coach", "Sem 2"]
    assert [column.url for column in matrix.columns] == [
        past.get_absolute_url(),
        unit.get_absolute_url(),
        "",
        coming.get_absolute_url(),
    ]
    assert [cell[2] for cell in matrix.rows[0].cells] == ["Attended", "In progress", "Overdue", "To come"]
    assert [entry["text"] for entry in matrix.legend] == ["Attended or done", "In progress", "Overdue"]


def test_what_is_only_done_is_in_the_legend_too(client, cohort):
    StudyRecordFactory(unit=StudyUnitFactory(cohort=cohort), enrolment=person(cohort), done_at=NOW)

    assert [entry["text"] for entry in page_of(client, cohort).context["matrix"].legend] == ["Attended or done"]


def test_somebody_who_is_away_has_their_status_for_a_standing(client, cohort):
    person(cohort, status=Enrolment.Status.DEFERRED, participant__school=None)

    row = page_of(client, cohort).context["matrix"].rows[0]

    assert (row.status, row.school) == ("Deferred", "")


def test_names_are_text_and_never_markup(client, cohort):
    seminar(cohort, 1, days=-7)
    person(cohort, "<script>alert(1)</script> Bobby")

    assert "<script>alert" not in page_of(client, cohort).content.decode()


def test_the_matrix_is_a_file_that_excel_opens(client, cohort):
    session = seminar(cohort, 1, days=-7)
    person(
        cohort,
        "Amara Okafor",
        marks=attended(session),
        participant__school__name="Oakfield",
        participant__trn="9999024",
    )
    person(cohort, "Ben Whitcombe", status=Enrolment.Status.WITHDRAWN)

    response = client.get(reverse("download-engagement", args=[cohort.slug]), {"show": "active"})
    lines = b"".join(response.streaming_content).decode().splitlines()

    assert lines == [
        "\ufeffName,E-mail,TRN,School,Status,Seminar 1: Curriculum,Engaged (%),Needs (%),Standing",
        f"Amara Okafor,amara{cohort.pk}@school.example.org,9999024,Oakfield,Active,Attended,100,90,On track",
    ]


def test_the_file_of_a_facilitator_holds_no_trn(cohort):
    person(cohort, participant__trn="9999024")

    response = client_for(facilitator_of(cohort)).get(reverse("download-engagement", args=[cohort.slug]))

    text = b"".join(response.streaming_content).decode()
    assert "9999024" not in text
    assert "TRN" not in text


def test_the_file_of_nobody_has_a_header(client, cohort):
    response = client.get(reverse("download-engagement", args=[cohort.slug]))

    assert b"".join(response.streaming_content).decode().count("\n") == 1


# The eighteen months


def test_the_drawing_and_the_table_say_the_same(client, cohort):
    seminar(cohort, 1, days=-7)
    seminar(cohort, 2, days=30, delivery=TrainingSession.Delivery.IN_PERSON)
    seminar(cohort, 3, status=TrainingSession.Status.CANCELLED)
    unit = StudyUnitFactory(cohort=cohort, title="Module 4: Behaviour", short_title="M4")
    period = CoachingPeriodFactory(cohort=cohort, title="Coaching conversation 1")
    AssessmentWindowFactory(cohort=cohort)
    MilestoneFactory()
    enrolment = person(cohort)
    person(cohort, "Ben Whitcombe")
    person(cohort, "Elif Demir", status=Enrolment.Status.WITHDRAWN)
    StudyRecordFactory(unit=unit, enrolment=enrolment, done_at=NOW)
    ConversationFactory(enrolment=enrolment, period=period)

    drawing, table = page_of(client, cohort), page_of(client, cohort, "?view=table")

    for text in (
        "Seminar 1: Curriculum",
        "Seminar 2: Curriculum",
        "Module 4: Behaviour (1 of 2 have done it)",
        "Coaching conversation 1 (1 of 2 have talked)",
        "Case study window",
        "Started: declarations by 25 December 2021",
    ):
        assert text in drawing.content.decode()
        assert text in table.content.decode()
    assert '<svg class="plot"' in drawing.content.decode()
    assert '<svg class="plot"' not in table.content.decode()
    assert "Seminar 3" not in [
        mark.item.title for lane in drawing.context["board"].drawing.lanes for mark in lane.marks
    ]


def test_what_lies_between_sessions_is_drawn_before_there_are_people(client, cohort):
    StudyUnitFactory(cohort=cohort, title="Module 4")
    CoachingPeriodFactory(cohort=cohort, title="Coaching 1")

    marks = [mark for lane in page_of(client, cohort).context["board"].drawing.lanes for mark in lane.marks]

    assert [mark.item.title for mark in marks] == ["Module 4", "Coaching 1"]


def half_term(calendar, number, first, last):
    return CalendarPeriodFactory(
        calendar=calendar,
        kind=CalendarPeriod.Kind.HALF_TERM,
        number=number,
        starts_on=dt.date.fromisoformat(first),
        ends_on=dt.date.fromisoformat(last),
    )


def test_half_terms_and_holidays_come_from_the_school_calendar(client, cohort):
    half_term(cohort.calendar, 3, "2022-01-04", "2022-02-11")
    half_term(cohort.calendar, 4, "2022-02-21", "2022-04-01")

    drawing = page_of(client, cohort).context["board"].drawing

    assert [band.name for band in drawing.bands] == ["February half term, 14 February to 18 February 2022"]
    assert [section.name for section in drawing.sections][1:] == [
        "Spring half term 1",
        "February half term",
        "Spring half term 2",
    ]


def test_a_flag_on_the_last_day_has_its_name_before_it(client, cohort):
    MilestoneFactory(declaration_type="completed", due_on=cohort.ends_on)

    mark = page_of(client, cohort).context["board"].drawing.lanes[0].marks[0]

    assert (mark.label.text, mark.label.anchor) == ("Completed", "end")


def test_a_calendar_that_contradicts_itself_leaves_the_months(client, cohort):
    half_term(cohort.calendar, 3, "2022-01-04", "2022-02-11")
    half_term(cohort.calendar, 4, "2022-02-01", "2022-04-01")

    assert page_of(client, cohort).context["board"].drawing.bands == ()


# What it needs


def test_a_cohort_that_needs_nothing_says_what_was_looked_at_and_when(client, cohort):
    assert "Registers, catch-up and engagement were looked at just now, 09:00." in text_of(page_of(client, cohort))


@pytest.mark.parametrize(
    ("times", "words"), [(0, "not reminded yet"), (1, "reminded once"), (2, "reminded twice"), (3, "reminded 3 times")]
)
def test_a_register_that_was_never_completed_names_who_takes_it(client, cohort, times, words):
    session = seminar(cohort, 5, register=RegisterState.OPEN)
    FacilitatorAssignmentFactory(cohort=cohort, facilitator__full_name="Sam Iqbal")
    for day in range(times):
        MessageFactory(
            cohort=cohort,
            rule__anchor=Anchor.REGISTER_UNTAKEN,
            rule__audience=Audience.FACILITATORS,
            anchor_id=session.pk,
            local_day=TODAY - dt.timedelta(days=day),
            state=Message.State.SENT,
            sent_at=NOW,
        )

    text = text_of(page_of(client, cohort))

    assert f"register is not complete Wed 11 May · Sam Iqbal {words}" in text


def test_the_facilitator_of_one_session_stands_before_those_of_the_cohort(client, cohort):
    session = seminar(cohort, 5, register=None)
    FacilitatorAssignmentFactory(cohort=cohort, facilitator__full_name="Sam Iqbal")
    SessionFacilitatorFactory(session=session, facilitator__full_name="Priya Nair")

    assert "Priya Nair not reminded yet" in text_of(page_of(client, cohort))


def test_whoever_is_no_facilitator_any_more_is_not_named(client, cohort):
    session = seminar(cohort, 5, register=None)
    FacilitatorAssignmentFactory(cohort=cohort, facilitator__full_name="Sam Iqbal")
    SessionFacilitatorFactory(session=session, facilitator__full_name="Priya Nair")
    RoleAssignment.objects.filter(role=Role.FACILITATOR).update(ends_on=TODAY - dt.timedelta(days=1))

    assert "No facilitator not reminded yet" in text_of(page_of(client, cohort))


def test_catch_up_waits_with_its_oldest(client, cohort):
    for days, name in ((6, "Amara Okafor"), (2, "Ben Whitcombe")):
        CatchUpFactory(
            session=seminar(cohort, days, days=-days - 7),
            enrolment=person(cohort, name),
            state=CatchUp.State.SUBMITTED,
            submitted_at=NOW - dt.timedelta(days=days),
        )

    page = page_of(client, cohort)

    assert "2 catch-up reflections to review Oldest has waited 6 days" in text_of(page)
    behind = client.get(f"{reverse('sessions:list-catch-ups')}?cohort={cohort.slug}")
    assert behind.context["page"].paginator.count == 2


def test_the_list_of_catch_up_can_be_narrowed_to_a_cohort(client, cohort):
    other = CohortFactory(partner=cohort.partner)
    for each in (cohort, other):
        CatchUpFactory(session__cohort=each, state=CatchUp.State.SUBMITTED, submitted_at=NOW)

    def waiting(query):
        return client.get(reverse("sessions:list-catch-ups"), query).context["page"].paginator.count

    assert (waiting({}), waiting({"cohort": other.slug}), waiting({"cohort": "\0"})) == (2, 1, 2)


@pytest.mark.parametrize("mentor", ["Helen Marsh", None])
def test_who_cannot_reach_the_target_is_named_with_what_it_takes(client, cohort, mentor):
    sessions = [seminar(cohort, number, days=-20 + number) for number in range(1, 6)]
    enrolment = person(cohort, "Daniel Pryce", marks=[*missed(*sessions[:2]), *attended(*sessions[2:])])
    if mentor:
        MentoringFactory(enrolment=enrolment, mentor__full_name=mentor)

    text = text_of(page_of(client, cohort))

    assert "Daniel Pryce cannot reach 90% without two catch-ups" in text
    assert ("Mentor: Helen Marsh" if mentor else "No mentor yet") in text


# What comes next


def test_next_up_is_the_next_session_that_takes_place(client, cohort):
    seminar(cohort, 5, days=-1)
    seminar(cohort, 6, days=10, status=TrainingSession.Status.CANCELLED)
    session = seminar(cohort, 7, days=42)
    enrolments = [person(cohort, "Amara Okafor"), person(cohort, "Ben Whitcombe")]
    for day in (dt.date(2022, 6, 8), dt.date(2022, 6, 21)):
        for enrolment in enrolments:
            MessageFactory(
                cohort=cohort,
                anchor_id=session.pk,
                enrolment=enrolment,
                recipient=enrolment.participant.user,
                local_day=day,
            )

    text = text_of(page_of(client, cohort))

    assert "Next up Seminar 7: Curriculum Wed 22 June, 15:45 to 17:15 · Online" in text
    assert "Reminders go out 8 June and 21 June to 2 participants." in text


def test_next_up_says_where_people_meet(client, cohort):
    seminar(cohort, 7, days=42, delivery=TrainingSession.Delivery.IN_PERSON)

    assert "15:45 to 17:15 · In person" in text_of(page_of(client, cohort))


def test_a_cohort_without_sessions_leads_to_its_plan(client, cohort):
    assert "No session is planned yet. Make the plan" in text_of(page_of(client, cohort))
    assert "Make the plan" not in text_of(page_of(client_for(facilitator_of(cohort)), cohort))


def test_a_cohort_whose_sessions_are_over_says_so(client, cohort):
    seminar(cohort, 5, days=-1)

    assert "Every session is over." in text_of(page_of(client, cohort))


# The tabs


def test_registers_are_listed_with_who_came(client, cohort):
    first, second = seminar(cohort, 1, days=-7), seminar(cohort, 2, register=None)
    seminar(cohort, 3, days=30)
    person(cohort, "Amara Okafor", marks=attended(first))
    person(cohort, "Ben Whitcombe", marks=[(first, "late")])
    person(cohort, "Chloe Nyambura", marks=missed(first))

    rows = page_of(client, cohort, "?tab=registers").context["rows"]

    assert [(row["came"], row["expected"], row["unknown"], row["is_missing"]) for row in rows] == [
        (2, 3, 0, False),
        (0, 3, 3, True),
        (0, 3, 0, False),
    ]
    missing = page_of(client, cohort, "?tab=registers&show=missing")
    assert [row["session"] for row in missing.context["rows"]] == [second]


def test_a_cancelled_session_has_no_register(client, cohort):
    seminar(cohort, 1, register=None, status=TrainingSession.Status.CANCELLED)

    page = page_of(client, cohort, "?tab=registers")

    assert "Cancelled" in text_of(page)
    assert page.context["board"].missing_sessions == []


def test_no_register_missing_says_so(client, cohort):
    assert "Every register is in" in text_of(page_of(client, cohort, "?tab=registers&show=missing"))
    assert "Each session of the plan has its register here." in text_of(page_of(client, cohort, "?tab=registers"))


def test_self_study_says_how_far_everybody_is(client, cohort):
    unit = StudyUnitFactory(cohort=cohort)
    late = StudyUnitFactory(cohort=cohort, opens_on=dt.date(2022, 4, 1), due_on=dt.date(2022, 5, 1))
    StudyRecordFactory(unit=unit, enrolment=person(cohort, "Amara Okafor"), done_at=NOW)
    StudyRecordFactory(unit=unit, enrolment=person(cohort, "Ben Whitcombe"), minutes=10)
    person(cohort, "Elif Demir", status=Enrolment.Status.DEFERRED)

    rows = page_of(client, cohort, "?tab=study").context["rows"]

    assert [(row["unit"], row["done"], row["expected"], row["begun"], row["overdue"]) for row in rows] == [
        (late, 0, 2, 0, 2),
        (unit, 1, 2, 1, 0),
    ]


def test_nobody_is_counted_of_nobody_for_optional_self_study(client, cohort):
    StudyUnitFactory(cohort=cohort, is_compulsory=False)
    person(cohort, "Amara Okafor")

    assert "0 of 0" not in text_of(page_of(client, cohort, "?tab=study"))


def test_a_cohort_without_self_study_says_so(client, cohort):
    assert "No self-study is planned yet" in text_of(page_of(client, cohort, "?tab=study"))


def test_who_manages_has_tabs_that_lead_on(client, cohort):
    assert [tab.label for tab in page_of(client, cohort).context["tabs"]] == [
        "Plan",
        "Participants",
        "Registers",
        "Self-study",
        "Groups",
        "Messages",
        "Team",
    ]
    for tab in page_of(client, cohort).context["tabs"]:
        assert (
            client.get(tab.url if tab.url.startswith("/") else f"{cohort.get_absolute_url()}{tab.url}").status_code
            == 200
        )


def test_who_facilitates_has_the_tabs_that_are_theirs(cohort):
    page = page_of(client_for(facilitator_of(cohort)), cohort, "?tab=nonsense")

    assert [tab.label for tab in page.context["tabs"]] == ["Participants", "Registers", "Self-study"]
    assert "Add participants" not in text_of(page)


# Cost and access


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("query", "queries"), [("", 24), ("?tab=registers", 20), ("?tab=study", 19), ("?show=unknown&view=table", 24)]
)
def test_the_page_costs_the_same_for_any_number_of_people_and_items(
    client, cohort, django_assert_num_queries, query, queries, rows
):
    MilestoneFactory()
    seminar(cohort, 9, days=30)
    for number in range(rows):
        session = seminar(cohort, number, days=-7 - number)
        open_register = seminar(cohort, number + 20, days=-40 - number, register=None)
        unit, period = StudyUnitFactory(cohort=cohort), CoachingPeriodFactory(cohort=cohort)
        enrolment = person(cohort, f"Low{number} Person", marks=missed(session))
        MentoringFactory(enrolment=enrolment)
        StudyRecordFactory(unit=unit, enrolment=enrolment)
        ConversationFactory(enrolment=enrolment, period=period)
        CatchUpFactory(session=session, enrolment=enrolment, state=CatchUp.State.SUBMITTED, submitted_at=NOW)
        SessionFacilitatorFactory(session=open_register)

    with django_assert_num_queries(queries):
        page_of(client, cohort, query)


@pytest.mark.parametrize("name", ["show-cohort", "download-engagement"])
def test_who_may_open_the_pages_of_a_cohort(cohort, name):
    enrolment = person(cohort)
    people = {
        "administrator": administrator(),
        "manager": manager_of(cohort),
        "facilitator": facilitator_of(cohort),
        "mentor": MentoringFactory(enrolment=enrolment).mentor,
        "participant": enrolment.participant.user,
        "stranger": manager_of(CohortFactory()),
    }

    answers = {
        role: client_for(user).get(reverse(name, args=[cohort.slug])).status_code for role, user in people.items()
    }

    assert answers == {
        "administrator": 200,
        "manager": 200,
        "facilitator": 200,
        "mentor": 404,
        "participant": 404,
        "stranger": 404,
    }
