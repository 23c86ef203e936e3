"""A participant's own pages."""

import datetime as dt

import pytest

from npq_portal import clock
from npq_portal.dashboards import next_thing
from npq_portal.dashboards.greetings import greeting, month_words, standing_aside
from npq_portal.dashboards.support import coaching_words
from npq_portal.users.models import Role, RoleAssignment
from participants.models import Enrolment
from sessions.models import MarkStatus, StudyRecord, TrainingSession
from tests.browsing import faults_of
from tests.dashboards.courses import course_of
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    EnrolmentFactory,
    MentoringFactory,
    ParticipantFactory,
    StatusChangeFactory,
)
from tests.factories.sessions import (
    CatchUpFactory,
    MarkFactory,
    SessionFacilitatorFactory,
    StudyRecordFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.factories.users import RoleAssignmentFactory, UserFactory, administrator
from tests.signing_in import client_for, sign_in

pytestmark = pytest.mark.django_db
PAGES = ["/my/", "/my/schedule/", "/my/study/", "/my/engagement/", "/my/people/"]
TODAY = dt.date(2022, 5, 16)
NOW = clock.at(TODAY, dt.time(13))
JUNE = dt.datetime(2022, 6, 22, 14, 45, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _in_may():
    clock.move_to(NOW)


def chloe_of(cohort, **fields):
    participant = ParticipantFactory(user__full_name="Chloe Nyambura", user__email="chloe@school.example.org")
    return EnrolmentFactory(participant=participant, cohort=cohort, **fields)


@pytest.fixture
def cohort():
    return CohortFactory(name="November 2021")


@pytest.fixture
def enrolment(cohort):
    return chloe_of(cohort)


def full_programme(enrolment, *, number=1):
    """Of everything ``number``: missed and to come, in person and online, overdue and open and done."""
    cohort = enrolment.cohort
    venue = VenueFactory(name="Walthamstow Assembly Hall", directions="Step-free at the side.")
    for count in range(number):
        missed = TrainingSessionFactory(cohort=cohort, title=f"Seminar 5.{count}: Curriculum")
        MarkFactory(session=missed, enrolment=enrolment, status=MarkStatus.ABSENT)
        CatchUpFactory(session=missed, enrolment=enrolment)
        coming = JUNE + dt.timedelta(days=count)
        TrainingSessionFactory(
            cohort=cohort, title=f"Seminar 6.{count}: Leading behaviour", starts_at=coming, preparation="Read"
        )
        TrainingSessionFactory(
            cohort=cohort,
            title=f"Conference 3.{count}",
            starts_at=coming + dt.timedelta(days=90),
            delivery=TrainingSession.Delivery.IN_PERSON,
            venue=venue,
        )
        StudyUnitFactory(cohort=cohort)
        StudyUnitFactory(cohort=cohort, title="Module 3: Late", due_on=dt.date(2022, 5, 10))
        StudyRecordFactory(
            enrolment=enrolment, unit=StudyUnitFactory(cohort=cohort, title="Module 2: Done"), done_at=NOW
        )
        CoachingPeriodFactory(cohort=cohort, opens_on=dt.date(2022, 5, 2), due_on=dt.date(2022, 6, 8))
        facilitator_of(cohort)
        manager_of(cohort)
    AssessmentWindowFactory(cohort=cohort)
    MentoringFactory(enrolment=enrolment, mentor__full_name="Helen Marsh", mentor__email="helen@school.example.org")
    return enrolment


def page_of(enrolment, address="/my/"):
    return client_for(enrolment.participant.user).get(address).content.decode()


def test_the_page_greets_by_name_and_says_how_far_the_programme_has_come(enrolment):
    html = page_of(enrolment)

    assert "Good afternoon, Chloe" in html
    assert "NPQ Senior Leadership · November 2021 cohort · month 7 of 18" in html


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "Good morning"), (12, "Good afternoon"), (17, "Good afternoon"), (18, "Good evening")]
)
def test_the_greeting_follows_the_clock_in_england(hour, words):
    assert greeting(clock.at(TODAY, dt.time(hour))) == words


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (dt.date(2021, 10, 31), "starts on 1 November 2021"),
        (dt.date(2021, 11, 1), "month 1 of 18"),
        (dt.date(2023, 4, 30), "month 18 of 18"),
        (dt.date(2023, 5, 1), "assessment, until 31 May 2023"),
        (dt.date(2023, 6, 1), "ended on 31 May 2023"),
    ],
)
def test_the_month_is_counted_from_the_start(cohort, on, words):
    assert month_words(cohort, on=on) == words


