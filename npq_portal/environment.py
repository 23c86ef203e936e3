"""The settings that come from outside, read once, with a sentence on how to mend each that is wrong."""

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "only-for-development-and-tests-never-for-production-0123456789"
SHORTEST_KEY = 50

env = environ.Env()


def flag(name: str, *, default: bool) -> bool:
    """Read a yes-or-no variable; raise ``ImproperlyConfigured`` for anything else."""
    text = env.str(name, default=str(default)).strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is “{text}”. Set it to true or false.")


def number(name: str, *, default: int) -> int:
    """Read a whole number that is not negative; raise ``ImproperlyConfigured`` for anything else."""
    text = env.str(name, default=str(default)).strip()
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} is “{text}”. Set it to a whole number, such as {default}.")
    return int(text)


def database(*, embedded: Path) -> dict[str, Any]:
    """Read DATABASE_URL: PostgreSQL or SQLite; where it is not set, the embedded database."""
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{embedded}"
    # The address is not repeated in what is said: it holds the password.
    refused = ImproperlyConfigured(
        "DATABASE_URL cannot be read. Write it as postgres://name:password@host:5432/database, with special characters "
        "of the password percent-encoded."
    )
    if urlsplit(url).scheme not in {"postgres", "postgresql", "sqlite"}:
        raise refused
    try:
        return env.db_url_config(url)
    except ValueError as error:
        raise refused from error


def redis_url(*, production: bool) -> str:
    """Read REDIS_URL; production cannot do without."""
    url = env.str("REDIS_URL", default="")
    if production and not url:
        raise ImproperlyConfigured("REDIS_URL is missing. Set it to the Redis server, redis://:password@host:6379/0.")
    if url and urlsplit(url).scheme not in {"redis", "rediss"}:
        raise ImproperlyConfigured("REDIS_URL cannot be read. Write it as redis://:password@host:6379/0.")
    return url


def secret_key(*, production: bool) -> str:
    """Read PORTAL_SECRET_KEY; production refuses a missing, short or example key."""
    key = env.str("PORTAL_SECRET_KEY", default=DEVELOPMENT_KEY)
    if production and (key == DEVELOPMENT_KEY or len(key) < SHORTEST_KEY):
        raise ImproperlyConfigured(
            f"PORTAL_SECRET_KEY is missing, or shorter than {SHORTEST_KEY} characters. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    return key


def hosts(*, production: bool) -> list[str]:
    """Read PORTAL_HOSTS, a comma-separated list of host names; production needs at least one and no wildcard."""
    names = [name.strip() for name in env.str("PORTAL_HOSTS", default="").split(",") if name.strip()]
    if production and (not names or "*" in names):
        raise ImproperlyConfigured(
            "PORTAL_HOSTS has to name the portal's host names, separated by commas, for example npq.example.org."
        )
    return names or ["127.0.0.1", "localhost", "testserver"]


def clock(*, production: bool) -> dt.datetime | None:
    """Read PORTAL_CLOCK, a local date and time such as 2022-05-16T09:00; production refuses it."""
    text = env.str("PORTAL_CLOCK", default="")
    if not text:
        return None
    if production:
        raise ImproperlyConfigured("PORTAL_CLOCK is for rehearsals. Remove it: production runs on the real time.")
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"PORTAL_CLOCK is “{text}”. Write a date and time such as 2022-05-16T09:00."
        ) from error
