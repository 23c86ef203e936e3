"""A statement that is written out reads the same objects as Django's own queries."""

import datetime as dt

import pytest

from npq_portal.statements import Statement
from sessions.models import PlanVersion, TrainingSession, Venue
from tests.factories.cohorts import CohortFactory
from tests.factories.sessions import TrainingSessionFactory, VenueFactory

pytestmark = pytest.mark.django_db

SESSIONS = Statement(
    """
    SELECT {session}, {venue}, length(session.title) FROM npq_sessions_trainingsession session
    LEFT JOIN npq_sessions_venue venue ON venue.id = session.venue_id
    WHERE session.cohort_id = %(cohort)s ORDER BY session.id
    """,
    session=TrainingSession,
    venue=Venue,
)
VERSIONS = Statement("SELECT {version} FROM npq_sessions_planversion version", version=PlanVersion)


def fields_of(thing):
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


def test_each_row_is_its_objects_and_then_the_other_columns(django_assert_num_queries):
    here = TrainingSessionFactory(venue=VenueFactory(), title="Seminar")
    TrainingSessionFactory()

    with django_assert_num_queries(1):
        [(session, venue, length)] = SESSIONS.rows(cohort=here.cohort_id)

    assert (session, venue, length) == (here, here.venue, len("Seminar"))
    assert fields_of(session) == fields_of(TrainingSession.objects.get(pk=here.pk))
    assert fields_of(venue) == fields_of(Venue.objects.get())
    assert session._state.adding is False


def test_where_an_outer_join_finds_nothing_there_is_no_object():
    here = TrainingSessionFactory(venue=None)

    [(session, venue, _)] = SESSIONS.rows(cohort=here.cohort_id)

    assert (session, venue) == (here, None)


def test_a_number_that_no_row_can_have_finds_none():
    TrainingSessionFactory()

    assert list(SESSIONS.rows(cohort=2**63)) == []


def test_what_is_kept_as_json_is_read_as_what_it_was():
    version = PlanVersion.objects.create(
        cohort=CohortFactory(),
        number=1,
        items=[{"title": "Seminar"}],
        made_at=dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC),
    )

    [(read,)] = VERSIONS.rows()

    assert fields_of(read) == fields_of(PlanVersion.objects.get(pk=version.pk))
