"""The limits: the same rows read and written, and the same bytes answered, by psycopg2 and string formatting alone.

What a page looks like is taken from the portal's own page before measuring, cut where a row's values stand; the limit
reads the rows and puts their values in. So a ratio of 1 would be a portal that thinks about nothing.
"""

import json
import re
from html import escape
from urllib.parse import parse_qsl

import psycopg2
from django.conf import settings

from npq_portal.clock import LONDON

SIGNED_IN = """
    SELECT u.full_name, array(SELECT role FROM users_roleassignment r WHERE r.user_id = u.id AND r.starts_on <= %(today)s
        AND (r.ends_on IS NULL OR r.ends_on >= %(today)s)), s.session_data
    FROM users_user u, django_session s WHERE u.id = %(user)s AND s.session_key = %(key)s AND s.expire_date > now()
"""
MAY_TAKE = """
    SELECT s.id, s.title, s.starts_at, s.ends_at, s.status, c.name, p.name, r.state
    FROM npq_sessions_trainingsession s JOIN cohorts_cohort c ON c.id = s.cohort_id
    JOIN cohorts_programme p ON p.id = c.programme_id LEFT JOIN npq_sessions_register r ON r.session_id = s.id
    WHERE s.id = %(session)s AND EXISTS (SELECT 1 FROM cohorts_facilitatorassignment f WHERE f.cohort_id = s.cohort_id
        AND f.facilitator_id = %(user)s AND f.starts_on <= %(today)s AND (f.ends_on IS NULL OR f.ends_on >= %(today)s))
"""
CHANGES = """
    SELECT x.enrolment_id, x.status, x.effective_on FROM participants_statuschange x
    JOIN participants_enrolment e ON e.id = x.enrolment_id WHERE e.cohort_id = %(cohort)s ORDER BY x.effective_on, x.id
"""
LAST_MARKS = """
    SELECT m.enrolment_id, m.status FROM npq_sessions_mark m JOIN npq_sessions_trainingsession s ON s.id = m.session_id
    WHERE m.session_id IN (SELECT id FROM npq_sessions_trainingsession WHERE cohort_id = %(cohort)s
        AND starts_at < %(starts_at)s AND status = 'scheduled' ORDER BY starts_at DESC, id DESC LIMIT 3)
    AND m.status <> '' ORDER BY s.starts_at, s.id
"""
ROSTER = """
    SELECT e.id, u.full_name, o.name, m.status, m.minutes_late, m.reason, m.version, m.marked_at, b.full_name, e.joined_on
    FROM participants_enrolment e JOIN participants_participant p ON p.id = e.participant_id
    JOIN users_user u ON u.id = p.user_id LEFT JOIN participants_school o ON o.id = p.school_id
    LEFT JOIN npq_sessions_mark m ON m.enrolment_id = e.id AND m.session_id = %(session)s
    LEFT JOIN users_user b ON b.id = m.marked_by_id WHERE e.cohort_id = %(cohort)s ORDER BY u.full_name, e.id
"""
# The marks, their history and the audit event in one statement.
SAVE = """
    WITH changed AS (
        INSERT INTO npq_sessions_mark
            (enrolment_id, status, reason, version, session_id, marked_at, marked_by_id)
        SELECT (value->>0)::bigint, value->>1, '', (value->>2)::integer + 1, %(session)s, now(), %(user)s
        FROM json_array_elements(%(rows)s::json) AS rows(value)
        ON CONFLICT (session_id, enrolment_id) DO UPDATE SET status = excluded.status, reason = excluded.reason,
            version = excluded.version, marked_at = excluded.marked_at, marked_by_id = excluded.marked_by_id
        WHERE npq_sessions_mark.version = excluded.version - 1
        RETURNING id, status, reason, version, marked_at, marked_by_id
    ), history AS (
        INSERT INTO npq_sessions_markevent (mark_id, status, reason, version, at, by_id, correction)
        SELECT id, status, reason, version, marked_at, marked_by_id, '' FROM changed RETURNING 1
    )
    INSERT INTO audit_event (at, actor_id, action, subject_type, subject_id, details)
    SELECT now(), %(user)s, 'register.marked', 'npq_sessions.TrainingSession', %(session)s::text,
        jsonb_build_object('marks', count(*)) FROM history
"""


