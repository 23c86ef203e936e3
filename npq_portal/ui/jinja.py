"""Jinja2 for what every page shows and for long lists: the same words and drawings, and nothing missing is silent."""

from collections.abc import Hashable
from functools import lru_cache

from django.template import engines
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined

from npq_portal.ui import drawings, words

WORDS = (words.initials, words.full_date, words.short_date, words.clock_time, words.percent, words.count, words.minutes)


@lru_cache(maxsize=2000)
def kept(name: str, **values: Hashable) -> SafeString:
    """A template rendered once for the same values, and without a request: for what is the same for many people."""
    # Safe, because Jinja2 has escaped what it filled in.
    return SafeString(engines["jinja2"].get_template(name).render(dict(values)))


def environment(**options) -> Environment:
    """The environment that settings name; Django switches escaping on."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 (Django passes autoescape=True)
    made.filters |= {word.__name__: word for word in WORDS}
    made.globals |= {"icon": drawings.icon, "bar": drawings.bar, "mark": drawings.mark}
    made.globals |= {"static": static, "htmx_script": htmx_script, "kept": kept}
    return made
