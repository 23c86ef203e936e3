"""Nothing that anybody can put into a form breaks a page, and nothing is half-saved.

The forms are found on the pages of the table in ``tests/access.py``, so that a new one is tried without being named here.
"""

import logging
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.urls import resolve
from django.utils.html import escape

from npq_portal import clock
from npq_portal.audit.models import Event
from sessions.models import MarkEvent
from tests.access import LINES
from tests.forms_of_pages import forms_on
from tests.portal.test_access import address_of, client_of
from tests.world import NOW, build

# All in one process, so that the forms are looked for on the pages once.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile")]
WHO = ("anonymous", "administrator", "manager", "facilitator", "mentor", "participant")
SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    "a NUL": "Jo\0Bloggs",
    "a lone surrogate": "Jo \ud800",
    "text turned round": "Jo \u202egpj.exe",
    "nothing that can be seen": "\u200b\u2060",
    "a huge number": str(10**30),
    "a number of a database's size": str(2**31),
    "a negative number": "-1",
    "full-width digits": "１２",
    "a script": SCRIPT,
    "an attribute": '"><img src=x onerror=alert(1)>',
    "placeholders": "((x)) {{7*7}} ${x} {0.__class__} %s %(x)s",
    "a further header": "Jo\r\nBcc: all@example.org",
    "a day that does not exist": "29/02/2027",
    "a date before any": "0001-01-01",
    "a broken number": "1e400",
    "much": "long " * 5000,
}
# Values that are meant for numbers and days, and kinds of field in which they are only text.
FOR_NUMBERS = {"a number of a database's size", "a negative number", "a day that does not exist", "a date before any"}
ONLY_TEXT = {"text", "textarea", "email", "url", "search"}
# Forms that this world's people are not shown: they belong to a sign-in half done, to states that exclude those it is in,
# to the demo or to scripts. Each has its own tests.
NOT_SHOWN = {
    "acknowledge-changes",
    "account_confirm_login_code",
    "account_request_login_code",
    "account_signup",
    "admin:index",
    "cohorts:copy-year",
    "cohorts:keep-blueprint",
    "demo:move-date",
    "demo:sign-in-as",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_reauthenticate",
    "move-in-draft",
    "open-draft",
    "move-stage",
    "participants:invite-participants",
    "participants:split-cohort",
    "plan-draft-anew",
    "refresh-draft",
    "restore-version",
    "sessions:close-register",
    "sessions:make-plan",
    "sessions:reinstate-session",
    "sessions:save-marks",
    "sessions:show-catch-up",
    "sessions:undo-fill",
    "users:reactivate-account",
    "users:renew-invitation",
    "users:sign-out-elsewhere",
}
# Forms that need a file, a code, a key or a choice of one's own, or whose page answers in place.
NOT_FILLED = {
    "add-session-to-draft",
    "cohorts:add-cohort",
    "cohorts:edit-period",
    "cohorts:import-blueprint",
    "cohorts:import-periods",
    "cohorts:show-partner",
    "copy-cohort",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "participants:assign-mentor",
    "participants:match-columns",
    "participants:show-group",
    "participants:upload-participants",
    "reminders:edit-rule",
    "sessions:assign-facilitator",
    "sessions:cancel-session",
    "sessions:hold-for-each-group",
    "sessions:postpone-session",
    "sessions:show-calendar",
}
REFUSED = {400, 404, 409, 410, 413, 422}
OURS = {"cohorts", "participants", "npq_sessions", "reminders", "users", "demo"}
# What may change without anything having been saved: the session, and that somebody has been seen.
NOT_SAVED = {"sessions.Session", "usersessions.UserSession"}


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        logging.disable(logging.CRITICAL)
        yield build()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _the_same_moment(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("zeal.")]
    clock.move_to(NOW)


@pytest.fixture(scope="module")
def forms(world):
    """Every form that somebody is shown, with who is shown it: each once."""
    found = {}
    clock.move_to(NOW)
    for who in WHO:
        for line in LINES:
            if line.method == "GET" and line.answers[who] == "ok" and not line.name.startswith(("demo:", "admin:")):
                address = address_of(line, world.own)
                page = client_of(world, who).get(address).getvalue().decode()
                for form in forms_on(page, address):
                    found.setdefault(form.signature, (who, form))
    return list(found.values())


