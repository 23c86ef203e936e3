"""What a participant reads in their schedule, line by line."""

import datetime as dt

import pytest

from npq_portal.dashboards.schedule import (
    Badge,
    Done,
    Entry,
    Fold,
    by_month,
    changed_words,
    due_words,
    entries_of,
    first_lines,
)
from npq_portal.dashboards.weeks import chosen_week, week_of
from participants.models import Enrolment
from sessions.models import CatchUp, MarkStatus, TrainingSession
from tests.dashboards.courses import course_of
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    ConversationFactory,
    EnrolmentFactory,
    StatusChangeFactory,
)
from tests.factories.sessions import (
    CatchUpFactory,
    MarkFactory,
    StudyRecordFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2022, 5, 16)
NOW = dt.datetime(2022, 5, 16, 8, tzinfo=dt.UTC)
JUNE = dt.datetime(2022, 6, 22, 14, 45, tzinfo=dt.UTC)
GONE = Badge("Not expected: deferred")


@pytest.fixture
def enrolment():
    return EnrolmentFactory()


def lines(enrolment, *, mentor=None, now=NOW):
    return entries_of(course_of(enrolment, now=now), mentor=mentor, now=now)


def line(enrolment, **options):
    (entry,) = lines(enrolment, **options)
    return entry


def said(entry):
    return entry.text, entry.fold, entry.badge and entry.badge.text, entry.action


def defer(enrolment):
    StatusChangeFactory(enrolment=enrolment, effective_on=dt.date(2022, 3, 1))


def test_what_became_of_things_for_somebody_else_says_nothing_about_ones_own(enrolment):
    cohort, other = enrolment.cohort, EnrolmentFactory(cohort=enrolment.cohort)
    held = TrainingSessionFactory(cohort=cohort, starts_at=dt.datetime(2022, 5, 11, 14, tzinfo=dt.UTC))
    MarkFactory(session=held, enrolment=other, status=MarkStatus.ABSENT)
    CatchUpFactory(session=held, enrolment=other)
    StudyRecordFactory(unit=StudyUnitFactory(cohort=cohort), enrolment=other, done_at=NOW)
    ConversationFactory(period=CoachingPeriodFactory(cohort=cohort, due_on=TODAY), enrolment=other)

    def badges(of):
        return [entry.badge and entry.badge.text for entry in lines(of)]

    assert badges(enrolment) == ["Not marked yet", None, None]
    assert badges(other) == [None, "Done", "Done"]


def test_everything_comes_in_one_order_of_days(enrolment):
    cohort = enrolment.cohort
    AssessmentWindowFactory(cohort=cohort)
    TrainingSessionFactory(cohort=cohort, starts_at=JUNE, title="Seminar 6")
    StudyUnitFactory(cohort=cohort)
    CoachingPeriodFactory(cohort=cohort, opens_on=dt.date(2022, 5, 2), due_on=dt.date(2022, 6, 8))

    assert [(entry.on.isoformat(), entry.title) for entry in lines(enrolment)] == [
        ("2022-05-29", "Module 4: Behaviour"),
        ("2022-06-08", "Coaching conversation"),
        ("2022-06-22", "Seminar 6"),
        ("2023-04-17", "Case study"),
    ]


def test_a_session_to_come_says_where_and_when(enrolment):
    session = TrainingSessionFactory(
        cohort=enrolment.cohort,
        starts_at=JUNE,
        delivery=TrainingSession.Delivery.IN_PERSON,
        venue=VenueFactory(name="Walthamstow Assembly Hall"),
    )

    entry = line(enrolment)

    assert said(entry) == ("In person · Walthamstow Assembly Hall · 15:45 to 17:15", Fold.TO_COME, "In person", "")
    assert entry.title_url == f"/sessions/{session.pk}/"


def test_an_optional_session_to_come_says_so(enrolment):
    TrainingSessionFactory(cohort=enrolment.cohort, starts_at=JUNE, is_compulsory=False)

    assert line(enrolment).text == "Online · 15:45 to 17:15 · optional"


