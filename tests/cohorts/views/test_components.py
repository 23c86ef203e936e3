"""The components of a delivery model in the browser."""

import pytest
from django.urls import reverse

from cohorts.actions import blueprints, components
from cohorts.models import Blueprint
from tests.factories.cohorts import BlueprintFactory, CohortFactory, ComponentFactory, manager_of
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
TYPED = {"kind": "seminar", "title": "Seminar 1", "compulsory": "on", "minutes": "90", "days": "1"}
WEEK = {
    "placement-by": "half_term",
    "placement-half_term": "3",
    "placement-week": "2",
    "placement-weekday": "wednesday",
    "placement-start": "15:30",
    "placement-end": "17:30",
}
WINDOW = {"placement-by": "window", "opens-by": "fixed", "opens-on": "2022-06-02", "closes-by": "fixed"}


@pytest.fixture
def cohort():
    return CohortFactory(partner__name="Elm Hub", partner__slug="elm")


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


@pytest.fixture
def blueprint(cohort):
    own = BlueprintFactory(partner=cohort.partner, programme=cohort.programme, key="elm-model", name="Elm’s own")
    for position, (key, title) in enumerate((("unit", "Module 1"), ("seminar", "Seminar"), ("clinic", "Clinic")), 1):
        ComponentFactory(blueprint=own, key=key, title=title, short_title="", position=position)
    return own


def url(name, *args):
    return reverse(f"cohorts:{name}", args=args)


def edit(blueprint, key="seminar"):
    return url("edit-component", blueprint.pk, key)


def shown_of(client, address):
    """The mark of what a page shows, as its form sends it back."""
    return client.get(address).content.decode().split('name="shown" value="')[1].split('"')[0]


def send(client, address, typed, *, page=None, **options):
    return client.post(address, typed | {"shown": shown_of(client, page or address)}, **options)


def titles(blueprint):
    return [row.title for row in blueprints.components_in_order(blueprint)]


def test_a_component_is_added_and_half_finished_says_what_it_lacks(client, blueprint):
    answer = send(client, url("add-component", blueprint.pk), TYPED | {"title": "Seminar 2"}, follow=True)

    assert answer.redirect_chain == [(f"{blueprint.get_absolute_url()}#component-seminar-2", 302)]
    assert "Seminar 2 saved. Before it can be dated it needs a placement." in answer.content.decode()
    assert titles(blueprint) == ["Module 1", "Seminar", "Clinic", "Seminar 2"]


def test_a_component_is_changed(client, blueprint):
    answer = send(client, edit(blueprint), TYPED | WEEK, follow=True).content.decode()

    row = blueprint.components.get(key="seminar")
    assert "Seminar 1 saved." in answer
    assert "Half term 3, week 2, Wednesday, from 15:30 to 17:30" in answer
    assert row.placement == {
        "by": "half_term",
        "half_term": 3,
        "week": 2,
        "weekday": "wednesday",
        "start": "15:30",
        "end": "17:30",
    }


def test_a_short_title_follows_its_title_until_it_is_given(client, blueprint):
    send(client, edit(blueprint), TYPED | {"title": "Seminar 1: Leading behaviour"})
    first = blueprint.components.get(key="seminar").short_title
    again = client.get(edit(blueprint)).content.decode()
    send(client, edit(blueprint), TYPED | {"short_title": "S1"})

    assert first == "Seminar 1: Leading b"
    assert 'value="Seminar 1: Leading b"' not in again
    assert blueprint.components.get(key="seminar").short_title == "S1"


