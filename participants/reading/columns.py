"""Which column of an office's list is which of our fields."""

import re
import unicodedata

# Our fields in the order in which pages show them, each with the headings under which offices send it.
FIELDS = {
    "email": "E-mail address",
    "full_name": "Full name",
    "first_name": "First name",
    "last_name": "Last name",
    "trn": "TRN",
    "school": "School",
    "urn": "URN of the school",
    "joined_on": "Joined on",
    "mentor_email": "Mentor’s e-mail address",
}
SYNONYMS = {
    "email": "email; email address; work email; work email address; school email; school email address; "
    "participant email; participant email address; contact email; mail",
    "full_name": "full name; name; participant; participant name; teacher; teacher name; delegate; delegate name; "
    "name of participant",
    "first_name": "first name; firstname; forename; forenames; first names; given name; given names; "
    "participant first name; preferred name",
    "last_name": "last name; lastname; surname; family name; participant last name; participant surname",
    "trn": "trn; trn number; teacher reference number; teacher reference no; teacher ref; teacher ref no; "
    "teacher reference; teacher number; dfe number; dfe reference number",
    "school": "school; school name; name of school; organisation; organisation name; organization; workplace; "
    "work place; employer; setting; setting name; establishment; establishment name; academy; current school",
    "urn": "urn; school urn; urn of the school; establishment urn; school urn number; urn number; workplace urn",
    "joined_on": "joined; joined on; date joined; start; start date; started; started on; starts on; starting on; "
    "joining date; programme start date; date started",
    "mentor_email": "mentor email; mentor email address; mentors email; mentors email address; coach email; "
    "coach email address; coachs email; mentor; coach; mentor coach; mentor or coach; mentor coach email",
}


def plain_heading(heading: str) -> str:
    """A heading as we compare it: lower case, without accents, punctuation and what stands in brackets."""
    text = unicodedata.normalize("NFKD", heading).casefold()
    text = re.sub(r"\(.*?\)", " ", text)
    text = text.replace("e-mail", "email").replace("’", "").replace("'", "")
    return " ".join(re.findall(r"[a-z0-9]+", text))


_FIELD_OF = {plain_heading(synonym): field for field, listed in SYNONYMS.items() for synonym in listed.split(";")}


def field_of(heading: str) -> str | None:
    """The field that a heading names, if we know it."""
    return _FIELD_OF.get(plain_heading(heading))


def match_columns(headings: list[str]) -> dict[str, int]:
    """The column of each field that could be found; of two columns for one field, the first.

    A first and a last name are preferred to a full name, because "Name" beside "Surname" is a first name.
    """
    columns: dict[str, int] = {}
    for index, heading in enumerate(headings):
        field = field_of(heading)
        if field is not None:
            columns.setdefault(field, index)
    if "full_name" in columns and "last_name" in columns:
        column = columns.pop("full_name")
        columns.setdefault("first_name", column)
    return columns
