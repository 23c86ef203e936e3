"""What participants, and those who look after them, see of sessions that are for groups."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.dashboards.own_groups import own_groups
from sessions.models import TrainingSession
from tests.dashboards.plan_situations import NOW, an_intake, drafted, published
from tests.dashboards.situations import november, person, seminar
from tests.dashboards.test_cohort_page import text_of
from tests.factories.cohorts import GroupFactory, facilitator_of, manager_of
from tests.factories.participants import GroupMembershipFactory
from tests.factories.sessions import MarkFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_16_may_2022():
    clock.move_to(NOW)


@pytest.fixture
def cohort():
    return november()


@pytest.fixture
def ben(cohort):
    """In Group A until 2 March 2022 and in Group B since."""
    ben = person(cohort, "Ben Whitcombe")
    group_a = GroupFactory(cohort=cohort, name="Group A")
    group_b = GroupFactory(cohort=cohort, name="Group B")
    GroupMembershipFactory(group=group_a, enrolment=ben, ends_on=dt.date(2022, 3, 2))
    GroupMembershipFactory(group=group_b, enrolment=ben, starts_on=dt.date(2022, 3, 3))
    return ben


def a_week_of_both(cohort, number, *, days):
    """A seminar for each of the two groups on the same day."""
    for group in cohort.groups.in_order():
        session = seminar(cohort, f"{number}{group.name[-1].lower()}", days=days, group=group)
        TrainingSession.objects.filter(pk=session.pk).update(title=f"Seminar {number} of {group}")


def page_of(enrolment, name):
    return text_of(client_for(enrolment.participant.user).get(reverse(name)))


def test_the_schedule_holds_the_sessions_of_the_own_group_on_the_day(ben, cohort):
    a_week_of_both(cohort, 1, days=-90)
    a_week_of_both(cohort, 2, days=30)

    page = page_of(ben, "my-schedule")

    assert "Seminar 1 of Group A" in page
    assert "Seminar 2 of Group B" in page
    assert "Seminar 1 of Group B" not in page
    assert "Seminar 2 of Group A" not in page


def test_what_comes_next_is_never_another_group_s_even_when_that_is_cancelled(ben, cohort):
    a_week_of_both(cohort, 2, days=5)
    TrainingSession.objects.filter(group__name="Group A").update(status="cancelled")

    page = page_of(ben, "my-programme")

    assert "Seminar 2 of Group B" in page
    assert "Seminar 2 of Group A" not in page


def test_the_working_leaves_out_what_was_for_others_and_credits_whoever_came(ben, cohort):
    a_week_of_both(cohort, 1, days=0)
    a_week_of_both(cohort, 2, days=1)
    MarkFactory(session=TrainingSession.objects.get(title="Seminar 2 of Group A"), enrolment=ben)

    page = page_of(ben, "my-engagement")

    assert "Seminar 1 of Group B" in page
    assert "Seminar 1 of Group A" not in page
    assert "Seminar 2 of Group A" in page


def test_the_page_of_a_participant_names_their_own_next_session(ben, cohort):
    a_week_of_both(cohort, 2, days=30)

    page = client_for(manager_of(cohort)).get(ben.get_absolute_url())

    assert str(page.context["next_session"]) == "Seminar 2 of Group B"


@pytest.mark.parametrize("tab", ["participants", "registers"])
@pytest.mark.parametrize("number", [1, 3])
def test_the_cohort_costs_the_same_for_any_number_of_groups(cohort, django_assert_num_queries, number, tab):
    for each in range(number):
        member = GroupMembershipFactory(group__cohort=cohort, group__name=f"Group {each}")
        seminar(cohort, each, days=each, group=member.group)
    client = client_for(manager_of(cohort))

    with django_assert_num_queries({"participants": 20, "registers": 21}[tab]):
        client.get(cohort.get_absolute_url(), {"tab": tab})


def test_the_registers_name_the_group_and_count_its_people(ben, cohort):
    person(cohort, "Amara Okafor")
    a_week_of_both(cohort, 1, days=0)

    page = client_for(facilitator_of(cohort)).get(cohort.get_absolute_url(), {"tab": "registers"})

    assert [(row["session"].group.name, row["expected"]) for row in page.context["rows"]] == [
        ("Group A", 0),
        ("Group B", 1),
    ]
    assert "Group B" in text_of(client_for(facilitator_of(cohort)).get(reverse("sessions:list-registers")))


def test_the_own_groups_are_named_with_those_who_are_in_them_now(ben, cohort):
    community = GroupFactory(cohort=cohort, name="Community 3", kind="community")
    for name, fields in {
        "Amara Okafor": {},
        "Chloe Nyambura": {"ends_on": dt.date(2022, 5, 15)},
        "Dan Price": {"enrolment__status": "deferred"},
        "Elif Demir": {},
    }.items():
        GroupMembershipFactory(group=community, enrolment__participant__user__full_name=name, **fields)
    GroupMembershipFactory(group=community, enrolment=ben)

    page = page_of(ben, "my-people")

    assert "Your groups" in page
    assert "With Amara Okafor and Elif Demir" in page
    assert page.index("Group B") < page.index("Nobody else is in it yet") < page.index("Community 3")
    assert "Group A" not in page
    assert "Your group" not in page_of(person(cohort, "Fay Hill"), "my-people")


@pytest.mark.parametrize("number", [1, 3])
def test_the_own_groups_cost_the_same_for_any_number_of_them(cohort, django_assert_num_queries, number):
    own = person(cohort)
    for kind in ("teaching", "clinic", "community")[:number]:
        group = GroupFactory(cohort=cohort, kind=kind, name=kind)
        GroupMembershipFactory(group=group, enrolment=own)
        for _ in range(number):
            GroupMembershipFactory(group=group)

    with django_assert_num_queries(1):
        assert len(own_groups(own, on=NOW.date())) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_page_names_the_group_and_costs_the_same_for_any_number(cohort, django_assert_num_queries, number):
    group_a, group_b = (GroupFactory(cohort=cohort, name=name) for name in ("Group A", "Group B"))
    session = seminar(cohort, 1, group=group_a, register=None)
    for _ in range(number):
        GroupMembershipFactory(group=group_a)
        GroupMembershipFactory(group=group_b)
    client = client_for(facilitator_of(cohort))

    with django_assert_num_queries(6):
        page = client.get(reverse("sessions:take-register", args=[session.pk]))

    assert "17:15 · Group A · Online" in text_of(page)
    assert text_of(page).count("In Group B") == number
    assert page.context["roster"].total == number


def test_news_of_the_plan_are_of_the_own_group_s_sessions():
    intake = an_intake()
    group = GroupFactory(cohort=intake.cohort)
    TrainingSession.objects.filter(component_key="seminar-6").update(group=group)
    published(drafted(intake.cohort, "session-seminar-6"))

    page = reverse("my-programme")
    assert "Changed since your last visit" not in text_of(client_for(intake.amara).get(page))

    GroupMembershipFactory(group=group, enrolment=intake.cohort.enrolments.get(participant__user=intake.amara))

    assert "Changed since your last visit" in text_of(client_for(intake.amara).get(page))
