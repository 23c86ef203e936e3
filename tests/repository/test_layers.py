"""The order of the layers, as pyproject.toml states it, holds in every import."""

from importlinter.cli import lint_imports

from tests.repository import sources


def test_every_import_points_downwards(capsys):
    code = lint_imports(config_filename=str(sources.ROOT / "pyproject.toml"), no_cache=True, no_logo=True)

    assert code == 0, capsys.readouterr().out
