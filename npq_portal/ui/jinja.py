"""Jinja2 for pages with long lists: the same words and drawings, and nothing that is missing is silent."""

from jinja2 import Environment, StrictUndefined

from npq_portal.ui import drawings, words

WORDS = (words.initials, words.full_date, words.short_date, words.clock_time, words.percent, words.count, words.minutes)


def environment(**options) -> Environment:
    """The environment that settings name; Django switches escaping on."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 (Django passes autoescape=True)
    made.filters |= {word.__name__: word for word in WORDS}
    made.globals |= {"icon": drawings.icon, "bar": drawings.bar}
    return made
