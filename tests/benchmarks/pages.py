"""Pages that are read: each beside the bare limit that reads the same rows and answers with the same bytes."""

import html
from functools import partial

from django.conf import settings
from django.urls import reverse

from cohorts.models import Cohort
from npq_portal.ui.words import initials
from npq_portal.users.models import User
from sessions.actions import subscriptions
from tests.benchmarks import bare, hello, scenery
from tests.benchmarks.asking import Visitor, ask
from tests.benchmarks.measuring import Operation

ENROLMENT = """
    SELECT e.id, e.status, e.joined_on, c.id, c.name, g.name, d.name, o.name, m.full_name
    FROM participants_enrolment e JOIN participants_participant p ON p.id = e.participant_id
    JOIN cohorts_cohort c ON c.id = e.cohort_id JOIN cohorts_programme g ON g.id = c.programme_id
    JOIN cohorts_deliverypartner d ON d.id = c.partner_id LEFT JOIN participants_school o ON o.id = p.school_id
    LEFT JOIN participants_mentoring n ON n.enrolment_id = e.id AND n.ends_on IS NULL
    LEFT JOIN users_user m ON m.id = n.mentor_id WHERE p.user_id = %(user)s
"""
OWN_ITEMS = """
    SELECT s.title, s.starts_at, s.ends_at, s.status, s.preparation, v.name, m.status, m.minutes_late, k.state
    FROM npq_sessions_trainingsession s LEFT JOIN npq_sessions_venue v ON v.id = s.venue_id
    LEFT JOIN npq_sessions_mark m ON m.session_id = s.id AND m.enrolment_id = %(enrolment)s
    LEFT JOIN npq_sessions_catchup k ON k.session_id = s.id AND k.enrolment_id = %(enrolment)s
    WHERE s.cohort_id = %(cohort)s ORDER BY s.starts_at, s.id
"""
OWN_UNITS = """
    SELECT u.title, u.opens_on, u.due_on, u.minutes, u.url, r.minutes, r.done_at FROM npq_sessions_studyunit u
    LEFT JOIN npq_sessions_studyrecord r ON r.unit_id = u.id AND r.enrolment_id = %(enrolment)s
    WHERE u.cohort_id = %(cohort)s ORDER BY u.due_on, u.id
"""
OWN_PERIODS = """
    SELECT p.title, p.opens_on, p.due_on, v.held_on FROM participants_coachingperiod p
    LEFT JOIN participants_conversation v ON v.period_id = p.id AND v.enrolment_id = %(enrolment)s
    WHERE p.cohort_id = %(cohort)s ORDER BY p.due_on, p.id
"""
FEED = """
    SELECT s.uid::text, s.sequence, s.title, s.changed_at, s.starts_at, s.ends_at, c.name, s.id
    FROM npq_sessions_calendarsubscription b JOIN cohorts_facilitatorassignment f ON f.facilitator_id = b.user_id
    JOIN npq_sessions_trainingsession s ON s.cohort_id = f.cohort_id JOIN cohorts_cohort c ON c.id = s.cohort_id
    WHERE b.user_id = %(user)s AND f.ends_on IS NULL ORDER BY s.uid::text COLLATE "C"
"""
COHORT_PEOPLE = """
    SELECT u.full_name, o.name, e.id, e.status, e.joined_on FROM participants_enrolment e
    JOIN participants_participant p ON p.id = e.participant_id JOIN users_user u ON u.id = p.user_id
    LEFT JOIN participants_school o ON o.id = p.school_id WHERE e.cohort_id = %(cohort)s ORDER BY u.full_name, e.id
"""
COHORT_FACTS = [
    "SELECT id, title, short_title, starts_at, ends_at, status FROM npq_sessions_trainingsession WHERE cohort_id = %(cohort)s",
    "SELECT id, title, short_title, opens_on, due_on, minutes FROM npq_sessions_studyunit WHERE cohort_id = %(cohort)s",
    "SELECT id, title, short_title, opens_on, due_on FROM participants_coachingperiod WHERE cohort_id = %(cohort)s",
    "SELECT m.enrolment_id, m.session_id, m.status FROM npq_sessions_mark m "
    "JOIN npq_sessions_trainingsession s ON s.id = m.session_id WHERE s.cohort_id = %(cohort)s",
    "SELECT r.enrolment_id, r.unit_id, r.minutes, r.done_at FROM npq_sessions_studyrecord r "
    "JOIN npq_sessions_studyunit u ON u.id = r.unit_id WHERE u.cohort_id = %(cohort)s",
    "SELECT v.enrolment_id, v.period_id FROM participants_conversation v "
    "JOIN participants_coachingperiod p ON p.id = v.period_id WHERE p.cohort_id = %(cohort)s",
]
MANAGED = """
    SELECT c.name, c.slug, c.starts_on, c.ends_on, c.stage, g.name,
        (SELECT count(*) FROM participants_enrolment e WHERE e.cohort_id = c.id AND e.status = 'active')
    FROM cohorts_cohort c JOIN cohorts_programme g ON g.id = c.programme_id
    WHERE c.partner_id IN (SELECT partner_id FROM cohorts_partnermanager WHERE manager_id = %(user)s AND ends_on IS NULL)
    ORDER BY c.starts_on, c.name, c.id
"""


class NotTheSame(Exception):
    """The limit does not answer with what the portal answers: there is nothing to compare."""


def first_difference(ours, theirs):
    place = next((place for place, both in enumerate(zip(ours, theirs, strict=False)) if both[0] != both[1]), 0)
    around = slice(max(0, place - 40), place + 40)
    return f"{ours[around]} is {theirs[around]} in the limit"


