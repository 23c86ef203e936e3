"""The engagement matrix: people by items, as tuples that the template only writes down."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.urls import reverse

from npq_portal.dashboards.standings import Person
from sessions.items import Item, State, Strand

# Of each state: the class of its cell, its glyph, and its word.
CELLS = {
    State.ATTENDED: ("p", "✓", "Attended"),
    State.LATE: ("p", "◔", "Attended, late"),
    State.DONE: ("p", "✓", "Done"),
    State.MADE_UP: ("c", "↺", "Made up"),
    State.IN_PROGRESS: ("l", "◐", "In progress"),
    State.EXCUSED: ("l", "E", "Excused"),
    State.MISSED: ("a", "✕", "Missed"),
    State.OVERDUE: ("a", "!", "Overdue"),
    State.UNKNOWN: ("u", "?", "Unknown: no mark yet"),
    State.NOT_EXPECTED: ("n", "–", "Not expected"),
    State.UPCOMING: ("f", "", "To come"),
}
# Attended and done share a cell, and so a place in the legend.
LEGEND = {State.ATTENDED: "Attended or done", State.UNKNOWN: "Unknown"}
NOT_IN_LEGEND = {State.DONE, State.UPCOMING}
STRANDS = list(Strand)
PAGES = {"session": "sessions:show-session", "study": "sessions:show-unit"}


class Column(NamedTuple):
    """An item that heads a column, with its page where it has one."""

    short_title: str
    title: str
    url: str


class Row(NamedTuple):
    """A person, and a cell for each column; ``status`` is said where it is not active."""

    url: str
    name: str
    school: str
    status: str
    cells: list[tuple[str, str, str]]
    percent: str
    tone: str
    glyph: str
    word: str


class Matrix(NamedTuple):
    """All that the template writes."""

    columns: list[Column]
    rows: list[Row]
    legend: list[dict[str, str]]
    unknown: int


def matrix_of(people: Sequence[Person], *, everyone: Sequence[Person]) -> Matrix:
    """The matrix of ``people``; its columns are in the order that holds for ``everyone`` of the cohort."""
    order = order_of(everyone)
    states = {item.state for person in people for item in person.items}
    return Matrix(
        columns=[column_of(everyone[0].items[place]) for place in order] if everyone else [],
        rows=[row_of(person, order) for person in people],
        legend=[
            {"kind": CELLS[state][0], "glyph": CELLS[state][1], "text": LEGEND.get(state, CELLS[state][2])}
            for state in CELLS
            if state in states - NOT_IN_LEGEND or (state == State.ATTENDED and State.DONE in states)
        ],
        unknown=sum(person.unknown_marks for person in people),
    )


def order_of(everyone: Sequence[Person]) -> list[int]:
    """Places of the items: what has begun before what is to come, and in each part session, study, coaching."""
    if not everyone:
        return []
    places = range(len(everyone[0].items))
    waits = {State.UPCOMING, State.NOT_EXPECTED}
    has_begun = {place: any(person.items[place].state not in waits for person in everyone) for place in places}
    return sorted(
        places, key=lambda place: (not has_begun[place], STRANDS.index(everyone[0].items[place].strand), place)
    )


def column_of(item: Item) -> Column:
    kind, _, pk = item.key.partition("-")
    return Column(item.short_title, item.title, reverse(PAGES[kind], args=[pk]) if kind in PAGES else "")


def row_of(person: Person, order: Sequence[int]) -> Row:
    enrolment, standing = person.enrolment, person.engagement.standing
    participant = enrolment.participant
    return Row(
        url=enrolment.get_absolute_url(),
        name=str(participant.user),
        school=participant.school.name if participant.school else "",
        status="" if person.is_active else enrolment.get_status_display(),
        cells=[CELLS[person.items[place].state] for place in order],
        percent=person.engagement.percent_text,
        tone=standing.tone,
        glyph=standing.glyph,
        word=standing.word,
    )


def csv_rows(people: Sequence[Person], *, with_trn: bool) -> tuple[list[str], list[list[Any]]]:
    """The matrix as a file: a header, and a line for each person with the word of each cell."""
    items = people[0].items if people else []
    order = order_of(people)
    header = ["Name", "E-mail", *(["TRN"] if with_trn else []), "School", "Status"]
    header += [items[place].title for place in order] + ["Engaged (%)", "Needs (%)", "Standing"]
    return header, [
        [
            str(person.enrolment.participant.user),
            person.enrolment.participant.user.email,
            *([person.enrolment.participant.trn] if with_trn else []),
            str(person.enrolment.participant.school or ""),
            person.enrolment.get_status_display(),
            *[CELLS[person.items[place].state][2] for place in order],
            person.engagement.percent,
            person.engagement.target,
            person.engagement.standing.word,
        ]
        for person in people
    ]