class Bare:
    """A connection of its own, and applications that use it."""

    def __init__(self):
        given = settings.DATABASES["default"]
        self.connection = psycopg2.connect(
            host=given["HOST"],
            port=given["PORT"],
            user=given["USER"],
            password=given["PASSWORD"],
            dbname=given["NAME"],
        )
        self.cursor = self.connection.cursor()
        self.cursor.execute("SET TIME ZONE 'UTC'")
        self.connection.commit()

    def close(self):
        self.connection.close()

    def fetch(self, statement, values):
        self.cursor.execute(statement, values)
        return self.cursor.fetchall()

    def page(self, statements, values, write, *, content_type="text/html; charset=utf-8"):
        """An application that reads each of ``statements`` and answers with what ``write(*rows)`` makes of them."""

        def application(environ, start_response):
            dict(pair.split("=", 1) for pair in environ["HTTP_COOKIE"].split("; "))
            found = [self.fetch(statement, values) for statement in statements]
            body = write(*found).encode()
            self.connection.commit()
            start_response("200 OK", [("Content-Type", content_type), ("Content-Length", str(len(body)))])
            return [body]

        return application

    def saver(self, values):
        """An application that saves a posted register: the rows, their history, the audit event."""

        def application(environ, start_response):
            posted = dict(parse_qsl(environ["wsgi.input"].read().decode(), keep_blank_values=True))
            rows = [
                [int(name[1:]), posted.get(f"s{name[1:]}", ""), int(version)]
                for name, version in posted.items()
                if re.fullmatch(r"v[0-9]+", name)
            ]
            self.fetch(SIGNED_IN, values)
            self.fetch(MAY_TAKE, values)
            self.cursor.execute(SAVE, values | {"rows": json.dumps(rows)})
            self.connection.commit()
            start_response("302 Found", [("Location", "./")])
            return [b""]

        return application


def cut(page, values):
    """The pieces of a page between ``values``, which stand in it in this order; those that do not are left out."""
    pieces, kept, rest = [], [], page
    for number, value in enumerate(values):
        before, found, after = rest.partition(value)
        if found:
            pieces.append(before)
            kept.append(number)
            rest = after
    return [*pieces, rest], kept


def writer(page, values, *, quote=escape):
    """A function that writes a page anew with other values: what an f-string would do."""
    pieces, kept = cut(page, [quote(value) for value in values])

    def write(values):
        filled = [pieces[0]]
        for piece, number in zip(pieces[1:], kept, strict=True):
            filled += (quote(values[number]), piece)
        return "".join(filled)

    return write


def as_jinja(text):
    """Escaped as Jinja2 does it, which writes quotation marks by number."""
    return escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def register_writer(page, first, initials):
    """A function that writes a register's page: its frame as it is, and a row like the portal's first for each person."""
    rows = list(re.finditer(r'<li id="p\d+".*?</li>\n', page, re.DOTALL))
    head, tail, row = page[: rows[0].start()], page[rows[-1].end() :], rows[0][0]
    enrolment, name, school = str(first[0]), as_jinja(first[1]), as_jinja(first[2])
    row = row.replace("%", "%%").replace("{", "{{")
    marks = [(f">{initials(first[1])}<", ">%(initials)s<"), (name, "%(name)s"), (school, "%(school)s")]
    for found, wanted in marks:
        row = row.replace(found, wanted)
    row = re.sub(rf"(?<=[\"psvmr]){enrolment}(?=[\"/])", "%(id)s", row).replace("{{", "{")

    def write(rows, last):
        came = {}
        for enrolment, status in last:
            came.setdefault(enrolment, []).append(status)
        written = "".join(
            row
            % {
                "id": each[0],
                "name": as_jinja(each[1]),
                "school": as_jinja(each[2] or ""),
                "initials": initials(each[1]),
            }
            for each in rows
        )
        return f"{head}{written}{tail}"

    return write


def fold(line):
    """A line of a calendar, broken after 75 octets."""
    if len(line) < 75:
        return line
    return "\r\n ".join([line[:74], *(line[start : start + 73] for start in range(74, len(line), 73))])


def feed_writer(text, address):
    """A function that writes a calendar of online sessions: its frame as it is, and the lines of each event."""
    start, end = text.index("BEGIN:VEVENT"), text.rindex("END:VCALENDAR")
    head, tail = text[:start], text[end:]

    def write(rows):
        written = []
        for uid, sequence, title, changed_at, starts_at, ends_at, cohort, pk in rows:
            changed = changed_at.strftime("%Y%m%dT%H%M%SZ")
            name = f"{title} ({cohort} cohort)".replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
            written.append(
                f"BEGIN:VEVENT\r\n{fold(f'SUMMARY:{name}')}\r\n"
                f"DTSTART;TZID=Europe/London:{starts_at.astimezone(LONDON):%Y%m%dT%H%M%S}\r\n"
                f"DTEND;TZID=Europe/London:{ends_at.astimezone(LONDON):%Y%m%dT%H%M%S}\r\n"
                f"DTSTAMP:{changed}\r\nUID:{uid}@npq-portal\r\nSEQUENCE:{sequence}\r\nLAST-MODIFIED:{changed}\r\n"
                f"LOCATION:Online\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nURL:{address}{pk}/\r\nEND:VEVENT\r\n"
            )
        return f"{head}{''.join(written)}{tail}"

    return write
