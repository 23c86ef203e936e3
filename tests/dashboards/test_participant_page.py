"""The page of one participant: what staff and mentors see, and what each of them does not."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.models import Role
from participants.models import Enrolment
from sessions.forecast import Counted
from sessions.models import CatchUp
from tests.dashboards.situations import NOW, attended, missed, november, person, seminar
from tests.dashboards.test_cohort_page import text_of
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import (
    CoachingPeriodFactory,
    ConversationFactory,
    GroupMembershipFactory,
    MentoringFactory,
    StatusChangeFactory,
)
from tests.factories.sessions import CatchUpFactory, StudyRecordFactory, StudyUnitFactory
from tests.factories.users import UserFactory, administrator
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


@pytest.fixture
def enrolment(cohort):
    return person(cohort, "Amara Okafor", participant__trn="9999024")


def page_of(client, enrolment):
    response = client.get(enrolment.get_absolute_url())
    assert response.status_code == 200
    return response


def test_the_head_says_who_it_is_and_how_they_stand(client, cohort):
    enrolment = person(cohort, participant__school__name="Oakfield Primary", participant__trn="9999024")

    text = text_of(page_of(client, enrolment))

    assert "Amara Okafor NPQ Senior Leadership · November 2021 cohort · Oakfield Primary" in text
    assert "TRN 9999024" in text


def test_the_working_sums_to_the_figure(client, cohort):
    sessions = [seminar(cohort, number, days=-30 + number) for number in range(1, 9)]
    seminar(cohort, 9, register=None)
    seminar(cohort, 10, days=30)
    StudyUnitFactory(cohort=cohort, is_compulsory=False)
    CoachingPeriodFactory(cohort=cohort)
    enrolment = person(cohort, marks=[*missed(sessions[0]), *attended(*sessions[1:])])

    page = page_of(client, enrolment)

    engagement = page.context["engagement"]
    counted = [line.counted for line, _ in page.context["working"]]
    assert counted.count(Counted.ENGAGED) == engagement.engaged == 7
    assert counted.count(Counted.ENGAGED) + counted.count(Counted.NOT_ENGAGED) == engagement.known == 9
    assert "7 engaged ÷ 9 known = 77.7%, cut and never rounded up · 1 unknown · 1 to come" in text_of(page)
    assert text_of(page).count("Optional") == 1


def test_a_figure_is_cut_in_the_ring_too(client, cohort):
    sessions = [seminar(cohort, number, days=-50 + number) for number in range(48)]
    enrolment = person(cohort, marks=[*missed(*sessions[:5]), *attended(*sessions[5:])])

    assert "89%</text>" in page_of(client, enrolment).content.decode()


def test_somebody_who_may_still_fall_below_sees_from_when(client, cohort):
    for number in range(1, 4):
        seminar(cohort, number, days=number * 7)

    assert "Out of reach from 18 May 2022 if nothing more is done." in text_of(page_of(client, person(cohort)))


def test_without_a_plan_nothing_is_worked_out(client, enrolment):
    assert "counted here once the cohort has its plan" in text_of(page_of(client, enrolment))


def test_advice_is_given_about_somebody_by_name_and_to_them_directly(client, cohort):
    sessions = [seminar(cohort, number, days=-60 + number) for number in range(18)]
    for number in range(20, 30):
        seminar(cohort, number, days=number)
    enrolment = person(cohort, marks=attended(*sessions))

    assert "Amara can miss 2 more sessions." in text_of(page_of(client, enrolment))
    assert "You can miss 2 more sessions." in text_of(page_of(client_for(enrolment.participant.user), enrolment))


def test_the_next_session_is_there_for_those_who_take_part(client, cohort, enrolment):
    seminar(cohort, 6, days=42)
    away = person(cohort, "Elif Demir", status=Enrolment.Status.WITHDRAWN, participant__school=None)

    assert "Next session Seminar 6: Curriculum Wed 22 June" in text_of(page_of(client, enrolment))
    assert "Next session None." in text_of(page_of(client, away))


def test_the_history_is_kept_with_reasons_for_those_who_manage(client, cohort, enrolment):
    StatusChangeFactory(enrolment=enrolment, reason="parental-leave", expected_return_on=dt.date(2022, 9, 1))
    facilitator = client_for(facilitator_of(cohort))

    assert (
        "Deferred from 1 March 2022 Parental leave · expected back on 1 September 2022 · recorded by the portal"
        in text_of(page_of(client, enrolment))
    )
    assert "Parental leave" not in text_of(page_of(facilitator, enrolment))


def test_mentors_are_listed_latest_first(client, enrolment):
    mentor = UserFactory(full_name="Helen Marsh", roles=[Role.MENTOR])
    MentoringFactory(enrolment=enrolment, mentor=mentor, starts_on=dt.date(2022, 2, 1))
    MentoringFactory(
        enrolment=enrolment,
        mentor__full_name="David Osei",
        starts_on=dt.date(2021, 11, 1),
        ends_on=dt.date(2022, 1, 31),
    )

    page = page_of(client, enrolment)

    assert page.context["mentor"] == mentor
    assert "Helen Marsh Since 1 February 2022 David Osei 1 November 2021 to 31 January 2022" in text_of(page)


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Enrolment.Status.ACTIVE, {"defer", "withdraw"}),
        (Enrolment.Status.DEFERRED, {"resume", "withdraw"}),
        (Enrolment.Status.WITHDRAWN, {"resume"}),
        (Enrolment.Status.COMPLETED, set()),
    ],
)
def test_the_manager_is_offered_what_can_be_done(client, cohort, status, offered):
    enrolment = person(cohort, status=status)
    html = page_of(client, enrolment).content.decode()

    verbs = {"defer", "withdraw", "resume"}
    assert {
        verb for verb in verbs if reverse(f"participants:{verb}-participant", args=[enrolment.pk]) in html
    } == offered
    assert reverse("participants:edit-participant", args=[enrolment.pk]) in html
    assert reverse("participants:assign-mentor", args=[enrolment.pk]) in html


# Who sees what


@pytest.fixture
def readers(cohort, enrolment):
    mentor = MentoringFactory(enrolment=enrolment, mentor__full_name="Helen Marsh").mentor
    ConversationFactory(
        enrolment=enrolment, mentor=mentor, shared_note="We spoke about behaviour.", private_note="Seems tired."
    )
    return {
        "administrator": administrator(),
        "manager": manager_of(cohort),
        "facilitator": facilitator_of(cohort),
        "mentor": mentor,
        "participant": enrolment.participant.user,
    }


@pytest.mark.parametrize(
    ("what", "by"),
    [
        ("9999024", {"administrator", "manager"}),
        ("We spoke about behaviour.", {"mentor", "participant"}),
        ("Seems tired.", {"mentor"}),
        ("What they said stays between them.", {"administrator", "manager"}),
        ("/conversations/log/", {"mentor"}),
        ("/edit/", {"administrator", "manager"}),
        ("/withdraw/", {"administrator", "manager"}),
        ("mailto:", {"administrator", "manager", "facilitator", "mentor"}),
        ("45\N{NO-BREAK SPACE}min", set()),
        ("1\N{NO-BREAK SPACE}h", {"administrator", "manager", "facilitator", "mentor", "participant"}),
    ],
)
def test_who_reads_what(enrolment, readers, what, by):
    assert {
        role for role, user in readers.items() if what in page_of(client_for(user), enrolment).content.decode()
    } == by


def test_catch_up_is_shown_to_those_whom_it_concerns(cohort, enrolment, readers):
    session = seminar(cohort, 4, days=-20)
    CatchUpFactory(session=session, enrolment=enrolment)
    CatchUpFactory(session=seminar(cohort, 5), enrolment=enrolment, state=CatchUp.State.ACCEPTED)

    shown = {
        role: "Seminar 4: Curriculum To do, by 8 June 2022 Seminar 5: Curriculum Accepted"
        in text_of(page_of(client_for(user), enrolment))
        for role, user in readers.items()
    }

    assert shown == {"administrator": True, "manager": True, "facilitator": True, "mentor": False, "participant": True}


@pytest.mark.parametrize(
    ("role", "crumbs"),
    [
        ("manager", "Cohorts November 2021 cohort"),
        ("facilitator", "Cohorts"),
        ("mentor", "Today"),
        ("participant", "My programme"),
    ],
)
def test_the_way_back_leads_where_the_reader_came_from(enrolment, readers, role, crumbs):
    html = page_of(client_for(readers[role]), enrolment).content.decode()

    assert text_of_crumbs(html).startswith(crumbs)


def text_of_crumbs(html):
    crumbs = html.partition('aria-label="Breadcrumb">')[2].partition("</nav>")[0]
    return " ".join(part.partition("<")[0] for part in crumbs.split(">") if part.partition("<")[0])


def test_the_groups_are_named_with_their_days(client, cohort, enrolment, readers):
    group = {"group__cohort": cohort, "enrolment": enrolment}
    GroupMembershipFactory(**group, group__name="Group A", ends_on=dt.date(2022, 3, 2))
    GroupMembershipFactory(**group, group__name="Group B", starts_on=dt.date(2022, 3, 3))
    GroupMembershipFactory(**group, group__name="Community 1", group__kind="community", starts_on=dt.date(2022, 9, 1))

    text = text_of(page_of(client, enrolment))

    assert "Community 1 From 1 September 2022 Group B Since 3 March 2022 Group A 1 January 2021 to 2 March 2022" in text
    assert "Group B Since 3 March 2022" in text_of(page_of(client_for(readers["mentor"]), enrolment))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_length_of_history(client, cohort, enrolment, django_assert_num_queries, rows):
    seminar(cohort, 9, days=30)
    for number in range(rows):
        session, unit = seminar(cohort, number, days=-number), StudyUnitFactory(cohort=cohort)
        StudyRecordFactory(unit=unit, enrolment=enrolment)
        CatchUpFactory(session=session, enrolment=enrolment)
        ConversationFactory(enrolment=enrolment, period=CoachingPeriodFactory(cohort=cohort))
        StatusChangeFactory(enrolment=enrolment, status=Enrolment.Status.ACTIVE, recorded_by=UserFactory())
        MentoringFactory(
            enrolment=enrolment, starts_on=dt.date(2021, 1, 1 + number), ends_on=dt.date(2021, 1, 1 + number)
        )
        GroupMembershipFactory(group__cohort=cohort, enrolment=enrolment, ends_on=dt.date(2022, 1, 1 + number))

    with django_assert_num_queries(18):
        page_of(client, enrolment)


def test_who_may_open_the_page(cohort, enrolment, readers):
    others = {
        "fellow": person(cohort, "Ben Whitcombe").participant.user,
        "stranger": manager_of(CohortFactory()),
        "other mentor": MentoringFactory().mentor,
    }

    answers = {
        role: client_for(user).get(enrolment.get_absolute_url()).status_code
        for role, user in {**readers, **others}.items()
    }

    assert answers == dict.fromkeys(readers, 200) | dict.fromkeys(others, 404)