def test_the_next_session_is_said_in_plain_words(enrolment):
    facilitator_of(enrolment.cohort, full_name="Sam Iqbal")
    session = TrainingSessionFactory(
        cohort=enrolment.cohort,
        title="Seminar 6: Leading behaviour",
        starts_at=JUNE,
        preparation="Read the case",
        preparation_minutes=40,
    )

    html = page_of(enrolment)

    assert "Next · in 5 weeks" in html
    assert "Wednesday 22 June 2022, 15:45 to 17:15 · Online with Sam Iqbal" in html
    assert f'href="/sessions/{session.pk}/">Prepare (40\N{NO-BREAK SPACE}min)' in html
    assert 'href="/sessions/calendar/">Add to calendar' in html


def test_whoever_the_session_names_takes_it(enrolment):
    facilitator_of(enrolment.cohort, full_name="Sam Iqbal")
    session = TrainingSessionFactory(cohort=enrolment.cohort, starts_at=JUNE, is_compulsory=False)
    SessionFacilitatorFactory(session=session, facilitator__full_name="Priya Nair")

    html = page_of(enrolment)

    assert "Online with Priya Nair · optional" in html
    assert "About this session" in html


def test_the_next_session_in_person_leads_to_its_directions(enrolment):
    TrainingSessionFactory(
        cohort=enrolment.cohort,
        starts_at=JUNE,
        delivery=TrainingSession.Delivery.IN_PERSON,
        venue=VenueFactory(name="Walthamstow Assembly Hall", directions="Step-free at the side."),
    )

    assert 'href="/my/people/#venue">How to get there' in page_of(enrolment)
    assert "Step-free at the side." in page_of(enrolment, "/my/people/")


def test_a_venue_that_is_not_decided_is_promised_nowhere(enrolment):
    TrainingSessionFactory(cohort=enrolment.cohort, starts_at=JUNE, delivery=TrainingSession.Delivery.IN_PERSON)

    assert "How to get there" not in page_of(enrolment)
    assert "The venue has not been decided yet" in page_of(enrolment, "/my/people/")


def test_where_no_session_comes_the_next_line_does(enrolment):
    StudyUnitFactory(cohort=enrolment.cohort)

    html = page_of(enrolment)

    assert "Next · in 13 days" in html
    assert '<h2 id="next">Module 4: Behaviour</h2>' in html


def test_where_nothing_comes_the_page_says_so(enrolment):
    html = page_of(enrolment)

    assert "Nothing is left to do and nothing more is planned." in html
    assert 'id="next"' not in html


def session_on(enrolment, hour, **fields):
    return TrainingSessionFactory(
        cohort=enrolment.cohort,
        starts_at=clock.at(TODAY, dt.time(hour, 45)),
        **{"join_url": "https://meet.example.org/room"} | fields,
    )


@pytest.mark.parametrize(
    ("time", "is_open", "words", "when"),
    [
        (dt.time(13), False, "Join: opens 15:30", "today"),
        (dt.time(15, 30), True, "", "today"),
        (dt.time(16), True, "", "now"),
        (dt.time(17, 15), False, "Ended at 17:15", "today"),
    ],
)
def test_on_the_day_the_button_says_when_people_can_join(enrolment, time, is_open, words, when):
    session_on(enrolment, 15)
    TrainingSessionFactory(cohort=enrolment.cohort, starts_at=JUNE)
    now = clock.at(TODAY, time)

    session = next_thing.next_session(course_of(enrolment, now=now), now=now)

    assert next_thing.joining_of(session, now=now) == next_thing.Joining(is_open, words)
    assert next_thing.when_words(session, now=now) == when


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"join_url": ""}, "The joining link has not been added yet"),
        ({"status": "cancelled", "status_reason": "Snow"}, "Cancelled: Snow"),
        ({"status": "cancelled"}, "Cancelled"),
        ({"delivery": TrainingSession.Delivery.IN_PERSON}, ""),
    ],
)
def test_what_cannot_be_joined_says_why(enrolment, fields, words):
    session = session_on(enrolment, 15, **fields)

    course = course_of(enrolment, now=NOW)

    assert next_thing.next_session(course, now=NOW) == session
    assert next_thing.joining_of(session, now=NOW) == next_thing.Joining(False, words)


