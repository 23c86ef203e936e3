"""The pages of a cohort's groups."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import Group
from npq_portal import clock
from participants.models import GroupMembership
from tests.factories.cohorts import CohortFactory, GroupFactory, facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory, GroupMembershipFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

TODAY, YESTERDAY = dt.date(2022, 5, 16), dt.date(2022, 5, 15)


@pytest.fixture(autouse=True)
def _on_16_may_2022():
    clock.move_to(dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC))


@pytest.fixture
def cohort():
    return CohortFactory(slug="nov", name="November 2021")


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


def a_person(cohort, name="Ben Whitcombe", **fields):
    return EnrolmentFactory(cohort=cohort, participant__user__full_name=name, **fields)


def a_member(group, name="Ben Whitcombe", **fields):
    return GroupMembershipFactory(group=group, enrolment=a_person(group.cohort, name), **fields)


def at(name, *args):
    return reverse(f"participants:{name}", args=args)


def text_of(response):
    return " ".join(response.content.decode().split())


def history(enrolment):
    rows = GroupMembership.objects.filter(enrolment=enrolment).for_listing()
    return [(row.group.name, row.starts_on, row.ends_on) for row in rows]


# The list


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_groups_and_people(cohort, client, django_assert_num_queries, number):
    for _ in range(number):
        group = GroupFactory(cohort=cohort)
        for _ in range(number):
            GroupMembershipFactory(group=group)
        EnrolmentFactory(cohort=cohort)

    with django_assert_num_queries(6):
        assert client.get(at("list-groups", "nov")).status_code == 200


def test_the_list_names_groups_by_kind_their_people_and_who_is_in_none(cohort, client):
    group_a = GroupFactory(cohort=cohort, name="Group A")
    a_member(group_a, "Ben Whitcombe")
    a_member(group_a, "Gone Elsewhere", ends_on=YESTERDAY)
    a_person(cohort, "Chloe Nyambura")
    a_person(cohort, "Dan Withdrawn", status="withdrawn")
    GroupFactory(cohort=cohort, kind=Group.Kind.COMMUNITY, name="Community 1")
    GroupFactory(cohort=cohort, name="Group Z", ends_on=YESTERDAY)

    page = client.get(at("list-groups", "nov"))

    [teaching, communities] = page.context["book"].sections
    assert (teaching.heading, [listed.names for listed in teaching.groups]) == ("Teaching groups", [["Ben Whitcombe"]])
    assert teaching.without == ["Chloe Nyambura", "Gone Elsewhere"]
    assert (communities.heading, communities.people) == ("Communities", 0)
    assert "Teaching group until 15 May 2022" in text_of(page)
    assert "Dan Withdrawn" not in text_of(page)


def test_a_cohort_without_groups_says_what_can_be_done(cohort, client):
    assert "Split the cohort into teaching groups A and B" in text_of(client.get(at("list-groups", "nov")))
    assert "Whoever manages the cohort can divide it" in text_of(
        client_for(facilitator_of(cohort)).get(at("list-groups", "nov"))
    )


def test_the_list_is_a_file_too(cohort, client):
    member = a_member(GroupFactory(cohort=cohort, name="Group A"), starts_on=dt.date(2022, 1, 10))
    a_member(GroupFactory(cohort=cohort, name="Group B"), "Amara Okafor", starts_on=TODAY, ends_on=TODAY)

    lines = b"".join(client.get(at("list-groups", "nov"), {"format": "csv"}).streaming_content).decode("utf-8-sig")

    person = member.enrolment.participant
    assert lines.splitlines() == [
        "Name,E-mail,School,Kind,Group,From,Until",
        f"Ben Whitcombe,{person.user.email},{person.school},Teaching group,Group A,2022-01-10,",
        lines.splitlines()[2],
    ]
    assert lines.splitlines()[2].endswith(",Group B,2022-05-16,2022-05-16")


# One group


def test_a_group_is_made_by_hand(cohort, client):
    page = client.post(at("add-group", "nov"), {"kind": "clinic", "name": "Clinic East"}, follow=True)

    assert "Clinic group · " in text_of(page)
    assert cohort.groups.get().name == "Clinic East"


def test_a_name_that_is_taken_is_said_at_the_form(cohort, client):
    GroupFactory(cohort=cohort, name="Group A")

    page = client.post(at("add-group", "nov"), {"kind": "clinic", "name": "Group A"})

    assert page.status_code == 422
    assert "The cohort has, or once had, a group of this name." in text_of(page)


@pytest.mark.parametrize("number", [1, 3])
def test_a_group_costs_the_same_for_any_number_of_people(cohort, client, django_assert_num_queries, number):
    group = GroupFactory(cohort=cohort)
    for _ in range(number):
        GroupMembershipFactory(group=group)
        GroupMembershipFactory(group=group, ends_on=YESTERDAY)
        GroupMembershipFactory(group__cohort=cohort)
        EnrolmentFactory(cohort=cohort)

    with django_assert_num_queries(6):
        assert client.get(at("show-group", group.pk)).status_code == 200


def test_people_are_put_into_a_group_by_ticking(cohort, client):
    group_a, group_b = GroupFactory(cohort=cohort, name="Group A"), GroupFactory(cohort=cohort, name="Group B")
    ben, chloe = a_member(group_b, starts_on=dt.date(2022, 1, 10)).enrolment, a_person(cohort, "Chloe Nyambura")

    page = client.get(at("show-group", group_a.pk))

    assert page.context["form"].fields["people"].choices == [
        (ben.pk, "Ben Whitcombe · in Group B"),
        (chloe.pk, "Chloe Nyambura"),
    ]

    ticked = {"people": [ben.pk, chloe.pk], "starts_on": "2022-06-06"}
    page = client.post(at("show-group", group_a.pk), ticked, follow=True)

    assert "2 people are in Group A from 6 June 2022." in text_of(page)
    assert history(ben) == [
        ("Group B", dt.date(2022, 1, 10), dt.date(2022, 6, 5)),
        ("Group A", dt.date(2022, 6, 6), None),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Tick the people to put in."),
        ({"people": ["999999999999999999999"]}, "Tick people of this list only."),
        ({"people": ["x"]}, "Tick people of this list only."),
    ],
)
def test_nobody_is_put_in_who_is_not_on_the_list(cohort, client, typed, sentence):
    group = GroupFactory(cohort=cohort)
    a_person(cohort)

    page = client.post(at("show-group", group.pk), {"starts_on": "2022-06-06"} | typed)

    assert page.status_code == 422
    assert sentence in text_of(page)


def test_a_day_on_which_somebody_is_elsewhere_is_said_at_the_day(cohort, client):
    group = GroupFactory(cohort=cohort)
    ben = a_member(GroupFactory(cohort=cohort, name="Group B"), starts_on=dt.date(2022, 6, 6)).enrolment

    page = client.post(at("show-group", group.pk), {"people": [ben.pk], "starts_on": "2022-05-16"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["starts_on"]


def test_a_group_that_has_ended_shows_who_was_in_it_and_takes_nobody(cohort, client):
    group = GroupFactory(cohort=cohort, ends_on=YESTERDAY)
    a_member(group, ends_on=YESTERDAY)

    page = client.get(at("show-group", group.pk))

    assert "The last day of this group was Sunday 15 May 2022." in text_of(page)
    assert [str(each.enrolment.participant) for each in page.context["former"]] == ["Ben Whitcombe"]
    assert page.context["form"] is None
    assert client.post(at("show-group", group.pk), {"people": [], "starts_on": "2022-05-16"}).status_code == 422


def test_who_facilitates_reads_and_changes_nothing(cohort):
    group = GroupFactory(cohort=cohort, name="Group A")
    a_member(group)

    page = client_for(facilitator_of(cohort)).get(at("show-group", group.pk))

    assert "Ben Whitcombe" in text_of(page)
    assert "Put people in" not in text_of(page)
    assert "Rename" not in text_of(page)


def test_a_group_is_renamed(cohort, client):
    group = GroupFactory(cohort=cohort, name="Group A")
    GroupFactory(cohort=cohort, name="Group B")

    assert client.post(at("edit-group", group.pk), {"name": "Group B"}).status_code == 422
    page = client.post(at("edit-group", group.pk), {"name": "Group East"}, follow=True)

    assert "<h1>Group East</h1>" in text_of(page)


def test_a_group_is_ended_with_its_consequence_in_view(cohort, client):
    group = GroupFactory(cohort=cohort, name="Group A")
    ben = a_member(group, starts_on=dt.date(2022, 1, 10)).enrolment

    assert "1 person is in no teaching group from the day after" in text_of(client.get(at("end-group", group.pk)))
    page = client.post(at("end-group", group.pk), {"ends_on": "2022-05-31"}, follow=True)

    assert "Group A ends on 31 May 2022." in text_of(page)
    assert "ends on 31 May 2022" in text_of(page)
    assert history(ben) == [("Group A", dt.date(2022, 1, 10), dt.date(2022, 5, 31))]
    assert "This group has its last day already" in text_of(client.get(at("end-group", group.pk)))
    assert client.post(at("end-group", group.pk), {"ends_on": "2022-06-30"}).status_code == 422


def test_an_end_before_somebody_joins_is_said_at_the_day(cohort, client):
    group = GroupFactory(cohort=cohort)
    a_member(group, starts_on=dt.date(2022, 6, 6))

    page = client.post(at("end-group", group.pk), {"ends_on": "2022-05-31"})

    assert list(page.context["form"].errors) == ["ends_on"]


# Moving


def test_somebody_is_moved_to_another_group_of_the_kind(cohort, client):
    group_a, group_b = GroupFactory(cohort=cohort, name="Group A"), GroupFactory(cohort=cohort, name="Group B")
    GroupFactory(cohort=cohort, name="Community 1", kind=Group.Kind.COMMUNITY)
    GroupFactory(cohort=cohort, name="Group Z", ends_on=TODAY)
    member = a_member(group_a, starts_on=dt.date(2022, 1, 10))

    page = client.get(at("move-member", member.pk))
    assert [label for _, label in page.context["form"].fields["to"].choices] == [
        "Choose a group",
        "Group B",
        "No group of this kind",
    ]

    page = client.post(at("move-member", member.pk), {"to": group_b.pk, "starts_on": "2022-05-16"}, follow=True)

    assert "Ben Whitcombe is in Group B from 16 May 2022." in text_of(page)
    assert history(member.enrolment) == [
        ("Group A", dt.date(2022, 1, 10), YESTERDAY),
        ("Group B", TODAY, None),
    ]


def test_somebody_is_taken_out_of_a_group(cohort, client):
    member = a_member(GroupFactory(cohort=cohort, name="Group A"), starts_on=dt.date(2022, 1, 10))

    page = client.post(at("move-member", member.pk), {"to": "none", "starts_on": "2022-05-16"}, follow=True)

    assert "Ben Whitcombe is not in Group A from 16 May 2022." in text_of(page)
    assert history(member.enrolment) == [("Group A", dt.date(2022, 1, 10), YESTERDAY)]
    assert client.get(at("move-member", member.pk)).status_code == 404


def test_a_move_into_the_past_of_a_membership_is_said_at_the_day(cohort, client):
    member = a_member(GroupFactory(cohort=cohort), starts_on=TODAY)

    page = client.post(at("move-member", member.pk), {"to": "none", "starts_on": "2022-05-02"})

    assert list(page.context["form"].errors) == ["starts_on"]


def test_somebody_who_has_withdrawn_is_not_moved_and_the_page_says_why(cohort, client):
    group_b = GroupFactory(cohort=cohort, name="Group B")
    member = a_member(GroupFactory(cohort=cohort))
    member.enrolment.status = "withdrawn"
    member.enrolment.save()

    page = client.post(at("move-member", member.pk), {"to": group_b.pk, "starts_on": "2022-05-16"})

    assert page.status_code == 422
    assert "Only people who take part in this cohort can be in its groups." in text_of(page)


# Splitting

SPLIT = {"kind": "teaching", "number": "2", "at_most": "", "colleagues": "apart", "starts_on": "2022-05-16"}


def test_a_split_is_shown_first_and_then_done_exactly_so(cohort, client):
    for name in ("Amara Okafor", "Ben Whitcombe", "Chloe Nyambura"):
        a_person(cohort, name)

    page = client.get(at("split-cohort", "nov"), SPLIT)

    division = page.context["division"]
    assert "2 groups for 3 people" in text_of(page)
    assert not cohort.groups.exists()

    page = client.post(at("split-cohort", "nov"), SPLIT | {"seen": division.fingerprint}, follow=True)

    assert "3 people are in 2 new groups." in text_of(page)
    made = [
        (group.name, [str(row.enrolment.participant) for row in group.memberships.for_listing()])
        for group in cohort.groups.in_order()
    ]
    assert made == [(name, [person.name for person in people]) for name, people in division.groups]


def test_a_split_that_would_come_out_otherwise_by_now_is_shown_anew(cohort, client):
    a_person(cohort, "Amara Okafor")
    a_person(cohort, "Ben Whitcombe")
    seen = client.get(at("split-cohort", "nov"), SPLIT).context["division"].fingerprint
    a_person(cohort, "Chloe Nyambura")

    page = client.post(at("split-cohort", "nov"), SPLIT | {"seen": seen})

    assert page.status_code == 422
    assert "Somebody changed the cohort or its groups in between." in text_of(page)
    assert page.context["division"].people == 3
    assert not cohort.groups.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "", "at_most": ""}, "number"),
        ({"number": "2", "at_most": "4"}, "number"),
        ({"number": "3"}, "number"),
        ({"number": "0"}, "number"),
        ({"number": "", "at_most": "x"}, "at_most"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_cannot_be_split_so_is_said_at_the_field(cohort, client, typed, field):
    a_person(cohort, "Amara Okafor")
    a_person(cohort, "Ben Whitcombe")

    page = client.get(at("split-cohort", "nov"), SPLIT | typed)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_splitting_the_others_begins_with_their_kind(cohort, client):
    page = client.get(at("split-cohort", "nov"), {"kind": "community"})

    assert page.status_code == 200
    assert '<option value="community" selected>' in text_of(page)


def test_a_cohort_that_has_not_begun_is_split_from_its_start():
    cohort = CohortFactory(slug="next", starts_on=dt.date(2022, 11, 1), ends_on=dt.date(2024, 5, 1))

    page = client_for(manager_of(cohort)).get(at("split-cohort", "next"))

    assert 'value="2022-11-01"' in text_of(page)
