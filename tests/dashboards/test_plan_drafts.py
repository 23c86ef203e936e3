"""A manager drafts a cohort's plan in the browser, and publishes exactly what was shown."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from sessions.actions import plan_versions
from sessions.models import PlanVersion, TrainingSession
from tests.dashboards.plan_situations import JUNE, NOW, a_calendar, an_intake, drafted, published
from tests.factories.cohorts import BlueprintFactory, ComponentFactory
from tests.factories.sessions import TrainingSessionFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
SEMINAR = "session-seminar-6"
PAGES = ["show-draft", "move-in-draft", "plan-draft-anew", "discard-draft", "publish-draft"]
ORDERS = ["move-in-draft", "plan-draft-anew", "put-back-in-draft", "refresh-draft", "discard-draft", "publish-draft"]


@pytest.fixture(autouse=True)
def _in_may():
    clock.move_to(NOW)


@pytest.fixture
def intake():
    return an_intake()


@pytest.fixture
def cohort(intake):
    return intake.cohort


@pytest.fixture
def client(intake):
    return client_for(intake.ruth)


def page_of(client, name, cohort, query=""):
    return client.get(reverse(name, args=[cohort.slug]) + query).content.decode()


def order(client, page, cohort, **typed):
    return client.post(reverse(page, args=[cohort.slug]), typed, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_draft_is_opened_from_the_plan_and_only_once(client, cohort):
    assert "Open a draft" in page_of(client, "sessions:show-plan", cohort)

    opened, again = order(client, "open-draft", cohort), order(client, "open-draft", cohort)

    assert said(opened) == ["Draft begun as version 2. Nobody else sees it until you publish it."]
    assert said(again) == ["This plan has a draft already: here it is."]
    assert "Version 2 is being drafted" in page_of(client, "sessions:show-plan", cohort)
    assert "Started today by you. Everybody else still sees version 1" in opened.content.decode()


def test_only_managers_draft_the_plan(intake, cohort):
    drafted(cohort)

    assert client_for(intake.sam).get(reverse("show-draft", args=[cohort.slug])).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_without_a_draft_its_pages_lead_to_the_plan(client, cohort, name):
    response = client.get(reverse(name, args=[cohort.slug]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("sessions:show-plan", args=[cohort.slug])
    assert said(response) == ["There is no draft of this plan."]


@pytest.mark.parametrize("name", ORDERS)
def test_without_a_draft_nothing_can_be_done_to_it(client, cohort, name):
    assert said(order(client, name, cohort)) == ["There is no draft of this plan."]


def test_a_move_shows_its_first_and_last_day_before_anything_moves(client, cohort):
    drafted(cohort)

    page = page_of(client, "move-in-draft", cohort, f"?item={SEMINAR}&scope=phase&days=14&look=1")

    assert "First and last day 8 June 2022 to 22 June 2022; becomes 22 June 2022 to 6 July 2022." in page
    assert "Move 3 items in the draft" in page
    assert PlanVersion.objects.drafts().get().changes == []


def test_an_item_chosen_in_the_list_is_chosen_in_the_form(client, cohort):
    drafted(cohort)

    assert f'value="{SEMINAR}" selected' in page_of(client, "move-in-draft", cohort, f"?item={SEMINAR}")


def test_a_move_is_made_once_by_the_button_that_showed_it(client, cohort):
    shown = drafted(cohort).fingerprint
    typed = {"item": SEMINAR, "scope": "this", "to": "2022-07-06", "shown": shown}

    moved, again = order(client, "move-in-draft", cohort, **typed), order(client, "move-in-draft", cohort, **typed)

    assert said(moved) == ["1 item moved in the draft."]
    assert said(again) == ["The draft changed while you looked at it. This is how it is now."]
    assert [change.becomes for change in PlanVersion.objects.drafts().get().changes] == [
        "Wed 6 July 2022, 15:45 to 17:15"
    ]


def test_a_draft_that_somebody_else_moved_is_shown_first(client, cohort):
    drafted(cohort, SEMINAR)

    response = order(client, "move-in-draft", cohort, item=SEMINAR, scope="this", days="7", shown="before")

    assert said(response) == ["The draft changed while you looked at it. This is how it is now."]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"days": "7", "to": "2022-07-06"}, "Give a day or a number of days, not both."),
        ({}, "Say to which day, or by how many days."),
        ({"to": "31 June"}, "“To this day” is not a date."),
        ({"days": "401"}, "has to be 400 or less."),
        ({"days": "0"}, "Seminar 6 is there already."),
        ({"days": "7", "item": "session-seminar-5"}, "Select a valid choice."),
    ],
)
@pytest.mark.parametrize("way", ["get", "post"])
def test_what_cannot_be_moved_is_said_at_its_field(client, cohort, typed, sentence, way):
    shown = drafted(cohort).fingerprint
    address = reverse("move-in-draft", args=[cohort.slug])

    response = getattr(client, way)(address, {"item": SEMINAR, "scope": "this", "look": "1", "shown": shown} | typed)

    assert sentence in response.content.decode()
    assert response.status_code == (200 if way == "get" else 422)


def test_the_draft_shows_what_moves_and_what_follows_from_it(client, cohort):
    TrainingSessionFactory(cohort=cohort, title="Extra", starts_at=JUNE + dt.timedelta(weeks=2))
    drafted(cohort, SEMINAR)

    page = page_of(client, "show-draft", cohort)

    assert "<del>Wed 22 June 2022, 15:45 to 17:15</del>" in page
    assert "Seminar 6, as published. Online, Wednesday 22 June 2022. To come." in page
    assert "Publish 1 change, tell 3 people" in page
    assert "Sam Iqbal busy" in page


def test_an_item_is_put_back(client, cohort):
    drafted(cohort, SEMINAR)

    assert "No change yet" in order(client, "put-back-in-draft", cohort, item=SEMINAR).content.decode()


def test_publishing_names_its_numbers_and_does_just_that(client, cohort):
    draft = drafted(cohort, SEMINAR)
    page = page_of(client, "publish-draft", cohort)

    response = order(client, "publish-draft", cohort, shown=draft.fingerprint, name="After half term")

    assert "Move 1 item, tell 3 people" in page
    assert said(response) == ["Version 2 published: 1 item moved, 3 people told."]
    assert TrainingSession.objects.get(component_key="seminar-6").starts_at == JUNE + dt.timedelta(weeks=2)
    assert "Version 2: After half term" in page_of(client, "sessions:show-plan", cohort)


def test_a_draft_is_published_without_telling_anybody_with_a_reason(client, intake, cohort):
    draft = drafted(cohort, SEMINAR)
    assert "Move 1 item, tell nobody" in page_of(client, "publish-draft", cohort)

    unsaid = order(client, "publish-draft", cohort, shown=draft.fingerprint, tell_nobody="1")
    response = order(
        client, "publish-draft", cohort, shown=draft.fingerprint, tell_nobody="1", untold_because="A slip of the pen"
    )

    assert unsaid.status_code == 422
    assert "Say why nobody is told." in unsaid.content.decode()
    assert said(response) == ["Version 2 published: 1 item moved, nobody told."]
    assert "Nobody was told: A slip of the pen" in page_of(client, "list-versions", cohort)
    for person in (intake.amara, intake.sam):
        assert "Changed since" not in client_for(person).get(reverse("home")).content.decode()


def test_a_reason_that_cannot_be_kept_keeps_a_draft_from_being_published_without_telling(client, cohort):
    draft = drafted(cohort, SEMINAR)
    typed = {"shown": draft.fingerprint, "tell_nobody": "1", "untold_because": "\u202eSlip"}

    assert order(client, "publish-draft", cohort, **typed).status_code == 422


def test_a_reason_beside_the_other_button_tells_people_as_ever(client, intake, cohort):
    draft = drafted(cohort, SEMINAR)

    response = order(client, "publish-draft", cohort, shown=draft.fingerprint, untold_because="A slip of the pen")

    assert said(response) == ["Version 2 published: 1 item moved, 3 people told."]
    assert PlanVersion.objects.get(number=2).untold_because == ""


def test_what_was_not_shown_is_answered_with_409(client, cohort):
    drafted(cohort, SEMINAR)

    response = order(client, "publish-draft", cohort, shown="before")

    assert response.status_code == 409
    assert said(response) == ["Nothing is published: the plan or the draft changed while you looked at it."]


def test_a_plan_that_went_on_is_answered_with_409_and_a_way_out(client, cohort):
    draft = drafted(cohort, SEMINAR)
    TrainingSession.objects.filter(component_key="seminar-6").update(title="Renamed", starts_at=JUNE.replace(day=21))

    refused = order(client, "publish-draft", cohort, shown=draft.fingerprint)
    refreshed = order(client, "refresh-draft", cohort)

    assert refused.status_code == 409
    assert "Bring the draft up to date" in refused.content.decode()
    assert said(refreshed) == ["The draft is up to date with the plan. What it changes is shown below."]
    assert "Bring the draft up to date" not in refreshed.content.decode()


def test_a_clash_that_blocks_is_answered_with_422_and_its_sentence(client, cohort):
    TrainingSessionFactory(cohort=cohort, title="Extra", starts_at=JUNE + dt.timedelta(weeks=2))
    draft = drafted(cohort, SEMINAR)

    response = order(client, "publish-draft", cohort, shown=draft.fingerprint)

    assert response.status_code == 422
    assert "1 clash has to be settled first" in response.content.decode()
    assert PlanVersion.objects.drafts().exists()


def test_an_empty_draft_and_an_impossible_name_are_not_published(client, cohort):
    draft = drafted(cohort)

    assert order(client, "publish-draft", cohort, shown=draft.fingerprint).status_code == 422
    assert order(client, "publish-draft", cohort, name="\u202eName").status_code == 422


def test_a_draft_is_discarded_after_a_question(client, cohort):
    drafted(cohort, SEMINAR)

    assert "The plan stays as everybody sees it." in page_of(client, "discard-draft", cohort)
    assert said(order(client, "discard-draft", cohort)) == [
        "Version 2 discarded. It stays among the versions, to be taken up again."
    ]


def test_a_draft_can_take_another_calendar_and_start(client, cohort):
    cohort.blueprint = BlueprintFactory()
    cohort.save()
    placement = {"by": "offset", "weeks": 33, "weekday": "wednesday", "start": "15:45", "end": "17:15"}
    ComponentFactory(blueprint=cohort.blueprint, key="seminar-6", placement=placement)
    other = a_calendar()
    drafted(cohort)

    before = page_of(client, "plan-draft-anew", cohort)
    response = order(client, "plan-draft-anew", cohort, starts_on="2021-11-08", calendar=other.pk)

    assert 'value="2021-11-01"' in before
    assert said(response) == ["The draft holds the plan anew: 1 item placed."]
    page = response.content.decode()
    assert "cohort gets another start, 8 November 2021, and ends on 7 June 2023; another school calendar, Elm" in page


def test_a_delivery_model_that_cannot_be_read_leaves_the_draft_as_it_is(client, cohort):
    cohort.blueprint = BlueprintFactory()
    cohort.save()
    ComponentFactory(blueprint=cohort.blueprint, placement={"half_term": "third"})
    drafted(cohort)

    response = order(client, "plan-draft-anew", cohort, starts_on="2021-11-08", calendar=cohort.calendar.pk)

    assert response.status_code == 422
    assert "component 1 (Seminar)" in response.content.decode()
    assert PlanVersion.objects.drafts().get().starts_on is None


def test_without_a_delivery_model_there_is_nothing_to_plan_from(client, cohort):
    drafted(cohort)

    assert "This cohort has no delivery model." in page_of(client, "plan-draft-anew", cohort)
    assert (
        order(client, "plan-draft-anew", cohort, starts_on="2021-11-08", calendar=cohort.calendar.pk).status_code == 422
    )


def test_an_earlier_version_is_taken_up_again(client, cohort):
    published(drafted(cohort, SEMINAR))
    first = PlanVersion.objects.get(number=1)
    address = reverse("restore-version", args=[cohort.slug, first.pk])

    taken_up, again = client.post(address, follow=True), client.post(address, follow=True)

    assert said(taken_up) == ["Version 1 is taken up again as draft 3. Publish it to let it hold."]
    assert said(again) == ["This plan has a draft already. Publish or discard it first."]
    page = page_of(client, "list-versions", cohort)
    assert "3 · Version 1 again" in page
    assert "Open the draft" in page


def test_a_version_that_holds_already_is_not_taken_up_again(client, cohort):
    plan_versions.discard(drafted(cohort), by=None)
    first = PlanVersion.objects.get(number=1)

    response = client.post(reverse("restore-version", args=[cohort.slug, first.pk]), follow=True)

    assert said(response) == ["Version 1 has the dates that the plan has now, for all that is still to come."]


def test_a_cohort_without_versions_says_how_the_first_is_made(client, cohort):
    assert "The first draft keeps the plan as it stands" in page_of(client, "list-versions", cohort)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "query", "queries"),
    [
        ("show-draft", "", 38),
        ("move-in-draft", f"?item={SEMINAR}&scope=after&days=7&look=1", 5),
        ("publish-draft", "", 38),
        ("list-versions", "", 4),
    ],
)
def test_the_pages_cost_the_same_for_any_number_of_items(django_assert_num_queries, rows, name, query, queries):
    intake = an_intake(participants=rows, rows=rows)
    for _ in range(rows - 1):
        published(drafted(intake.cohort, "window-case-study", days=7))
    drafted(intake.cohort, *[f"session-seminar-{6 + number}" for number in range(rows)])
    client = client_for(intake.ruth)

    with django_assert_num_queries(queries):
        assert client.get(reverse(name, args=[intake.cohort.slug]) + query).status_code == 200


def test_everything_that_has_begun_leaves_nothing_to_move(client, cohort):
    drafted(cohort)
    clock.move_to(clock.at(dt.date(2023, 5, 1), dt.time(9)))

    assert "Everything that is planned has begun" in page_of(client, "show-draft", cohort)
