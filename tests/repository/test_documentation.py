"""What the documents say is there is there, and what is there stands in the documents."""

import ast
import re

import pytest
import yaml

from tests.repository import sources

RUNNING = sources.ROOT / "docs" / "running.md"
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def variables_read():
    """Every environment variable that the settings read."""
    return {
        call.args[0].value
        for path in ("npq_portal/settings.py", "npq_portal/environment.py")
        for call in sources.nodes(sources.ROOT / path, ast.Call)
        if re.search(r"\benv(ironment\.env)?\.\w+$|\b(flag|mailbox|number|text)$", ast.unparse(call.func))
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def variables_explained():
    return set(re.findall(r"^\| `([A-Z_]+)` \|", RUNNING.read_text(), re.MULTILINE))


def test_every_setting_is_explained_and_every_explained_setting_exists():
    assert variables_explained() == variables_read()


def test_every_variable_that_compose_needs_is_explained():
    needed = set(re.findall(r"\$\{(\w+)", (sources.ROOT / "docker-compose.yml").read_text()))
    text = RUNNING.read_text()

    assert {variable for variable in needed if f"`{variable}`" not in text} == set()


def test_compose_hands_over_every_setting_that_a_real_installation_has():
    compose = yaml.safe_load((sources.ROOT / "docker-compose.yml").read_text())
    only_elsewhere = {"PORTAL_CLOCK", "PORTAL_DEBUG", "PORTAL_DATA_DIR"}

    assert variables_read() - compose["x-portal"]["environment"].keys() == only_elsewhere


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"^([a-z-]+):", (sources.ROOT / "Makefile").read_text(), re.M)))
)
def test_every_target_says_what_it_does(target):
    assert re.search(rf"^{target}:.*## \S+", (sources.ROOT / "Makefile").read_text(), re.MULTILINE)


def test_every_link_between_documents_leads_somewhere():
    documents = [*sources.ROOT.glob("*.md"), *sources.files("docs", suffix=".md")]
    broken = {
        f"{sources.name(document)}: {link}"
        for document in documents
        for link in LINK.findall(document.read_text())
        if not (document.parent / link).exists()
    }

    assert broken == set()
