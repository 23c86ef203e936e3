"""A manager moves a phase in a draft, reads what that does, publishes, and what happened equals what was shown."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cohorts.actions.blueprints import components_in_order
from npq_portal import clock
from npq_portal.reminders.actions import plans
from npq_portal.reminders.models import Message
from sessions.models import PlanVersion, StudyUnit, TrainingSession
from tests.dashboards.plan_situations import NOW, an_intake, drafted
from tests.factories.cohorts import BlueprintFactory, ComponentFactory
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


@pytest.fixture
def model(intake):
    """The delivery model by which the cohort is planned: Seminar 6 where it is now, and Module 5 with no place yet."""
    cohort = intake.cohort
    cohort.blueprint = BlueprintFactory(partner=cohort.partner, programme=cohort.programme, name="Elm’s own")
    cohort.save()
    placement = {"by": "half_term", "half_term": 2, "week": 3, "weekday": "wednesday", "start": "15:45", "end": "17:15"}
    module = {"kind": "self_study", "delivery": "self_study", "title": "Module 5", "minutes": 360}
    ComponentFactory(blueprint=cohort.blueprint, key="module-5", **module)
    ComponentFactory(blueprint=cohort.blueprint, key="seminar-6", title="Seminar 6", placement=placement)
    return cohort.blueprint


def tab_to(page, part, *, most=80):
    """Press Tab until a part of the page has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if part.evaluate("part => part === document.activeElement"):
            return
    raise AssertionError(f"{part} is not reached by keyboard")


def press(page, role, name):
    tab_to(page, page.get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def fill_in(page, label, text, within="main"):
    """Type into a field, or choose by the first letters."""
    field = page.locator(within).get_by_label(label, exact=True)
    tab_to(page, field)
    if field.evaluate("field => field.tagName") == "INPUT":
        page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def part(legend):
    return f"fieldset:has(> legend:text-is('{legend}'))"


def test_the_keyboard_alone_changes_a_model_plans_by_it_and_publishes(page, intake, model):
    cohort = intake.cohort
    sign_in(page, intake.ruth)

    page.goto(model.get_absolute_url())
    press(page, "link", "Module 5")
    fill_in(page, "How it is placed", "A window")
    opens = part("The window opens")
    fill_in(page, "How the day is given", "By half term", opens)
    fill_in(page, "Half term of the programme", "2", opens)
    fill_in(page, "Week of the half term", "2", opens)
    fill_in(page, "Weekday", "Monday", opens)
    closes = part("The window closes")
    fill_in(page, "How its end is given", "A number of days", closes)
    fill_in(page, "Days for which it is open", "14", closes)
    press(page, "button", "Save as version 2")
    expect(page.get_by_text("Module 5 saved in version 2, which is new.")).to_be_visible()
    press(page, "button", "Move Seminar 6 up")
    expect(page.get_by_text("Seminar 6 is number 1 of 2.")).to_be_visible()
    press(page, "link", "Seminar 6")
    fill_in(page, "Week of the half term", "4", part("By half term"))
    press(page, "button", "Save")
    expect(page.get_by_text("Half term 2, week 4, Wednesday, from 15:45 to 17:15")).to_be_visible()

    press(page, "link", f"Choose a version for the {cohort}")
    fill_in(page, "Delivery model (optional)", "Elm’s own, version 2")
    press(page, "button", "Save")
    expect(page.get_by_text("Cohort saved.")).to_be_visible()
    page.goto(f"/sessions/cohorts/{cohort.slug}/plan/")
    press(page, "button", "Open a draft")
    press(page, "link", "Another start or calendar")
    press(page, "button", "Plan the draft anew")
    expect(page.get_by_text("The draft holds the plan anew: 2 items placed.")).to_be_visible()

    press(page, "link", "Move Seminar 6")
    tab_to(page, page.get_by_label("Move this", exact=True))
    page.keyboard.press("ArrowUp")
    fill_in(page, "Or by so many days (optional)", "7")
    press(page, "button", "Show what moves")
    expect(page.get_by_role("heading", name="3 items move")).to_be_focused()
    press(page, "button", "Move 3 items in the draft")
    press(page, "link", "Publish 3 changes, tell 3 people")
    expect(page.get_by_role("heading", name="Publish version 2")).to_be_visible()
    moves, told, *_ = numbers_on(page)
    shown = [(item, becomes) for item, _, becomes in rows_of(page.get_by_role("table"))]
    press(page, "button", "Move 3 items, tell 3 people")
    expect(page.get_by_text("Version 2 published: 3 items moved, 3 people told.")).to_be_visible()

    assert (moves, told) == (3, 3)
    assert dict(shown) == {item.title: item.when for item in PlanVersion.objects.get(number=2).plan if moved(item)}
    assert TrainingSession.objects.get(title="Seminar 6").starts_at.date().isoformat() == "2022-07-06"
    unit = StudyUnit.objects.get()
    assert (unit.opens_on.isoformat(), unit.due_on.isoformat()) == ("2022-06-20", "2022-07-03")
    cohort.refresh_from_db()
    assert cohort.blueprint.version == 2
    assert [row.key for row in components_in_order(model)] == ["module-5", "seminar-6"]


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
