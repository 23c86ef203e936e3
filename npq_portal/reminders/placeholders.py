"""The words in double brackets that a reminder may contain, and what becomes of them.

A text is searched once for ``((name))`` and nothing else: no template language, no formatting. What is put in is plain
text that can form neither a link nor a mail header; only the portal's own links stay links.
"""

import re
import unicodedata

PLACEHOLDER = re.compile(r"\(\(([^()]*)\)\)")

PERSON = {
    "first_name": "What the person is called",
    "cohort": "The cohort, such as November 2021 cohort",
    "programme": "The programme, such as NPQ Senior Leadership",
    "portal_link": "A link to the portal",
}
SESSION = {
    "session_title": "The session’s title",
    "session_day": "Its day, such as Wednesday 11 May 2022",
    "session_times": "From when to when, such as 15:45 to 17:15",
    "how_to_join": "The place and directions, or how to join online",
    "facilitator": "Who takes the session",
    "session_link": "A link to the session’s page",
}
PLACEHOLDERS: dict[str, dict[str, str]] = {
    "programme_start": PERSON | {"start_day": "The day on which the programme starts"},
    "session_start": PERSON
    | SESSION
    | {
        "preparation": "What to do before the session, and how long it takes",
        "preparation_minutes": "The minutes alone, such as 40",
    },
    "register_untaken": PERSON | SESSION | {"register_link": "A link to the register"},
    "study_due": PERSON
    | {
        "study_title": "The title of the self-study",
        "due_day": "The last day for it",
        "study_time": "How long it takes, such as 6 h",
        "study_link": "A link to it",
    },
    "coaching_due": PERSON
    | {
        "coaching_title": "The title of the conversation",
        "due_day": "The last day for it",
        "mentor": "The participant’s mentor",
        "waiting_count": "For mentors: how many conversations are still to be held",
    },
    "assessment_opens": PERSON
    | {
        "opens_day": "The day on which the window opens",
        "closes_day": "The day on which it closes",
    },
    "catch_up_due": PERSON
    | {
        "session_title": "The title of the missed session",
        "due_day": "The last day for the catch-up",
        "catch_up_link": "A link to it",
    },
}
LINKS = frozenset({"portal_link", "session_link", "register_link", "study_link", "catch_up_link"})
# An invisible joiner between the parts of an address: it reads the same, but no mail program makes a link of it.
JOINER = "\u2060"


def problem_of(text: str, *, anchor: str) -> str:
    """What is wrong with the placeholders of a text, in one sentence; nothing if all is well."""
    allowed = PLACEHOLDERS.get(anchor, {})
    for name in PLACEHOLDER.findall(text):
        if name not in allowed:
            choice = ", ".join(f"(({known}))" for known in sorted(allowed))
            return f"(({name})) cannot be filled in here. Use one of these: {choice}."
    rest = PLACEHOLDER.sub("", text)
    if "((" in rest or "))" in rest:
        return "A placeholder is not finished: write two brackets on both sides, such as ((first_name))."
    return ""


def harmless(value: str) -> str:
    """A value as plain text on one line that cannot form a link."""
    visible = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in value)
    line = " ".join(visible.split())
    line = line.replace("://", f":{JOINER}//").replace("@", f"{JOINER}@{JOINER}")
    return re.sub(r"(?<=\w)\.(?=[^\W\d_])", f".{JOINER}", line)


def fill(text: str, values: dict[str, str]) -> str:
    """Put the values in; one that is unknown becomes nothing, and what is put in is not searched again."""

    def value_of(match: re.Match) -> str:
        name = match[1]
        value = values.get(name, "")
        return value if name in LINKS else harmless(value)

    return PLACEHOLDER.sub(value_of, text)
