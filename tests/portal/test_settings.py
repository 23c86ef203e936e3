"""What the settings become in each mode, and what production refuses to start with."""

import os
import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from npq_portal import clock, environment

PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_SECRET_KEY": "k" * environment.SHORTEST_KEY,
    "PORTAL_HOSTS": "npq.example.org",
    "PORTAL_URL": "https://npq.example.org",
    "PORTAL_MAIL_FROM": "NPQ team <npq@example.org>",
    "PORTAL_MAIL_REPLY_TO": "npq-team@example.org",
    "DATABASE_URL": "postgres://portal:secret@db:5432/portal",
    "REDIS_URL": "redis://:secret@redis:6379/0",
}


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """Read the settings afresh, in an environment that holds only the given variables."""

    def read(**variables):
        for name in list(os.environ):
            if name.startswith(("PORTAL_", "EMAIL_")) or name in {"DATABASE_URL", "REDIS_URL"}:
                monkeypatch.delenv(name)
        for name, value in ({"PORTAL_DATA_DIR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(environment.ROOT / "npq_portal" / "settings.py"))

    return read


def test_development_needs_no_variable_at_all(settings_with, tmp_path):
    settings = settings_with()

    assert settings["DATABASES"]["default"]["NAME"] == str(tmp_path / "portal.sqlite3")
    assert settings["CELERY_BROKER_URL"] == "memory://localhost"
    assert settings["DEBUG"] is False
    assert "npq_portal.demo" in settings["INSTALLED_APPS"]


def test_an_unknown_mode_is_refused(settings_with):
    with pytest.raises(
        ImproperlyConfigured, match="PORTAL_MODE is “staging”. Set it to development, demo or production."
    ):
        settings_with(PORTAL_MODE="staging")


def test_the_demo_keeps_its_mail_for_reading(settings_with):
    settings = settings_with(PORTAL_MODE="demo")

    assert settings["EMAIL_BACKEND"] == "npq_portal.demo.mail.OutboxBackend"


def test_a_rehearsal_starts_at_the_local_time_of_the_setting(settings_with):
    settings_with(PORTAL_CLOCK="2022-05-16T09:00")

    assert clock.is_rehearsal()
    assert clock.local(clock.now()).strftime("%d %B %Y %H:%M") == "16 May 2022 09:00"


def test_the_embedded_database_waits_for_its_turn_instead_of_failing(settings_with):
    options = settings_with()["DATABASES"]["default"]["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]


def test_production_keeps_database_connections_and_checks_their_health(settings_with):
    database = settings_with(**PRODUCTION)["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)


def test_production_never_installs_the_demo(settings_with):
    assert "npq_portal.demo" not in settings_with(**PRODUCTION)["INSTALLED_APPS"]


def test_production_shares_its_cache_and_queue_in_redis_and_waits_for_neither(settings_with):
    settings = settings_with(**PRODUCTION)

    assert settings["CACHES"]["default"]["LOCATION"] == PRODUCTION["REDIS_URL"]
    assert settings["CACHES"]["default"]["OPTIONS"] == {"socket_timeout": 2, "socket_connect_timeout": 2}
    assert settings["CELERY_BROKER_URL"] == PRODUCTION["REDIS_URL"]
    assert settings["CELERY_BROKER_TRANSPORT_OPTIONS"]["socket_timeout"] == 2


def test_production_speaks_https_only_except_about_its_health(settings_with):
    settings = settings_with(**PRODUCTION)

    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_REDIRECT_EXEMPT"] == ["^healthz$", "^readyz$"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://npq.example.org"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"PORTAL_SECRET_KEY": ""}, "PORTAL_SECRET_KEY is missing"),
        ({"PORTAL_HOSTS": "*"}, "PORTAL_HOSTS has to name the portal's host names"),
        (
            {"DATABASE_URL": "sqlite:////tmp/portal.sqlite3"},
            "DATABASE_URL is missing. Set it to the PostgreSQL database",
        ),
        ({"PORTAL_URL": ""}, "PORTAL_URL is “”. Set it to the address at which people open the portal"),
        ({"PORTAL_MAIL_FROM": ""}, "PORTAL_MAIL_FROM is “”. Set it to an e-mail address of yours"),
        ({"PORTAL_MAIL_REPLY_TO": ""}, "PORTAL_MAIL_REPLY_TO is “”. Set it to an e-mail address of yours"),
        ({"REDIS_URL": ""}, "REDIS_URL is missing. Set it to the Redis server"),
        ({"PORTAL_DEBUG": "yes"}, "PORTAL_DEBUG is on. Remove it"),
        ({"PORTAL_CLOCK": "2022-05-16T09:00"}, "PORTAL_CLOCK is for rehearsals. Remove it"),
    ],
)
def test_production_refuses_to_start_with(settings_with, changed, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        settings_with(**PRODUCTION | changed)


def test_no_page_may_run_a_script_or_style_from_elsewhere(settings_with):
    policy = settings_with()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


@pytest.mark.django_db
def test_pages_travel_compressed(client):
    answer = client.get("/sign-in/", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(client.get("/sign-in/").content) / 2