@pytest.mark.parametrize("others", [1, 3])
def test_a_component_costs_the_same_among_any_number_of_others(client, cohort, others, django_assert_num_queries):
    blueprint = BlueprintFactory(partner=cohort.partner)
    ComponentFactory.create_batch(others, blueprint=blueprint)
    row = ComponentFactory(blueprint=blueprint)

    with django_assert_num_queries(9):
        assert client.get(edit(blueprint, row.key)).status_code == 200


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"title": " "}, "id_title", "“Title” is missing."),
        ({"kind": "picnic"}, "id_kind", "Select a valid choice."),
        ({"minutes": "x"}, "id_minutes", "“Minutes” has to be a whole number."),
        ({"after": ["seminar"]}, "id_after", "Select a valid choice."),
        ({"link": "http://example.org/"}, "id_link", "Enter a link that starts with https://"),
        (WEEK | {"placement-end": "15:00"}, "id_placement-end", "It must end after it starts."),
        (WEEK | {"minutes": "121"}, "id_placement-end", "121 minutes do not fit between 15:30 and 17:30."),
        (
            WINDOW | {"closes-on": "2022-06-01"},
            "id_closes-by",
            "Seminar 1: its window closes before it opens",
        ),
        (
            WINDOW | {"closes-on": "2022-06-03", "days": "3"},
            "id_closes-by",
            "3 days do not fit a window of 2 days",
        ),
        (
            {"placement-by": "before", "placement-component": "clinic", "placement-working_days": "1", "after": "clinic"},
            "id_after",
            "Elm’s own: each of these must come after the next: “Seminar 1” → “Clinic” → “Seminar 1”.",
        ),
        (
            {"placement-by": "offset", "placement-months": "121"},
            "id_placement-months",
            "“Months after the start” has to be 120 or less.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_place_and_changes_nothing(client, blueprint, typed, field, sentence):
    answer = send(client, edit(blueprint), TYPED | typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'href="#{field}' in page
    assert "<title>Error: " in page
    assert titles(blueprint) == ["Module 1", "Seminar", "Clinic"]


def test_what_is_wrong_with_another_component_is_said_too(client, blueprint):
    blueprint.components.filter(key="unit").update(placement={"by": "moon"})

    answer = send(client, edit(blueprint), TYPED)

    assert answer.status_code == 422
    assert "component 1 (Module 1), “placement”: “by” is “moon”" in answer.content.decode()


def test_a_change_of_a_version_in_use_makes_the_next(client, cohort, blueprint):
    CohortFactory(blueprint=blueprint, partner=cohort.partner)

    before = client.get(edit(blueprint)).content.decode()
    answer = send(client, edit(blueprint), TYPED, follow=True).content.decode()

    second = Blueprint.objects.get(version=2)
    assert "Save as version 2" in before
    assert "Seminar 1 saved in version 2, which is new." in answer
    assert titles(blueprint) == ["Module 1", "Seminar", "Clinic"]
    assert titles(second) == ["Module 1", "Seminar 1", "Clinic"]


def test_a_change_that_came_too_late_is_kept_on_the_page_with_what_is_there_now(client, blueprint):
    placement = {"by": "half_term", "half_term": 3, "weekday": "friday"}
    theirs = {"title": "Seminar B", "kind": "webinar", "placement": placement, "unknown": ["its venue", "its hours"]}
    shown = shown_of(client, edit(blueprint))
    components.put(blueprint, theirs, key="seminar", by=None)

    answer = client.post(edit(blueprint), TYPED | WEEK | {"shown": shown, "unknown": "its venue\r\nits hours"})
    page = answer.content.decode()
    again = client.post(edit(blueprint), TYPED | {"shown": shown_of(client, edit(blueprint))}, follow=True)

    assert answer.status_code == 409
    assert "Somebody has changed this component meanwhile. Nothing is saved yet." in page
    assert 'value="Seminar 1"' in page
    for label, now in (
        ("Title", "Seminar B"),
        ("What it is", "Webinar"),
        ("Minutes", "nothing"),
        ("Weekday", "Friday"),
    ):
        assert f"<dt>{label}</dt><dd><small>{now}</small></dd>" in page
    assert "<dt>Half term of the programme</dt>" not in page
    assert "<dt>What is still open</dt>" not in page
    assert "Seminar 1 saved." in again.content.decode()


def test_a_change_of_an_earlier_version_can_go_into_the_latest(client, blueprint):
    CohortFactory(blueprint=blueprint)
    shown = shown_of(client, edit(blueprint))
    second, _ = components.put(blueprint, {"title": "Module 2"}, by=None)

    answer = client.post(edit(blueprint), TYPED | {"shown": shown})
    page = answer.content.decode()
    again = client.post(edit(second), TYPED | {"shown": shown}, follow=True)

    assert answer.status_code == 409
    assert "Somebody has made a later version meanwhile. Nothing is saved yet." in page
    assert f'action="{edit(second)}"' in page
    assert "Seminar 1 saved." in again.content.decode()
    assert titles(second) == ["Module 1", "Seminar 1", "Clinic", "Module 2"]


def test_a_change_of_what_somebody_has_removed_can_be_kept_as_a_new_component(client, blueprint):
    shown = shown_of(client, edit(blueprint))
    components.remove(blueprint, key="seminar", by=None)

    answer = client.post(edit(blueprint), TYPED | {"shown": shown})
    page = answer.content.decode()

    assert client.get(edit(blueprint)).status_code == 404
    assert answer.status_code == 409
    assert "Somebody has removed this component meanwhile. Nothing is saved yet." in page
    assert f'action="{url("add-component", blueprint.pk)}"' in page
    assert "What it says now" not in page
    # What cannot be is said first, and the component is still the one that was to be changed.
    wrong = client.post(edit(blueprint), TYPED | {"shown": shown, "title": ""})
    assert wrong.status_code == 422
    assert f'action="{edit(blueprint)}"' in wrong.content.decode()


def test_an_earlier_version_of_a_component_leads_to_the_latest(client, blueprint):
    CohortFactory(blueprint=blueprint)
    second, _ = components.put(blueprint, {"title": "Module 2"}, by=None)

    assert client.get(edit(blueprint)).url == second.get_absolute_url()


def remove(client, blueprint, shown, key="seminar"):
    address = url("remove-component", blueprint.pk, key)
    return client.post(address, {"shown": shown}, follow=True)


def test_a_component_is_removed_and_those_that_it_placed_are_named(client, blueprint):
    blueprint.components.filter(key="clinic").update(after=["seminar"])

    answer = remove(client, blueprint, shown_of(client, edit(blueprint)))

    assert "Seminar removed. No longer placed by it: Clinic." in answer.content.decode()
    assert titles(blueprint) == ["Module 1", "Clinic"]


def test_a_component_of_a_version_in_use_is_removed_from_the_next(client, blueprint):
    CohortFactory(blueprint=blueprint)

    answer = remove(client, blueprint, shown_of(client, edit(blueprint)))

    assert "Seminar removed from version 2, which is new." in answer.content.decode()
    assert titles(blueprint) == ["Module 1", "Seminar", "Clinic"]


def test_a_component_that_was_changed_meanwhile_is_shown_before_it_is_removed(client, blueprint):
    shown = shown_of(client, edit(blueprint))
    components.put(blueprint, {"title": "Seminar B"}, key="seminar", by=None)

    answer = remove(client, blueprint, shown)

    assert answer.redirect_chain == [(edit(blueprint), 302)]
    assert "Somebody has changed it meanwhile." in answer.content.decode()
    assert titles(blueprint) == ["Module 1", "Seminar B", "Clinic"]


def move(client, blueprint, to, key="seminar", **options):
    return client.post(url("move-component", blueprint.pk, key), {"to": to}, **options)


@pytest.mark.parametrize(
    ("to", "order"), [(1, ["Seminar", "Module 1", "Clinic"]), (3, ["Module 1", "Clinic", "Seminar"])]
)
def test_a_component_is_moved(client, blueprint, to, order):
    answer = move(client, blueprint, to, follow=True)

    assert answer.redirect_chain == [(f"{blueprint.get_absolute_url()}#component-seminar", 302)]
    assert f"Seminar is number {to} of 3." in answer.content.decode()
    assert titles(blueprint) == order


@pytest.mark.parametrize("to", ["", "0", "4", "up", "１" * 30])
def test_a_place_that_there_is_not_is_refused(client, blueprint, to):
    answer = move(client, blueprint, to)

    assert answer.status_code == 422
    assert 'href="#id_to"' in answer.content.decode()
    assert titles(blueprint) == ["Module 1", "Seminar", "Clinic"]


def test_a_move_or_removal_that_came_too_late_shows_how_it_is_now(client, blueprint):
    shown = shown_of(client, edit(blueprint))
    CohortFactory(blueprint=blueprint)
    second, _ = components.remove(blueprint, key="clinic", by=None)

    late = [remove(client, blueprint, shown), move(client, blueprint, 1, follow=True)]
    gone = [remove(client, second, shown, "clinic"), move(client, second, 1, "clinic", follow=True)]

    for answer in late + gone:
        assert answer.redirect_chain == [(second.get_absolute_url(), 302)]
        assert "Somebody has changed this delivery model meanwhile." in answer.content.decode()
    assert titles(second) == ["Module 1", "Seminar"]


def test_a_model_that_ships_is_not_changed(client):
    row = ComponentFactory()

    assert client.get(edit(row.blueprint, row.key)).status_code == 403
    assert move(client, row.blueprint, 1, row.key).status_code == 403
    assert client.post(url("remove-component", row.blueprint.pk, row.key)).status_code == 403
