"""One address gives the whole page, or to htmx its part."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, engines
from django_htmx.middleware import HtmxDetails
from jinja2 import DictLoader, UndefinedError

from npq_portal.ui.pages import render_page

PAGE = "ui/page_with_part.html"


@pytest.fixture
def _page_with_a_part(settings, tmp_path):
    """Templates beside ours: one page with one part."""
    (tmp_path / "ui").mkdir()
    (tmp_path / PAGE).write_text(
        "{% load partials %}<h1>Whole</h1>{% partialdef rows inline %}<p>{{ what }}</p>{% endpartialdef %}"
    )
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], tmp_path]}, *others]


def ask(rf, **headers):
    request = rf.get("/", headers=headers)
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)
    return render_page(request, PAGE, {"what": "3 rows"}, fragment="rows", status=201)


@pytest.mark.usefixtures("_page_with_a_part")
def test_a_browser_gets_the_page_and_htmx_the_part(rf):
    whole, part = ask(rf), ask(rf, hx_request="true")

    assert whole.content.decode() == "<h1>Whole</h1><p>3 rows</p>"
    assert part.content.decode() == "<p>3 rows</p>"
    assert (whole.status_code, part.status_code) == (201, 201)
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]


@pytest.mark.usefixtures("_page_with_a_part")
@pytest.mark.parametrize("header", ["hx_boosted", "hx_history_restore_request"])
def test_htmx_gets_the_whole_page_when_it_replaces_the_whole_page(rf, header):
    assert ask(rf, hx_request="true", **{header: "true"}).content.decode() == "<h1>Whole</h1><p>3 rows</p>"


@pytest.fixture
def jinja(monkeypatch):
    """Let {% jinja %} find one template."""

    def use(source):
        monkeypatch.setattr(engines["jinja2"].env, "loader", DictLoader({"rows.html": source}))
        monkeypatch.setattr(engines["jinja2"].env, "cache", None)

    return use


def render_rows(rf, **values):
    template = Template("{% load portal %}{% jinja 'rows.html' names=names %}")
    return template.render(Context({"request": rf.get("/"), **values}))


def test_hundreds_of_rows_are_drawn_by_jinja_with_the_same_words_and_escaping(rf, jinja):
    jinja("{% for name in names %}<li>{{ name }} {{ name|initials }}{{ icon('check') }}</li>{% endfor %}")

    html = render_rows(rf, names=["<b>Amara</b> Okafor"])

    assert html.startswith("<li>&lt;b&gt;Amara&lt;/b&gt; Okafor")
    assert '<svg class="icon "' in html


def test_a_row_that_asks_for_what_it_was_not_given_fails_loudly(rf, jinja):
    jinja("{{ nobody }}")

    with pytest.raises(UndefinedError):
        render_rows(rf, names=[])
