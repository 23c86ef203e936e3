"""Every part takes words and draws what it was given, and nothing for what it was not."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from npq_portal.ui.navigation import Brand, NavItem
from tests.factories.users import UserFactory

HOSTILE = "<script>alert(1)</script>"


def draw(name, /, **words):
    """The component's text and markup, with the white space between its parts made even."""
    return " ".join(render_to_string(f"components/{name}.html", words).split())


def test_facts_link_to_the_rows_they_count():
    html = draw("facts", facts=[{"label": "Below 90%", "value": 4, "url": "?below"}, {"label": "Month", "value": 7}])

    assert '<dt>Below 90%</dt><dd><a href="?below">4</a></dd>' in html
    assert "<dt>Month</dt><dd>7</dd>" in html


def test_things_to_do_name_their_action_for_those_who_listen():
    html = draw("todo", items=[{"title": "2 registers are missing", "url": "/registers/", "action": "Chase"}])

    assert 'Chase<span class="visually-hidden">: 2 registers are missing</span></a>' in html
    assert "<small" not in html


def test_with_nothing_to_do_the_list_says_what_was_checked():
    html = draw("todo", items=[], nothing="Every register until today is in.")

    assert html == '<p class="soft">Every register until today is in.</p>'


def test_the_open_tab_is_marked():
    html = draw("tabs", label="Cohort", tabs=[NavItem("Plan", "/plan/"), NavItem("Registers", "/r/", current=True)])

    assert '<nav class="tabs" aria-label="Cohort">' in html
    assert '<a href="/r/" aria-current="page">Registers</a>' in html
    assert '<a href="/plan/">Plan</a>' in html


def test_a_badge_reads_its_word_and_not_its_sign():
    assert draw("badge", text="Running", tone="good", glyph="●") == (
        '<span class="tag good"><span aria-hidden="true">●</span>Running</span>'
    )
    assert draw("badge", text="Draft") == '<span class="tag ">Draft</span>'


@pytest.mark.parametrize(
    ("tone", "said"), [("risk", "Problem"), ("warn", "Mind"), ("good", "Done"), ("info", "Note"), ("", "Note")]
)
def test_the_tone_of_a_notice_is_a_word_as_well_as_a_colour(tone, said):
    assert f'aria-label="{said}"' in draw("notice", text="Saved.", tone=tone)


def test_a_notice_can_carry_a_title_and_one_action():
    html = draw("notice", title="This session moved.", text="Now 6 July.", url="/seen/", action="Understood")

    assert "<strong>This session moved.</strong><br>Now 6 July." in html
    assert '<a class="btn" href="/seen/">Understood</a>' in html


def test_messages_can_be_renewed_beside_a_fragment():
    assert 'hx-swap-oob="true"' in draw("messages", oob=True)
    assert "hx-swap-oob" not in draw("messages")


def test_a_banner_says_what_holds_for_everyone():
    html = draw("banner", title="Rehearsal.", text="It is 16 May 2022.", url="/clock/", action="Move the clock")

    assert "<strong>Rehearsal.</strong> It is 16 May 2022." in html
    assert '<a href="/clock/">Move the clock</a>' in html


def test_a_person_is_shown_by_name_and_only_seen_by_initials():
    html = draw("person", name="Amara Okafor", text="Highams Park", url="/amara/")

    assert '<span class="avatar" aria-hidden="true">AO</span>' in html
    assert '<a class="strong" href="/amara/">Amara Okafor</a>' in html
    assert "<strong>Ben Whitcombe</strong>" in draw("person", name="Ben Whitcombe")


def test_a_day_of_the_schedule_has_its_date_for_machines_too():
    html = draw("day", on=dt.date(2022, 5, 11), title="Seminar 5", text="Online", badge="Attended", tone="good")

    assert '<time datetime="2022-05-11">11<small>May</small></time>' in html
    assert '<span class="tag good">Attended</span>' in html


def test_a_day_that_asks_for_something_shows_the_action_and_no_badge():
    html = draw(
        "day",
        on=dt.date(2022, 5, 11),
        title="Seminar 5",
        title_url="/s5/",
        text="Missed",
        url="/up/",
        action="Catch up",
        badge="Missed",
    )

    assert '<a class="strong" href="/s5/">Seminar 5</a>' in html
    assert 'href="/up/">Catch up' in html
    assert "tag" not in html


