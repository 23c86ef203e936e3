"""Filters for words and tags for drawings: ``{% load portal %}``."""

from django import template
from django.template import engines
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from npq_portal.ui import drawings, words
from npq_portal.ui.errors import ErrorLink, error_links, errors_of
from npq_portal.ui.jinja import kept
from npq_portal.ui.navigation import page_of

register = template.Library()

for word in (
    words.full_date,
    words.plain_date,
    words.short_date,
    words.week_date,
    words.month_year,
    words.clock_time,
    words.time_range,
    words.date_range,
    words.date_time,
    words.date_times,
    words.relative_day,
    words.percent,
    words.number,
    words.count,
    words.plural,
    words.listing,
    words.initials,
):
    register.filter(word.__name__, word)

register.filter(errors_of)


@register.filter
def minutes(number: int | None) -> str:
    """1 h 50 min, which no line breaks between a figure and its unit."""
    return words.minutes(number).replace(" ", "\N{NO-BREAK SPACE}")


register.simple_tag(drawings.icon)
register.simple_tag(drawings.bar)
register.simple_tag(drawings.mark)
register.simple_tag(drawings.ring)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms) -> dict[str, list[ErrorLink]]:
    """What is wrong with the forms, each error linked to its field; nothing when nothing is wrong."""
    return {"errors": error_links(*forms)}


@register.inclusion_tag("components/paging.html", takes_context=True)
def paging(context: Context, page, noun: str = "row,rows") -> dict:
    """Links to the other pages of a list, keeping its filters, under what is shown of how many."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": numbers, "noun": noun, "query": context["request"].GET}


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, key: str) -> SafeString:
    """A column heading that sorts the list by ``key``; a second click turns it round (``?sort=-key``)."""
    query = context["request"].GET.copy()
    current = query.get("sort", "")
    state = {key: "ascending", f"-{key}": "descending"}.get(current)
    query["sort"] = f"-{key}" if current == key else key
    query.pop("page", None)
    return format_html(
        '<th scope="col"{}><a class="sort" href="?{}">{}<span aria-hidden="true">{}</span></a></th>',
        format_html(' aria-sort="{}"', state) if state else "",
        query.urlencode(),
        label,
        {"ascending": " ↑", "descending": " ↓"}.get(state or "", " ↕"),
    )


@register.simple_tag(takes_context=True)
def jinja(context: Context, name: str, **values) -> SafeString:
    """A template of ``templates/jinja2/`` with ``values`` only: for long lists, where it is six times as quick."""
    # Safe, because Jinja2 has escaped what it filled in.
    return SafeString(engines["jinja2"].get_template(name).render(values, context["request"]))


register.simple_tag(kept)


@register.simple_tag(takes_context=True)
def topbar(context: Context) -> SafeString:
    """The top of every page, and on a phone its foot: whose portal it is, where it leads, and the person's own menu."""
    return jinja(
        context,
        "frame/topbar.html",
        brand=context["brand"],
        navigation=tuple(context["navigation"]),
        account_menu=tuple(context["account_menu"]),
        user=context["user"],
        sign_out=page_of("account_logout"),
        # The page's own, because making another one takes as long as the rest of the bar.
        token=context.get("csrf_token", ""),
    )