def send(world, who, form, values):
    """Send a form as a browser does, but for what a browser would not let pass."""
    cache.clear()
    client = client_of(world, who)
    client.raise_request_exception = False
    body = urlencode(values, errors="surrogatepass")
    if form.method == "get":
        response = client.get(form.action.split("?")[0], QUERY_STRING=body)
    else:
        response = client.post(form.action, body, content_type="application/x-www-form-urlencoded")
    response.getvalue()
    return response


def numbers_of_rows():
    """How many rows each table has; asked for in one statement, because it is asked after every refusal."""
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.label not in NOT_SAVED]
    counts = ", ".join(f"(select count(*) from {connection.ops.quote_name(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"select {counts}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def test_the_forms_are_found_on_the_pages(forms):
    posted = {resolve(form.action.split("?")[0]).view_name for _, form in forms if form.method == "post"}

    unseen = {line.name for line in LINES if line.method == "POST"} - posted

    assert unseen == NOT_SHOWN


def test_what_is_filled_in_carefully_is_taken(world, forms):
    """Else the hostile values below would only meet forms that are wrong anyhow."""
    refused = set()
    for number, (who, form) in enumerate(forms):
        with transaction.atomic():
            response = send(world, who, form, form.filled(number))
            transaction.set_rollback(True)
        if form.method == "post" and response.status_code != 302:
            refused.add(resolve(form.action).view_name)

    assert refused == NOT_FILLED


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_input_is_saved_whole_or_refused(world, forms, hostile):
    before, problems = numbers_of_rows(), []
    for number, (who, form) in enumerate(forms):
        careful = form.filled(number)
        for name in form.text_fields():
            if hostile in FOR_NUMBERS and form.fields[name][0] in ONLY_TEXT:
                continue
            with transaction.atomic():
                response = send(world, who, form, careful | {name: HOSTILE[hostile]})
                is_refused = response.status_code in REFUSED
                if not (is_refused or response.status_code in {200, 302}):
                    problems.append((response.status_code, form.method, form.action, name, who))
                elif is_refused and numbers_of_rows() != before:
                    problems.append(("half-saved", form.method, form.action, name, who))
                transaction.set_rollback(True)

    assert problems == []


def test_what_looks_like_a_page_is_shown_as_text(world, settings):
    """Scripts that are in the database already, wherever text can be, come back as text on every page."""
    with transaction.atomic():
        for model in apps.get_models():
            # The database itself keeps rows of history from being changed.
            if model._meta.label.split(".")[0] in OURS and model not in {Event, MarkEvent}:
                spoil(model)
        shown = []
        for who in WHO:
            for line in LINES:
                if line.method == "GET" and line.answers[who] == "ok":
                    settings.DEMO = line.name.startswith("demo:")
                    response = client_of(world, who).get(address_of(line, world.own))
                    text = response.getvalue().decode()
                    if response["Content-Type"].startswith("text/html"):
                        assert SCRIPT not in text, (who, line.name)
                        shown.append(escape(SCRIPT) in text)
        transaction.set_rollback(True)

    assert shown.count(True) > 100


def spoil(model):
    """Put a script into every column of free text."""
    fields = [
        each
        for each in model._meta.concrete_fields
        if type(each) in {models.CharField, models.TextField}
        and not each.choices
        and (each.max_length is None or each.max_length >= len(SCRIPT) + 6)
        and not each.name.endswith(("key", "hash", "sha256", "identifier", "colour"))
        and each.name not in {"occurrence", "password", "action", "subject_type", "subject_id", "lease_token", "kind"}
    ]
    together = {
        name for each in model._meta.constraints if isinstance(each, models.UniqueConstraint) for name in each.fields
    }
    for pk in model._base_manager.values_list("pk", flat=True):
        values = {each.name: SCRIPT + (f" {pk}" if each.unique or each.name in together else "") for each in fields}
        if values:
            model._base_manager.filter(pk=pk).update(**values)
