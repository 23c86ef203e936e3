"""The list of cohorts, and the form of one."""

import pytest
from django.urls import reverse

from cohorts.models import Blueprint, Cohort, ContentArea
from npq_portal.users.models import Role
from tests.factories.cohorts import (
    BlueprintFactory,
    CohortFactory,
    PartnerManagerFactory,
    ProgrammeFactory,
    SchoolCalendarFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("cohorts:list-cohorts"), reverse("cohorts:add-cohort")


def typed_for(partner, **fields):
    blueprint = Blueprint.objects.first() or BlueprintFactory()
    return {
        "partner": partner.pk,
        "programme": blueprint.programme.pk,
        "name": "November 2021",
        "starts_on": "2021-11-01",
        "ends_on": "2023-05-31",
        "calendar": SchoolCalendarFactory().pk,
        "blueprint": blueprint.pk,
        "contract_year": "2021",
        "schedule_identifier": "npq-leadership-autumn",
        "places": "",
        "engagement_target": "90",
    } | fields


@pytest.mark.parametrize("cohorts", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_cohorts(django_assert_num_queries, cohorts):
    for _ in range(cohorts):
        CohortFactory()
    client = client_for(administrator())

    with django_assert_num_queries(3):
        assert client.get(LIST).status_code == 200


def test_the_list_can_be_narrowed_to_a_stage():
    cohort = CohortFactory(name="The first")
    CohortFactory(partner=cohort.partner, stage=Cohort.Stage.DRAFT, name="The second")
    client = client_for(manager_of(cohort))

    page = client.get(LIST, {"stage": "draft"}).content.decode()

    assert "1 cohort that you help to run, at this stage" in page
    assert "The second" in page
    assert "The first" not in page


def test_a_stage_that_is_none_shows_every_cohort():
    cohort = CohortFactory(name="November 2021")

    page = client_for(manager_of(cohort)).get(LIST, {"stage": "'; drop"}).content.decode()

    assert "November 2021" in page


def test_a_facilitator_sees_their_cohorts_and_no_button_to_add_one():
    cohort = CohortFactory(name="November 2021")
    CohortFactory(name="Another hub's")

    page = client_for(facilitator_of(cohort)).get(LIST).content.decode()

    assert "November 2021" in page
    assert "Another hub" not in page
    assert ADD not in page


def test_somebody_without_cohorts_is_told_who_adds_them():
    page = client_for(UserFactory(roles=[Role.FACILITATOR])).get(LIST).content.decode()

    assert "Your programme manager adds you to one." in page


def test_a_manager_adds_a_cohort_and_goes_on_to_its_plan():
    assignment = PartnerManagerFactory()
    client = client_for(assignment.manager)

    response = client.post(ADD, typed_for(assignment.partner))

    cohort = Cohort.objects.get()
    assert cohort.slug == f"{cohort.programme.code.lower()}-november-2021"
    assert response.url == reverse("sessions:show-plan", args=[cohort.slug])


def test_the_address_of_a_second_cohort_of_that_name_gets_a_number():
    blueprint = BlueprintFactory()
    CohortFactory(slug=f"{blueprint.programme.code.lower()}-november-2021", programme=blueprint.programme)
    assignment = PartnerManagerFactory()

    client_for(assignment.manager).post(ADD, typed_for(assignment.partner))

    assert Cohort.objects.latest("pk").slug.endswith("-november-2021-2")


def test_a_manager_cannot_add_a_cohort_for_another_partner():
    other = CohortFactory().partner

    response = client_for(PartnerManagerFactory().manager).post(ADD, typed_for(other))

    assert "Select a valid choice" in response.content.decode()
    assert Cohort.objects.count() == 1


def test_a_delivery_model_of_another_programme_is_refused_at_its_field():
    assignment = PartnerManagerFactory()
    typed = typed_for(assignment.partner, programme=ProgrammeFactory(name="Headship").pk)

    page = client_for(assignment.manager).post(ADD, typed).content.decode()

    assert "This delivery model is for NPQ Senior Leadership. Choose one for NPQ Headship." in page
    assert not Cohort.objects.exists()


def test_only_delivery_models_that_ship_or_are_ones_own_are_offered():
    assignment = PartnerManagerFactory()
    shipped, own = BlueprintFactory(name="Shipped"), BlueprintFactory(name="Own", partner=assignment.partner)
    BlueprintFactory(name="Foreign", partner=CohortFactory().partner)

    page = client_for(assignment.manager).get(ADD).content.decode()

    assert f"{shipped}</option>" in page
    assert f"{own}</option>" in page
    assert "Foreign" not in page


def test_another_partners_delivery_model_is_refused_even_for_who_manages_both():
    foreign = BlueprintFactory(partner=CohortFactory(partner__name="Oak Hub").partner)
    typed = typed_for(CohortFactory().partner, blueprint=foreign.pk, programme=foreign.programme.pk)

    page = client_for(administrator()).post(ADD, typed).content.decode()

    assert "This delivery model is Oak Hub’s own. Copy it, or choose another." in page


def test_the_delivery_model_that_a_cohort_was_made_from_stays_its_own():
    blueprint = BlueprintFactory(partner=CohortFactory().partner)
    cohort = CohortFactory(blueprint=blueprint, programme=blueprint.programme)
    typed = typed_for(cohort.partner, blueprint=blueprint.pk, programme=cohort.programme.pk, name="December 2021")

    client_for(manager_of(cohort)).post(reverse("cohorts:edit-cohort", args=[cohort.slug]), typed)

    cohort.refresh_from_db()
    assert (cohort.name, cohort.blueprint) == ("December 2021", blueprint)


def test_a_half_filled_form_keeps_what_was_typed():
    assignment = PartnerManagerFactory()

    page = client_for(assignment.manager).post(ADD, {"name": "November 2021"}).content.decode()

    assert "There is a problem" in page
    assert 'value="November 2021"' in page


def test_a_manager_changes_a_cohort():
    cohort = CohortFactory(blueprint=BlueprintFactory(), calendar=SchoolCalendarFactory())
    typed = typed_for(cohort.partner, programme=cohort.programme.pk, blueprint="", name=cohort.name, places="30")

    response = client_for(manager_of(cohort)).post(reverse("cohorts:edit-cohort", args=[cohort.slug]), typed)

    assert response.url == cohort.get_absolute_url()
    assert Cohort.objects.get().places == 30


def test_the_form_of_a_cohort_shows_it_as_it_is():
    cohort = CohortFactory(name="November 2021")

    page = client_for(manager_of(cohort)).get(reverse("cohorts:edit-cohort", args=[cohort.slug])).content.decode()

    assert 'value="2021-11-01"' in page


def test_the_form_of_a_new_cohort_opens_empty():
    assert client_for(PartnerManagerFactory().manager).get(ADD).status_code == 200


def test_programmes_are_listed_with_their_content_areas():
    ContentArea.objects.create(programme=ProgrammeFactory(), number=1, name="School culture")

    page = client_for(PartnerManagerFactory().manager).get(reverse("cohorts:list-programmes")).content.decode()

    assert "School culture" in page


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("administrator", {"list": 200, "add": 200, "programmes": 200, "own": 200, "foreign": 200}),
        ("manager", {"list": 200, "add": 200, "programmes": 200, "own": 200, "foreign": 404}),
        ("facilitator", {"list": 200, "add": 403, "programmes": 403, "own": 403, "foreign": 404}),
        ("mentor", {"list": 200, "add": 403, "programmes": 403, "own": 404, "foreign": 404}),
        ("participant", {"list": 200, "add": 403, "programmes": 403, "own": 404, "foreign": 404}),
    ],
)
def test_each_role_reaches_its_own_pages_and_no_others(who, statuses):
    cohort, foreign = CohortFactory(), CohortFactory()
    user = {
        "administrator": administrator,
        "manager": lambda: manager_of(cohort),
        "facilitator": lambda: facilitator_of(cohort),
        "mentor": lambda: UserFactory(roles=[Role.MENTOR]),
        "participant": lambda: UserFactory(roles=[Role.PARTICIPANT]),
    }[who]()
    client = client_for(user)
    pages = {
        "list": LIST,
        "add": ADD,
        "programmes": reverse("cohorts:list-programmes"),
        "own": reverse("cohorts:edit-cohort", args=[cohort.slug]),
        "foreign": reverse("cohorts:edit-cohort", args=[foreign.slug]),
    }

    assert {name: client.get(page).status_code for name, page in pages.items()} == statuses
