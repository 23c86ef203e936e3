import datetime as dt
import json

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.users.models import Role
from sessions.actions import registers
from sessions.actions.registers import Change
from sessions.models import Mark, MarkEvent, TrainingSession
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory, MentoringFactory, StatusChangeFactory
from tests.factories.sessions import MarkFactory, SessionFacilitatorFactory, TrainingSessionFactory, VenueFactory
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 11, 16, 21, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _after_the_seminar():
    clock.move_to(NOW)


@pytest.fixture
def session():
    return TrainingSessionFactory(cohort=CohortFactory(name="November 2021"))


@pytest.fixture
def sam(session):
    return facilitator_of(session.cohort, full_name="Sam Iqbal")


@pytest.fixture
def ruth(session):
    return manager_of(session.cohort, full_name="Ruth Adeyemi")


@pytest.fixture
def aisha(session):
    return EnrolmentFactory(cohort=session.cohort, participant__user__full_name="Aisha Khan")


@pytest.fixture
def client(sam):
    return client_for(sam)


def url(name, session, *args):
    return reverse(f"sessions:{name}", args=[session.pk, *args])


def row(enrolment, status="", version=0, minutes="", reason=""):
    pk = enrolment.pk
    return {f"v{pk}": version, f"m{pk}": minutes, f"r{pk}": reason} | ({f"s{pk}": status} if status else {})


def page(client, session):
    return client.get(url("take-register", session)).content.decode()


def status_of(enrolment):
    return Mark.objects.filter(enrolment=enrolment).values_list("status", flat=True).first()


def save(session, enrolment, status, *, by, version=0):
    return registers.save_marks(session, [Change(enrolment.pk, status, None, "", version)], now=NOW, by=by)


def test_nothing_is_preset_and_everybody_expected_has_four_choices(client, session, aisha):
    text = page(client, session)

    assert "0 of 1 marked" in text
    assert text.count('type="radio"') == 4
    assert " checked" not in text
    assert "Mark remaining 1 present" in text
    assert "Nothing marked yet" in text


def test_people_who_are_not_expected_stand_apart_with_the_reason(client, session):
    deferred, later = EnrolmentFactory.create_batch(2, cohort=session.cohort)
    StatusChangeFactory(enrolment=deferred)
    type(later).objects.filter(pk=later.pk).update(joined_on=dt.date(2022, 6, 1))

    text = page(client, session)

    assert "0 of 0 marked" in text
    assert "Deferred since 1 March 2022" in text
    assert "Joins on 1 June 2022" in text
    assert 'type="radio"' not in text


def test_somebody_who_came_although_not_expected_keeps_their_mark_on_the_list(client, session):
    deferred = EnrolmentFactory(cohort=session.cohort)
    StatusChangeFactory(enrolment=deferred)
    MarkFactory(session=session, enrolment=deferred)

    assert "1 of 1 marked</strong> · 1 present" in page(client, session)


def test_the_last_three_marks_are_shown_small(client, session, aisha):
    for weeks, status in enumerate(["present", "absent", "late", "excused"], start=1):
        before = TrainingSessionFactory(cohort=session.cohort, starts_at=session.starts_at - dt.timedelta(weeks=weeks))
        MarkFactory(session=before, enrolment=aisha, status=status)

    text = page(client, session)

    shown = text[text.index("Last sessions") : text.index("<fieldset>")]
    assert [word for word in ("Late. ", "Absent. ", "Present. ", "Excused. ") if word in shown] == [
        "Late. ",
        "Absent. ",
        "Present. ",
    ]


def test_a_plain_form_saves_only_what_changed(client, session, sam, aisha):
    ben = EnrolmentFactory(cohort=session.cohort)
    save(session, aisha, "present", by=sam)

    answer = client.post(
        url("take-register", session),
        row(aisha, "present", 1) | row(ben, "late", 0, "10") | {"then": "save"},
        follow=True,
    )

    assert "The marks are saved." in answer.content.decode()
    assert "Saved 17:21" in answer.content.decode()
    assert MarkEvent.objects.count() == 2
    assert Mark.objects.get(enrolment=ben).minutes_late == 10


