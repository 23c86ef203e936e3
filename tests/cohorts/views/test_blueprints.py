"""Delivery models in the browser: the list, the page of one, how one begins, and the plan that it gives."""

import pytest
from django.urls import reverse

from cohorts.actions import blueprints, components, reference
from cohorts.models import Blueprint, PartnerManager, SchoolCalendar
from tests.cohorts.planning.builders import week
from tests.factories.cohorts import (
    BlueprintFactory,
    CohortFactory,
    ComponentFactory,
    PartnerManagerFactory,
    ProgrammeFactory,
    facilitator_of,
    manager_of,
)
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(partner__name="Elm Hub", partner__slug="elm")


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


@pytest.fixture
def blueprint(cohort):
    own = BlueprintFactory(partner=cohort.partner, programme=cohort.programme, key="elm-model", name="Elm’s own")
    ComponentFactory(blueprint=own, key="unit", title="Module 1", position=1)
    return own


def url(name, *args):
    return reverse(f"cohorts:{name}", args=args)


def page(client, address, **asked):
    return client.get(address, asked).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_models(client, cohort, rows, django_assert_num_queries):
    BlueprintFactory.create_batch(rows, partner=cohort.partner)

    with django_assert_num_queries(3):
        assert client.get(url("list-blueprints")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_model_costs_the_same_for_any_number_of_parts(client, cohort, rows, django_assert_num_queries):
    blueprint = BlueprintFactory(partner=cohort.partner)
    CohortFactory.create_batch(rows, blueprint=blueprint, partner=cohort.partner)
    for number in range(rows):
        ComponentFactory(blueprint=blueprint, key=f"unit-{number}", after=["unit-0"] if number else [])

    with django_assert_num_queries(8):
        assert client.get(blueprint.get_absolute_url()).status_code == 200


def test_the_list_shows_the_latest_version_and_all_cohorts_of_ones_own(client, cohort, blueprint):
    CohortFactory(blueprint=blueprint, partner=cohort.partner)
    CohortFactory(blueprint=blueprint)
    second = blueprints.rename(blueprint, name="Elm’s best", description="", by=None)
    CohortFactory(blueprint=second, partner=cohort.partner)

    shown = page(client, url("list-blueprints"))

    assert "Elm’s own" not in shown
    assert "2 cohorts" in shown
    assert second.get_absolute_url() in shown


def test_where_there_is_no_model_the_list_says_what_for(client):
    assert "There is no delivery model yet" in page(client, url("list-blueprints"))


def test_a_partners_own_model_is_nobody_elses(blueprint):
    stranger = client_for(manager_of(CohortFactory()))

    assert stranger.get(blueprint.get_absolute_url()).status_code == 404
    assert "Elm’s own" not in page(stranger, url("list-blueprints"))


def test_those_who_do_not_plan_see_no_models(cohort, blueprint):
    facilitator = client_for(facilitator_of(cohort))

    assert facilitator.get(url("list-blueprints")).status_code == 403
    assert facilitator.get(blueprint.get_absolute_url()).status_code == 404
    assert facilitator.get(BlueprintFactory().get_absolute_url()).status_code == 403


def test_a_model_shows_what_it_amounts_to_and_what_each_component_lacks(client, blueprint):
    half_placed = {"by": "half_term", "half_term": 2}
    ComponentFactory(blueprint=blueprint, key="clinic", title="Clinic", placement=half_placed, unknown=["its venue"])

    shown = page(client, blueprint.get_absolute_url())

    assert "<dt>Hours that count</dt><dd>3\u00a0h</dd>" in shown
    assert "<dt>Cannot be dated yet</dt><dd>2 <small>of 2</small></dd>" in shown
    assert '<span class="tag warn">A weekday</span>' in shown
    assert "Its venue" in shown


def test_a_model_that_ships_is_copied_and_not_changed(client, cohort):
    reference.load()
    shipped = Blueprint.objects.get()

    shown = page(client, shipped.get_absolute_url())
    copying = page(client, url("add-blueprint"), **{"from": shipped.pk})

    assert "comes with the portal: copy it to change it" in shown
    assert "Add a component" not in shown
    assert client.get(url("edit-blueprint", shipped.pk)).status_code == 403
    assert f'<option value="{shipped.pk}" selected>' in copying
    answer = client.post(
        url("add-blueprint"),
        {
            "name": "Elm’s NPQSL",
            "partner": cohort.partner.pk,
            "programme": shipped.programme_id,
            "description": "",
            "components_of": shipped.pk,
        },
    )
    own = Blueprint.objects.get(partner=cohort.partner)
    assert answer.url == own.get_absolute_url()
    assert own.components.count() == shipped.components.count()


@pytest.mark.parametrize("asked", ["", "x", "99999", "１", "9" * 30])
def test_a_copy_of_nothing_begins_empty(client, asked):
    assert "selected" not in page(client, url("add-blueprint"), **{"from": asked}).split("components_of")[1]


def test_who_manages_for_two_partners_says_for_which(client, cohort):
    assert f'<option value="{cohort.partner.pk}" selected>' in page(client, url("add-blueprint"))

    PartnerManagerFactory(manager=PartnerManager.objects.get(partner=cohort.partner).manager)
    assert f'<option value="{cohort.partner.pk}" selected>' not in page(client, url("add-blueprint"))


def test_a_model_for_another_programme_is_not_begun_with(client, cohort, blueprint):
    other = ProgrammeFactory(name="Early Headship Coaching Offer")
    typed = {"name": "Copy", "partner": cohort.partner.pk, "programme": other.pk, "components_of": blueprint.pk}

    answer = client.post(url("add-blueprint"), typed)

    assert answer.status_code == 422
    assert f"This delivery model is for {cohort.programme}. Choose one for {other}." in answer.content.decode()


def test_a_copy_that_its_programme_no_longer_allows_is_refused(client, cohort, blueprint):
    blueprint.components.update(content_areas=["Alchemy"])
    typed = {"name": "Copy", "partner": cohort.partner.pk, "programme": cohort.programme_id}

    answer = client.post(url("add-blueprint"), typed | {"components_of": blueprint.pk})

    assert answer.status_code == 422
    assert "component 1 (Module 1): “Alchemy” is no content area of the programme." in answer.content.decode()


def shown_of(client, address):
    """The mark of what a page shows, as its form sends it back."""
    return page(client, address).split('name="shown" value="')[1].split('"')[0]


def test_a_model_is_renamed(client, blueprint):
    edit = url("edit-blueprint", blueprint.pk)

    typed = {"name": "Elm’s best", "description": "As of May.\r\n", "shown": shown_of(client, edit)}
    answer = client.post(edit, typed, follow=True).content.decode()

    assert "Elm’s best, version 1 saved." in answer
    assert Blueprint.objects.get().description == "As of May."


def test_a_new_name_of_a_model_in_use_is_a_new_version(client, cohort, blueprint):
    CohortFactory(blueprint=blueprint, partner=cohort.partner, name="Autumn 2022")
    edit = url("edit-blueprint", blueprint.pk)

    assert "the new name makes version 2" in page(client, edit)
    typed = {"name": "Elm’s best", "shown": shown_of(client, edit)}
    answer = client.post(edit, typed, follow=True).content.decode()
    first = page(client, blueprint.get_absolute_url())

    assert "Elm’s best, version 2 saved." in answer
    assert "Version 2 is the latest. This one stays as it is." in first
    assert "Autumn 2022" in first
    assert "By version 1, which it keeps until you choose a later one" in answer


def test_a_name_that_came_too_late_is_kept_on_the_page_and_not_saved(client, blueprint):
    edit = url("edit-blueprint", blueprint.pk)
    shown = shown_of(client, edit)
    blueprints.rename(blueprint, name="Elm’s best", description="", by=None)

    answer = client.post(edit, {"name": "Elm’s last", "description": "", "shown": shown})
    typed = answer.content.decode()
    again = client.post(edit, {"name": "Elm’s last", "description": "", "shown": shown_of(client, edit)}, follow=True)

    assert answer.status_code == 409
    assert "Somebody has changed it meanwhile: it is “Elm’s best, version 1” now. Nothing is saved yet" in typed
    assert 'value="Elm’s last"' in typed
    assert "Elm’s last, version 1 saved." in again.content.decode()


def test_an_earlier_version_leads_to_the_latest(client, cohort, blueprint):
    CohortFactory(blueprint=blueprint)
    second, _ = components.put(blueprint, {"title": "Clinic"}, by=None)

    for address in (url("edit-blueprint", blueprint.pk), url("add-component", blueprint.pk)):
        answer = client.get(address, follow=True)

        assert answer.redirect_chain == [(second.get_absolute_url(), 302)]
        assert "Somebody has changed this delivery model meanwhile." in answer.content.decode()
    answer = client.post(url("edit-blueprint", blueprint.pk), {"name": "Elm’s last", "description": ""})
    assert answer.status_code == 409
    assert url("edit-blueprint", second.pk) in answer.content.decode()


def test_a_model_without_a_name_is_refused_at_its_field(client, blueprint):
    answer = client.post(url("edit-blueprint", blueprint.pk), {"name": " "})

    assert answer.status_code == 422
    assert "“Name of the delivery model” is missing." in answer.content.decode()


def test_a_model_that_support_has_spoilt_says_so(client, blueprint):
    blueprint.components.update(placement={"by": "half_term", "half_term": "third"})

    shown = page(client, blueprint.get_absolute_url())

    assert "This delivery model cannot be read" in shown
    assert "component 1 (Module 1), “placement”: “half_term” must be a whole number, not “third”." in shown


@pytest.fixture
def hertfordshire():
    reference.load()
    return SchoolCalendar.objects.get(key="hertfordshire")


def tried(client, blueprint, calendar, starts_on="2021-11-01", ends_on="2023-05-31"):
    asked = {"starts_on": starts_on, "ends_on": ends_on, "calendar": calendar.pk}
    return client.get(url("preview-blueprint", blueprint.pk), asked)


def test_the_plan_that_a_model_gives_is_shown_without_saving_anything(client, blueprint, hertfordshire):
    ComponentFactory(blueprint=blueprint, key="seminar", title="Seminar 1", placement=week(1, 2, "monday"))

    begun = page(client, url("preview-blueprint", blueprint.pk))
    shown = tried(client, blueprint, hertfordshire).content.decode()

    assert 'id="plan"' not in begun
    assert "<h2>1 date</h2>" in shown
    assert "Module 1: it has no date yet: a placement is missing." in shown
    assert "15:45 to 17:15" in shown


def test_a_model_in_which_nothing_can_be_dated_says_so(client, blueprint, hertfordshire):
    assert "Nothing in it can be dated yet." in tried(client, blueprint, hertfordshire).content.decode()


def test_days_the_wrong_way_round_are_refused(client, blueprint, hertfordshire):
    answer = tried(client, blueprint, hertfordshire, ends_on="2021-10-31")

    assert answer.status_code == 422
    assert "The last day must be after the first." in answer.content.decode()


def test_why_there_is_no_plan_is_said(client, cohort, blueprint, hertfordshire):
    ComponentFactory(blueprint=blueprint, key="seminar", placement=week(1, 2, "monday"))

    beyond = tried(client, blueprint, hertfordshire, "2016-11-01", "2018-05-31").content.decode()
    blueprint.components.update(placement={"by": "moon"})
    spoilt = tried(client, blueprint, hertfordshire).content.decode()

    assert "has no term in 1 November 2016 to 31 May 2018. Choose another school calendar." in beyond
    assert "“by” is “moon”" in spoilt