def test_an_optional_session_nobody_came_to_is_settled_without_a_mark(enrolment):
    TrainingSessionFactory(cohort=enrolment.cohort, is_compulsory=False)

    assert said(line(enrolment)) == ("Online · 15:45 to 17:15", Fold.SETTLED, "Optional", "")


def test_a_cancelled_session_says_why(enrolment):
    TrainingSessionFactory(cohort=enrolment.cohort, starts_at=JUNE, status="cancelled", status_reason="Snow")

    assert said(line(enrolment)) == ("Online · 15:45 to 17:15 · Snow", Fold.TO_COME, "Cancelled", "")


def test_a_session_that_was_changed_lately_says_since_when(enrolment):
    session = TrainingSessionFactory(cohort=enrolment.cohort, starts_at=JUNE, sequence=1)
    session.changed_at = NOW - dt.timedelta(days=4)

    assert changed_words(session, now=NOW) == "changed on 12 May"

    session.changed_at = NOW - dt.timedelta(days=15)
    assert changed_words(session, now=NOW) == ""


@pytest.mark.parametrize(
    ("status", "badge"),
    [
        (MarkStatus.PRESENT, "Present"),
        (MarkStatus.LATE, "Late"),
        (MarkStatus.ABSENT, "Absent"),
        (MarkStatus.EXCUSED, "Excused"),
        ("", "Not marked yet"),
    ],
)
def test_a_session_past_shows_my_mark(status, badge):
    mark = MarkFactory(status=status)

    assert said(line(mark.enrolment)) == ("Online · 15:45 to 17:15", Fold.SETTLED, badge, "")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "Missed · make it up by 8 June"),
        ({"due_on": dt.date(2022, 5, 13)}, "Missed · was to be made up by 13 May, and still can be"),
        ({"state": CatchUp.State.RETURNED}, "Missed · your reflection came back · make it up by 8 June"),
    ],
)
def test_a_missed_session_says_by_when_it_can_be_made_up(fields, text):
    mark = MarkFactory(status=MarkStatus.ABSENT)
    catch_up = CatchUpFactory(session=mark.session, enrolment=mark.enrolment, **fields)

    entry = line(mark.enrolment)

    assert said(entry) == (text, Fold.LATE, None, "Catch up")
    assert entry.url == f"/sessions/catch-ups/{catch_up.pk}/"


def test_an_excused_absence_can_be_made_up_too():
    mark = MarkFactory(status=MarkStatus.EXCUSED)
    CatchUpFactory(session=mark.session, enrolment=mark.enrolment)

    assert line(mark.enrolment).text == "Excused · make it up by 8 June"


def test_a_reflection_handed_in_waits_with_others():
    mark = MarkFactory(status=MarkStatus.ABSENT)
    CatchUpFactory(session=mark.session, enrolment=mark.enrolment, state=CatchUp.State.SUBMITTED)

    assert said(line(mark.enrolment)) == (
        "Missed · Online · 15:45 to 17:15",
        Fold.SETTLED,
        "Reflection waits for review",
        "",
    )


def test_a_session_made_up_is_settled():
    mark = MarkFactory(status=MarkStatus.ABSENT)
    CatchUpFactory(session=mark.session, enrolment=mark.enrolment, state=CatchUp.State.ACCEPTED)

    assert line(mark.enrolment).badge == Badge("Made up", "good", "✓")


def test_while_somebody_is_away_nothing_is_expected_of_them(enrolment):
    defer(enrolment)
    TrainingSessionFactory(cohort=enrolment.cohort)
    CoachingPeriodFactory(cohort=enrolment.cohort, opens_on=TODAY, due_on=dt.date(2022, 6, 8))
    StudyUnitFactory(cohort=enrolment.cohort)
    AssessmentWindowFactory(cohort=enrolment.cohort)

    assert [(entry.badge, entry.fold) for entry in lines(enrolment)] == [
        (GONE, Fold.SETTLED),
        (GONE, Fold.TO_COME),
        (GONE, Fold.TO_COME),
        (GONE, Fold.TO_COME),
    ]


