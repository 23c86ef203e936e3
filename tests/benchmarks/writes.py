"""Operations that write: each beside the bare limit that writes the same rows. What they wrote is taken back after each."""

import csv
import io
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.urls import reverse
from psycopg2.extras import execute_values

from cohorts.models import Cohort
from npq_portal.reminders.actions.plans import plan
from npq_portal.reminders.models import Message
from npq_portal.users.models import User
from participants.actions import uploads
from participants.actions.comparing import compare
from participants.models import Enrolment
from sessions.models import Mark, MarkEvent
from tests.benchmarks import scenery
from tests.benchmarks.asking import Visitor, ask
from tests.benchmarks.measuring import Operation

IMPORTED = 1000


class WroteSomethingElse(Exception):
    """The portal or the limit did not write what was asked."""


def require(written, wanted, what):
    if written != wanted:
        raise WroteSomethingElse(f"{written} {what} instead of {wanted}")


class Writes:
    """The operations that write, against one portal and one bare connection."""

    def __init__(self, application, connection, host):
        self.application, self.bare, self.host = application, connection, host

    def operations(self, places):
        yield self.save("saving 30 marks", places.small, 30)
        yield self.save("saving 300 marks", places.large, 300, number="4", goal=3.5, most_queries=10)
        yield self.save("one mark, by a tap", places.small, 1)
        yield self.importing()
        yield self.planning()

    def save(self, name, taught, count, **rest):
        visitor = Visitor(self.host, taught.facilitator)
        posted = {}
        for enrolment in taught.enrolments[:count]:
            pk = enrolment.pk
            posted |= {f"v{pk}": "0", f"s{pk}": "late", f"m{pk}": "", f"r{pk}": ""}
        posted |= {"then": "save"}
        page = "sessions:save-marks" if count == 1 else "sessions:take-register"
        path = reverse(page, args=[taught.session.pk])
        limit = self.bare.saver(
            {
                "today": scenery.NOW.date(),
                "user": visitor.user.pk,
                "key": visitor.session_key,
                "session": taught.session.pk,
            }
        )

        @contextmanager
        def around():
            yield
            require(Mark.objects.filter(session=taught.session, status="late").count(), count, "marks")
            require(MarkEvent.objects.filter(mark__session=taught.session).count(), count, "events")
            MarkEvent.objects.filter(mark__session=taught.session).delete()
            Mark.objects.filter(session=taught.session).delete()

        headers = {"HTTP_HX_REQUEST": "true"} if count == 1 else {}
        environ = partial(visitor.environ, path, posted, **headers)
        return Operation(
            name, partial(ask, limit, environ()), partial(ask, self.application, environ()), around=around, **rest
        )

    def importing(self):
        """A list of new people, from the file to the enrolments."""
        manager = User.objects.get(email="ruth.adeyemi@hub.example.org")
        cohort = Cohort.objects.get(name="Bench 30")
        file = io.StringIO()
        rows = [
            [f"Person {number}", f"new{number}@import.example.org", f"School {number % 50}"]
            for number in range(IMPORTED)
        ]
        csv.writer(file).writerows([["Name", "E-mail", "School"], *rows])
        content = file.getvalue().encode()
        on = scenery.NOW.date()

        def product():
            with transaction.atomic():
                upload = uploads.receive(cohort, file_name="list.csv", content=content, now=scenery.NOW, by=manager)
                uploads.apply(
                    upload,
                    replace=set(),
                    keep_guessed_trns=False,
                    fingerprint=compare(upload, on=on, by=manager).fingerprint(),
                    now=scenery.NOW,
                    on=on,
                    by=manager,
                )
                require(Enrolment.objects.filter(cohort=cohort).count(), IMPORTED + 30, "enrolments")
                transaction.set_rollback(True)

        def limit():
            people = list(csv.reader(io.StringIO(content.decode())))[1:]
            copied = io.StringIO()
            for name, email, _ in people:
                copied.write(f"!\t{email}\t{name}\t\tt\tf\tf\tf\t2022-05-16\n")
            copied.seek(0)
            columns = ["password", "email", "full_name", "preferred_name", "is_active", "is_uninvited", "is_staff"]
            self.bare.cursor.copy_from(copied, "users_user", columns=[*columns, "is_superuser", "joined_at"])
            require(self.bare.cursor.rowcount, IMPORTED, "people")
            self.bare.connection.rollback()

        return Operation("import of 1,000 rows", limit, product, number="12", goal=6.0, most_queries=20, rounds=5)

    def planning(self):
        """All reminders of a cohort of 40 that are still to come."""
        cohort = Cohort.objects.filter(slug__contains="-group-").order_by("-starts_on", "pk").first()
        table = Message._meta.db_table
        fields = [field.column for field in Message._meta.concrete_fields if not field.primary_key]
        plan(scenery.NOW, cohort)
        rows = self.bare.fetch(
            f"SELECT {', '.join(fields)} FROM {table} WHERE cohort_id = %(cohort)s", {"cohort": cohort.pk}
        )
        self.bare.connection.commit()
        Message.objects.filter(cohort=cohort).delete()

        def product():
            with transaction.atomic():
                require(sum(plan(scenery.NOW, cohort).values()), len(rows), "messages")
                transaction.set_rollback(True)

        def limit():
            execute_values(
                self.bare.cursor, f"INSERT INTO {table} ({', '.join(fields)}) VALUES %s", rows, page_size=1000
            )
            self.bare.connection.rollback()

        name = f"planning {len(rows):,} reminders"
        return Operation(name, limit, product, number="10", goal=1.6, rounds=5)
