"""What the portal is built from: pinned, checked, explained, and from nowhere in particular."""

import re

import pytest

from tests.repository import sources

FOLDER = sources.ROOT / "requirements"
LOCKS = ["base.txt", "dev.txt", "lock.txt"]
LISTS = ["base.in", "dev.in", "lock.in"]
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<rest>.*(?:\n    --hash=.*)*)", re.MULTILINE)


def pins(lock):
    return {match["name"]: match["version"] for match in PIN.finditer((FOLDER / lock).read_text())}


@pytest.mark.parametrize("file", [*LOCKS, *LISTS])
def test_no_file_says_where_packages_come_from(file):
    """Whoever installs has their own mirror; an address of ours would only break theirs."""
    text = (FOLDER / file).read_text()

    assert "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_checked_by_its_hash(lock):
    text = (FOLDER / lock).read_text()
    packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]

    assert len(pins(lock)) == len(packages)
    assert all("--hash=sha256:" in match["rest"] for match in PIN.finditer(text))


def test_tests_run_on_exactly_what_is_installed_for_real():
    assert pins("base.txt").items() <= pins("dev.txt").items()


@pytest.mark.parametrize("file", LISTS)
def test_every_package_we_ask_for_says_why(file):
    asked = [line for line in (FOLDER / file).read_text().splitlines() if line and not line.startswith(("#", "-r"))]

    assert [line for line in asked if not re.search(r"\s# \S+ \S+", line)] == []
