"""A long list has pages, and every address of a page leads to one."""

import pytest
from django.template import Context, Template

from npq_portal.ui.paging import page_of


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", 1), ("?page=2", 2), ("?page=99", 7), ("?page=0", 1), ("?page=-4", 1), ("?page=two", 1), ("?page=", 1)]
    + [("?page=" + "9" * 5000, 1), ("?page=2.5", 1), ("?page=%00", 1)],
    ids=str,
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(rf, asked, given):
    assert page_of(range(312), rf.get(f"/{asked}"), per_page=50).number == given


def test_an_empty_list_has_one_empty_page(rf):
    assert list(page_of([], rf.get("/?page=3"))) == []


def shown(rf, query, rows):
    request = rf.get(f"/people/{query}")
    template = Template("{% load portal %}{% paging page 'person,people' %}")
    return template.render(Context({"request": request, "page": page_of(range(rows), request, per_page=50)}))


def test_paging_says_which_rows_are_shown_and_keeps_the_filters(rf):
    html = shown(rf, "?state=deferred&page=2", 312)

    assert "51 to 100 of 312 people" in html
    assert 'href="?state=deferred&amp;page=3" rel="next"' in html
    assert 'href="?state=deferred&amp;page=1" rel="prev"' in html
    assert '<span aria-current="page">2</span>' in html
    assert "…" in html


def test_the_first_and_last_page_lead_only_inwards(rf):
    assert 'rel="prev"' not in shown(rf, "", 312)
    assert 'rel="next"' not in shown(rf, "?page=7", 312)


def test_a_list_of_one_page_only_says_how_many(rf):
    html = shown(rf, "", 1)

    assert "1 person" in html
    assert "<nav" not in html


def header(rf, query):
    template = Template("{% load portal %}{% sort_header 'Name' 'name' %}")
    return template.render(Context({"request": rf.get(f"/{query}")}))


def test_a_heading_sorts_the_list_and_starts_again_at_its_first_page(rf):
    html = header(rf, "?state=active&page=3")

    assert 'href="?state=active&amp;sort=name"' in html
    assert "aria-sort" not in html


def test_a_heading_that_sorts_already_turns_the_list_round(rf):
    up, down = header(rf, "?sort=name"), header(rf, "?sort=-name")

    assert 'aria-sort="ascending"' in up
    assert 'href="?sort=-name"' in up
    assert 'aria-sort="descending"' in down
    assert 'href="?sort=name"' in down
