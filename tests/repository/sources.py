"""The repository's own files, read for the tests about them."""

import ast
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.ROOT
CODE = ["npq_portal", "cohorts", "participants", "sessions"]


def files(*folders, suffix):
    """Our files below ``folders``, without what programs left there."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}") if path.is_file())


def modules(*folders):
    """Our Python modules, without migrations, which are generated."""
    return [path for path in files(*(folders or CODE), suffix=".py") if "migrations" not in path.parts]


def templates():
    return [*files("templates", suffix=".html"), *(path for app in CODE for path in files(app, suffix=".html"))]


def name(path):
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path):
    return ast.parse(path.read_text(), filename=str(path))


def nodes(path, *kinds):
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def place(path, node):
    return f"{name(path)}:{node.lineno}"


def lines(paths, pattern):
    """``file:line`` of every line that ``pattern`` finds."""
    return [
        f"{name(path)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]
