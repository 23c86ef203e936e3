"""The services of docker-compose.yml as processes of this machine."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml
from django.conf import settings

ROOT = settings.ROOT
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
HOST = "npq.example.org"
GIVEN = {
    "PORTAL_SECRET_KEY": secrets.token_urlsafe(64),
    "PORTAL_HOSTS": HOST,
    "PORTAL_URL": f"https://{HOST}",
    "PORTAL_MAIL_FROM": f"NPQ Portal <npq@{HOST}>",
    "PORTAL_MAIL_REPLY_TO": f"team@{HOST}",
    "EMAIL_HOST": "127.0.0.1",
    "POSTGRES_PASSWORD": "a-password",
    "REDIS_PASSWORD": "another-password",
}
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:[?-])(?P<rest>[^}]*))?\}")


def filled_in(text):
    """``text`` with the variables that compose would fill in; a required one that is not given is an error."""

    def value(match):
        if match["how"] == ":-":
            return GIVEN.get(match["name"], match["rest"])
        return GIVEN[match["name"]]

    return VARIABLE.sub(value, text).replace("$$", "$")


def settings_of(name):
    return {key: filled_in(value) for key, value in COMPOSE[name]["environment"].items()}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read().decode()


class Portal:
    """The services of docker-compose.yml as processes of this machine."""

    def __init__(self, database_url, redis_url, folder):
        self.folder, self.port, self.running = folder, free_port(), {}
        self.changed = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "PORT": str(self.port),
            "PORTAL_DATA_DIR": str(folder),
            "HOSTNAME": socket.gethostname(),
        }

    def environment(self, name):
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        outside = {key: value for key, value in os.environ.items() if key.startswith("COVERAGE")}
        return outside | settings_of(name) | self.changed | {"PATH": programs, "PYTHONPATH": str(ROOT)}

    def here(self, command):
        """The command with the container's private /tmp made a folder of this test's."""
        return [filled_in(part).replace("/tmp/", f"{self.folder}/") for part in command]

    def run(self, name, command):
        return subprocess.run(
            self.here(command), env=self.environment(name), cwd=ROOT, text=True, capture_output=True, timeout=120
        )

    def start(self, name):
        log = (self.folder / f"{name}.log").open("w")
        self.running[name] = subprocess.Popen(
            self.here(COMPOSE[name]["command"]), env=self.environment(name), cwd=ROOT, stdout=log, stderr=log
        )
        log.close()

    def log(self, name):
        return (self.folder / f"{name}.log").read_text()

    def check(self, name):
        """Ask as compose would whether a service is well."""
        kind, *command = COMPOSE[name]["healthcheck"]["test"]
        return self.run(name, ["sh", "-c", *command] if kind == "CMD-SHELL" else command)

    def get(self, path, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": HOST, **headers})
        opener = urllib.request.build_opener(StayHere)
        try:
            with opener.open(request, timeout=20) as response:
                return Answer(response)
        except urllib.error.HTTPError as response:
            return Answer(response)

    def stop(self):
        """End every process by its id and return how each ended."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        ended = {}
        for name, process in self.running.items():
            try:
                ended[name] = process.wait(timeout=45)
            except subprocess.TimeoutExpired:
                process.kill()
                ended[name] = process.wait()
        self.running.clear()
        return ended


class StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer to look at, not to follow."""

    def redirect_request(self, *_):
        return None


def until(what, *, seconds=60):
    """Wait until ``what()`` is true; say whether it became so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.2)
    return False
