"""A private PostgreSQL and Redis for tests and benchmarks, on free ports of this machine, behind a made-up password.

``make services`` starts them, ``make services-stop`` ends them; both may be repeated. Only the standard library is
used, because this runs before the portal's libraries are there. Run as
``python3 tests/services.py start|hurry|stop|browser``.
"""

import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VARIABLES = ROOT / ".var" / "services.env"
IS_ROOT = os.geteuid() == 0


class Missing(Exception):
    """A program is neither here nor can it be installed from here; the message says what to do."""


def say(text: str) -> None:
    print(text, flush=True)


def install(package: str, what: str) -> None:
    """Install a Debian package; anyone but root is told what to ask for instead."""
    if not IS_ROOT or shutil.which("apt-get") is None:
        raise Missing(
            f"{what} is missing. Install it (on Debian and Ubuntu: sudo apt-get install {package}) and repeat."
        )
    say(f"Installing {what} (apt-get install {package}) ...")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        subprocess.run(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL's own programs, which Debian keeps off the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_postgres(*command: str | Path, check: bool = False, secret: str = "") -> subprocess.CompletedProcess:
    """Run a PostgreSQL program; it refuses to be root, so root hands over to the user postgres."""
    line = [*(["runuser", "-u", "postgres", "--"] if IS_ROOT else []), *map(str, command)]
    environment = os.environ | {"PGPASSWORD": secret}
    return subprocess.run(line, text=True, capture_output=True, cwd="/", check=check, env=environment)


def home() -> Path:
    """Where both keep their files: .var/services, or /var/lib where the user postgres cannot reach the checkout."""
    folder = ROOT / ".var" / "services"
    folder.mkdir(parents=True, exist_ok=True)
    if IS_ROOT and as_postgres("test", "-x", folder).returncode:
        folder = Path("/var/lib/npq-portal-services") / hashlib.sha256(bytes(ROOT)).hexdigest()[:12]
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def password(folder: Path) -> str:
    kept = folder / "password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(16))
        if IS_ROOT:
            shutil.chown(kept, "postgres")
    return kept.read_text()


def start_postgres(folder: Path, *, durable: bool) -> str:
    """Start PostgreSQL unless it runs; return its address. Unless durable, it waits for no disk."""
    programs, data, secret = postgres_programs(), folder / "postgres", password(folder)
    if not (data / "PG_VERSION").exists():
        say("Making a PostgreSQL database ...")
        data.mkdir(mode=0o700, exist_ok=True)
        if IS_ROOT:
            shutil.chown(data, "postgres")
        options = ["-U", "portal", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        as_postgres(programs / "initdb", "-D", data, "--pwfile", folder / "password", *options, check=True)
    if as_postgres(programs / "pg_ctl", "-D", data, "status").returncode:
        say("Starting PostgreSQL ...")
        options = f"-p {free_port()} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = data / "server.log"
        started = as_postgres(programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        if started.returncode:
            raise Missing(
                f"PostgreSQL did not start:\n{started.stdout}{started.stderr}{as_postgres('cat', log).stdout}"
            )
    port = (data / "postmaster.pid").read_text().splitlines()[3]
    psql = [programs / "psql", "-h", "127.0.0.1", "-p", port, "-U", "portal", "-d", "postgres", "-qtA", "-c"]
    there = as_postgres(*psql, "select 1 from pg_database where datname = 'portal'", check=True, secret=secret)
    if not there.stdout.strip():
        as_postgres(*psql, "create database portal", check=True, secret=secret)
    kept = "on" if durable else "off"
    settings = (f"alter system set fsync = {kept}", "-c", f"alter system set full_page_writes = {kept}")
    as_postgres(*psql, *settings, "-c", "select pg_reload_conf()", check=True, secret=secret)
    return f"postgres://portal:{secret}@127.0.0.1:{port}/portal"


def ask_redis(folder: Path, *question: str) -> str:
    """Put one question to our Redis; an empty answer means that it does not run."""
    port = folder / "redis" / "port"
    if not port.exists() or shutil.which("redis-cli") is None:
        return ""
    command = ["redis-cli", "-h", "127.0.0.1", "-p", port.read_text(), *question]
    environment = os.environ | {"REDISCLI_AUTH": password(folder)}
    return subprocess.run(command, text=True, capture_output=True, env=environment).stdout.strip()


def start_redis(folder: Path) -> str:
    """Start Redis unless it runs; return its address."""
    data, secret = folder / "redis", password(folder)
    data.mkdir(mode=0o700, exist_ok=True)
    if ask_redis(folder, "ping") != "PONG":
        say("Starting Redis ...")
        port = free_port()
        (data / "port").write_text(str(port))
        settings = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": secret,
            "dir": f'"{data}"',
            "logfile": "redis.log",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "daemonize": "yes",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        # Settings come through standard input, so that the password shows in no list of processes.
        subprocess.run(["redis-server", "-"], input=text, text=True, stdout=subprocess.DEVNULL, check=True)
        if ask_redis(folder, "ping") != "PONG":
            raise Missing(f"Redis did not start; {data / 'redis.log'} says why.")
    return f"redis://:{secret}@127.0.0.1:{(data / 'port').read_text()}/0"


def start(*, durable: bool = True) -> None:
    """Start both and print, and keep in .var/services.env, the two variables that lead to them."""
    if postgres_programs() is None:
        install("postgresql", "PostgreSQL")
    if shutil.which("redis-server") is None:
        install("redis-server", "Redis")
    folder = home()
    variables = f"DATABASE_URL={start_postgres(folder, durable=durable)}\nREDIS_URL={start_redis(folder)}\n"
    VARIABLES.touch(mode=0o600)
    VARIABLES.write_text(variables)
    say(variables.rstrip())


def hurry() -> None:
    """Start both for tests, which throw away what they write: it need not survive a power cut, until ``start``.

    A test that writes in transactions of its own empties all tables afterwards, and each of their files would be
    waited for.
    """
    start(durable=False)


def stop() -> None:
    """Stop both, each by the process that it wrote down itself."""
    VARIABLES.unlink(missing_ok=True)
    if postgres_programs() is None:
        return
    folder = home()
    data = folder / "postgres"
    if (data / "postmaster.pid").exists():
        say("Stopping PostgreSQL ...")
        as_postgres(postgres_programs() / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop", check=True)
    if ask_redis(folder, "ping") == "PONG":
        say("Stopping Redis ...")
        ask_redis(folder, "shutdown", "nosave")


def browser() -> None:
    """Install Chromium unless it is there."""
    if shutil.which("chromium") is None:
        install("chromium", "Chromium")


if __name__ == "__main__":
    try:
        {"start": start, "hurry": hurry, "stop": stop, "browser": browser}[sys.argv[1]]()
    except Missing as problem:
        sys.exit(str(problem))
    except subprocess.CalledProcessError as problem:
        sys.exit(f"{problem}\n{problem.stdout or ''}{problem.stderr or ''}")
