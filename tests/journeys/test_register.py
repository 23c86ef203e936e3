"""A facilitator takes a register: on a phone, with and without scripts, by keyboard, and with a colleague."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from npq_portal import clock
from sessions.actions import registers
from sessions.actions.registers import Change
from sessions.models import Mark, MarkEvent, Register
from tests.browsing import follow
from tests.factories.cohorts import CohortFactory, facilitator_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.sessions import TrainingSessionFactory
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2022, 5, 11, 16, 21, tzinfo=dt.UTC)
NAMES = ["Amara Okafor", "Ben Whitcombe", "Chloe Nyambura", "Daniel Pryce"]


@pytest.fixture
def session():
    clock.move_to(NOW)
    return TrainingSessionFactory(cohort=CohortFactory(name="November 2021"))


@pytest.fixture
def sam(session):
    return facilitator_of(session.cohort, full_name="Sam Iqbal")


@pytest.fixture
def people(session):
    return [EnrolmentFactory(cohort=session.cohort, participant__user__full_name=name) for name in NAMES]


def open_register(page, session, user):
    sign_in(page, user)
    page.goto(reverse("sessions:list-registers"))
    follow(page.get_by_role("link", name="Take register"))
    page.get_by_role("heading", name=session.title).wait_for()


def choose(page, name, choice):
    page.get_by_role("group", name=name).get_by_role("radio", name=choice, exact=True).click()


def marks():
    return dict(Mark.objects.order_by("pk").values_list("enrolment__participant__user__full_name", "status"))


def test_a_facilitator_takes_a_register_on_a_phone(new_page, session, sam, people):
    page = new_page(width=390, has_touch=True, is_mobile=True)
    open_register(page, session, sam)

    choose(page, "Amara Okafor", "Present")
    expect(page.locator("#counts", has_text="1 of 4 marked")).to_be_visible()
    choose(page, "Ben Whitcombe", "Late")
    page.get_by_role("group", name="Ben Whitcombe").get_by_label("Minutes late").fill("10")
    choose(page, "Chloe Nyambura", "Excused")
    page.get_by_role("group", name="Chloe Nyambura").get_by_label("Reason").select_option("Illness")
    expect(page.locator("#counts", has_text="3 of 4 marked")).to_be_visible()
    page.get_by_role("button", name="Mark remaining 1 present").click()
    page.get_by_text("1 person was marked present.").wait_for()
    assert marks() == dict(zip(NAMES, ["present", "late", "excused", "present"], strict=True))
    assert Mark.objects.get(enrolment=people[1]).minutes_late == 10
    assert Mark.objects.get(enrolment=people[2]).reason == "illness"

    page.get_by_role("button", name="Undo").click()
    page.locator("#counts", has_text="3 of 4 marked").wait_for()
    page.get_by_role("button", name="Complete register").click()
    page.get_by_role("heading", name="1 person has no mark").wait_for()
    page.get_by_label("Leave them unknown").check()
    page.get_by_role("button", name="Complete register").click()

    page.get_by_text(f"The register of {session.title} is complete.").wait_for()
    assert marks()["Daniel Pryce"] == ""
    assert Register.objects.get().submitted_by == sam


def test_a_facilitator_takes_a_register_without_scripts(new_page, session, sam, people):
    page = new_page(width=390, java_script_enabled=False)
    open_register(page, session, sam)

    choose(page, "Amara Okafor", "Present")
    choose(page, "Ben Whitcombe", "Late")
    page.get_by_role("group", name="Ben Whitcombe").get_by_label("Minutes late").fill("5")
    page.get_by_role("button", name="Save marks").click()
    page.get_by_text("The marks are saved.").wait_for()
    choose(page, "Ben Whitcombe", "Absent")
    page.get_by_role("button", name="Mark remaining 2 present").click()
    page.get_by_text("2 people were marked present.").wait_for()
    page.get_by_role("button", name="Complete register").click()

    page.get_by_text(f"The register of {session.title} is complete.").wait_for()
    assert marks() == dict(zip(NAMES, ["present", "absent", "present", "present"], strict=True))
    assert MarkEvent.objects.count() == 5


def test_a_facilitator_takes_a_register_by_keyboard_alone(page, session, sam, people):
    open_register(page, session, sam)
    page.get_by_role("group", name="Amara Okafor").get_by_label("Present").focus()

    page.keyboard.press("p")
    expect(page.locator("#announcer")).to_have_text("Amara Okafor present, 1 of 4 marked")
    page.keyboard.press("l")
    page.keyboard.type("10")
    page.keyboard.press("a")
    page.keyboard.press("e")
    expect(page.locator("#counts", has_text="4 of 4 marked")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    expect(page.locator("#announcer")).to_have_text("Chloe Nyambura unmarked, 3 of 4 marked")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("p")

    expect(page.locator("#announcer")).to_have_text("Daniel Pryce present, 3 of 4 marked")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("l")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_have_text("Chloe Nyambura late 5 minutes, 4 of 4 marked")
    assert marks() == dict(zip(NAMES, ["present", "late", "late", "present"], strict=True))
    assert [mark.minutes_late for mark in Mark.objects.order_by("enrolment")] == [None, 10, 5, None]


def test_two_facilitators_who_disagree_see_what_the_other_said(page, session, sam, people):
    ruth = facilitator_of(session.cohort, full_name="Ruth Adeyemi")
    open_register(page, session, sam)
    registers.save_marks(session, [Change(people[0].pk, "absent", None, "", 0)], now=NOW, by=ruth)

    choose(page, "Amara Okafor", "Present")

    row = page.locator(f"#p{people[0].pk}")
    expect(row.get_by_text("Ruth Adeyemi made this absent at 17:21, so your present is not saved.")).to_be_visible()
    expect(row.get_by_label("Absent")).to_be_checked()
    choose(page, "Amara Okafor", "Present")
    expect(page.get_by_text("1 present")).to_be_visible()
    assert marks() == {"Amara Okafor": "present"}


def test_marks_made_without_a_connection_arrive_when_it_is_back(page, session, sam, people):
    open_register(page, session, sam)
    page.context.set_offline(True)
    choose(page, "Amara Okafor", "Present")
    choose(page, "Ben Whitcombe", "Absent")
    expect(page.get_by_text("2 not saved yet")).to_be_visible()

    page.context.set_offline(False)

    expect(page.locator("#counts", has_text="2 of 4 marked")).to_be_visible()
    assert marks() == {"Amara Okafor": "present", "Ben Whitcombe": "absent"}


def test_taps_faster_than_the_network_are_sent_in_their_order_and_nobody_leaves_before(page, session, sam, people):
    held = []

    def hold_the_first(route):
        held.append(route)
        if len(held) > 1:
            route.continue_()

    open_register(page, session, sam)
    page.route("**/marks/", hold_the_first)

    choose(page, "Amara Okafor", "Present")
    choose(page, "Amara Okafor", "Late")
    choose(page, "Ben Whitcombe", "Absent")
    with page.expect_event("dialog") as leaving:
        page.close(run_before_unload=True)
    leaving.value.dismiss()
    assert (leaving.value.type, len(held)) == ("beforeunload", 1)

    held[0].continue_()

    expect(page.locator("#counts", has_text="2 of 4 marked")).to_be_visible()
    assert marks() == {"Amara Okafor": "late", "Ben Whitcombe": "absent"}


def test_a_tap_before_the_scripts_have_arrived_is_saved_all_the_same(page, session, sam, people):
    held = []
    sign_in(page, sam)
    page.route("**/htmx-2*.js", lambda route: held.append(route))
    page.goto(reverse("sessions:take-register", args=[session.pk]), wait_until="commit")

    choose(page, "Amara Okafor", "Present")
    assert marks() == {}
    [script] = held
    script.continue_()

    expect(page.locator("#counts", has_text="1 of 4 marked")).to_be_visible()
    assert marks() == {"Amara Okafor": "present"}