def test_a_second_session_of_the_day_comes_before_the_one_that_ended(enrolment):
    session_on(enrolment, 9)
    second = session_on(enrolment, 15)

    assert next_thing.next_session(course_of(enrolment, now=NOW), now=NOW) == second


def test_the_open_link_is_a_button(enrolment):
    session = session_on(enrolment, 12)

    assert f'href="/sessions/{session.pk}/join/"' in page_of(enrolment)


def test_the_button_that_waits_says_until_when(enrolment):
    session_on(enrolment, 15)

    assert '<span class="tag">Join: opens 15:30</span>' in page_of(enrolment)


def test_of_a_long_programme_the_page_shows_what_comes_first_and_leads_to_the_rest(enrolment):
    for month in range(1, 13):
        TrainingSessionFactory(cohort=enrolment.cohort, starts_at=JUNE + dt.timedelta(days=30 * month))

    html = page_of(enrolment)

    assert html.count('<li class="when"') == 8
    assert 'href="/my/schedule/">4 more in your schedule' in html


def test_what_was_missed_leads_to_its_catch_up(enrolment):
    full_programme(enrolment)

    html = page_of(enrolment)

    assert "Missed · make it up by 8 June" in html
    assert "Catch up<span" in html
    assert "Finish Module 3 to be back above" not in html
    assert "You need 90% before the case study in April 2023." in html


def test_past_sessions_are_folded_with_my_mark():
    mark = MarkFactory(status=MarkStatus.LATE)

    html = page_of(mark.enrolment)

    assert "Past, with your marks (1)" in html
    assert '<span aria-hidden="true">✓</span>Late' in html
    assert "You need 90% by the end of the programme." in html


def test_a_tap_records_a_unit_and_comes_back_to_the_page(enrolment):
    unit = StudyUnitFactory(cohort=enrolment.cohort)
    client = client_for(enrolment.participant.user)

    answer = client.post(f"/sessions/study/{unit.pk}/record/", {"minutes": 180, "then": "done", "back": "/my/"})

    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert StudyRecord.objects.get().minutes == 180


@pytest.mark.parametrize("back", ["", "https://elsewhere.example.org/", "//elsewhere.example.org"])
def test_a_tap_never_leads_off_the_portal(enrolment, back):
    unit = StudyUnitFactory(cohort=enrolment.cohort)
    client = client_for(enrolment.participant.user)

    answer = client.post(f"/sessions/study/{unit.pk}/record/", {"minutes": 180, "then": "done", "back": back})

    assert answer["Location"] == f"/sessions/study/{unit.pk}/"


def test_my_people_are_those_who_help_me_now(enrolment):
    full_programme(enrolment)
    MentoringFactory(enrolment=enrolment, mentor__full_name="Former Mentor", ends_on=dt.date(2021, 12, 1))
    enrolment.cohort.partner.contact_email = "npq@hub.example.org"
    enrolment.cohort.partner.save()

    html = page_of(enrolment, "/my/people/")

    assert 'href="mailto:helen@school.example.org">helen@school.example.org</a>' in html
    assert "Mentor · next conversation by 8 June" in html
    assert "Former Mentor" not in html
    assert "mailto:npq@hub.example.org" in html


def test_whoever_has_lost_the_role_helps_no_more_though_nobody_ended_the_assignment(enrolment):
    mentor = MentoringFactory(enrolment=enrolment, mentor__full_name="Former Mentor").mentor
    SessionFacilitatorFactory(
        session=TrainingSessionFactory(cohort=enrolment.cohort, starts_at=JUNE),
        facilitator__full_name="Former Taker",
    )
    facilitator_of(enrolment.cohort, full_name="Former Facilitator")
    manager_of(enrolment.cohort, full_name="Former Manager")
    staff = RoleAssignment.objects.exclude(user=enrolment.participant.user)
    staff.update(ends_on=TODAY - dt.timedelta(days=1))

    assert "Former" not in page_of(enrolment)
    assert "Former" not in page_of(enrolment, "/my/people/")
    RoleAssignmentFactory(user=mentor, role=Role.MENTOR, starts_on=TODAY)
    assert "Former Mentor" in page_of(enrolment, "/my/people/")


def test_a_participant_whom_nobody_helps_yet_is_told_so(enrolment):
    assert "Nobody has been named yet." in page_of(enrolment)


