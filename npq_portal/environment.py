"""The settings that come from outside, read once, with a sentence on how to mend each that is wrong."""

import datetime as dt
import os
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "only-for-development-and-tests-never-for-production-0123456789"
SHORTEST_KEY = 50
HOST_NAME = re.compile(r"\.?[a-z0-9.-]+|\[[a-f0-9:.]+\]", re.IGNORECASE)
MOST = 65535  # of what we count in numbers, ports are the largest

env = environ.Env()


def text(name: str, *, default: str) -> str:
    """Read a variable as it stands; django-environ would take a password that begins with $ for a variable's name."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """Read a yes-or-no variable; raise ``ImproperlyConfigured`` for anything else."""
    given = text(name, default=str(default)).strip().lower()
    if given in {"1", "true", "yes", "on"}:
        return True
    if given in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is “{given}”. Set it to true or false.")


def number(name: str, *, default: int) -> int:
    """Read a whole number from 0 to 65535; raise ``ImproperlyConfigured`` for anything else."""
    given = text(name, default=str(default)).strip()
    if not re.fullmatch("[0-9]{1,5}", given) or int(given) > MOST:
        raise ImproperlyConfigured(f"{name} is “{given}”. Set it to a whole number, such as {default}.")
    return int(given)


def data_folder() -> Path:
    """Read PORTAL_DATA_DIR, and make that folder and the one for static files in it."""
    folder = Path(text("PORTAL_DATA_DIR", default=str(ROOT / ".var")))
    try:
        (folder / "static").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"PORTAL_DATA_DIR is “{folder}”, where no folder can be made: {error.strerror}. Set it to one that can be."
        ) from error
    return folder


def database(*, embedded: Path) -> dict[str, Any]:
    """Read DATABASE_URL: PostgreSQL or SQLite; where it is not set, the embedded database."""
    url = text("DATABASE_URL", default="") or f"sqlite:///{embedded}"
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
    url = text("REDIS_URL", default="")
    if production and not url:
        raise ImproperlyConfigured("REDIS_URL is missing. Set it to the Redis server, redis://:password@host:6379/0.")
    if url and not leads_somewhere(url, {"redis", "rediss"}):
        raise ImproperlyConfigured(
            "REDIS_URL cannot be read. Write it as redis://:password@host:6379/0, with special characters of the "
            "password percent-encoded."
        )
    return url


def leads_somewhere(url: str, schemes: set[str]) -> bool:
    """Whether an address has one of ``schemes``, a host, and a port that is one if it has any."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def secret_key(*, production: bool) -> str:
    """Read PORTAL_SECRET_KEY; production refuses a missing, short or example key."""
    key = text("PORTAL_SECRET_KEY", default=DEVELOPMENT_KEY)
    if production and (key == DEVELOPMENT_KEY or len(key) < SHORTEST_KEY):
        raise ImproperlyConfigured(
            f"PORTAL_SECRET_KEY is missing, or shorter than {SHORTEST_KEY} characters. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    return key


def hosts(*, production: bool) -> list[str]:
    """Read PORTAL_HOSTS, a comma-separated list of host names; production needs at least one and no wildcard."""
    names = [name.strip() for name in text("PORTAL_HOSTS", default="").split(",") if name.strip()]
    if production and (not names or "*" in names):
        raise ImproperlyConfigured(
            "PORTAL_HOSTS has to name the portal's host names, separated by commas, for example npq.example.org."
        )
    for name in names:
        if name != "*" and not HOST_NAME.fullmatch(name):
            raise ImproperlyConfigured(
                f"PORTAL_HOSTS has “{name}”. Write host names alone, without https:// and without a port, for example "
                "npq.example.org."
            )
    return names or ["127.0.0.1", "localhost", "testserver"]


def portal_url(*, production: bool) -> str:
    """Read PORTAL_URL, with which links in mail and calendars begin; production cannot do without."""
    url = text("PORTAL_URL", default="" if production else "http://127.0.0.1:8000").rstrip("/")
    if not leads_somewhere(url, {"http", "https"}) or re.search(r"[\s?#]", url) or urlsplit(url).path:
        raise ImproperlyConfigured(
            f"PORTAL_URL is “{url}”. Set it to the address at which people open the portal, for example "
            "https://npq.example.org."
        )
    return url


def mailbox(name: str, *, production: bool, default: str) -> str:
    """Read an e-mail address that may have a name before it; production needs a real one."""
    given = text(name, default="" if production else default)
    try:
        validate_email(parseaddr(given)[1])
    except ValidationError as error:
        raise ImproperlyConfigured(
            f"{name} is “{given}”. Set it to an e-mail address of yours, such as {default}."
        ) from error
    return given


def clock(*, production: bool) -> dt.datetime | None:
    """Read PORTAL_CLOCK, a local date and time such as 2022-05-16T09:00; production refuses it."""
    given = text("PORTAL_CLOCK", default="")
    if not given:
        return None
    if production:
        raise ImproperlyConfigured("PORTAL_CLOCK is for rehearsals. Remove it: production runs on the real time.")
    try:
        return dt.datetime.fromisoformat(given)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"PORTAL_CLOCK is “{given}”. Write a date and time such as 2022-05-16T09:00."
        ) from error
