"""Where the top bar leads, and whose portal it looks like."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.test import RequestFactory
from django.urls import reverse

from npq_portal.dashboards import branding, navigation
from npq_portal.users.models import Role
from tests.factories.cohorts import CohortFactory, DeliveryPartnerFactory, facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory, MentoringFactory
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


def asking(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def labels(user):
    return [item.label for item in navigation.items(asking(user))]


def current(user, path):
    return [item.label for item in navigation.items(asking(user, path)) if item.current]


@pytest.mark.parametrize(
    ("roles", "shown"),
    [
        ([Role.ADMINISTRATOR], ["Today", "Cohorts", "People", "Reminders"]),
        ([Role.PROGRAMME_MANAGER], ["Today", "Cohorts", "People", "Reminders"]),
        ([Role.FACILITATOR], ["Today", "Registers", "Cohorts", "Schedule"]),
        ([Role.MENTOR], ["Today", "People"]),
        ([Role.PARTICIPANT], ["My programme", "Schedule", "Study", "Support"]),
        ([Role.MENTOR, Role.PARTICIPANT], ["Today", "People", "My programme"]),
        (
            [Role.PROGRAMME_MANAGER, Role.FACILITATOR],
            ["Today", "Registers", "Cohorts", "Schedule", "People", "Reminders"],
        ),
        ([], ["My programme"]),
    ],
)
def test_the_top_bar_is_the_union_of_roles(roles, shown):
    assert labels(UserFactory(roles=roles)) == shown


@pytest.mark.parametrize(
    ("role", "path", "label"),
    [
        (Role.PROGRAMME_MANAGER, "/", ["Today"]),
        (Role.PROGRAMME_MANAGER, "/cohorts/november-2021/", ["Cohorts"]),
        (Role.PROGRAMME_MANAGER, "/sessions/cohorts/november-2021/plan/", ["Cohorts"]),
        (Role.PROGRAMME_MANAGER, "/participants/cohorts/november-2021/upload/", ["Cohorts"]),
        (Role.PROGRAMME_MANAGER, "/participants/4/", ["People"]),
        (Role.PROGRAMME_MANAGER, "/reminders/rules/4/", ["Reminders"]),
        (Role.PROGRAMME_MANAGER, "/account/", []),
        (Role.FACILITATOR, "/sessions/4/register/", ["Registers"]),
        (Role.FACILITATOR, "/sessions/cohorts/november-2021/plan/", ["Cohorts"]),
        (Role.PARTICIPANT, "/my/study/", ["Study"]),
        (Role.MENTOR, "/participants/4/conversations/", ["People"]),
    ],
)
def test_the_part_that_a_page_belongs_to_is_marked(role, path, label):
    assert current(UserFactory(roles=[role]), path) == label


def test_every_entry_of_the_top_bar_opens():
    cohort = CohortFactory()
    enrolment = EnrolmentFactory(cohort=cohort)
    mentor = MentoringFactory(enrolment=enrolment).mentor
    people = [administrator(), manager_of(cohort), facilitator_of(cohort), mentor, enrolment.participant.user]

    for user in people:
        client = client_for(user)
        assert {client.get(entry.url).status_code for entry in client.get("/").context["navigation"]} == {200}


def test_everybody_has_their_calendar_in_their_menu():
    menu = navigation.account_menu(asking(UserFactory(roles=[Role.PARTICIPANT])))

    assert [item.label for item in menu] == ["My account", "Calendar", "Security"]
    assert "Accounts" in [item.label for item in navigation.account_menu(asking(administrator()))]


def test_a_visitor_has_neither_a_bar_nor_a_menu_nor_a_brand():
    visitor = asking(AnonymousUser())

    assert (navigation.items(visitor), navigation.account_menu(visitor)) == ([], [])
    assert branding.brand_of(visitor).name == "NPQ Portal"


# Brands


@pytest.fixture
def hub():
    return DeliveryPartnerFactory(slug="alder-vale", brand_name="Alder Vale NPQs", mark="AV", colour="#7a1f4d")


@pytest.fixture
def cohort(hub):
    return CohortFactory(partner=hub)


def test_whoever_has_to_do_with_one_partner_sees_its_brand(cohort):
    enrolment = EnrolmentFactory(cohort=cohort)
    people = [
        manager_of(cohort),
        facilitator_of(cohort),
        enrolment.participant.user,
        MentoringFactory(enrolment=enrolment).mentor,
    ]

    for user in people:
        brand = branding.brand_of(asking(user))
        assert (brand.name, brand.mark) == ("Alder Vale NPQs", "AV")
        assert brand.stylesheet == reverse("cohorts:brand-stylesheet", args=["alder-vale"])


def test_a_page_is_in_the_colours_of_the_partner(cohort):
    html = client_for(manager_of(cohort)).get("/").content.decode()

    assert '<link rel="stylesheet" href="/cohorts/partners/alder-vale/brand.css">' in html
    assert "<span>Alder Vale NPQs</span>" in html


def test_whoever_has_to_do_with_two_partners_sees_the_portals_own(cohort):
    user = manager_of(cohort)
    EnrolmentFactory(participant__user=user)

    assert branding.brand_of(asking(user)).name == "NPQ Portal"


def test_administrators_see_the_portals_own(cohort):
    assert branding.brand_of(asking(administrator())).name == "NPQ Portal"


def test_a_partner_without_a_brand_has_the_portals_name_and_colours():
    brand = branding.brand_of(asking(manager_of(CohortFactory())))

    assert (brand.name, brand.stylesheet) == ("NPQ Portal", None)


def test_a_brand_is_read_once_and_kept(cohort, django_assert_num_queries):
    user = manager_of(cohort)
    branding.brand_of(asking(user))

    with django_assert_num_queries(0):
        branding.brand_of(asking(user))

    caches["process"].clear()
    with django_assert_num_queries(1):
        branding.brand_of(asking(user))