def test_excused_keeps_its_reason(client, session, aisha):
    client.post(url("take-register", session), row(aisha, "excused", reason="illness"))

    assert Mark.objects.get(enrolment=aisha).reason == "illness"
    assert '<option value="illness" selected>' in page(client, session)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"s": "late", "m": "soon"}, "Enter the minutes late as a whole number from 1 to 600"),
        ({"s": "late", "m": "601"}, "Enter the minutes late as a whole number from 1 to 600"),
        ({"s": "late", "m": "１２"}, "Enter the minutes late as a whole number from 1 to 600"),
        ({"s": "gone"}, "Choose present, late, absent or excused."),
        ({"s": "excused", "r": "divorce"}, "Choose a reason from the list."),
        ({"s": "present", "v": "-1"}, "Load the register again, then mark this person."),
    ],
)
def test_what_cannot_be_is_said_beside_the_person_and_nothing_is_saved(client, session, aisha, wrong, sentence):
    ben = EnrolmentFactory(cohort=session.cohort)
    given = {f"{field}{aisha.pk}": value for field, value in ({"v": "0"} | wrong).items()}

    answer = client.post(url("take-register", session), row(ben, "present") | given)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text
    assert f'<a href="#p{aisha.pk}">Aisha Khan</a>' in text
    assert f'name="s{ben.pk}" value="present" checked' in text
    assert Mark.objects.count() == 0


def test_a_conflict_says_who_and_when_and_theirs_stands(client, session, ruth, aisha):
    save(session, aisha, "absent", by=ruth)

    answer = client.post(url("take-register", session), row(aisha, "present"))

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Ruth Adeyemi made this absent at 17:21, so your present is not saved." in text
    assert "1 mark is not saved" in text
    assert status_of(aisha) == "absent"


def test_filling_marks_everybody_left_and_is_undone_with_one_button(client, session, sam, aisha):
    ben = EnrolmentFactory(cohort=session.cohort)

    filled = client.post(url("take-register", session), row(aisha, "absent") | {"then": "fill"}, follow=True)

    assert (status_of(aisha), status_of(ben)) == ("absent", "present")
    assert "1 person was marked present." in filled.content.decode()

    moment = filled.request["QUERY_STRING"].removeprefix("filled=")
    undone = client.post(url("undo-fill", session), {"filled": moment}, follow=True)

    assert "1 mark is taken back." in undone.content.decode()
    assert (status_of(aisha), status_of(ben)) == ("absent", "")


def test_filling_nobody_offers_nothing_to_undo(client, session):
    answer = client.post(url("take-register", session), {"then": "fill"})

    assert answer.url == url("take-register", session)


@pytest.mark.parametrize("filled", ["", "yesterday", "20220511T162100000000Z"])
def test_an_undo_that_names_no_filling_changes_nothing(client, session, aisha, filled):
    assert "person was" not in client.get(url("take-register", session), {"filled": filled}).content.decode()
    assert (
        "0 marks are taken back."
        in client.post(url("undo-fill", session), {"filled": filled}, follow=True).content.decode()
    )


def test_completing_asks_what_to_say_of_the_unmarked_and_presets_nothing(client, session, aisha):
    answer = client.post(url("take-register", session), {"then": "complete"}, follow=True)

    text = answer.content.decode()
    assert "1 person has no mark" in text
    assert "Aisha Khan" in text
    assert " checked" not in text
    again = client.post(url("complete-register", session), {})
    assert again.status_code == 422
    assert "Choose what the register should say of the people without a mark." in again.content.decode()


@pytest.mark.parametrize(("chosen", "status"), [("unknown", None), ("absent", "absent"), ("present", "present")])
def test_completing_says_of_the_unmarked_what_was_chosen(client, session, aisha, chosen, status):
    answer = client.post(url("complete-register", session), {"unmarked": chosen}, follow=True)

    assert "The register of Seminar 5: Curriculum and assessment is complete." in answer.content.decode()
    assert status_of(aisha) == status