def test_a_unit_that_is_open_can_be_done_in_one_tap(enrolment):
    unit = StudyUnitFactory(cohort=enrolment.cohort)

    entry = line(enrolment)

    assert said(entry) == ("Self-study · 13 days left · about 3 h", Fold.TO_COME, None, "Start")
    assert entry.done == Done(unit.pk, 180)


@pytest.mark.parametrize(
    ("spent", "words", "recorded"),
    [(70, "1 h 10 min done, about 1 h 50 min left", 180), (200, "3 h 20 min done", 200)],
)
def test_a_unit_begun_says_what_is_left(enrolment, spent, words, recorded):
    unit = StudyUnitFactory(cohort=enrolment.cohort)
    StudyRecordFactory(unit=unit, enrolment=enrolment, minutes=spent)

    entry = line(enrolment)

    assert said(entry) == (f"Self-study · 13 days left · {words}", Fold.TO_COME, None, "Continue")
    assert entry.done == Done(unit.pk, recorded)


def test_a_unit_overdue_says_since_when(enrolment):
    StudyUnitFactory(cohort=enrolment.cohort, due_on=dt.date(2022, 5, 13))

    assert said(line(enrolment)) == ("Self-study · was due 3 days ago · about 3 h", Fold.LATE, None, "Start")


def test_a_unit_not_yet_open_says_from_when(enrolment):
    StudyUnitFactory(cohort=enrolment.cohort, opens_on=dt.date(2022, 7, 4), due_on=dt.date(2022, 9, 25))

    assert said(line(enrolment)) == ("Self-study · opens 4 July · about 3 h", Fold.TO_COME, "Self-study", "")


@pytest.mark.parametrize(("spent", "text"), [(190, "Self-study · 3 h 10 min"), (0, "Self-study")])
def test_a_unit_done_says_its_minutes(enrolment, spent, text):
    unit = StudyUnitFactory(cohort=enrolment.cohort)
    StudyRecordFactory(unit=unit, enrolment=enrolment, minutes=spent, done_at=NOW)

    assert said(line(enrolment)) == (text, Fold.SETTLED, "Done", "")


def test_an_optional_unit_is_never_overdue(enrolment):
    StudyUnitFactory(cohort=enrolment.cohort, is_compulsory=False)
    StudyUnitFactory(cohort=enrolment.cohort, is_compulsory=False, due_on=dt.date(2022, 5, 13))

    assert [said(entry) for entry in lines(enrolment)] == [
        ("Self-study, optional", Fold.SETTLED, "Not done", ""),
        ("Self-study, optional · 13 days left · about 3 h", Fold.TO_COME, None, "Start"),
    ]


def test_somebody_who_withdrew_is_offered_nothing_to_record():
    enrolment = EnrolmentFactory(status=Enrolment.Status.WITHDRAWN)
    StudyUnitFactory(cohort=enrolment.cohort)

    entry = line(enrolment)

    assert (entry.done, entry.url) == (None, "")


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (dt.date(2022, 5, 15), "was due yesterday"),
        (TODAY, "due today"),
        (dt.date(2022, 5, 17), "due tomorrow"),
        (dt.date(2022, 5, 19), "3 days left"),
        (dt.date(2022, 5, 31), "due 31 May"),
    ],
)
def test_what_is_due_says_how_long_is_left(due_on, words):
    assert due_words(due_on, TODAY) == words


def conversation(enrolment, opens_on, due_on, **fields):
    return CoachingPeriodFactory(
        cohort=enrolment.cohort, title="Coaching conversation 3", opens_on=opens_on, due_on=due_on, **fields
    )


def test_a_conversation_is_arranged_with_the_mentor(enrolment):
    conversation(enrolment, dt.date(2022, 5, 2), dt.date(2022, 6, 8))
    mentor = UserFactory(full_name="Helen Marsh", email="helen@school.example.org")

    entry = line(enrolment, mentor=mentor)

    assert said(entry) == ("With Helen Marsh · you choose the time", Fold.TO_COME, None, "Arrange")
    assert entry.url == "mailto:helen@school.example.org?subject=Coaching%20conversation%203"


