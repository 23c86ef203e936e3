"""Where things live, what they are called and how long they are."""

import pytest

from tests.repository import sources

TOP_LEVEL = {
    "CHANGELOG.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "cohorts",
    "docker-compose.yml",
    "docs",
    "manage.py",
    "npq_portal",
    "participants",
    "pyproject.toml",
    "requirements",
    "sessions",
    "static",
    "templates",
    "tests",
}
LONGEST_MODULE = 300
MAY_BE_LONGER = {
    "npq_portal/settings.py": "all settings stand in one file, to be read from top to bottom",
}
# A name that says nothing collects what belongs nowhere.
SAYS_NOTHING = {"utils", "util", "common", "core", "helpers", "manager", "managers", "data", "misc", "base"}
NAMED_ALL_THE_SAME = {
    "cohorts/data": "holds no code: files of facts from outside, which have no better name",
}
MIRRORS = {
    "npq_portal/audit": "tests/audit",
    "npq_portal/dashboards": "tests/dashboards",
    "npq_portal/demo": "tests/demo",
    "npq_portal/reminders": "tests/reminders",
    "npq_portal/ui": "tests/ui",
    "npq_portal/users": "tests/users",
    "cohorts": "tests/cohorts",
    "participants": "tests/participants",
    "sessions": "tests/sessions",
}


def test_the_top_level_holds_what_a_newcomer_expects_and_nothing_else():
    visible = {path.name for path in sources.ROOT.iterdir() if not path.name.startswith((".", "__"))}

    assert visible == TOP_LEVEL


def test_no_module_is_longer_than_a_reader_can_hold():
    long = {
        sources.name(path): length
        for path in sources.modules()
        if (length := len(path.read_text().splitlines())) > LONGEST_MODULE
    }

    assert long.keys() - MAY_BE_LONGER.keys() == set()


def test_every_module_and_folder_has_a_name_that_says_what_it_holds():
    paths = {sources.name(path.with_suffix("")) for path in sources.modules()}
    folders = {parent for path in paths for parent in (path.rpartition("/")[0],)}
    vague = {path for path in paths | folders if path.rpartition("/")[2] in SAYS_NOTHING}

    assert vague - NAMED_ALL_THE_SAME.keys() == set()


@pytest.mark.parametrize(("app", "mirror"), MIRRORS.items())
def test_every_app_has_a_folder_of_tests(app, mirror):
    assert (sources.ROOT / app / "apps.py").exists()
    assert (sources.ROOT / mirror).is_dir()


def test_every_app_is_in_the_list_of_mirrors():
    assert {sources.name(path.parent) for path in sources.modules() if path.name == "apps.py"} == MIRRORS.keys()


def test_every_folder_of_code_and_tests_is_a_package():
    """Otherwise ``import sessions`` inside ``tests`` would find ``tests/sessions``."""
    folders = {path.parent for path in sources.files(*sources.CODE, "tests", suffix=".py")}

    assert [sources.name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_ci_can_be_run():
    assert (sources.ROOT / ".ci" / "run").stat().st_mode & 0o111