def test_completing_with_everybody_marked_asks_nothing(client, session, aisha):
    answer = client.post(url("take-register", session), row(aisha, "present") | {"then": "complete"})

    assert answer.url == reverse("sessions:list-registers")
    text = page(client, session)
    assert "Completed by Sam Iqbal, Wednesday 11 May 2022, 17:21." in text
    assert "It closes on Wednesday 25 May 2022, 17:21." in text


def test_the_question_is_also_answered_when_everybody_is_marked_meanwhile(client, session, sam, aisha):
    save(session, aisha, "present", by=sam)

    assert "Everybody is marked: 1 of 1." in client.get(url("complete-register", session)).content.decode()


def test_a_register_completed_twice_is_completed_once(client, session):
    client.post(url("complete-register", session), {"unmarked": "unknown"})

    again = client.post(url("complete-register", session), {"unmarked": "absent"}, follow=True)

    assert "This was not saved: the register has changed since the page was loaded." in again.content.decode()


def test_a_manager_closes_a_register_and_a_facilitator_does_not(client, session, ruth):
    client.post(url("complete-register", session), {"unmarked": "unknown"})

    assert client.post(url("close-register", session)).status_code == 403
    assert "Close register" not in page(client, session)
    manager = client_for(ruth)
    assert "Close register" in page(manager, session)
    assert "The register is closed." in manager.post(url("close-register", session), follow=True).content.decode()
    assert "This was not saved" in manager.post(url("close-register", session), follow=True).content.decode()


def test_a_closed_register_shows_unknown_people_as_unknown(client, session, ruth, aisha):
    ben = EnrolmentFactory(cohort=session.cohort)
    Mark.objects.create(
        session=session, enrolment=ben, status="late", minutes_late=5, version=1, marked_at=NOW, marked_by=ruth
    )
    StatusChangeFactory(enrolment__cohort=session.cohort)
    registers.submit(session, now=NOW, by=ruth)
    registers.close(session, now=NOW, by=ruth)

    text = page(client, session)

    assert "This register is closed." in text
    assert "Unknown" in text
    assert "Late 5 min" in text
    assert "Deferred since 1 March 2022" in text
    assert 'type="radio"' not in text


def test_a_register_that_is_not_due_says_when_it_opens(client, session, aisha):
    clock.move_to(session.starts_at - dt.timedelta(days=1))

    text = page(client, session)

    assert "It opens on Wednesday 11 May 2022, 14:45, an hour before the session." in text
    assert "Aisha Khan" in text
    refused = client.post(url("take-register", session), row(aisha, "present"), follow=True)
    assert "This was not saved" in refused.content.decode()


def test_a_session_cancelled_while_the_page_was_open_says_so(client, session, aisha):
    TrainingSession.objects.update(status="cancelled", status_reason="The hall is flooded")

    refused = client.post(url("take-register", session), row(aisha, "present"), follow=True).content.decode()

    assert "This was not saved" in refused
    assert "The hall is flooded" in refused
    assert client.post(url("undo-fill", session), {"filled": "20220511T162100000000Z"}).status_code == 302
    assert Mark.objects.count() == 0


def tap(client, session, given):
    return client.post(url("save-marks", session), given, headers={"HX-Request": "true"})


def test_a_tap_is_answered_with_the_counts_the_time_and_the_version_alone(client, session, aisha):
    answer = tap(client, session, row(aisha, "late", minutes="10"))

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "1 of 1 marked</strong> · 1 late" in text
    assert f'id="v{aisha.pk}" name="v{aisha.pk}" value="1"' in text
    assert "Saved 17:21" in text
    assert "Aisha Khan" not in text
    assert json.loads(answer["HX-Trigger"]) == {"portal:announce": "Aisha Khan late 10 minutes, 1 of 1 marked"}


def test_a_tap_that_takes_a_mark_back_is_said(client, session, sam, aisha):
    save(session, aisha, "present", by=sam)

    answer = tap(client, session, row(aisha, "", 1))

    assert json.loads(answer["HX-Trigger"]) == {"portal:announce": "Aisha Khan unmarked, 0 of 1 marked"}


