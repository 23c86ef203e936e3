"""What an uploaded list does to the portal."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from npq_portal.audit.models import Event
from npq_portal.users.models import Role, RoleAssignment, User
from participants.actions import comparing, outcomes, uploads
from participants.actions.uploads import AlreadyFinished, NotMatched, PreviewOutdated
from participants.models import Enrolment, Mentoring, Participant, School, Upload
from participants.reading import Unreadable
from tests.factories.cohorts import CohortFactory, manager_of
from tests.factories.participants import EnrolmentFactory, MentoringFactory, ParticipantFactory, SchoolFactory
from tests.factories.users import RoleAssignmentFactory, UserFactory, administrator

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC)
TODAY = dt.date(2022, 5, 16)
HEADINGS = "Full name,Email,TRN,School,URN,Start,Mentor email\n"
AMARA = "Amara Okafor,amara@x.org,1234567,Selwyn,123456,1/11/2021,\n"
BEN = "Ben Whitcombe,ben@x.org,7654321,Barclay,,,\n"


def receive(cohort, by, text):
    return uploads.receive(cohort, file_name="list.csv", content=text.encode(), now=NOW, by=by)


def compare(upload, by):
    return comparing.compare(upload, on=TODAY, by=by)


def apply(upload, by, *, replace=(), keep_guessed_trns=False, fingerprint=None):
    return uploads.apply(
        upload,
        replace=set(replace),
        keep_guessed_trns=keep_guessed_trns,
        fingerprint=compare(upload, by).fingerprint() if fingerprint is None else fingerprint,
        now=NOW,
        on=TODAY,
        by=by,
    )


def upload_and_apply(cohort, by, text, **options):
    return apply(receive(cohort, by, text), by, **options).outcome


def only_outcome(cohort, by, row, headings=HEADINGS):
    (outcome,) = compare(receive(cohort, by, headings + row), by).outcomes
    return outcome


def outcome_counts(**counts):
    return {"refused": 0, "differs": 0, "new": 0, "fills": 0, "same": 0, "replaced": 0, **counts}


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def manager(cohort):
    return manager_of(cohort)


def test_a_list_makes_people_schools_roles_and_enrolments(cohort, manager):
    upload = apply(receive(cohort, manager, HEADINGS + AMARA + BEN), manager)

    assert upload.outcome == outcome_counts(new=2)
    amara, ben = Enrolment.objects.for_listing()
    assert (amara.participant.user.full_name, amara.participant.trn, amara.joined_on) == (
        "Amara Okafor",
        "1234567",
        dt.date(2021, 11, 1),
    )
    assert (amara.participant.school.urn, ben.participant.school.name, ben.joined_on) == (
        "123456",
        "Barclay",
        cohort.starts_on,
    )
    assert not amara.participant.user.has_usable_password()
    assert set(RoleAssignment.objects.filter(role=Role.PARTICIPANT).values_list("user", "starts_on")) == {
        (amara.participant.user_id, TODAY),
        (ben.participant.user_id, TODAY),
    }
    assert [change.status for change in amara.status_changes.all()] == ["active"]
    assert Event.objects.about(amara).get().action == "enrolment.enrolled"
    assert Event.objects.about(upload).first().details == outcome_counts(new=2)


def test_an_applied_upload_forgets_what_it_held(cohort, manager):
    upload = apply(receive(cohort, manager, HEADINGS + AMARA), manager)

    upload.refresh_from_db()
    assert (upload.state, upload.rows, upload.finished_at, upload.row_count) == (Upload.State.APPLIED, [], NOW, 1)


def test_the_same_list_again_changes_nothing(cohort, manager):
    upload_and_apply(cohort, manager, HEADINGS + AMARA + BEN)
    before = list(Participant.objects.values())

    assert upload_and_apply(cohort, manager, HEADINGS + AMARA + BEN) == outcome_counts(same=2)
    assert list(Participant.objects.values()) == before
    assert Enrolment.objects.count() == 2


def test_the_same_file_while_it_waits_is_the_same_upload(cohort, manager):
    assert receive(cohort, manager, HEADINGS + AMARA) == receive(cohort, manager, HEADINGS + AMARA)


def test_two_managers_with_the_same_list_take_turns_and_the_second_is_asked_to_look_again(cohort, manager):
    other = manager_of(cohort)
    first = receive(cohort, manager, HEADINGS + AMARA)
    second = receive(cohort, other, HEADINGS + AMARA + "\n\n")
    seen = compare(second, other).fingerprint()
    apply(first, manager)

    with pytest.raises(PreviewOutdated):
        apply(second, other, fingerprint=seen)

    assert apply(second, other).outcome == outcome_counts(same=1)
    assert Enrolment.objects.count() == 1


def test_an_upload_is_applied_once(cohort, manager):
    upload = receive(cohort, manager, HEADINGS + AMARA)
    seen = compare(upload, manager).fingerprint()
    apply(upload, manager)

    with pytest.raises(AlreadyFinished):
        apply(upload, manager, fingerprint=seen)


def test_somebody_made_elsewhere_at_the_same_moment_undoes_the_whole_list(cohort, manager, monkeypatch):
    def collide(*_, **__):
        raise IntegrityError

    monkeypatch.setattr("participants.actions.uploads.write", collide)

    with pytest.raises(PreviewOutdated):
        apply(receive(cohort, manager, HEADINGS + AMARA), manager)


def test_a_dropped_upload_changes_nothing_and_forgets(cohort, manager):
    upload = uploads.drop(receive(cohort, manager, HEADINGS + AMARA), now=NOW, by=manager)

    assert (upload.state, upload.rows) == (Upload.State.DROPPED, [])
    assert not Enrolment.objects.exists()
    with pytest.raises(AlreadyFinished):
        uploads.drop(upload, now=NOW, by=manager)


def test_good_rows_are_used_and_bad_ones_left_out_and_the_counts_add_up(cohort, manager):
    bad = "Chloe,not-an-address,,,,,\nTotal,,,,,,\n"

    upload = apply(receive(cohort, manager, HEADINGS + AMARA + bad + BEN), manager)

    assert upload.outcome == outcome_counts(new=2, refused=2)
    assert sum(upload.outcome.values()) == upload.row_count == 4


def test_an_unreadable_file_leaves_nothing_behind(cohort, manager):
    with pytest.raises(Unreadable):
        receive(cohort, manager, "")

    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("list.csv", "list.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jo\\list.xlsx", "list.xlsx"),
        ("a\u202excod.exe\x00", "axcod.exe"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("\u200b", "list"),
    ],
)
def test_a_file_name_is_made_plain(name, shown):
    assert uploads.plain_file_name(name) == shown


def test_columns_are_matched_by_hand_when_headings_are_unknown(cohort, manager):
    upload = receive(cohort, manager, "Wer,Adresse\nAmara,amara@x.org\n")
    with pytest.raises(NotMatched) as refusal:
        apply(upload, manager)
    assert refusal.value.sentence == "Say which column holds the E-mail address and the name first."

    uploads.match(upload, columns={"full_name": 0, "email": 1}, by=manager)
    upload.refresh_from_db()

    assert apply(upload, manager).outcome == outcome_counts(new=1)


@pytest.mark.parametrize("columns", [{"email": 9}, {"email": -1}, {"shoe_size": 0}, {"email": 0, "full_name": 0}])
def test_columns_that_cannot_be_are_refused(cohort, manager, columns):
    with pytest.raises(NotMatched):
        uploads.match(receive(cohort, manager, HEADINGS + AMARA), columns=columns, by=manager)


def test_a_trn_with_zeros_put_back_is_only_used_when_somebody_confirms_it(cohort, manager):
    row = "Amara,amara@x.org,123456,,,,\n"

    upload_and_apply(cohort, manager, HEADINGS + row)
    assert Participant.objects.get().trn == ""

    upload_and_apply(cohort, manager, HEADINGS + row, keep_guessed_trns=True)
    assert Participant.objects.get().trn == "0123456"


def an_enrolment(cohort, **fields):
    names = {"full_name": "Amara Okafor", "email": "amara@x.org"}
    user = {f"participant__user__{name}": fields.pop(name, value) for name, value in names.items()}
    return EnrolmentFactory(cohort=cohort, **user, **{f"participant__{name}": value for name, value in fields.items()})


def test_what_differs_is_kept_unless_somebody_ticks_the_row(cohort, manager):
    enrolment = an_enrolment(cohort, trn="1111111", school=SchoolFactory(name="Old School"))
    row = "Amara Bell,amara@x.org,2222222,New School,123456,15/11/2021,\n"
    outcome = only_outcome(cohort, manager, row)
    assert [(each.label, each.ours, each.theirs) for each in outcome.differences] == [
        ("Full name", "Amara Okafor", "Amara Bell"),
        ("TRN", "1111111", "2222222"),
        ("School", "Old School", "New School, URN 123456"),
        ("Joined on", "1 November 2021", "15 November 2021"),
    ]

    assert upload_and_apply(cohort, manager, HEADINGS + row) == outcome_counts(differs=1)
    enrolment = Enrolment.objects.for_listing().get()
    assert (enrolment.participant.user.full_name, enrolment.participant.trn) == ("Amara Okafor", "1111111")

    assert upload_and_apply(cohort, manager, HEADINGS + row, replace=[2]) == outcome_counts(differs=1, replaced=1)
    enrolment = Enrolment.objects.for_listing().get()
    assert (enrolment.participant.user.full_name, enrolment.participant.trn) == ("Amara Bell", "2222222")
    assert (enrolment.participant.school.urn, enrolment.joined_on) == ("123456", dt.date(2021, 11, 15))


def test_what_is_missing_is_filled_in(cohort, manager):
    an_enrolment(cohort, trn="", school=None)

    assert only_outcome(cohort, manager, AMARA).filled_labels == ["TRN", "School"]
    assert upload_and_apply(cohort, manager, HEADINGS + AMARA) == outcome_counts(fills=1)
    participant = Participant.objects.select_related("school").get()
    assert (participant.trn, participant.school.name) == ("1234567", "Selwyn")


def test_a_confirmed_guess_replaces_and_an_unconfirmed_one_does_not(cohort, manager):
    an_enrolment(cohort, trn="1111111")
    row = "Amara Okafor,amara@x.org,123456,,,,\n"

    upload_and_apply(cohort, manager, HEADINGS + row, replace=[2])
    assert Participant.objects.get().trn == "1111111"

    upload_and_apply(cohort, manager, HEADINGS + row, replace=[2], keep_guessed_trns=True)
    assert Participant.objects.get().trn == "0123456"


def test_somebody_deferred_stays_so_and_the_list_says_it(cohort, manager):
    enrolment = an_enrolment(cohort, trn="1234567", school=None)
    Enrolment.objects.update(status=Enrolment.Status.DEFERRED)

    outcome = only_outcome(cohort, manager, "Amara Okafor,amara@x.org,,,,,\n")

    assert (outcome.enrolment, outcome.kind) == (enrolment, outcomes.SAME)
    assert outcome.notes == ["Is deferred; a list does not change that."]


def test_a_participant_of_another_cohort_of_ours_joins_this_one_too(cohort, manager):
    other = CohortFactory(partner=cohort.partner)
    an_enrolment(other, trn="1234567", school=None)

    assert upload_and_apply(cohort, manager, "Full name,Email\nAmara Okafor,amara@x.org\n") == outcome_counts(new=1)
    assert Participant.objects.count() == 1


def test_a_stranger_is_enrolled_without_showing_or_changing_their_details(cohort, manager):
    an_enrolment(CohortFactory(), trn="1111111", full_name="A. Okafor", school=None)

    outcome = only_outcome(cohort, manager, AMARA)
    assert (outcome.kind, outcome.differences, outcome.fills) == (outcomes.NEW, [], [])
    assert outcome.notes == ["Has an account here already; name, TRN and school stay as they are."]

    upload_and_apply(cohort, manager, HEADINGS + AMARA)
    participant = Participant.objects.select_related("user").get()
    assert (participant.user.full_name, participant.trn, participant.school) == ("A. Okafor", "1111111", None)


def test_a_facilitator_becomes_a_participant_and_keeps_their_name(cohort, manager):
    UserFactory(email="amara@x.org", full_name="A. Okafor", roles=[Role.FACILITATOR])

    assert only_outcome(cohort, manager, AMARA).notes == ["Has an account here already; the name stays as it is."]
    upload_and_apply(cohort, manager, HEADINGS + AMARA)
    assert (User.objects.get(email="amara@x.org").full_name, Participant.objects.get().trn) == ("A. Okafor", "1234567")


def test_the_name_of_somebody_with_other_roles_is_not_a_managers_to_change(cohort, manager):
    enrolment = an_enrolment(cohort, trn="1234567", school=None)
    RoleAssignmentFactory(user=enrolment.participant.user, role=Role.MENTOR)
    row = "Amara Bell,amara@x.org,,,,,\n"

    assert only_outcome(cohort, manager, row).notes == [
        "Is called Amara Okafor here; only they or an administrator can change that."
    ]
    assert [each.name for each in only_outcome(cohort, administrator(), row + "\n").differences] == ["full_name"]


def test_a_trn_of_somebody_else_is_refused_and_named_only_to_those_who_know_them(cohort, manager):
    an_enrolment(cohort, email="old@x.org", trn="1234567")
    ParticipantFactory(trn="7654321")

    assert only_outcome(cohort, manager, AMARA).problems == [
        (
            "TRN",
            "1234567",
            "Amara Okafor has this TRN, with the address old@x.org. Mend the TRN or the e-mail address.",
        )
    ]
    assert only_outcome(cohort, manager, BEN).problems == [
        ("TRN", "7654321", "Another participant has this TRN. Mend the TRN or the e-mail address.")
    ]


def test_nobody_joins_after_the_cohort_has_ended(cohort, manager):
    assert only_outcome(cohort, manager, "Amara,amara@x.org,,,,1/6/2023,\n").problems == [
        ("Joined on", "1/6/2023", "The cohort ends on 31 May 2023.")
    ]


def test_a_row_that_has_slipped_names_whom_it_can(cohort, manager):
    outcome = only_outcome(cohort, manager, "Okafor,Amara,amara@x.org\n")

    assert outcome.who == "Okafor"
    assert outcome.problems[0][:2] == ("Row", "")


def test_schools_are_found_by_urn_or_name(cohort, manager):
    selwyn = SchoolFactory(name="Selwyn Primary", urn="123456")
    rows = "A,a@x.org,,Another spelling,123456,,\nB,b@x.org,,SELWYN PRIMARY,,,\n"

    comparison = compare(receive(cohort, manager, HEADINGS + rows), manager)

    assert [outcome.school for outcome in comparison.outcomes] == [selwyn, selwyn]


def test_a_school_that_cannot_be_told_is_refused(cohort, manager):
    SchoolFactory(name="St Mary’s", urn="100001")
    SchoolFactory(name="St Mary’s", urn="100002")

    assert only_outcome(cohort, manager, "A,a@x.org,,St Mary’s,,,\n").problems == [
        ("School", "St Mary’s", "Several schools have this name. Give the URN as well.")
    ]
    assert only_outcome(cohort, manager, "A,a@x.org,,,100003,,\n").problems == [
        ("URN of the school", "100003", "No school with this URN is known here yet. Give its name as well.")
    ]


def test_a_new_school_is_made_once_however_often_the_list_names_it(cohort, manager):
    rows = "A,a@x.org,,Selwyn,,,\nB,b@x.org,,Selwyn,123456,,\nC,c@x.org,,SELWYN,,,\nD,d@x.org,,Selwyn,123456,,\n"

    upload_and_apply(cohort, manager, HEADINGS + rows)

    assert School.objects.get().urn == "123456"


def pairings():
    return [
        (row.mentor.email, row.starts_on, row.ends_on)
        for row in Mentoring.objects.select_related("mentor").order_by("starts_on", "pk")
    ]


def test_a_mentor_who_is_known_is_paired_and_an_unknown_one_is_pointed_out(cohort, manager):
    UserFactory(email="helen@x.org", roles=[Role.MENTOR])
    rows = "A,a@x.org,,,,,HELEN@x.org\nB,b@x.org,,,,,nobody@x.org\n"

    comparison = compare(receive(cohort, manager, HEADINGS + rows), manager)
    assert comparison.outcomes[1].notes == ["No mentor here has the address nobody@x.org; pair them later."]
    upload_and_apply(cohort, manager, HEADINGS + rows)

    assert pairings() == [("helen@x.org", TODAY, None)]


def test_a_participant_without_mentor_gets_the_one_of_the_list(cohort, manager):
    UserFactory(email="helen@x.org", roles=[Role.MENTOR])
    an_enrolment(cohort, trn="", school=None)

    row = "Amara Okafor,amara@x.org,,,,,helen@x.org\n"

    assert upload_and_apply(cohort, manager, HEADINGS + row) == outcome_counts(fills=1)
    assert pairings() == [("helen@x.org", TODAY, None)]
    assert upload_and_apply(cohort, manager, HEADINGS + row) == outcome_counts(same=1)


def test_another_mentor_replaces_the_present_one_only_when_ticked(cohort, manager):
    UserFactory(email="omar@x.org", roles=[Role.MENTOR])
    enrolment = an_enrolment(cohort, trn="", school=None)
    MentoringFactory(enrolment=enrolment, mentor__email="helen@x.org", starts_on=dt.date(2022, 1, 10))
    row = "Amara Okafor,amara@x.org,,,,,omar@x.org\n"

    upload_and_apply(cohort, manager, HEADINGS + row)
    assert pairings() == [("helen@x.org", dt.date(2022, 1, 10), None)]

    upload_and_apply(cohort, manager, HEADINGS + row, replace=[2])
    assert pairings() == [
        ("helen@x.org", dt.date(2022, 1, 10), dt.date(2022, 5, 15)),
        ("omar@x.org", TODAY, None),
    ]


def test_a_pairing_of_today_is_corrected(cohort, manager):
    UserFactory(email="omar@x.org", roles=[Role.MENTOR])
    MentoringFactory(enrolment=an_enrolment(cohort, trn="", school=None), starts_on=TODAY)

    row = "Amara Okafor,amara@x.org,,,,,omar@x.org\n"
    upload_and_apply(cohort, manager, HEADINGS + row, replace=[2])

    assert pairings() == [("omar@x.org", TODAY, None)]


def test_a_pairing_that_is_still_to_begin_is_left_alone(cohort, manager):
    UserFactory(email="omar@x.org", roles=[Role.MENTOR])
    enrolment = an_enrolment(cohort, trn="", school=None)
    MentoringFactory(enrolment=enrolment, mentor__full_name="Helen Marsh", starts_on=dt.date(2022, 6, 1))

    outcome = only_outcome(cohort, manager, "Amara Okafor,amara@x.org,,,,,omar@x.org\n")

    assert outcome.notes == ["Helen Marsh is to be the mentor; a list does not change that."]


def a_long_list(people):
    return HEADINGS + "".join(
        f"Person {n},p{n}@x.org,{1000000 + n},School {n % 50},{100000 + n % 50},1/11/2021,helen@x.org\n"
        for n in range(people)
    )


def statements_to_apply(cohort, manager, people):
    upload = receive(cohort, manager, a_long_list(people))
    fingerprint = compare(upload, manager).fingerprint()
    del manager.roles
    with CaptureQueriesContext(
        connection,
    ) as queries:
        apply(upload, manager, fingerprint=fingerprint)
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("people", [1, 3])
def test_a_list_costs_the_same_statements_for_any_number_of_people(cohort, manager, people):
    UserFactory(email="helen@x.org", roles=[Role.MENTOR])

    assert len(statements_to_apply(cohort, manager, people)) == 19


def test_a_list_of_a_thousand_is_written_in_a_few_statements(cohort, manager):
    UserFactory(email="helen@x.org", roles=[Role.MENTOR])

    statements = statements_to_apply(cohort, manager, 1000)

    assert Enrolment.objects.count() == Mentoring.objects.count() == 1000
    # SQLite takes a thousand values in one statement, PostgreSQL any number.
    assert len(statements) < 150 if connection.vendor == "sqlite" else len(statements) == 19
