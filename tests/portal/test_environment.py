"""Every variable that is wrong is refused with a sentence on how to mend it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from npq_portal import environment

A_REAL_KEY = "k" * environment.SHORTEST_KEY


@pytest.mark.parametrize("text", ["1", "true", "TRUE", " yes ", "on"])
def test_a_flag_is_set_by_any_word_for_yes(monkeypatch, text):
    monkeypatch.setenv("PORTAL_DEBUG", text)

    assert environment.flag("PORTAL_DEBUG", default=False) is True


@pytest.mark.parametrize("text", ["0", "false", "No", "off", ""])
def test_a_flag_is_cleared_by_any_word_for_no(monkeypatch, text):
    monkeypatch.setenv("PORTAL_DEBUG", text)

    assert environment.flag("PORTAL_DEBUG", default=True) is False


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_not_set_has_its_default(monkeypatch, default):
    monkeypatch.delenv("PORTAL_DEBUG", raising=False)

    assert environment.flag("PORTAL_DEBUG", default=default) is default


def test_a_flag_that_is_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("PORTAL_DEBUG", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="PORTAL_DEBUG is “perhaps”. Set it to true or false."):
        environment.flag("PORTAL_DEBUG", default=False)


def test_a_number_is_read_and_has_a_default(monkeypatch):
    monkeypatch.setenv("EMAIL_PORT", " 587 ")
    monkeypatch.delenv("PORTAL_PROXIES", raising=False)

    assert environment.number("EMAIL_PORT", default=25) == 587
    assert environment.number("PORTAL_PROXIES", default=1) == 1


@pytest.mark.parametrize("text", ["", "many", "-1", "1.5", "65536", "9" * 5000])
def test_what_is_no_number_is_refused(monkeypatch, text):
    monkeypatch.setenv("EMAIL_PORT", text)

    with pytest.raises(ImproperlyConfigured, match=f"EMAIL_PORT is “{text}”. Set it to a whole number, such as 25."):
        environment.number("EMAIL_PORT", default=25)


def test_a_password_may_begin_like_the_name_of_a_variable(monkeypatch):
    monkeypatch.setenv("EMAIL_HOST_PASSWORD", "$secret")

    assert environment.text("EMAIL_HOST_PASSWORD", default="") == "$secret"


def test_the_folder_for_data_is_made_with_the_one_for_static_files(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "portal"))

    assert environment.data_folder() == tmp_path / "portal"
    assert (tmp_path / "portal" / "static").is_dir()


def test_a_folder_that_cannot_be_made_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "file"))

    with pytest.raises(ImproperlyConfigured, match="^PORTAL_DATA_DIR is “.*/file”, where no folder can be made: Not a"):
        environment.data_folder()


def test_without_an_address_the_database_is_the_embedded_one(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)

    database = environment.database(embedded=tmp_path / "portal.sqlite3")

    assert (database["ENGINE"], database["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "portal.sqlite3"))


@pytest.mark.parametrize("url", ["postgres", "mysql://portal@db/portal", "postgres://portal:secret@db:54x/portal"])
def test_an_address_that_leads_to_no_database_is_refused_without_showing_its_password(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match="^DATABASE_URL cannot be read. Write it as postgres://") as refused:
        environment.database(embedded=tmp_path / "portal.sqlite3")

    assert "secret" not in str(refused.value)


def test_redis_is_needed_in_production_only(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "")

    assert environment.redis_url(production=False) == ""
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL is missing"):
        environment.redis_url(production=True)


@pytest.mark.parametrize(
    "url",
    [
        "redis",
        "http://:secret@redis:6379/0",
        "redis://:secret/x@redis:6379/0",
        "redis://:secret@/0",
        "redis://:secret@redis:0/0",
    ],
)
def test_an_address_that_leads_to_no_redis_is_refused_without_showing_its_password(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)

    with pytest.raises(ImproperlyConfigured, match="^REDIS_URL cannot be read. Write it as redis://") as refused:
        environment.redis_url(production=False)

    assert "secret" not in str(refused.value)


def test_development_has_a_secret_key_of_its_own(monkeypatch):
    monkeypatch.delenv("PORTAL_SECRET_KEY", raising=False)

    assert environment.secret_key(production=False) == environment.DEVELOPMENT_KEY


def test_production_takes_a_long_secret_key(monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", A_REAL_KEY)

    assert environment.secret_key(production=True) == A_REAL_KEY


@pytest.mark.parametrize("key", ["", environment.DEVELOPMENT_KEY, A_REAL_KEY[:-1]])
def test_production_refuses_a_missing_short_or_example_key_and_says_how_to_make_one(monkeypatch, key):
    monkeypatch.setenv("PORTAL_SECRET_KEY", key)

    with pytest.raises(ImproperlyConfigured, match="Make one with: python -c"):
        environment.secret_key(production=True)


def test_hosts_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("PORTAL_HOSTS", "npq.example.org, www.npq.example.org,")

    assert environment.hosts(production=True) == ["npq.example.org", "www.npq.example.org"]


def test_development_answers_on_this_machine_only(monkeypatch):
    monkeypatch.delenv("PORTAL_HOSTS", raising=False)

    assert environment.hosts(production=False) == ["127.0.0.1", "localhost", "testserver"]


@pytest.mark.parametrize("names", ["", " , ", "*", "npq.example.org,*"])
def test_production_refuses_to_answer_to_no_name_or_to_any_name(monkeypatch, names):
    monkeypatch.setenv("PORTAL_HOSTS", names)

    with pytest.raises(ImproperlyConfigured, match="for example npq.example.org"):
        environment.hosts(production=True)


@pytest.mark.parametrize("name", ["https://npq.example.org", "npq.example.org:443", "npq.example.org/portal", "a b"])
def test_what_is_more_than_a_host_name_is_refused(monkeypatch, name):
    monkeypatch.setenv("PORTAL_HOSTS", f"www.example.org,{name}")

    with pytest.raises(ImproperlyConfigured, match=f"PORTAL_HOSTS has “{name}”. Write host names alone"):
        environment.hosts(production=True)


def test_any_name_will_do_outside_production(monkeypatch):
    monkeypatch.setenv("PORTAL_HOSTS", "*")

    assert environment.hosts(production=False) == ["*"]


@pytest.mark.parametrize("url", ["https://npq.example.org", "https://npq.example.org/", "http://127.0.0.1:8000"])
def test_links_begin_with_the_address_of_the_portal(monkeypatch, url):
    monkeypatch.setenv("PORTAL_URL", url)

    assert environment.portal_url(production=True) == url.rstrip("/")


def test_development_links_to_this_machine(monkeypatch):
    monkeypatch.delenv("PORTAL_URL", raising=False)

    assert environment.portal_url(production=False) == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "npq.example.org",
        "ftp://npq.example.org",
        "https://",
        "https://npq.example.org:port",
        "https://npq.example.org/portal",
        "https://npq.example.org?page=1",
        "https://npq example.org",
    ],
)
def test_links_that_would_lead_nowhere_are_refused(monkeypatch, url):
    monkeypatch.setenv("PORTAL_URL", url)

    with pytest.raises(ImproperlyConfigured, match="Set it to the address at which people open the portal"):
        environment.portal_url(production=True)


@pytest.mark.parametrize("given", ["npq@example.org", "NPQ team <npq@example.org>"])
def test_mail_has_a_sender(monkeypatch, given):
    monkeypatch.setenv("PORTAL_MAIL_FROM", given)

    assert environment.mailbox("PORTAL_MAIL_FROM", production=True, default="example@example.org") == given


def test_development_has_a_sender_of_its_own(monkeypatch):
    monkeypatch.delenv("PORTAL_MAIL_FROM", raising=False)

    assert environment.mailbox("PORTAL_MAIL_FROM", production=False, default="example@example.org") == (
        "example@example.org"
    )


@pytest.mark.parametrize("given", ["", "NPQ team", "npq@", "NPQ team <npq>"])
def test_a_sender_without_an_address_is_refused(monkeypatch, given):
    monkeypatch.setenv("PORTAL_MAIL_FROM", given)

    with pytest.raises(ImproperlyConfigured, match=f"PORTAL_MAIL_FROM is “{given}”. Set it to an e-mail address"):
        environment.mailbox("PORTAL_MAIL_FROM", production=True, default="example@example.org")


@pytest.mark.parametrize("production", [True, False])
def test_without_a_rehearsal_the_clock_is_the_real_one(monkeypatch, production):
    monkeypatch.delenv("PORTAL_CLOCK", raising=False)

    assert environment.clock(production=production) is None


def test_a_rehearsal_starts_at_a_local_date_and_time(monkeypatch):
    monkeypatch.setenv("PORTAL_CLOCK", "2022-05-16T09:00")

    assert environment.clock(production=False).isoformat() == "2022-05-16T09:00:00"


def test_a_rehearsal_at_no_time_at_all_is_refused(monkeypatch):
    monkeypatch.setenv("PORTAL_CLOCK", "next Monday")

    with pytest.raises(ImproperlyConfigured, match="PORTAL_CLOCK is “next Monday”. Write a date and time such as"):
        environment.clock(production=False)


def test_production_refuses_to_rehearse(monkeypatch):
    monkeypatch.setenv("PORTAL_CLOCK", "2022-05-16T09:00")

    with pytest.raises(ImproperlyConfigured, match="PORTAL_CLOCK is for rehearsals. Remove it"):
        environment.clock(production=True)
