"""The page of a cohort's clashes, what weighs how much, and the reasons at the forms that move sessions."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.users.models import Role
from sessions.clashes import STANDARD, Level
from sessions.models import AcceptedClash, ClashLevels, TrainingSession
from tests.factories.clashes import AcceptedClashFactory, ClashLevelsFactory
from tests.factories.cohorts import CohortFactory, DeliveryPartnerFactory, manager_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import SessionFacilitatorFactory, TrainingSessionFactory, VenueFactory
from tests.factories.users import UserFactory
from tests.sessions.views.test_plan import edit_page, typed_for
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
APRIL = dt.datetime(2022, 4, 25, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _in_april():
    clock.move_to(APRIL)


@pytest.fixture
def cohort():
    """Two take part, and its seminar is in a room for one."""
    cohort = CohortFactory(name="November 2021")
    EnrolmentFactory.create_batch(2, cohort=cohort)
    too_small(cohort)
    return cohort


def too_small(cohort, **fields):
    room = VenueFactory(name=f"Room {TrainingSession.objects.count()}", capacity=1)
    return TrainingSessionFactory(cohort=cohort, title="Seminar 5", venue=room, delivery="in_person", **fields)


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort, full_name="Ruth Adeyemi"))


def page_of(cohort):
    return reverse("sessions:list-clashes", args=[cohort.slug])


def accept(client, cohort, clash, reason):
    address = reverse("sessions:accept-clash", args=[cohort.slug])
    return client.post(address, {"clash": clash, f"{clash}-reason": reason}, follow=True)


def shown_on(client, cohort):
    return client.get(page_of(cohort)).context["asked"][0]["clash"].shown


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_clash_that_stands_is_accepted_with_a_reason_and_shown_with_it(client, cohort):
    assert "Room 0 holds 1, and 2 are expected." in client.get(page_of(cohort)).content.decode()

    response = accept(client, cohort, shown_on(client, cohort), "One of them joins online.")

    assert said(response) == ["Accepted: Seminar 5: Room 0 holds 1, and 2 are expected."]
    assert "Nothing to settle" in response.content.decode()
    assert "One of them joins online." in response.content.decode()
    session_page = client.get(TrainingSession.objects.get().get_absolute_url()).content.decode()
    assert "Clashes that were accepted" in session_page
    assert f"Ruth Adeyemi, {APRIL.day} April 2022. Seminar 5: Room 0" in session_page


def test_only_those_who_manage_read_the_reason(cohort):
    session = TrainingSession.objects.get()
    AcceptedClashFactory(session=session)
    reader = cohort.enrolments.first().participant.user

    page = client_for(reader).get(session.get_absolute_url()).content.decode()

    assert "Clashes that were accepted" not in page


def test_a_clash_without_a_reason_or_not_there_any_more_is_not_accepted(client, cohort):
    shown = shown_on(client, cohort)

    unsaid = accept(client, cohort, shown, " ")
    gone = accept(client, cohort, "0000", "It is fine.")

    assert unsaid.status_code == 422
    assert "There is a problem" in unsaid.content.decode()
    assert "“Why it is accepted” is missing." in unsaid.content.decode()
    assert said(gone) == ["That clash is not there any more, or not as you read it. This is how it is now."]
    assert not AcceptedClash.objects.exists()


def test_a_clash_that_blocks_leads_to_its_session(client, cohort):
    ClashLevelsFactory(partner=cohort.partner, capacity="block")
    shown = shown_on(client, cohort)

    assert "Change the session" in client.get(page_of(cohort)).content.decode()
    assert said(accept(client, cohort, shown, "It is fine.")) == [
        "That clash is not there any more, or not as you read it. This is how it is now."
    ]


def test_what_is_over_is_nobodys_clash_any_more(client, cohort):
    AcceptedClashFactory(session=TrainingSession.objects.get())
    clock.move_to(dt.datetime(2022, 5, 12, 8, tzinfo=dt.UTC))

    page = client.get(page_of(cohort)).content.decode()

    assert "No clash is open" in page
    assert "One of them joins online." not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_clashes(django_assert_num_queries, rows):
    cohort = CohortFactory()
    EnrolmentFactory.create_batch(2, cohort=cohort)
    for week in range(rows):
        starts_at = dt.datetime(2022, 5, 11, 15, tzinfo=dt.UTC) + dt.timedelta(weeks=week)
        AcceptedClashFactory(session=too_small(cohort, starts_at=starts_at))
    client = client_for(manager_of(cohort))

    with django_assert_num_queries(14):
        assert len(client.get(page_of(cohort)).context["asked"]) == rows


def levels_page(partner):
    return reverse("sessions:edit-clash-levels", args=[partner.slug])


def test_a_manager_chooses_what_blocks_and_what_warns(client, cohort):
    typed = dict.fromkeys(("facilitator", "venue", "closure", "participant", "capacity", "hours"), "ignore")

    before = client.get(levels_page(cohort.partner)).content.decode()
    response = client.post(levels_page(cohort.partner), typed | {"most_hours": "6"}, follow=True)

    assert "Somebody would have to take two sessions at once." in before
    assert said(response) == [f"Saved. They hold for every cohort of {cohort.partner} from now on."]
    assert ClashLevels.objects.for_cohort(cohort) == (*[Level.IGNORE] * 6, 6)
    assert "No clash is open" in client.get(page_of(cohort)).content.decode()
    assert Event.objects.get(action="clash_levels.changed").details["venue"] == "ignore"
    assert str(ClashLevels.objects.get()) == f"Clash levels of {cohort.partner}"


def test_a_level_that_is_none_is_refused_and_the_standard_holds(client, cohort):
    response = client.post(levels_page(cohort.partner), {"facilitator": "shout", "most_hours": "0"})

    assert response.status_code == 422
    assert ClashLevels.objects.for_cohort(cohort) == STANDARD


def test_another_partners_levels_are_out_of_sight(client):
    assert client.get(levels_page(DeliveryPartnerFactory())).status_code == 404


def test_a_form_that_moves_a_session_asks_for_a_reason_and_keeps_it(client, cohort):
    session = TrainingSession.objects.get()
    typed = typed_for(session, day="18/05/2022", venue=session.venue_id)

    asked = client.post(edit_page(session), typed)
    form = asked.context["form"]
    unread = client.post(edit_page(session), typed | {"clash_reason": "Fine.", "clashes_shown": "0000"})
    answer = {"clash_reason": "One of them joins online.", "clashes_shown": form["clashes_shown"].value()}
    client.post(edit_page(session), typed | answer)

    assert "1 clash goes through with a reason" in asked.content.decode()
    assert "Say why this is accepted, or change what clashes." in asked.content.decode()
    assert "Say why this is accepted" in unread.content.decode()
    assert TrainingSession.objects.get().starts_at == session.starts_at + dt.timedelta(weeks=1)
    assert AcceptedClash.objects.get().reason == "One of them joins online."


def test_what_blocks_is_said_at_the_form_in_a_sentence(client, cohort):
    sam = UserFactory(full_name="Sam Iqbal", roles=[Role.FACILITATOR])
    session = TrainingSession.objects.get()
    SessionFacilitatorFactory(
        session__title="Clinic", session__cohort__name="May", session__starts_at=session.starts_at, facilitator=sam
    )

    page = client.post(edit_page(session), typed_for(session, venue=session.venue_id, facilitators=[sam.pk]))

    assert (
        "Seminar 5 and Clinic (May cohort) meet on Wednesday 11 May 2022, 15:45 to 17:15: Sam Iqbal would have to take both."
        in page.content.decode()
    )


def test_putting_a_session_back_on_asks_too(client, cohort):
    TrainingSession.objects.update(status="cancelled")
    session = TrainingSession.objects.get()
    address = reverse("sessions:reinstate-session", args=[session.pk])

    asked = client.post(address)
    answer = {"clash_reason": "Fine.", "clashes_shown": asked.context["form"]["clashes_shown"].value()}
    client.post(address, answer)

    assert asked.status_code == 422
    assert f"Put {session} back on?" in asked.content.decode()
    assert not TrainingSession.objects.get().is_cancelled


def test_a_reason_that_cannot_be_kept_leaves_a_session_cancelled(client, cohort):
    TrainingSession.objects.update(status="cancelled")
    session = TrainingSession.objects.get()

    answer = {"clash_reason": "\u202eFine", "clashes_shown": "0000"}
    response = client.post(reverse("sessions:reinstate-session", args=[session.pk]), answer)

    assert response.status_code == 422
    assert "Remove the hidden control characters" in response.content.decode()
    assert TrainingSession.objects.get().is_cancelled
