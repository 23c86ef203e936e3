"""The planner is arithmetic: it may be run, read and tested without a database, a request or the portal's settings."""

import ast
import sys
from pathlib import Path

import pytest

from cohorts import planning


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", sorted(Path(planning.__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_a_module_of_the_planner_imports_only_the_planner_the_clock_and_the_bank_holidays(path):
    foreign = [name for name in imported_by(path) if name.split(".")[0] not in sys.stdlib_module_names]

    pure = ("cohorts.planning.", "govuk_bank_holidays.", "npq_portal.clock")
    assert [name for name in foreign if not name.startswith(pure)] == []