def pair(name, application, limit, environ, **rest):
    """An operation of asking for a page; raises ``NotTheSame``."""
    product, plain = ask(application, environ()), ask(limit, environ())
    if product.status != 200 or product.page != plain.page:
        raise NotTheSame(f"{name}: {product.status}, {first_difference(product.page, plain.page)}")
    return Operation(name, partial(ask, limit, environ()), partial(ask, application, environ()), **rest)


class Pages:
    """The operations that read, against one portal and one bare connection."""

    def __init__(self, application, connection, host):
        self.application, self.bare, self.host = application, connection, host

    def operations(self, places):
        yield self.fixed_cost(places.small.facilitator)
        yield self.register("register page, 30 people", places.small, number="2", goal=4.0, most_queries=8)
        yield self.register("register page, 300 people", places.large, number="1", goal=3.0, most_queries=8)
        participant = User.objects.get(email="chloe.nyambura@school.example.org")
        for name, page in (("my programme", "my-programme"), ("my schedule", "my-schedule")):
            yield self.own(name, page, participant, number="6", goal=3.5, most_queries=5)
        yield from self.feeds(places.feeder)
        manager = User.objects.get(email="ruth.adeyemi@hub.example.org")
        yield self.whole("home of a programme manager", reverse("home"), manager, [MANAGED])
        february = Cohort.objects.get(name="February 2022")
        yield self.whole(
            "cohort page, 42 people by 30 items",
            february.get_absolute_url(),
            manager,
            [COHORT_PEOPLE, *COHORT_FACTS],
            most_queries=25,
            most_cpu=80,
            cohort=february.pk,
        )

    def values(self, visitor, **more):
        day = {"today": scenery.NOW.date(), "user": visitor.user.pk, "key": visitor.session_key}
        return day | more

    def text(self, visitor, path):
        return ask(self.application, visitor.environ(path)).body.decode()

    def fixed_cost(self, user):
        visitor, plain = Visitor(self.host, user), hello.plain_django()
        return Operation(
            "fixed cost of a signed-in page",
            partial(ask, plain, visitor.environ("/bench/plain/")),
            partial(ask, self.application, visitor.environ("/bench/framed/")),
            number="14",
            goal=1.5,
        )

    def register(self, name, taught, **rest):
        visitor = Visitor(self.host, taught.facilitator)
        path = reverse("sessions:take-register", args=[taught.session.pk])
        values = self.values(
            visitor, session=taught.session.pk, cohort=taught.cohort.pk, starts_at=taught.session.starts_at
        )
        first = self.bare.fetch(bare.ROSTER, values)[0]
        write = bare.register_writer(self.text(visitor, path), first, initials)
        limit = self.bare.page(
            [bare.SIGNED_IN, bare.MAY_TAKE, bare.ROSTER, bare.LAST_MARKS, bare.CHANGES],
            values,
            lambda who, session, rows, last, changes: write(rows, last),
        )
        return pair(name, self.application, limit, partial(visitor.environ, path), **rest)

    def own(self, name, page, user, **rest):
        """A participant's page, written anew with the titles of what is planned."""
        visitor, path = Visitor(self.host, user), reverse(page)
        enrolment = user.participant.enrolments.get()
        values = self.values(visitor, enrolment=enrolment.pk, cohort=enrolment.cohort_id)
        planned = [bare.SIGNED_IN, ENROLMENT, OWN_ITEMS, OWN_UNITS, OWN_PERIODS]

        def titles(who, enrolled, items, units, periods):
            lines = [(row[1].date(), row[0]) for row in items] + [(row[2], row[0]) for row in (*units, *periods)]
            return [title for _, title in sorted(lines)]

        found = [self.bare.fetch(statement, values) for statement in planned]
        write = bare.writer(self.text(visitor, path), titles(*found), quote=html.escape)
        limit = self.bare.page(planned, values, lambda *rows: write(titles(*rows)))
        return pair(name, self.application, limit, partial(visitor.environ, path), **rest)

    def whole(self, name, path, user, statements, *, cohort=None, **rest):
        """A page written anew with the names in the first statement's rows."""
        visitor = Visitor(self.host, user)
        values = self.values(visitor, cohort=cohort)

        def names(who, rows, *others):
            return [row[0] for row in rows]

        statements = [bare.SIGNED_IN, *statements]
        found = [self.bare.fetch(statement, values) for statement in statements]
        write = bare.writer(self.text(visitor, path), names(*found))
        limit = self.bare.page(statements, values, lambda *rows: write(names(*rows)))
        return pair(name, self.application, limit, partial(visitor.environ, path), **rest)

    def feeds(self, user):
        token = subscriptions.renew(user, now=scenery.NOW, by=user)
        visitor = Visitor(self.host)
        path = reverse("sessions:calendar-feed", args=[token])
        answer = ask(self.application, visitor.environ(path))

        write = bare.feed_writer(answer.body.decode(), f"{settings.PORTAL_URL}/sessions/")
        limit = self.bare.page([FEED], {"user": user.pk}, write, content_type="text/calendar")
        whole = partial(visitor.environ, path)
        yield pair("calendar feed, 300 events", self.application, limit, whole, number="8", goal=16, most_queries=3)
        again = visitor.environ(path, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
        if ask(self.application, again).status != 304:
            raise NotTheSame("A calendar that comes again is given the whole feed.")
        yield Operation(
            "calendar feed, 304",
            partial(ask, limit, whole()),
            partial(ask, self.application, again),
            number="8",
            goal=0.7,
            most_queries=3,
        )
