"""What watches over the portal's processes gets a true answer, signed in or not."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from npq_portal.dashboards.views import health


@pytest.fixture(autouse=True)
def _look_again():
    health.require_migrations.cache_clear()
    yield
    health.require_migrations.cache_clear()


def test_a_running_process_answers_without_touching_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"The portal answers.\n")


@pytest.mark.django_db
def test_a_process_with_an_up_to_date_database_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"The portal is ready.\n")


@pytest.mark.django_db
def test_readiness_looks_for_migrations_once_and_at_the_database_every_time(client, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(1):
        client.get("/readyz")


@pytest.mark.django_db
def test_a_process_whose_database_lacks_a_migration_is_not_ready(client):
    [latest] = MigrationLoader(connection).graph.leaf_nodes("cohorts")
    MigrationRecorder(connection).record_unapplied(*latest)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"Migrations are missing. Run: manage.py migrate\n"


def test_a_process_without_its_database_is_not_ready(client, monkeypatch):
    def refuse(self):
        raise OperationalError("connection refused")

    monkeypatch.setattr(MigrationRecorder, "has_table", refuse)

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")


def test_health_is_never_kept_in_a_cache(client):
    response = client.get("/healthz")

    assert "no-store" in response["Cache-Control"]


def test_health_cannot_be_posted_to(client):
    assert client.post("/healthz").status_code == 405
