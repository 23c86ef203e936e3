"""A manager moves a phase in a draft, reads what that does, publishes, and what happened equals what was shown."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from npq_portal import clock
from npq_portal.reminders.actions import plans
from npq_portal.reminders.models import Message
from sessions.models import PlanVersion, StudyUnit, TrainingSession
from tests.dashboards.plan_situations import NOW, an_intake, drafted
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def intake():
    clock.move_to(NOW)
    intake = an_intake()
    plans.plan(NOW, intake.cohort)
    return intake


def planned():
    return set(Message.objects.filter(state=Message.State.PLANNED).values_list("pk", flat=True))


def numbers_on(page):
    return [int(number) for number in page.locator("main .impact").locator("b").all_inner_texts()]


def rows_of(table):
    return [
        [cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in table.locator("tbody tr").all()
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_happened_equals_what_was_shown(new_page, intake, scripts):
    page = new_page(java_script_enabled=scripts)
    sign_in(page, intake.ruth)
    page.goto(f"/sessions/cohorts/{intake.cohort.slug}/plan/")

    page.get_by_role("button", name="Open a draft").click()
    page.get_by_role("link", name="Move Seminar 6").click()
    page.get_by_label("Move whole phase").check()
    page.get_by_label("Or by so many days").fill("14")
    page.get_by_role("button", name="Show what moves").click()
    expect(page.get_by_text("First and last day 8 June 2022 to 22 June 2022")).to_be_visible()
    page.get_by_role("button", name="Move 3 items in the draft").click()
    page.get_by_role("link", name="Publish 3 changes, tell 3 people").click()
    moves, told, withdrawn, clashes, endangered = numbers_on(page)
    shown = [(item, becomes) for item, _, becomes in rows_of(page.get_by_role("table"))]
    before = planned()
    assert TrainingSession.objects.get(title="Seminar 6").starts_at.day == 22
    page.get_by_role("button", name="Move 3 items, tell 3 people").click()
    expect(page.get_by_text("Version 2 published: 3 items moved, 3 people told.")).to_be_visible()

    plans.plan(NOW, intake.cohort)
    assert (moves, told, withdrawn) == (3, 3, len(before - planned()))
    # Seminar 6 and the end of Module 5 are then after the day by which Retained 1 asks for something.
    assert (clashes, endangered) == (0, 1)
    assert dict(shown) == {item.title: item.when for item in PlanVersion.objects.get(number=2).plan if moved(item)}
    assert StudyUnit.objects.get().due_on.isoformat() == "2022-07-17"


def moved(item):
    return item.title in {"Seminar 6", "Module 5", "Coaching conversation"}


def test_the_keyboard_alone_moves_an_item(page, intake):
    drafted(intake.cohort)
    sign_in(page, intake.ruth)
    page.goto(f"/cohorts/{intake.cohort.slug}/draft/move/")

    page.get_by_label("What moves").focus()
    page.keyboard.type("Seminar 6")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.get_by_label("Or by so many days").focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 item moves")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/draft/$"))
    expect(page.get_by_text("1 item moved in the draft.")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("light", 320)])
def test_a_draft_and_its_move_shut_nobody_out(new_page, intake, scheme, width):
    drafted(intake.cohort, "session-seminar-6", "unit-module-5")
    page = new_page(width=width, color_scheme=scheme)
    sign_in(page, intake.ruth)
    found = []
    for address in ("", "move/?item=session-seminar-6&scope=phase&days=7&look=1", "publish/"):
        page.goto(f"/cohorts/{intake.cohort.slug}/draft/{address}")
        found += [(address, fault["id"]) for fault in Axe().run(page).response["violations"]]
        found += [(address, "wide")] * (page.evaluate("document.documentElement.scrollWidth") > width)

    assert found == []