def test_a_tap_that_conflicts_draws_the_row_again_with_theirs(client, session, ruth, aisha):
    save(session, aisha, "absent", by=ruth)

    answer = tap(client, session, row(aisha, "present"))

    assert answer.status_code == 409
    text = answer.content.decode()
    assert f'<li id="p{aisha.pk}" hx-post="marks/" hx-trigger="change" hx-swap-oob="true">' in text
    assert 'value="absent" checked' in text
    assert "Ruth Adeyemi made this absent" in text


def test_a_tap_with_impossible_minutes_is_said_in_the_row(client, session, aisha):
    answer = tap(client, session, row(aisha, "late", minutes="999"))

    assert answer.status_code == 422
    assert "Enter the minutes late as a whole number" in answer.content.decode()
    assert 'value="999"' in answer.content.decode()


def test_a_tap_on_a_page_that_is_out_of_date_loads_it_again(client, session):
    answer = tap(client, session, row(EnrolmentFactory(), "present"))

    assert (answer.status_code, answer["HX-Refresh"]) == (409, "true")


def test_names_are_shown_as_they_are_and_never_as_markup(client, session):
    EnrolmentFactory(cohort=session.cohort, participant__user__full_name="<script>alert(1)</script>")

    assert "<script>alert" not in page(client, session)


def test_the_history_of_a_mark_says_who_when_and_why(client, session, sam, ruth, aisha):
    save(session, aisha, "absent", by=sam)
    registers.submit(session, now=NOW, by=sam)
    registers.close(session, now=NOW, by=ruth)

    answer = client.post(
        url("show-mark", session, aisha.pk),
        {"status": "late", "minutes_late": "5", "version": "1", "correction": "She came in at the back"},
        follow=True,
    )

    assert "The mark of Aisha Khan is saved." in answer.content.decode()
    text = client.get(url("show-mark", session, aisha.pk)).content.decode()
    assert "Late 5 minutes" in text
    assert "She came in at the back" in text
    assert "Absent" in text


def test_a_correction_of_a_closed_register_has_to_say_why(client, session, ruth, aisha):
    registers.submit(session, now=NOW, by=ruth)
    registers.close(session, now=NOW, by=ruth)

    answer = client.post(url("show-mark", session, aisha.pk), {"status": "present", "version": "0"})

    assert answer.status_code == 422
    assert "Say why the mark is corrected; the register is closed." in answer.content.decode()


def test_a_conflict_on_the_page_of_a_mark_is_said_and_can_then_be_replaced(client, session, ruth, aisha):
    save(session, aisha, "absent", by=ruth)

    answer = client.post(url("show-mark", session, aisha.pk), {"status": "present", "version": "0"})

    assert answer.status_code == 422
    assert "Ruth Adeyemi made this absent" in answer.content.decode()
    assert 'name="version" value="1"' in answer.content.decode()


def test_the_page_of_a_mark_of_a_session_to_come_only_shows(client, session, aisha):
    clock.move_to(session.starts_at - dt.timedelta(days=1))

    assert "Nobody has marked this person yet." in client.get(url("show-mark", session, aisha.pk)).content.decode()
    refused = client.post(url("show-mark", session, aisha.pk), {"status": "present", "version": "0"}, follow=True)
    assert "This was not saved" in refused.content.decode()


def test_a_mark_of_a_person_of_another_cohort_is_not_found(client, session):
    assert client.get(url("show-mark", session, EnrolmentFactory().pk)).status_code == 404


def test_the_list_opens_with_the_latest_register_to_take(client, session, sam):
    forgotten = TrainingSessionFactory(
        cohort=session.cohort, title="Seminar 4", starts_at=session.starts_at - dt.timedelta(weeks=1)
    )
    done = TrainingSessionFactory(
        cohort=session.cohort,
        title="Seminar 3",
        starts_at=session.starts_at - dt.timedelta(weeks=2),
        delivery="in_person",
        venue=VenueFactory(name="Walthamstow Assembly Hall"),
    )
    coming = TrainingSessionFactory(
        cohort=session.cohort, title="Seminar 6", starts_at=session.starts_at + dt.timedelta(weeks=2)
    )
    registers.submit(done, now=NOW, by=sam)

    text = client.get(reverse("sessions:list-registers")).content.decode()

    places = [text.index(thing.title) for thing in (session, forgotten, coming, done)]
    assert places == sorted(places)
    assert text.index(url("take-register", session)) < text.index(url("take-register", forgotten))
    assert "Walthamstow Assembly Hall" in text


