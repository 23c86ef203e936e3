"""Where the benchmark's rows are: a seeded database that is kept between runs, and a copy of it for each run."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".var" / "bench"
COPY = "portal_bench"
# What decides over the seeded rows: a change here seeds anew.
SOURCES = ["npq_portal/demo/building", "*/migrations", "npq_portal/*/migrations", "cohorts/data"]


def execute(address, *statements):
    """Run statements that cannot stand in a transaction."""
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def named(address, name):
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def fingerprint():
    digest = hashlib.sha256()
    for folder in sorted(folder for pattern in SOURCES for folder in ROOT.glob(pattern)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".json", ".csv"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def seeded_database(address, people):
    """The name of a database with the demo's two intakes and ``people`` more; made where it is missing."""
    name = f"portal_bench_{people}_{fingerprint()}"
    there = {row[0] for row in execute(address, "SELECT datname FROM pg_database WHERE datname LIKE 'portal_bench%'")}
    if name in there:
        return name
    print(f"Seeding {people:,} people ...", flush=True)
    execute(address, f"DROP DATABASE IF EXISTS {COPY}", f"CREATE DATABASE {COPY}")
    environment = os.environ | {
        "DATABASE_URL": named(address, COPY),
        "PORTAL_MODE": "demo",
        "PORTAL_DATA_DIR": str(FOLDER),
    }
    command = [sys.executable, "manage.py", "demo", "--prepare", "--people", str(people)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    older = [f"DROP DATABASE {old}" for old in there - {COPY} if old.startswith(f"portal_bench_{people}_")]
    execute(address, f"ALTER DATABASE {COPY} RENAME TO {name}", *older)
    return name


def fresh_copy(address, seeded):
    """A copy to measure in, and its address: what one run writes, the next does not find."""
    execute(address, f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)", f"CREATE DATABASE {COPY} TEMPLATE {seeded}")
    execute(named(address, COPY), "VACUUM ANALYZE")
    return named(address, COPY)


def drop_copy(address):
    execute(address, f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
