"""How many marks are written at once: one statement for the marks in force, one for their history.

The ORM's own ways were measured at 3 to 50 times the cost (a statement or a model object a row), and a register is
saved at the door. The rows travel as one JSON value, which both databases can read as a table.
"""

import datetime as dt
import json
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from sessions.roster import Answer


class NewMark(NamedTuple):
    """A mark that is to be in force, with its version."""

    enrolment_id: int
    answer: Answer
    version: int


# A JSON list of [enrolment, status, minutes, reason, version] as a table, and the five columns of it.
JSON_TABLE = {"postgresql": "json_array_elements(%s::json) AS rows(value)", "sqlite": "json_each(%s)"}
JSON_COLUMNS = {
    "postgresql": [
        "(value->>0)::bigint",
        "value->>1",
        "(value->>2)::smallint",
        "value->>3",
        "(value->>4)::integer",
    ],
    "sqlite": [f"json_extract(value, '$[{position}]')" for position in range(5)],
}
MOMENT = {"postgresql": "%s::timestamptz", "sqlite": "%s"}
# "WHERE true" keeps SQLite from reading ON as part of a join.
UPSERT = """
    INSERT INTO npq_sessions_mark
        (enrolment_id, status, minutes_late, reason, version, session_id, marked_at, marked_by_id)
    SELECT {columns}, %s, {moment}, %s FROM {rows} WHERE true
    ON CONFLICT (session_id, enrolment_id) DO UPDATE SET
        status = excluded.status, minutes_late = excluded.minutes_late, reason = excluded.reason,
        version = excluded.version, marked_at = excluded.marked_at, marked_by_id = excluded.marked_by_id
"""
HISTORY = """
    INSERT INTO npq_sessions_markevent
        (mark_id, status, minutes_late, reason, version, at, by_id, correction)
    SELECT id, status, minutes_late, reason, version, marked_at, marked_by_id, %s
    FROM npq_sessions_mark WHERE session_id = %s AND enrolment_id IN (SELECT {first} FROM {rows})
"""


def write(session_id: int, marks: Iterable[NewMark], *, by_id: int, now: dt.datetime, correction: str = "") -> None:
    """Put ``marks`` in force and add them to the history; inside a transaction that has locked the session."""
    rows = json.dumps([[mark.enrolment_id, *mark.answer, mark.version] for mark in marks])
    table, columns = JSON_TABLE[connection.vendor], JSON_COLUMNS[connection.vendor]
    upsert = UPSERT.format(columns=", ".join(columns), rows=table, moment=MOMENT[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(upsert, [session_id, connection.ops.adapt_datetimefield_value(now), by_id, rows])
        cursor.execute(HISTORY.format(first=columns[0], rows=table), [correction, session_id, rows])
