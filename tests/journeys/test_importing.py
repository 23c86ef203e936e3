"""A manager imports a messy file and mends it."""

import pytest
from django.urls import reverse

from participants.models import Enrolment
from tests.browsing import faults_of, follow
from tests.factories.cohorts import CohortFactory, manager_of
from tests.factories.participants import ConversationFactory, EnrolmentFactory, MentoringFactory
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MESSY = (
    "NPQ applicants 2021;;;;\r\n"
    "Forename;Surname;Work e-mail;Teacher reference number;Workplace\r\n"
    "Zoë;O'Neill;Zoe@School.example.org;1234567;Highams Park\r\n"
    "Ben;Whitcombe;ben@school.example.org;123456;Selwyn Primary\r\n"
    ";;;;\r\n"
    "Chloe;Nyambura;chloe(at)school.example.org;2345678;Selwyn Primary\r\n"
    "Amara;Bell;amara@school.example.org;;\r\n"
    "Total;;;4;\r\n"
)


@pytest.fixture
def cohort():
    return CohortFactory(slug="november-2021", name="November 2021")


@pytest.fixture
def amara(cohort):
    return EnrolmentFactory(
        cohort=cohort,
        participant__user__full_name="Amara Okafor",
        participant__user__email="amara@school.example.org",
    )


def choose(page, path):
    page.get_by_label("List of participants").set_input_files(path)
    follow(page.get_by_role("button", name="Check the list"))


def test_a_manager_imports_a_messy_file_and_mends_it(page, cohort, amara, tmp_path):
    sign_in(page, manager_of(cohort))
    messy = tmp_path / "applicants.csv"
    messy.write_bytes(MESSY.encode("cp1252"))

    page.goto(reverse("participants:upload-participants", args=[cohort.slug]))
    choose(page, messy)
    page.get_by_text("One word reads “Zoë”.").wait_for()
    page.get_by_text("Write one e-mail address, such as name@school.org.uk.").first.wait_for()
    page.get_by_label("Replace for Amara Bell").check()
    page.get_by_label("Use the 1 TRN with zeros put back: Ben Whitcombe 0123456").check()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these rows to mend them").click()
    to_mend = download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Apply the 3 good rows").click()
    page.get_by_text("Applied: 2 people join the November 2021 cohort.").wait_for()

    mended = tmp_path / "mended.csv"
    chloe = [line for line in to_mend.splitlines() if "Total" not in line]
    mended.write_text("\r\n".join(chloe).replace("(at)", "@"), encoding="utf-8")
    follow(page.get_by_role("link", name="Upload another list"))
    choose(page, mended)
    page.get_by_role("button", name="Apply 1 row").click()
    page.get_by_text("Applied: 1 person joins the November 2021 cohort.").wait_for()

    people = {
        (row.participant.user.full_name, row.participant.user.email.split("@")[0], row.participant.trn)
        for row in Enrolment.objects.for_listing()
    }
    assert people == {
        ("Amara Bell", "amara", amara.participant.trn),
        ("Ben Whitcombe", "ben", "0123456"),
        ("Chloe Nyambura", "chloe", "2345678"),
        ("Zoë O'Neill", "zoe", "1234567"),
    }


def pages_of(cohort, amara):
    """Every page of participants that a manager or a mentor opens, by name."""
    names = ("edit", "defer", "withdraw", "resume", "mentor", "conversations")
    return {
        "upload": f"/participants/cohorts/{cohort.slug}/upload/",
        "add": f"/participants/cohorts/{cohort.slug}/add/",
        **{name: f"/participants/{amara.pk}/{name}/" for name in names},
    }


def test_everybody_can_use_the_pages_of_participants(page, cohort, amara, tmp_path):
    mentor = MentoringFactory(enrolment=amara, mentor__full_name="Helen Marsh").mentor
    ConversationFactory(enrolment=amara, mentor=mentor, shared_note="Observe a lesson.", private_note="Was tired.")
    sign_in(page, manager_of(cohort, full_name="Ruth Adeyemi"))
    messy = tmp_path / "applicants.csv"
    messy.write_bytes(MESSY.encode("cp1252"))

    def check(name):
        assert (name, faults_of(page)) == (name, [])

    for name, address in pages_of(cohort, amara).items():
        page.goto(address)
        check(name)
    page.goto(f"/participants/cohorts/{cohort.slug}/add/")
    follow(page.get_by_role("button", name="Add to the"))
    check("add, with errors")
    page.goto(f"/participants/cohorts/{cohort.slug}/upload/")
    choose(page, messy)
    page.locator("summary", has_text="Columns").click()
    check("check an upload")
    follow(page.get_by_role("button", name="Apply the 3 good rows"))
    check("an applied upload")
    sign_in(page, mentor)
    for name in ("conversations", "conversations/log"):
        page.goto(f"/participants/{amara.pk}/{name}/")
        check(name)
