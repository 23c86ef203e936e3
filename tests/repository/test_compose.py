"""docker-compose.yml, taken at its word: each service's own command runs as a process against PostgreSQL and Redis.

No container engine is needed, so this shows that the commands, settings and health checks are right together, and that
people get from the first invitation to the first mark with them; it cannot show that the images build.
"""

import re
import secrets
import shlex
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from tests.browsing import a_device_with_passkeys
from tests.reminders.smtp import Server
from tests.repository import people
from tests.repository.composition import COMPOSE, HOST, ROOT, Portal, free_port, until
from tests.repository.front import Front

OURS = ["migrate", "web", "worker", "beat"]


@pytest.mark.parametrize("name", OURS)
def test_every_process_runs_as_nobody_on_a_disk_it_cannot_write(name):
    service = COMPOSE[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "\nUSER 65534:65534\n" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ["db", "redis", "web", "worker", "beat"])
def test_every_lasting_service_is_watched(name):
    assert COMPOSE[name]["healthcheck"]["test"]
    assert COMPOSE[name]["restart"] == "unless-stopped"


def test_only_the_web_server_is_reachable_and_only_by_a_proxy_on_the_same_machine():
    assert {name: service["ports"] for name, service in COMPOSE.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }


def test_no_secret_stands_in_the_file():
    secret = re.compile(r"(PASSWORD|SECRET_KEY|AUTH)$")
    values = {
        value
        for service in COMPOSE.values()
        for key, value in service.get("environment", {}).items()
        if secret.search(key)
    }

    assert values
    assert all(re.fullmatch(r"\$\{\w+:[?-][^}]*\}", value) for value in values)


def test_redis_never_forgets_what_is_queued():
    command = shlex.join(COMPOSE["redis"]["command"])

    assert "--maxmemory-policy noeviction" in command
    assert "--appendonly yes" in command
    assert "--requirepass" in command


@pytest.fixture(scope="session")
def database_url():
    """A database of its own beside the one that the tests use."""
    server = connection.settings_dict
    name = f"compose_{secrets.token_hex(4)}"
    login = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"], "password": server["PASSWORD"]}
    administration = psycopg2.connect(dbname="postgres", **login)
    administration.autocommit = True
    administration.cursor().execute(f'create database "{name}"')
    yield urlsplit("postgres://{user}:{password}@{host}:{port}".format(**login))._replace(path=f"/{name}").geturl()
    administration.cursor().execute(f'drop database "{name}" with (force)')
    administration.close()


@pytest.fixture(scope="session")
def mail_server():
    with Server() as server:
        yield server


@pytest.fixture(scope="session")
def portal(database_url, mail_server, tmp_path_factory):
    """The whole portal, started in the order that compose would start it."""
    redis_url = urlsplit(settings.REDIS_URL)._replace(path="/7").geturl()
    portal = Portal(database_url, redis_url, tmp_path_factory.mktemp("compose"))
    # The mail server of the tests has no certificate.
    portal.changed |= {"EMAIL_PORT": str(mail_server.port), "EMAIL_USE_TLS": "false"}
    try:
        gathered = portal.run("migrate", ["python", "manage.py", "collectstatic", "--noinput"])
        assert gathered.returncode == 0, gathered.stderr
        migrated = portal.run("migrate", COMPOSE["migrate"]["command"])
        assert migrated.returncode == 0, migrated.stderr
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def answering(portal):
    """The portal with every service running: one that an earlier test has ended is started again.

    The journey comes after all of them, because tests in a browser come last.
    """
    for name in ("beat", "worker", "web"):
        if name not in portal.running:
            portal.start(name)
    assert until(lambda: "Listening at" in portal.log("web")), portal.log("web")
    return portal


def test_the_image_gathers_the_static_files_as_the_test_does():
    assert "python manage.py collectstatic --noinput" in (ROOT / "Dockerfile").read_text()


services = [pytest.mark.postgres, pytest.mark.redis]


def asked_to_sign_in(portal):
    """The page on which a stranger ends up who asks for the first page, behind a proxy that speaks HTTPS."""
    encrypted = {"X-Forwarded-Proto": "https"}
    return portal.get(portal.get("/", **encrypted).headers["Location"], **encrypted)