def test_the_list_says_of_which_year_each_session_is(client, session):
    assert "<small>May<br>2022</small>" in client.get(reverse("sessions:list-registers")).content.decode()


def test_an_empty_list_says_that_every_register_is_in():
    text = client_for(administrator()).get(reverse("sessions:list-registers")).content.decode()

    assert "Every register is in" in text


def test_the_second_facilitator_of_one_session_takes_its_register():
    assignment = SessionFacilitatorFactory()

    assert client_for(assignment.facilitator).get(url("take-register", assignment.session)).status_code == 200


def test_a_facilitator_who_has_left_does_not_find_the_register_any_more(client, session, aisha):
    session.cohort.facilitator_assignments.update(ends_on=dt.date(2022, 5, 10))

    assert client.post(url("take-register", session), row(aisha, "present")).status_code == 404
    assert tap(client, session, row(aisha, "present")).status_code == 404
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("people", [1, 3])
def test_a_register_costs_the_same_for_any_number_of_people(client, session, django_assert_num_queries, people):
    for enrolment in EnrolmentFactory.create_batch(people, cohort=session.cohort):
        MarkFactory(session=session, enrolment=enrolment)

    with django_assert_num_queries(5):
        page(client, session)


@pytest.mark.parametrize("people", [1, 3])
def test_a_tap_costs_the_same_for_any_number_of_people(client, session, django_assert_num_queries, people):
    enrolments = EnrolmentFactory.create_batch(people, cohort=session.cohort)

    with django_assert_num_queries(12):
        tap(client, session, row(enrolments[0], "present"))


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_sessions(client, session, django_assert_num_queries, sessions):
    TrainingSessionFactory.create_batch(sessions, cohort=session.cohort)

    with django_assert_num_queries(5):
        client.get(reverse("sessions:list-registers"))


PAGES = [
    ("take-register", "get"),
    ("save-marks", "post"),
    ("undo-fill", "post"),
    ("complete-register", "get"),
]


@pytest.mark.parametrize(
    ("who", "own", "foreign"),
    [
        ("administrator", 200, 200),
        ("manager", 200, 404),
        ("facilitator", 200, 404),
        ("mentor", 403, 404),
        ("participant", 403, 404),
        ("stranger", 404, 404),
    ],
)
def test_only_who_takes_a_register_reaches_it(who, own, foreign):
    session, other = TrainingSessionFactory.create_batch(2)
    enrolment, other_enrolment = (EnrolmentFactory(cohort=each.cohort) for each in (session, other))
    user = {
        "administrator": administrator,
        "manager": lambda: manager_of(session.cohort),
        "facilitator": lambda: facilitator_of(session.cohort),
        "mentor": lambda: MentoringFactory(enrolment=enrolment).mentor,
        "participant": lambda: enrolment.participant.user,
        "stranger": lambda: UserFactory(roles=[Role.FACILITATOR]),
    }[who]()
    client = client_for(user)

    def answers(session, enrolment):
        codes = {getattr(client, method)(url(name, session), follow=True).status_code for name, method in PAGES}
        return codes | {client.get(url("show-mark", session, enrolment.pk)).status_code}

    assert answers(session, enrolment) == {own}
    assert answers(other, other_enrolment) == {foreign}


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.ADMINISTRATOR, 200),
        (Role.PROGRAMME_MANAGER, 200),
        (Role.FACILITATOR, 200),
        (Role.MENTOR, 403),
        (Role.PARTICIPANT, 403),
    ],
)
def test_only_staff_have_a_list_of_registers(role, code):
    assert client_for(UserFactory(roles=[role])).get(reverse("sessions:list-registers")).status_code == code
