"""Every part of the look on one page: in light and dark, on a phone and a wide screen, by keyboard and without scripts."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.browsing import faults_of
from tests.factories.users import UserFactory
from tests.signing_in import sign_in

ADDRESS = "/styleguide/"


@pytest.fixture(autouse=True)
def _for_developers(settings):
    settings.DEBUG = True
    settings.PORTAL_BANNER = None


def test_visitors_of_a_real_portal_do_not_find_the_styleguide(client, settings):
    settings.DEBUG = False

    assert client.get(ADDRESS).status_code == 404


@pytest.mark.django_db
def test_developers_see_every_part_without_signing_in(client):
    html = client.get(ADDRESS).content.decode()

    assert 'lang="en-GB"' in html
    assert "<title>Style guide – NPQ Portal</title>" in html
    assert html.count("<h1>") == 2, "the page's own, and that of the confirm page it shows"


@pytest.mark.django_db
def test_the_title_of_a_page_with_errors_says_so_first(client):
    assert "<title>Error: Style guide" in client.get(f"{ADDRESS}?errors").content.decode()


@pytest.mark.django_db
def test_the_first_visit_needs_less_than_100_kilobytes(client):
    """As sent: compressed, but for the font, which is compressed already."""
    files = ("css/portal.css", "js/portal.js", "django_htmx/htmx-2.min.js", "icons/portal.svg", "portal.webmanifest")
    texts = [client.get(ADDRESS).content, *(Path(finders.find(name)).read_bytes() for name in files)]
    font = Path(finders.find("fonts/inter.woff2")).stat().st_size

    assert font + sum(len(gzip.compress(text)) for text in texts) < 100 * 1000


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nobody_is_shut_out_and_nothing_scrolls_sideways(page):
    page.goto(f"{ADDRESS}?errors")

    assert faults_of(page) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_at_four_times_the_size_nothing_covers_the_page(new_page):
    page = new_page(width=320, height=225)
    page.goto(ADDRESS)
    page.mouse.wheel(0, 600)

    fixed = "[...document.querySelectorAll('*')].filter(e => ['fixed','sticky'].includes(getComputedStyle(e).position) && !e.closest('table')).length"
    assert page.evaluate(fixed) == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_buttons_are_large_enough_for_a_thumb(new_page):
    page = new_page(width=390)
    page.goto(ADDRESS)

    small = page.evaluate(
        "[...document.querySelectorAll('.btn, .tabbar a, .seg label, .pill, .tabs a, .pager a, summary')]"
        ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []


def heard(page):
    """The roles of which a screen reader learns, as Chromium works them out, with how many there are of each."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return Counter(node["role"]["value"] for node in nodes if not node["ignored"])


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_table_on_a_phone_is_a_list_of_cards_and_still_a_table_to_those_who_listen(new_page, scripts):
    page = new_page(width=390, java_script_enabled=scripts)
    page.goto(ADDRESS)
    row = page.locator(".cards tbody tr").first

    assert row.bounding_box()["height"] > 150
    assert page.get_by_text("November 2021", exact=True).bounding_box()["x"] < 60
    roles = heard(page)
    assert (roles["table"], roles["rowheader"]) == (2, 8), "the matrix and the cards"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_parts_of_a_table_have_their_roles_written_out(new_page):
    page = new_page()
    page.goto(ADDRESS)
    cards = page.locator("table.cards")

    assert cards.get_attribute("role") == "table"
    assert cards.locator("[role=rowgroup]").count() == 2
    assert cards.locator("[role=row]").count() == 3
    assert cards.locator("[role=columnheader]").count() == 5
    assert cards.locator("[role=rowheader]").count() == 2
    assert cards.locator("[role=cell]").count() == 8


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_after_a_refused_form_the_focus_is_on_what_went_wrong(new_page):
    page = new_page()
    page.goto(f"{ADDRESS}?errors")

    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "There is a problem"

    page.get_by_role("link", name="“Full name” is missing.").click()
    assert page.evaluate("document.activeElement.id") == "id_name"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_keyboard_skips_to_the_content_and_closes_the_menu(new_page):
    page = new_page()
    sign_in(page, UserFactory(full_name="Ruth Adeyemi"))
    page.goto(ADDRESS)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    menu = page.locator("details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_open_menu_closes_when_the_attention_goes_elsewhere(new_page):
    page = new_page()
    sign_in(page, UserFactory(full_name="Ruth Adeyemi"))
    page.goto(ADDRESS)
    menu = page.locator("details.menu")

    menu.locator("summary").click()
    assert faults_of(page, [(1280, "light")]) == []
    page.get_by_role("heading", name="Needs you today").click()

    assert menu.get_attribute("open") is None


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pressing_twice_sends_once(new_page):
    page = new_page()
    sent = []
    page.goto(ADDRESS)

    def answer_with_nothing(route):
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/styleguide/", answer_with_nothing)
    save = page.get_by_role("button", name="Save")
    save.evaluate("button => { button.form.noValidate = true; button.click(); button.click() }")
    page.wait_for_timeout(200)

    assert sent == ["POST"]
    assert save.get_attribute("aria-disabled") == "true"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("status", "sentence"), [(500, "Something went wrong"), (403, "You have been signed out or cannot do this")]
)
def test_htmx_sends_the_token_of_the_page_and_says_what_was_not_saved(new_page, settings, status, sentence):
    settings.DEBUG = False  # or django-htmx shows developers the answer instead of the page
    page = new_page()
    tokens = []
    page.goto(reverse("account_login"))

    def refuse(route):
        tokens.append(route.request.headers["x-csrftoken"])
        route.fulfill(status=status, body="")

    page.route("**/away/", refuse)
    page.evaluate("htmx.ajax('POST', '/away/', {target: '#main'}).catch(() => {})")
    page.get_by_text(f"{sentence}, so your last change is not saved.").wait_for()

    assert tokens == [page.locator("meta[name=csrf]").get_attribute("content")]
    assert page.locator("h1").is_visible(), "the page keeps what it showed"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_told(new_page):
    page = new_page()
    page.goto(ADDRESS)
    page.route("**/away/", lambda route: route.abort())

    page.evaluate("htmx.ajax('POST', '/away/', {target: '#main'}).catch(() => {})")

    page.get_by_text("The portal could not be reached, so your last change is not saved.").wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_server_can_have_a_sentence_read_out(new_page):
    page = new_page()
    page.goto(ADDRESS)
    page.route(
        "**/mark/",
        lambda route: route.fulfill(status=204, headers={"HX-Trigger": json.dumps({"portal:announce": "11 marked"})}),
    )

    page.evaluate("htmx.ajax('POST', '/mark/', {target: '#main'})")

    page.locator("#announcer", has_text="11 marked").wait_for(state="attached")


def test_no_script_imports_another():
    """Published under names with a fingerprint, an imported script would be a second copy that runs beside the first."""
    scripts = sorted(Path(settings.ROOT, "static", "js").glob("*.js"))

    assert [path.name for path in scripts if re.search(r"^\s*import\b", path.read_text(), re.MULTILINE)] == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_is_whole_without_scripts(new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{ADDRESS}?errors")

    assert page.get_by_role("heading", name="There is a problem").is_visible()
    assert page.get_by_role("button", name="Complete register").is_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_paper_there_is_the_content_and_not_the_navigation(new_page):
    page = new_page()
    page.goto(ADDRESS)
    page.emulate_media(media="print")

    assert page.get_by_role("heading", name="Needs you today").is_visible()
    assert not page.locator(".topbar").is_visible()
    assert not page.get_by_role("link", name="Message cohort").is_visible()
