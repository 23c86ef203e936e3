"""Delivery models from files and as files, in the browser."""

import io
import json
from pathlib import Path

import pytest
from django.urls import reverse

from cohorts.actions import blueprints
from cohorts.models import Blueprint
from tests.factories.cohorts import CohortFactory, ProgrammeFactory, facilitator_of, manager_of
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
PUBLISHED = Path(__file__).parent.parent / "delivery_models" / "25-wandle-ucl-npqsl-nov2021-feb2022.json"
SEMINAR = {"key": "seminar", "title": "Seminar", "kind": "seminar", "minutes": 90, "unknown": ["its venue"]}
IMPORT, KEEP = reverse("cohorts:import-blueprint"), reverse("cohorts:keep-blueprint")


@pytest.fixture
def cohort():
    programme = ProgrammeFactory(identifier="npq-senior-leadership")
    return CohortFactory(partner__name="Elm Hub", partner__slug="elm", programme=programme)


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


def described(*components):
    return {
        "key": "elm",
        "programme": "npq-senior-leadership",
        "name": "Elm’s own",
        "components": list(components) or [SEMINAR],
    }


def send(client, cohort, content):
    file = io.BytesIO(content if isinstance(content, bytes) else json.dumps(content).encode())
    file.name = "elm.json"
    return client.post(IMPORT, {"partner": cohort.partner.pk, "file": file})


def keep(client, answer):
    """Press the button of the page that shows what a file holds."""
    shown = answer.context
    typed = {"partner": shown["blueprint"].partner_id, "described": shown["described"]}
    return client.post(KEEP, typed, follow=True)


def test_a_file_is_shown_before_it_is_kept_and_its_components_say_what_they_lack(client, cohort):
    answer = send(client, cohort, described())
    page = answer.content.decode()

    assert "Nothing is kept yet." in page
    assert "It becomes a delivery model of Elm Hub’s own." in page
    assert "Keep 1 component" in page
    assert '<span class="tag warn">A placement</span>' in page
    assert "Its venue" in page
    assert not Blueprint.objects.exists()
    assert "Elm’s own, version 1 kept, with 1 component." in keep(client, answer).content.decode()
    assert Blueprint.objects.get().partner == cohort.partner


def test_another_text_becomes_the_next_version_and_the_same_one_nothing(client, cohort):
    first = send(client, cohort, described())
    keep(client, first)

    same = send(client, cohort, described()).content.decode()
    again = keep(client, first).content.decode()
    other = send(client, cohort, described(SEMINAR, SEMINAR | {"key": "clinic"}))

    assert "The file says what Elm’s own, version 1 says already." in same
    assert "Keep 1 component" not in same
    assert "Elm’s own, version 1 says what the file says already. Nothing was changed." in again
    assert "It becomes version 2 of a delivery model that you have." in other.content.decode()
    assert "Elm’s own, version 2 kept, with 2 components." in keep(client, other).content.decode()


def test_what_a_provider_publishes_can_be_kept(client, cohort):
    answer = send(client, cohort, PUBLISHED.read_bytes())

    number = len(answer.context["outline"].lines)
    assert f"<h2>{number} components</h2>" in answer.content.decode()
    assert f"version 1 kept, with {number} components." in keep(client, answer).content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose another."),
        (b"{", "Nothing was kept. elm.json is not JSON: see line 1, column 2."),
        (b"x" * (1024 * 1024 + 1), "The file is larger than 1 MB."),
        (b'{"\\ud800": 1}', "elm.json holds half of a character, which nothing can show."),
        (described(SEMINAR | {"kind": "picnic"}), "component 1 (Seminar): “kind” is “picnic”, which is none of"),
        (described(SEMINAR | {"after": ["seminar"]}), "each of these must come after the next: “Seminar” → “Seminar”."),
    ],
)
def test_a_file_that_is_wrong_says_where_and_keeps_nothing(client, cohort, content, sentence):
    answer = send(client, cohort, content)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Blueprint.objects.exists()


@pytest.mark.parametrize("described", ["", "{", '{"key": "elm"}', "\0", '"\\ud800"'])
def test_what_was_shown_is_judged_again_before_it_is_kept(client, cohort, described):
    answer = client.post(KEEP, {"partner": cohort.partner.pk, "described": described}, follow=True)

    assert answer.redirect_chain == [(IMPORT, 302)]
    assert "Nothing was kept. " in answer.content.decode()
    assert not Blueprint.objects.exists()


def test_a_file_is_kept_for_ones_own_partner_only(client, cohort):
    stranger = client_for(manager_of(CohortFactory()))

    send(client, cohort, described())

    assert send(stranger, cohort, described()).status_code == 422
    assert client_for(facilitator_of(cohort)).get(IMPORT).status_code == 403


def test_a_model_is_downloaded_as_the_file_that_can_be_read_in_again(client, cohort):
    kept, _ = blueprints.keep(described(), place="elm.json", partner=cohort.partner, by=None)

    file = client.get(reverse("cohorts:download-blueprint", args=[kept.pk]))

    assert file["Content-Disposition"] == 'attachment; filename="elm-elm-version-1.json"'
    assert file["Cache-Control"] == "no-store"
    assert "says already" in send(client, cohort, file.content).content.decode()
