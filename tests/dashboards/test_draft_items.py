"""A draft adds sessions and self-study and cancels sessions; nobody sees it before it is published."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.dashboards.draft_impact import Impact
from npq_portal.reminders.actions import plans
from npq_portal.reminders.models import Message
from sessions.actions import drafting, plan_versions
from sessions.models import PlanVersion, StudyUnit, TrainingSession
from sessions.replanning import Scope
from tests.dashboards.plan_situations import JUNE, NOW, an_intake, drafted, published
from tests.factories.cohorts import BlueprintFactory
from tests.factories.sessions import TrainingSessionFactory, VenueFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
SEMINAR, ADDED = "session-seminar-6", "session-added-1"
CLINIC = {
    "title": "Clinic",
    "short_title": "Clinic",
    "kind": "clinic",
    "day": "2022-06-29",
    "starts": "16:00",
    "ends": "17:00",
    "delivery": "online",
    "is_compulsory": "on",
}
UNIT = {
    "title": "Module 9",
    "short_title": "M9",
    "opens_on": "2022-06-13",
    "due_on": "2022-06-30",
    "minutes": "90",
    "url": "https://learning.example.org/m9",
    "is_compulsory": "on",
}


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


def order(client, page, cohort, **typed):
    return client.post(reverse(page, args=[cohort.slug]), typed, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def the_draft():
    return PlanVersion.objects.drafts().for_listing().get()


def add(client, cohort, page="add-session-to-draft", **typed):
    return order(client, page, cohort, shown=the_draft().fingerprint, **typed)


def cancel(client, cohort, item=SEMINAR, reason="Nobody can come."):
    return order(client, "cancel-in-draft", cohort, item=item, reason=reason, shown=the_draft().fingerprint)


def planned():
    return set(Message.objects.filter(state=Message.State.PLANNED).values_list("pk", flat=True))


def test_a_session_is_added_shown_and_becomes_one_when_the_draft_is_published(client, cohort):
    drafted(cohort)
    hall = VenueFactory(name="Elm Hall")

    added = add(client, cohort, **CLINIC | {"delivery": "in_person", "venue": str(hall.pk)})
    page = added.content.decode()
    assert said(added) == ["Clinic is in the draft."]
    assert "Clinic, in this draft" in page
    assert "Take out" in page
    assert "item is added" in page
    assert not TrainingSession.objects.filter(title="Clinic").exists()

    response = order(client, "publish-draft", cohort, shown=the_draft().fingerprint)

    clinic = TrainingSession.objects.get(title="Clinic")
    assert said(response) == ["Version 2 published: 1 added, 3 people told."]
    assert (clinic.component_key, clinic.kind, clinic.venue, clinic.sequence) == ("added-1", "clinic", hall, 0)
    assert clock.local(clinic.starts_at).isoformat() == "2022-06-29T16:00:00+01:00"
    assert clinic.explanation == "added on 16 May 2022"


def test_a_unit_is_added_too_and_can_be_moved_before_it_is_there(client, cohort):
    drafted(cohort)
    add(client, cohort, "add-unit-to-draft", **UNIT)
    draft = the_draft()

    how = {"scope": Scope.THIS, "days": 7, "is_exact": False, "shown": draft.fingerprint, "now": NOW, "by": None}
    drafting.move(draft, "unit-added-1", **how)
    published(the_draft())

    unit = StudyUnit.objects.get(title="Module 9")
    assert (unit.opens_on, unit.due_on, unit.minutes) == (dt.date(2022, 6, 20), dt.date(2022, 7, 7), 90)
    assert unit.url == "https://learning.example.org/m9"


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        ("add-session-to-draft", CLINIC | {"day": "2022-05-16"}, "Only days after today can be planned."),
        ("add-session-to-draft", CLINIC | {"ends": "15:00"}, "The end has to be after the start."),
        ("add-session-to-draft", CLINIC | {"starts": "06:00", "ends": "19:00"}, "at most 12 hours"),
        ("add-session-to-draft", CLINIC | {"day": "31 June"}, "“Day” is not a date."),
        ("add-session-to-draft", CLINIC | {"kind": "party"}, "Select a valid choice."),
        ("add-unit-to-draft", UNIT | {"opens_on": "2022-05-16"}, "Only days after today can be planned."),
        ("add-unit-to-draft", UNIT | {"due_on": "2022-06-01"}, "The last day is before the first."),
        ("add-unit-to-draft", UNIT | {"opens_on": ""}, "“First day” is missing."),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(client, cohort, page, typed, sentence):
    drafted(cohort)

    response = add(client, cohort, page, **typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert the_draft().changes == []


def test_what_is_added_is_taken_out_again(client, cohort):
    drafted(cohort)
    add(client, cohort, **CLINIC)

    assert "No change yet" in order(client, "put-back-in-draft", cohort, item=ADDED).content.decode()


def test_what_is_added_clashes_as_anything_else_does(client, cohort):
    TrainingSessionFactory(cohort=cohort, title="Extra", starts_at=JUNE + dt.timedelta(weeks=1))
    drafted(cohort)
    add(client, cohort, **CLINIC)

    response = order(client, "publish-draft", cohort, shown=the_draft().fingerprint)

    assert response.status_code == 422
    assert "Sam Iqbal would have to take both." in response.content.decode()


def test_a_session_is_cancelled_with_the_reason_that_people_read(client, cohort):
    drafted(cohort)
    asked = client.get(reverse("cancel-in-draft", args=[cohort.slug]) + f"?item={SEMINAR}").content.decode()

    page = cancel(client, cohort).content.decode()
    assert f'value="{SEMINAR}" selected' in asked
    assert "Seminar 6, as published, cancelled in this draft" in page
    assert "session is cancelled" in page
    assert not TrainingSession.objects.filter(status="cancelled").exists()

    response = order(client, "publish-draft", cohort, shown=the_draft().fingerprint)

    session = TrainingSession.objects.get(component_key="seminar-6")
    assert said(response) == ["Version 2 published: 1 cancelled, 3 people told."]
    assert (session.is_cancelled, session.status_reason, session.sequence) == (True, "Nobody can come.", 1)
    assert session.starts_at == JUNE


def test_what_is_cancelled_is_put_back(client, cohort):
    drafted(cohort)
    cancel(client, cohort)

    assert "No change yet" in order(client, "put-back-in-draft", cohort, item=SEMINAR).content.decode()


def test_a_session_without_a_reason_stays(client, cohort):
    drafted(cohort)

    assert "“Reason” is missing." in cancel(client, cohort, reason="").content.decode()


@pytest.mark.parametrize("item", ["session-seminar-5", "unit-module-5", "session-none", "session-\0"])
def test_what_cannot_be_cancelled_is_said(client, cohort, item):
    drafted(cohort)

    response = cancel(client, cohort, item=item)

    assert response.status_code == 422
    assert the_draft().changes == []


def test_what_is_added_is_not_cancelled_and_nothing_twice(client, cohort):
    drafted(cohort)
    add(client, cohort, **CLINIC)
    cancel(client, cohort)

    for item in (ADDED, SEMINAR):
        assert cancel(client, cohort, item=item).status_code == 422
        with pytest.raises(drafting.CannotCancel, match="Choose a session of the plan that is on"):
            drafting.cancel(the_draft(), item, reason="Ill", shown=the_draft().fingerprint, now=NOW, by=None)


def test_what_begins_while_the_form_is_read_is_not_cancelled(client, cohort):
    draft = drafted(cohort)

    with pytest.raises(drafting.CannotCancel, match="still to come"):
        drafting.cancel(draft, SEMINAR, reason="Ill", shown=draft.fingerprint, now=JUNE, by=None)


@pytest.mark.parametrize(
    ("page", "typed"), [("add-session-to-draft", CLINIC), ("cancel-in-draft", {"item": SEMINAR, "reason": "Ill"})]
)
def test_a_draft_that_somebody_else_changed_is_shown_first(client, cohort, page, typed):
    drafted(cohort, SEMINAR)

    assert said(order(client, page, cohort, shown="before", **typed)) == [
        "The draft changed while you looked at it. This is how it is now."
    ]


@pytest.mark.parametrize("page", ["add-session-to-draft", "cancel-in-draft"])
def test_without_a_draft_nothing_is_added_or_cancelled(client, cohort, page):
    assert said(client.get(reverse(page, args=[cohort.slug]), follow=True)) == ["There is no draft of this plan."]


def test_the_ledger_of_reminders_then_says_what_was_shown(client, intake, cohort):
    plans.plan(NOW, cohort)
    before = planned()
    drafted(cohort)
    add(client, cohort, **CLINIC)
    cancel(client, cohort)
    shown = Impact(the_draft(), NOW).reminders

    published(the_draft())
    plans.plan(NOW, cohort)

    assert (shown.withdrawn, shown.planned) == (len(before - planned()), len(planned() - before))
    assert shown.withdrawn == shown.planned == 3


def test_a_draft_brought_up_to_date_keeps_what_it_adds_and_cancels(client, cohort):
    drafted(cohort)
    add(client, cohort, **CLINIC)
    add(client, cohort, **CLINIC | {"title": "Early clinic", "day": "2022-05-18"})
    cancel(client, cohort)

    plan_versions.refresh(the_draft(), by=None, now=NOW + dt.timedelta(days=2))

    assert {(change.item.title, change.becomes) for change in the_draft().changes} == {
        ("Clinic", "Wed 29 June 2022, 16:00 to 17:00"),
        ("Seminar 6", "cancelled"),
    }


def test_a_plan_made_anew_in_a_draft_keeps_them_too(client, cohort):
    cohort.blueprint = BlueprintFactory()
    cohort.save()
    drafted(cohort)
    add(client, cohort, **CLINIC)
    cancel(client, cohort)

    drafting.plan_anew(the_draft(), starts_on=cohort.starts_on, calendar=cohort.calendar, now=NOW, by=None)

    assert {change.item.ident for change in the_draft().changes} == {ADDED, SEMINAR}


def test_each_is_written_down(client, cohort):
    drafted(cohort)
    add(client, cohort, **CLINIC)
    cancel(client, cohort)

    actions = Event.objects.about(the_draft()).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["plan_draft.opened", "plan_draft.added", "plan_draft.cancelled"]