def test_on_the_last_day_of_a_pairing_the_mentor_is_already_who_follows(enrolment):
    MentoringFactory(enrolment=enrolment, mentor__full_name="Helen Marsh", starts_on=TODAY)
    MentoringFactory(enrolment=enrolment, mentor__full_name="Former Mentor", ends_on=TODAY)
    MentoringFactory(
        enrolment=enrolment,
        mentor__full_name="Future Mentor",
        starts_on=TODAY + dt.timedelta(days=1),
        ends_on=TODAY + dt.timedelta(days=9),
    )

    html = page_of(enrolment)

    assert "Helen Marsh" in html
    assert "Former Mentor" not in html
    assert "Future Mentor" not in html


def test_a_conversation_overdue_is_said_beside_the_mentor(enrolment):
    CoachingPeriodFactory(cohort=enrolment.cohort)

    assert coaching_words(course_of(enrolment, now=NOW), on=TODAY) == "Coach overdue since 10 February"


def test_after_the_last_conversation_none_is_due(enrolment):
    StatusChangeFactory(enrolment=enrolment, effective_on=dt.date(2022, 1, 5))
    CoachingPeriodFactory(cohort=enrolment.cohort)

    assert coaching_words(course_of(enrolment, now=NOW), on=TODAY) == ""


def test_the_schedule_shows_the_week_and_everything_to_come(enrolment):
    full_programme(enrolment)

    html = page_of(enrolment, "/my/schedule/?week=2022-06-20")

    assert "Week of 20 June 2022" in html
    assert "Wed 22 June: Seminar 6.0: Leading behaviour" in html
    assert 'href="?week=2022-06-27"' in html
    assert "Conference 3.0" in html


def test_an_empty_week_and_an_empty_schedule_say_so(enrolment):
    html = page_of(enrolment, "/my/schedule/")

    assert "Nothing falls into this week." in html
    assert "Nothing is left to do and nothing more is planned." in html


def test_my_study_lists_every_unit_with_its_state(enrolment):
    full_programme(enrolment)
    begun = StudyUnitFactory(cohort=enrolment.cohort, title="Module 5: Begun", is_compulsory=False)
    StudyRecordFactory(unit=begun, enrolment=enrolment, minutes=45)
    StudyUnitFactory(cohort=enrolment.cohort, opens_on=dt.date(2022, 7, 4), due_on=dt.date(2022, 9, 25))

    html = page_of(enrolment, "/my/study/")

    assert (
        "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}45\N{NO-BREAK SPACE}min recorded of about 15\N{NO-BREAK SPACE}h" in html
    )
    for words in (
        "Done, 1\N{NO-BREAK SPACE}h",
        "Overdue",
        "Not begun",
        "45\N{NO-BREAK SPACE}min so far",
        "Opens 4 July",
    ):
        assert words in html
    assert html.count('name="then" value="done"') == 3


def test_my_study_offers_nothing_to_somebody_who_withdrew(cohort):
    enrolment = chloe_of(cohort, status=Enrolment.Status.WITHDRAWN)
    StatusChangeFactory(enrolment=enrolment, status=Enrolment.Status.WITHDRAWN)
    StudyUnitFactory(cohort=cohort)

    html = page_of(enrolment, "/my/study/")

    assert "Not expected: withdrawn" in html
    assert 'value="done"' not in html


def test_without_self_study_the_page_says_what_will_come(enrolment):
    assert "No self-study is planned yet" in page_of(enrolment, "/my/study/")


def test_the_working_lists_every_item_and_sums_to_the_figure(enrolment):
    full_programme(enrolment)

    html = page_of(enrolment, "/my/engagement/")

    lines = course_of(enrolment, now=NOW).engagement.working
    assert html.count('<th scope="row"') == len(lines)
    assert "1 of 3</strong> that are known and count: 33.3%" in html
    assert html.count(">Engaged</span>") == 1
    assert html.count(">Not engaged</span>") == 2


def test_the_working_says_which_registers_are_missing(enrolment):
    TrainingSessionFactory(cohort=enrolment.cohort)

    assert "1 session is not marked yet and counts neither way." in page_of(enrolment, "/my/engagement/")


def test_without_items_there_is_nothing_to_work_out(enrolment):
    html = page_of(enrolment, "/my/engagement/")

    assert "Nothing is known yet that counts." in html
    assert "Nothing is planned yet." in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Your programme manager agrees the day with you."),
        ({"expected_return_on": dt.date(2022, 9, 5)}, "You are expected back on Monday 5 September 2022."),
    ],
)
def test_somebody_who_deferred_reads_what_that_means(cohort, fields, words):
    enrolment = chloe_of(cohort, status=Enrolment.Status.DEFERRED)
    StatusChangeFactory(enrolment=enrolment, **fields)

    html = page_of(enrolment)

    assert "You deferred on Tuesday 1 March 2022" in html
    assert words in html


