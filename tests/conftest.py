"""What every test can ask for, and what every test is kept from."""

import gc
import ipaddress
import os
import shutil
import sys
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache, caches
from playwright.sync_api import sync_playwright
from zeal.constants import initialize_app_registry
from zeal.patch import patch as watch_queries

from npq_portal import clock
from npq_portal.ui.jinja import kept

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEFT_OUT = {name for name in os.environ.get("PORTAL_LEAVE_OUT", "").split(",") if name}
REQUIRED = {name for name in os.environ.get("PORTAL_REQUIRE", "").split(",") if name}


def why_missing(need):
    """Why a test marked with ``need`` does not run here; nothing if it does."""
    if need in LEFT_OUT:
        return "left to `make test-all`"
    if need == "postgres" and settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        return "no PostgreSQL: `make test-all` brings one"
    if need == "redis" and not settings.REDIS_URL:
        return "no Redis: `make test-all` brings one"
    if need == "browser" and not os.access(CHROMIUM, os.X_OK):
        return "no Chromium: apt-get install chromium"
    return None


def is_on_this_machine(host):
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def keep_to_this_machine(event, arguments):
    """Refuse every connection and every question for an address that leads off this machine."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host is not None and not is_on_this_machine(host):
        raise RuntimeError(f"A test tried to reach {host}. Tests stay on this machine.")


def pytest_configure():
    # No deadline, because a busy machine is no mistake; in CI the same cases each time, because a change is not to fail
    # for what it did not touch. Everyone else's runs go on looking for new ones.
    hypothesis.settings.register_profile("portal", deadline=None, derandomize="CI" in os.environ)
    hypothesis.settings.load_profile("portal")
    sys.addaudithook(keep_to_this_machine)
    if settings.REDIS_URL and not is_on_this_machine(urlsplit(settings.REDIS_URL).hostname):
        pytest.exit("REDIS_URL is on another machine. Tests empty the Redis they use: give them one of their own.", 2)
    # Tests that run side by side share one Redis: each process has its own part of it.
    settings.CACHES["default"]["KEY_PREFIX"] = os.environ.get("PYTEST_XDIST_WORKER", "")
    # Any request of any test that asks the database once a row fails.
    initialize_app_registry()
    watch_queries()
    settings.MIDDLEWARE = ["zeal.middleware.zeal_middleware", *settings.MIDDLEWARE]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Run browser tests last: Playwright leaves an event loop behind in which Django would refuse its database.

    Tests of Redis share its queues, so they run one after the other, in one process.
    """
    for item in items:
        if item.get_closest_marker("redis"):
            item.add_marker(pytest.mark.xdist_group("redis"))
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish():
    """What has been imported stays: looking through it for garbage again and again is a twentieth of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_runtest_setup(item):
    for need in ("postgres", "redis", "browser"):
        if item.get_closest_marker(need) and (reason := why_missing(need)):
            if need in REQUIRED:
                pytest.fail(f"PORTAL_REQUIRE asks for {need}, but there is {reason}", pytrace=False)
            pytest.skip(reason)


def empty_cache():
    """Forget what is cached; in Redis only that, because the queues of a running Celery worker are there too."""
    caches["process"].clear()
    kept.cache_clear()
    if not settings.REDIS_URL:
        cache.clear()
    else:
        redis = cache._cache.get_client()
        if keys := list(redis.scan_iter(cache.make_key("*"))):
            redis.delete(*keys)


@pytest.fixture(autouse=True)
def _fresh_start():
    """No test sees another's rate limits or moved clock."""
    empty_cache()
    yield
    clock.return_to_present()


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False, args=CHROMIUM_FLAGS, headless=True
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(browser, live_server):
    """Open pages on the running portal: ``new_page(width=390, java_script_enabled=False)``.

    Each has its own cookies. Requests to any other place are refused; at the end, an error that the page itself
    reported fails the test.
    """
    contexts, problems = [], []

    def on_site(route):
        if route.request.url.startswith(live_server.url):
            route.continue_()
        else:
            route.abort()

    def open_page(*, width=1280, height=900, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.route("**/*", on_site)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if is_complaint(said) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def is_complaint(said):
    """Whether a console message is an error of the page; a refused answer (404, 403) is the test's own business."""
    refused = ("Failed to load resource", "Response Status Error Code", "htmx:")
    return said.type == "error" and not said.text.startswith(refused)


@pytest.fixture
def page(new_page):
    """One page, as wide as a laptop's."""
    return new_page()
