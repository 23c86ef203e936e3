"""How the rows of a group are written: one statement marks them all, and one records all that were taken.

The ORM would take two statements a message. PostgreSQL alone: a group needs Redis beside it, as real installations have.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from npq_portal.reminders.actions.runs import Accepted
from npq_portal.reminders.models import Message, MessageAttempt

MARK = """
    UPDATE reminders_message AS message SET
        state = %s, lease_token = %s, lease_until = %s, attempts = message.attempts + 1, subject = text.subject,
        body = text.body, rule_version = text.rule_version, address = text.address, date_header = text.date_header
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::integer[], %s::text[], %s::timestamptz[])
        AS text (id, subject, body, rule_version, address, date_header)
    WHERE message.id = text.id AND message.state = %s AND message.lease_token = %s AND message.lease_until > %s
        AND message.id IN ({not_paused})
    RETURNING message.id
"""
RECORD = """
    WITH taken (id, started_at, at) AS (SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])),
    sent AS (
        UPDATE reminders_message AS message SET
            state = %s, sent_at = taken.at, reason = '', lease_token = '', lease_until = NULL
        FROM taken WHERE message.id = taken.id AND message.state = %s AND message.lease_token = %s
        RETURNING message.id, taken.started_at, taken.at
    )
    INSERT INTO reminders_messageattempt (message_id, started_at, ended_at, outcome, answer)
    SELECT id, started_at, at, %s, '' FROM sent
"""
State = Message.State


def mark(rows: Iterable[Message], token: str, *, of: str, now: dt.datetime, lease_until: dt.datetime) -> set[int]:
    """Mark messages claimed under one token as being handed over under another; answers with which are."""
    texts = [(row.pk, row.subject, row.body, row.rule_version, row.address, row.date_header) for row in rows]
    columns = [list(column) for column in zip(*texts, strict=True)]
    not_paused, ids = Message.objects.filter(pk__in=columns[0]).not_paused().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            MARK.format(not_paused=not_paused),
            [State.SENDING, token, lease_until, *columns, State.LEASED, of, now, *ids],
        )
        return {pk for (pk,) in cursor.fetchall()}


def record(accepted: Iterable[Accepted], token: str) -> None:
    """Write down that the mail server took messages, each at its time; a repeat or a lost lease changes nothing."""
    rows = [(each.message_pk, each.started_at, each.at) for each in accepted]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [*columns, State.SENT, State.SENDING, token, MessageAttempt.Outcome.ACCEPTED])
