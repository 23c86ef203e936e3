"""The files that every page needs are published as they are meant to be found."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template.loader import render_to_string


@pytest.fixture
def _published(settings, tmp_path):
    """All files collected under names that carry a fingerprint, as in production."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.mark.usefixtures("_published")
def test_the_style_sheet_finds_its_font_under_its_published_name():
    with staticfiles_storage.open(staticfiles_storage.stored_name("css/portal.css")) as file:
        css = file.read().decode()

    assert re.search(r'url\("\.\./fonts/inter\.[0-9a-f]{12}\.woff2"\)', css)


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("page", ["500.html", "404.html"])
def test_error_pages_name_files_that_were_published(page):
    assert re.search(r'href="/static/css/portal\.[0-9a-f]{12}\.css"', render_to_string(page))


def test_the_font_comes_with_its_licence():
    licence = settings.ROOT / "static" / "fonts" / "inter-LICENSE.txt"

    assert "SIL OPEN FONT LICENSE" in licence.read_text().upper()


def test_nothing_is_fetched_from_elsewhere():
    """Pictures and scripts come from our own origin, so the sheet and the scripts name no other."""
    ours = [*settings.ROOT.glob("static/css/*.css"), *settings.ROOT.glob("static/js/*.js")]

    assert [path.name for path in ours if "://" in path.read_text()] == []