def test_somebody_who_withdrew_reads_what_that_means(cohort):
    enrolment = chloe_of(cohort, status=Enrolment.Status.WITHDRAWN)
    StatusChangeFactory(enrolment=enrolment, status=Enrolment.Status.WITHDRAWN)

    assert "You withdrew on Tuesday 1 March 2022" in page_of(enrolment)


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (Enrolment.Status.ACTIVE, None),
        (Enrolment.Status.COMPLETED, "You completed your programme"),
        (Enrolment.Status.DEFERRED, "You deferred"),
    ],
)
def test_a_status_without_a_history_is_said_without_a_day(cohort, status, title):
    aside = standing_aside(chloe_of(cohort, status=status), [])

    assert (aside and aside.title) == title


def test_somebody_on_two_programmes_chooses_and_stays_there(enrolment):
    other = EnrolmentFactory(
        participant=enrolment.participant, cohort=CohortFactory(name="February 2022", starts_on=dt.date(2022, 2, 1))
    )

    html, chosen = page_of(enrolment), page_of(enrolment, f"/my/?enrolment={enrolment.pk}")

    assert f'href="?enrolment={other.pk}" aria-current="true"' in html
    assert f'href="?enrolment={enrolment.pk}" aria-current="true"' in chosen
    assert f'href="/my/engagement/?enrolment={enrolment.pk}"' in chosen
    week = page_of(enrolment, f"/my/schedule/?enrolment={enrolment.pk}")
    assert f"?week=2022-05-23&amp;enrolment={enrolment.pk}" in week


def test_the_programme_that_runs_comes_before_one_that_ended(enrolment):
    later = CohortFactory(name="February 2022", starts_on=dt.date(2022, 2, 1))
    EnrolmentFactory(participant=enrolment.participant, cohort=later, status=Enrolment.Status.WITHDRAWN)

    assert f'href="?enrolment={enrolment.pk}" aria-current="true"' in page_of(enrolment)


@pytest.mark.parametrize("address", PAGES)
def test_somebody_on_no_programme_is_told_what_will_come(address):
    answer = client_for(UserFactory(roles=[Role.PARTICIPANT])).get(address)

    assert answer.status_code == 200
    assert "You are not on a programme yet" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "label"),
    [("/", "My programme"), ("/my/", "My programme"), ("/my/engagement/", "My programme"), ("/my/study/", "Study")],
)
def test_the_menu_says_where_somebody_is(enrolment, address, label):
    current = page_of(enrolment, address).split('aria-current="page"')[1]

    assert current.split("</a>")[0].endswith(label)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("/my/", 5), ("/my/schedule/", 4), ("/my/study/", 5), ("/my/engagement/", 4), ("/my/people/", 6)],
)
def test_the_pages_cost_the_same_however_much_is_planned(
    enrolment, number, address, queries, django_assert_num_queries
):
    full_programme(enrolment, number=number)
    client = client_for(enrolment.participant.user)
    client.get(address)  # the brand is remembered from the first page

    with django_assert_num_queries(queries):
        answer = client.get(address)

    assert answer.status_code == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("wanted", ["another's", "nobody's", "none"])
def test_nobody_opens_another_persons_programme(enrolment, address, wanted):
    pk = {"another's": enrolment.pk, "nobody's": 0, "none": "x"}[wanted]
    people = [
        EnrolmentFactory().participant.user,
        UserFactory(roles=[Role.MENTOR]),
        facilitator_of(enrolment.cohort),
        manager_of(enrolment.cohort),
        administrator(),
    ]

    assert [client_for(person).get(f"{address}?enrolment={pk}").status_code for person in people] == [404] * 5


@pytest.mark.parametrize("address", PAGES)
def test_visitors_are_asked_to_sign_in_and_nothing_is_posted(client, enrolment, address):
    assert client.get(address).status_code == 302
    assert client_for(enrolment.participant.user).post(address).status_code == 405


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nobody_is_shut_out_of_their_programme(page, enrolment):
    full_programme(enrolment)
    sign_in(page, enrolment.participant.user)

    for address in PAGES:
        page.goto(address)
        for drawer in page.locator("details.drawer").all():
            drawer.locator("summary").click()
        assert faults_of(page) == []