def test_a_filter_that_is_on_can_be_taken_off():
    html = draw("pills", pills=[{"label": "Below 90%", "url": "?", "current": True, "removes": True}])

    assert 'aria-current="true">Below 90%<span class="visually-hidden">, remove this filter</span>' in html


def test_the_head_of_a_table_offers_it_as_a_file():
    html = draw("table_head", title="People", csv_url="?format=csv", url="/add/", action="Add participants")

    assert 'href="?format=csv" download>' in html
    assert '<a class="btn" href="/add/">Add participants</a>' in html
    assert "actions" not in draw("table_head", title="People")


def test_an_empty_list_explains_itself():
    html = draw(
        "empty", title="No cohorts yet", text="A cohort belongs to a partner.", url="/new/", action="New cohort"
    )

    assert '<p class="strong">No cohorts yet</p>' in html
    assert '<a class="btn" href="/new/">New cohort</a>' in html


def test_what_cannot_be_taken_back_is_confirmed_with_its_numbers():
    html = draw(
        "confirm",
        title="Withdraw Chloe Nyambura",
        text="Her marks stay.",
        action="Withdraw, tell 3 people",
        tone="danger",
        cancel_url="/chloe/",
        effects=[{"number": 3, "text": "people are told"}],
        csrf_token="token",
    )

    assert '<form method="post" class="card stack-s">' in html
    assert 'value="token"' in html
    assert '<button type="submit" class="btn danger">Withdraw, tell 3 people</button>' in html
    assert "<b>3</b><span>people are told</span>" in html
    assert '<a class="btn quiet" href="/chloe/">Go back</a>' in html


def test_a_long_job_asks_how_far_it_is_until_it_is_done():
    going = draw("progress", title="Importing", done=420, total=1000, url="/import/7/")
    done = draw("progress", title="Importing", done=1000, total=1000, url="/import/7/", finished=True)

    assert 'hx-get="/import/7/" hx-trigger="every 2s"' in going
    assert "420 of 1,000" in going
    assert "You can leave this page" in going
    assert "hx-get" not in done
    assert "You can leave" not in done


def test_a_history_says_who_and_when_or_that_there_is_none():
    html = draw("history", entries=[{"text": "Marked present", "when": "11 May 2022, 16:02", "who": "Sam Iqbal"}])

    assert 'Marked present<br><small class="soft">11 May 2022, 16:02 · Sam Iqbal</small>' in html
    assert "Nothing has changed yet." in draw("history", entries=[])


@pytest.mark.parametrize("name", ["badge", "notice", "person", "page_head", "empty", "banner", "table_head"])
def test_text_that_people_typed_is_never_markup(name):
    html = draw(name, text=HOSTILE, title=HOSTILE, name=HOSTILE)

    assert HOSTILE not in html
    assert "&lt;script&gt;" in html


def draw_topbar(**words):
    words = {"account_menu": (), "sign_out": "/leave/", "token": "", **words}
    return " ".join(render_to_string("frame/topbar.html", words, using="jinja2").split())


def test_the_top_of_the_page_shows_where_one_is_and_who():
    items = tuple(NavItem(f"Page {n}", f"/{n}/", current=n == 1) for n in range(1, 8))
    html = draw_topbar(
        brand=Brand(name="NELT"),
        navigation=items,
        account_menu=(NavItem("Security", "/security/", "lock"),),
        user=UserFactory.build(full_name="Ruth Adeyemi"),
    )
    bar = html[html.index("tabbar") :]

    assert '<a href="/1/" aria-current="page">Page 1</a>' in html
    assert bar.count("<a ") == 5, "a phone has room for five"
    assert html.count('class="on-small-screens"') == 2, "the others are in the person's menu there"
    assert '<span class="name">Ruth Adeyemi</span>' in html
    assert "Security" in html
    assert "Sign out" in html


def test_before_signing_in_there_is_only_the_name():
    html = draw_topbar(brand=Brand(name="NPQ Portal"), navigation=(), user=AnonymousUser())

    assert "<nav" not in html
    assert "Sign out" not in html
