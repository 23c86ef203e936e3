"""Uploading a list, page by page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from npq_portal.users.models import Invitation, Role
from participants.models import Enrolment, Participant, Upload
from participants.reading import FIELDS
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory, MentoringFactory
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db

HEADINGS = "Full name,Email,TRN,School\n"
GOOD = HEADINGS + "Amara Okafor,amara@x.org,1234567,Selwyn\n"
MESSY = GOOD + "=cmd,chloe@x.org,,\nBen,ben@x.org,12345,\n"


@pytest.fixture
def cohort():
    return CohortFactory(slug="nov", name="November 2021")


@pytest.fixture
def client(cohort):
    return client_for(manager_of(cohort))


def send(client, text, name="list.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post("/participants/cohorts/nov/upload/", {"file": SimpleUploadedFile(name, content)})


def uploaded(client, text):
    response = send(client, text)
    assert response.status_code == 302
    return Upload.objects.get(pk=int(response.url.split("/")[-2]))


def fingerprint(client, upload):
    return client.get(upload.get_absolute_url()).context["fingerprint"]


def apply(client, upload, **data):
    data = {"fingerprint": fingerprint(client, upload), **data}
    return client.post(f"/participants/uploads/{upload.pk}/apply/", data, follow=True)


def shown(response):
    return response.content.decode()


def test_the_page_to_upload_on_says_what_a_list_may_hold(client):
    page = shown(client.get("/participants/cohorts/nov/upload/"))

    assert "URN of the school" in page
    assert "Uploaded before" not in page


def test_uploads_of_before_are_listed(client):
    upload = uploaded(client, GOOD)

    assert f'href="{upload.get_absolute_url()}"' in shown(client.get("/participants/cohorts/nov/upload/"))


def test_the_template_is_a_list_that_the_portal_reads(client):
    response = client.get("/participants/upload-template.csv")

    upload = uploaded(client, b"".join(response.streaming_content))

    assert set(upload.columns) == set(FIELDS) - {"full_name"}
    assert client.get(upload.get_absolute_url()).context["counts"]["new"] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose another, or save the list again."),
        (b"%PDF-1.7", "This is a PDF, not a list."),
        (b"a" * (10 * 1024 * 1024 + 1), "The file is larger than 10 MB."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_the_field(client, content, sentence):
    response = send(client, content)

    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert not Upload.objects.exists()


def test_a_file_has_to_be_chosen(client):
    response = client.post("/participants/cohorts/nov/upload/", {})

    assert response.context["form"].errors == {"file": ["Choose a file."]}


def test_the_page_to_check_shows_rows_that_add_up_with_what_to_mend(client):
    upload = uploaded(client, MESSY)

    response = client.get(upload.get_absolute_url())

    assert response.context["counts"] == {"refused": 1, "differs": 0, "new": 2, "fills": 0, "same": 0}
    assert "The name begins with “=”, like a formula. Type it again." in shown(response)
    assert "Use the 1 TRN with zeros put back: Ben 0012345" in " ".join(shown(response).split())
    assert "Apply the 2 good rows" in shown(response)
    assert "amara@x.org" in shown(client.get(upload.get_absolute_url() + "?show=new"))
    assert "amara@x.org" not in shown(client.get(upload.get_absolute_url() + "?show=nonsense"))


def test_good_rows_are_applied_and_the_rest_is_left_out(client, mailoutbox):
    upload = uploaded(client, MESSY)

    page = shown(apply(client, upload, keep_guessed_trns="on"))

    assert "Applied: 2 people join the November 2021 cohort. No e-mail has been sent." in page
    assert list(Participant.objects.order_by("trn").values_list("trn", flat=True)) == ["0012345", "1234567"]
    assert mailoutbox == []


def test_rows_to_mend_are_downloaded_mended_and_uploaded_again(client):
    upload = uploaded(client, MESSY)

    response = client.get(f"/participants/uploads/{upload.pk}/refused.csv")
    content = b"".join(response.streaming_content)
    assert content.decode() == (
        "\ufeffWhat to mend,Full name,Email,TRN,School\r\n"
        '"Full name: The name begins with “=”, like a formula. Type it again.",\'=cmd,chloe@x.org,,\r\n'
    )

    again = uploaded(client, content)
    response = client.get(f"/participants/uploads/{again.pk}/refused.csv")
    assert b"".join(response.streaming_content) == content

    mended = uploaded(client, content.replace(b"'=cmd", b"Chloe Nyambura"))
    assert client.get(mended.get_absolute_url()).context["counts"]["new"] == 1


def test_columns_are_chosen_by_hand(client):
    upload = uploaded(client, "Wer,Adresse\nAmara,amara@x.org\n")
    page = shown(client.get(upload.get_absolute_url()))
    assert "Missing: E-mail address and name" in page
    assert "<button" not in page.split('id="apply"')[1].split("</form>")[0]

    response = client.post(f"/participants/uploads/{upload.pk}/columns/", {"full_name": "0", "email": "1"}, follow=True)

    assert response.context["counts"]["new"] == 1


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (
            {"full_name": "0", "email": "0"},
            "One column is chosen for two fields. Choose another for one of them, or none.",
        ),
        ({"email": "99"}, "Select a valid choice. 99 is not one of the available choices."),
    ],
)
def test_columns_that_cannot_be_are_said_on_the_page(client, choice, sentence):
    upload = uploaded(client, GOOD)

    response = client.post(f"/participants/uploads/{upload.pk}/columns/", choice)

    assert response.status_code == 422
    assert sentence in shown(response)


def test_what_differs_is_ticked_row_by_row_or_all_at_once(client, cohort):
    for name in ("Amara", "Ben"):
        EnrolmentFactory(
            cohort=cohort, participant__user__full_name=name, participant__user__email=f"{name.lower()}@x.org"
        )
    text = "Full name,Email\nAmara Okafor,amara@x.org\nBen Whitcombe,ben@x.org\n"
    upload = uploaded(client, text)
    assert "Replace in all 2 rows" in shown(client.get(upload.get_absolute_url()))

    apply(client, upload, replace=["2", "not a row"])
    assert sorted(str(row.participant) for row in Enrolment.objects.for_listing()) == ["Amara Okafor", "Ben"]

    apply(client, uploaded(client, text), replace_all="on")
    assert sorted(str(row.participant) for row in Enrolment.objects.for_listing()) == ["Amara Okafor", "Ben Whitcombe"]


def test_a_list_that_brings_nothing_new_offers_nothing_to_apply(client):
    apply(client, uploaded(client, GOOD))

    page = shown(client.get(uploaded(client, GOOD).get_absolute_url()))

    assert "Everything in this list is in the portal already. There is nothing to apply." in page
    assert "This very file was applied here before" in page


def test_a_list_of_bad_rows_offers_nothing_to_apply(client):
    page = shown(client.get(uploaded(client, HEADINGS + "Amara,,,\n").get_absolute_url()))

    assert "No row can be used yet." in page


def test_what_a_row_adds_is_shown(client, cohort):
    EnrolmentFactory(
        cohort=cohort,
        participant__user__full_name="Amara Okafor",
        participant__user__email="amara@x.org",
        participant__trn="",
        participant__school=None,
    )

    assert "Adds TRN and School" in shown(client.get(uploaded(client, GOOD).get_absolute_url()))


def test_a_page_that_has_grown_old_is_shown_again_instead_of_applied(client):
    upload = uploaded(client, GOOD)

    page = shown(apply(client, upload, fingerprint="old"))

    assert "Somebody changed some of these people after this page was made." in page
    assert not Enrolment.objects.exists()


def test_a_double_click_applies_once_and_says_so(client):
    upload = uploaded(client, GOOD)
    seen = fingerprint(client, upload)
    apply(client, upload, fingerprint=seen)

    page = shown(client.post(f"/participants/uploads/{upload.pk}/apply/", {"fingerprint": seen}, follow=True))

    assert "This upload is finished already." in page
    assert Enrolment.objects.count() == 1


def test_columns_of_a_finished_upload_are_not_matched(client):
    upload = uploaded(client, GOOD)
    apply(client, upload)

    response = client.post(f"/participants/uploads/{upload.pk}/columns/", {"full_name": "0", "email": "1"}, follow=True)

    assert "The portal has forgotten the rest of the file." in shown(response)


def test_an_upload_is_dropped_once(client):
    upload = uploaded(client, GOOD)
    address = f"/participants/uploads/{upload.pk}/drop/"

    assert "“list.csv” is dropped. Nothing was changed." in shown(client.post(address, follow=True))
    assert "This list was dropped." in shown(client.get(upload.get_absolute_url()))
    assert "This upload is finished already." in shown(client.post(address, follow=True))


def test_a_long_list_is_shown_a_page_at_a_time(client):
    rows = "".join(f"Person {n},p{n}@x.org,,\n" for n in range(60))

    response = client.get(uploaded(client, HEADINGS + rows).get_absolute_url() + "?show=new&page=2")

    assert [row.number for row in response.context["page"]][:2] == [52, 53]


@pytest.mark.parametrize("people", [1, 3])
def test_checking_costs_the_same_for_any_number_of_rows(client, django_assert_num_queries, people):
    rows = "".join(f"Person {n},p{n}@x.org,{1234567 + n},School {n}\n" for n in range(people))
    upload = uploaded(client, HEADINGS + rows)

    with django_assert_num_queries(6):
        client.get(upload.get_absolute_url())


def test_the_people_of_a_list_are_invited_by_a_button_that_names_their_number(client):
    upload = uploaded(client, MESSY)
    assert "Invite 2 people" in shown(apply(client, upload))

    sent = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "participants.views.uploads.send_waiting_invitations.delay_on_commit", lambda: sent.append("later")
        )
        page = shown(client.post("/participants/cohorts/nov/invite/", follow=True))

    assert "2 people are being invited by e-mail." in page
    assert sent == ["later"]
    assert Invitation.objects.count() == 2
    assert "Invite" not in shown(client.get(upload.get_absolute_url())).split("<main")[1]


PAGES = [
    ("post", "participants:invite-participants", "slug"),
    ("get", "participants:upload-participants", "slug"),
    ("post", "participants:upload-participants", "slug"),
    ("get", "participants:check-upload", "pk"),
    ("get", "participants:download-refused", "pk"),
    ("post", "participants:match-columns", "pk"),
    ("post", "participants:apply-upload", "pk"),
    ("post", "participants:drop-upload", "pk"),
]


def people_of(cohort):
    enrolment = EnrolmentFactory(cohort=cohort)
    return {
        "administrator": administrator(),
        "manager": manager_of(cohort),
        "facilitator": facilitator_of(cohort),
        "mentor": MentoringFactory(enrolment=enrolment).mentor,
        "participant": enrolment.participant.user,
        "stranger": manager_of(CohortFactory()),
        "nobody": UserFactory(roles=[Role.FACILITATOR]),
    }


@pytest.mark.parametrize(("method", "name", "key"), PAGES)
def test_only_managers_of_the_cohort_upload(cohort, client, method, name, key):
    upload = uploaded(client, GOOD)
    address = reverse(name, args=[cohort.slug if key == "slug" else upload.pk])

    answers = {who: getattr(client_for(user), method)(address).status_code for who, user in people_of(cohort).items()}

    assert answers.pop("administrator") in {200, 302, 422}
    assert answers.pop("manager") in {200, 302, 422}
    assert answers.pop("facilitator") == (403 if key == "slug" else 404)
    assert set(answers.values()) == {404}


def test_who_is_not_signed_in_is_asked_to(cohort):
    response = Client().get(reverse("participants:upload-participants", args=[cohort.slug]))

    assert response.status_code == 302
    assert response.url.endswith("?next=/participants/cohorts/nov/upload/")
