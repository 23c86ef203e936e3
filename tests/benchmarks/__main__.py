"""``python -m tests.benchmarks``: measures a real installation's settings on the database that DATABASE_URL names."""

import argparse
import os
import socket
import subprocess
import sys

import django
from django.utils.module_loading import import_string

from tests.benchmarks import places

HOST = "bench.example.org"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--people", type=int, default=2000, help="how many people the database holds (default 2,000)")
    options.add_argument("--only", default="", help="measure only operations whose name contains this")
    options.add_argument("--rounds", type=int, default=15, help="how often each operation is measured (default 15)")
    options.add_argument("--profile", action="store_true", help="print where the portal's time goes instead")
    chosen = options.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        sys.exit("Speed is measured on PostgreSQL: run `make bench`, or set DATABASE_URL.")
    port = free_port()
    seeded = places.seeded_database(server, chosen.people)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "npq_portal.settings",
        "PORTAL_MODE": "production",
        "PORTAL_HOSTS": HOST,
        "PORTAL_SECRET_KEY": "only-for-make-bench-and-as-long-as-a-real-one-has-to-be-4711",
        "PORTAL_STAFF_MFA": "false",
        "PORTAL_DATA_DIR": str(places.FOLDER),
        "PORTAL_URL": f"https://{HOST}",
        "PORTAL_MAIL_FROM": f"npq@{HOST}",
        "PORTAL_MAIL_REPLY_TO": f"npq-team@{HOST}",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "DATABASE_URL": places.fresh_copy(server, seeded),
    }
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(manage, check=True, cwd=places.ROOT)
    django.setup()
    with subprocess.Popen([sys.executable, "-m", "tests.benchmarks.sink", str(port)]) as sink:
        try:
            import_string("tests.benchmarks.run.run")(chosen, host=HOST)
        finally:
            sink.terminate()
            places.drop_copy(server)


if __name__ == "__main__":
    main()