class TestTheWholePortal:
    pytestmark = services

    def test_the_web_server_says_that_it_runs_and_is_ready(self, answering):
        assert (answering.get("/healthz").status, answering.get("/readyz").body) == (200, "The portal is ready.\n")

    def test_health_checks_of_the_web_server_and_the_worker_succeed(self, answering):
        assert until(lambda: "ready." in answering.log("worker")), answering.log("worker")
        for name in ("web", "worker", "beat"):
            checked = answering.check(name)
            assert checked.returncode == 0, f"{name}: {checked.stdout}{checked.stderr}"

    def test_migrating_again_changes_nothing(self, portal):
        again = portal.run("migrate", COMPOSE["migrate"]["command"])

        assert again.returncode == 0, again.stderr
        assert "No migrations to apply." in again.stdout

    def test_a_page_asked_for_without_encryption_is_sent_to_the_encrypted_one(self, answering):
        answer = answering.get("/")

        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/")

    def test_a_stranger_is_asked_to_sign_in_on_a_page_that_runs_nothing_inline(self, answering):
        answer = asked_to_sign_in(answering)

        assert answer.status == 200
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Strict-Transport-Security"]

    def test_style_sheets_are_served_under_a_name_that_can_be_kept_for_ever(self, answering):
        sheet = re.search(r'href="(/static/[^"]+\.css)"', asked_to_sign_in(answering).body)[1]

        answer = answering.get(sheet, **{"X-Forwarded-Proto": "https"})

        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]

    def test_a_host_name_that_is_not_ours_is_refused(self, answering):
        assert answering.get("/readyz", Host="elsewhere.example.org").status == 400

    def test_the_scheduler_says_look_now_and_the_worker_looks(self, answering):
        assert until(lambda: re.search(r"Task reminders\.send_due\[.*succeeded", answering.log("worker"))), (
            answering.log("beat") + answering.log("worker")
        )

    @pytest.mark.browser
    def test_a_new_portal_is_led_from_the_first_invitation_to_the_first_mark(
        self, answering, mail_server, browser, tmp_path
    ):
        complaints = []
        ada, chloe = (people.Inbox(mail_server.sink, address) for address in (people.ADA, people.CHLOE))
        invited = answering.run("web", ["python", "manage.py", "invite_administrator", people.ADA, "Ada King"])
        assert invited.returncode == 0, invited.stderr

        with (
            Front(answering.port, tmp_path) as front,
            front.visitor(browser, complaints) as office,
            front.visitor(browser, complaints) as school,
        ):
            a_device_with_passkeys(office)
            people.take_up_invitation(office, ada)
            people.add_passkey(office)
            people.add_partner(office)
            people.add_calendar(office, tmp_path / "calendar.csv")
            people.add_cohort(office)
            people.plan_cohort(office)
            people.move_cohort(office, "Recruiting", "Running")
            people.upload_participant(office, tmp_path / "participants.csv")

            people.take_up_invitation(school, chloe)
            expect(school.get_by_role("heading", name=", Chloe")).to_be_visible()
            expect(school.get_by_text("Next ·")).to_be_visible()

            people.come_back_with_passkey(office, "Ada King")
            people.take_register(office, session="Launch conference", person="Chloe Nyambura", choice="Present")

            school.goto("/my/schedule/")
            school.get_by_text("Past, with your marks").click()
            launch = school.get_by_role("listitem").filter(has_text="Launch conference")
            expect(launch.locator(".tag")).to_have_text("✓Present")
            assert (complaints, front.unencrypted) == ([], [])

    def test_without_redis_the_web_server_is_still_ready(self, answering, monkeypatch):
        monkeypatch.setitem(answering.changed, "REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
        monkeypatch.setitem(answering.changed, "PORT", str(free_port()))
        alone = Portal(answering.changed["DATABASE_URL"], answering.changed["REDIS_URL"], answering.folder / "alone")
        alone.folder.mkdir()
        alone.changed["PORTAL_DATA_DIR"] = answering.changed["PORTAL_DATA_DIR"]
        try:
            alone.start("web")
            assert until(lambda: "Listening at" in alone.log("web")), alone.log("web")
            assert alone.get("/readyz").status == 200
        finally:
            alone.stop()

    def test_every_process_ends_by_itself_when_told_to(self, answering):
        assert until(lambda: "ready." in answering.log("worker")), answering.log("worker")

        assert answering.stop() == {"beat": 0, "worker": 0, "web": 0}