def test_a_conversation_overdue_without_a_mentor_says_both(enrolment):
    conversation(enrolment, dt.date(2022, 5, 2), dt.date(2022, 5, 13))

    entry = line(enrolment)

    assert said(entry) == ("No mentor is named yet · was due 3 days ago", Fold.LATE, None, "Arrange")
    assert entry.url == ""


def test_a_conversation_of_a_later_month_says_from_when(enrolment):
    conversation(enrolment, dt.date(2022, 6, 8), dt.date(2022, 7, 11))

    assert said(line(enrolment)) == ("No mentor is named yet · from 8 June", Fold.TO_COME, "Coaching", "")


def test_a_conversation_held_is_done(enrolment):
    period = conversation(enrolment, dt.date(2022, 5, 2), dt.date(2022, 6, 8))
    ConversationFactory(enrolment=enrolment, period=period)

    assert said(line(enrolment)) == ("With your mentor", Fold.SETTLED, "Done", "")


def test_an_optional_conversation_is_never_overdue(enrolment):
    conversation(enrolment, dt.date(2022, 5, 2), dt.date(2022, 5, 13), is_compulsory=False)

    assert said(line(enrolment)) == ("No mentor is named yet", Fold.SETTLED, "Not done", "")


@pytest.mark.parametrize(
    ("day", "badge", "fold"),
    [
        (dt.datetime(2022, 5, 16, tzinfo=dt.UTC), "Assessment", Fold.TO_COME),
        (dt.datetime(2023, 4, 18, tzinfo=dt.UTC), "Open", Fold.TO_COME),
        (dt.datetime(2023, 5, 1, tzinfo=dt.UTC), "Over", Fold.SETTLED),
    ],
)
def test_the_case_study_has_its_window(enrolment, day, badge, fold):
    AssessmentWindowFactory(
        cohort=enrolment.cohort,
        opens_at=dt.datetime(2023, 4, 16, 23, 1, tzinfo=dt.UTC),
        closes_at=dt.datetime(2023, 4, 24, 22, 59, tzinfo=dt.UTC),
    )

    assert said(line(enrolment, now=day)) == (
        "Opens at 00:01 · to hand in by Monday 24 April 2023, 23:59",
        fold,
        badge,
        "",
    )


def entry_on(day, fold=Fold.TO_COME):
    return Entry(on=day, title=f"{day}", text="", fold=fold)


def test_months_head_their_lines():
    first, second, third = (entry_on(dt.date(2022, month, 9)) for month in (5, 5, 6))

    assert by_month([first, second, third]) == [("May 2022", [first, second]), ("June 2022", [third])]


def test_what_is_late_or_due_soon_is_never_behind_other_pages():
    late = entry_on(dt.date(2022, 1, 9), Fold.LATE)
    settled = entry_on(dt.date(2022, 2, 9), Fold.SETTLED)
    soon = [entry_on(dt.date(2022, 5, 20)), entry_on(dt.date(2022, 5, 30))]
    later = [entry_on(dt.date(2022, 6, day)) for day in (1, 2)]

    entries = [late, settled, *soon, *later]

    assert first_lines(entries, today=TODAY, at_least=1) == [late, *soon]
    assert first_lines(entries, today=TODAY, at_least=3) == [late, *soon, later[0]]


@pytest.mark.parametrize("text", ["", "next", "2022-05-19", "0001-01-01", "9999-12-31"])
def test_an_address_names_a_week_or_means_this_one(text):
    assert chosen_week(text, today=TODAY) == dt.date(2022, 5, 16)


def test_a_week_has_seven_days_with_what_falls_on_them():
    entry, other = entry_on(dt.date(2022, 5, 18)), entry_on(dt.date(2022, 5, 23))

    week = week_of([entry, other], dt.date(2022, 5, 16), today=TODAY)

    assert [day.on.day for day in week.days] == [16, 17, 18, 19, 20, 21, 22]
    assert [day.is_today for day in week.days] == [True] + [False] * 6
    assert week.entries == [entry]
    assert (week.before, week.after) == (dt.date(2022, 5, 9), dt.date(2022, 5, 23))
