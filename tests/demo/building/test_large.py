"""Many more people for a large demo."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count, F, Sum

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.demo.building import build
from npq_portal.demo.building.intakes import build_intakes, build_team
from npq_portal.demo.building.large import enrol_many
from npq_portal.users.models import Role, User
from participants.models import Enrolment, Mentoring, StatusChange
from sessions.actions import catch_ups
from sessions.engagement import measure
from sessions.engagement_rows import items_for
from sessions.models import CatchUp, Mark, MarkEvent, MarkStatus, Register, StudyRecord, TrainingSession

pytestmark = pytest.mark.django_db

MAY_2022 = clock.at(dt.date(2022, 5, 16), dt.time(9))


@pytest.fixture
def intakes():
    the_team = build_team()
    return build_intakes(the_team), the_team


@pytest.fixture
def seeded(intakes):
    cohorts, the_team = intakes
    return enrol_many(90, cohorts, the_team, MAY_2022)


def test_people_are_spread_over_cohorts_that_share_the_plans_of_the_intakes(seeded):
    cohorts = Cohort.objects.annotate(people=Count("enrolments")).filter(people__gt=0).order_by("pk")

    assert seeded == "90 more participants on 3 further cohorts"
    assert list(cohorts.values_list("name", "people")) == [
        ("November 2021, group 2", 40),
        ("February 2022, group 2", 40),
        ("November 2021, group 3", 10),
    ]
    for cohort in cohorts:
        cohort.full_clean()
        intake = Cohort.objects.get(name=cohort.name.partition(",")[0])
        for plan in ("training_sessions", "study_units", "coaching_periods", "assessment_windows"):
            keys = [list(getattr(one, plan).values_list("component_key", flat=True)) for one in (cohort, intake)]
            assert sorted(keys[0]) == sorted(keys[1])


def test_everybody_has_a_role_a_history_and_a_mentor(seeded):
    enrolments = Enrolment.objects.all()

    assert enrolments.count() == StatusChange.objects.count() == Mentoring.objects.count() == 90
    assert (
        User.objects.in_role(Role.PARTICIPANT, MAY_2022.date()).filter(participant__enrolments__in=enrolments).count()
        == 90
    )
    assert User.objects.in_role(Role.MENTOR, MAY_2022.date()).filter(mentorings__isnull=False).distinct().count() == 12
    assert Event.objects.filter(action="enrolment.enrolled").count() == 90
    for enrolment in enrolments:
        enrolment.full_clean()
        enrolment.participant.full_clean()
        enrolment.participant.user.full_clean(exclude=["password"])


def test_links_lead_to_the_cohort_that_they_belong_to(seeded):
    session = TrainingSession.objects.exclude(join_url="").filter(cohort__name="November 2021, group 3").first()

    assert session.join_url == f"https://meet.example.org/npqsl-november-2021-group-3/{session.component_key}"


def test_every_mark_has_its_history(seeded):
    assert Mark.objects.aggregate(versions=Sum("version"))["versions"] == MarkEvent.objects.count() > 0
    told = MarkEvent.objects.filter(
        status=F("mark__status"), version=F("mark__version"), at=F("mark__marked_at"), by=F("mark__marked_by")
    )
    assert told.count() == Mark.objects.count()


def test_what_is_over_is_registered_and_what_is_to_come_is_not(seeded):
    past = TrainingSession.objects.filter(cohort__enrolments__isnull=False, ends_at__lt=MAY_2022).distinct()

    assert set(Register.objects.values_list("session", flat=True)) == {session.pk for session in past}
    assert not Mark.objects.filter(session__ends_at__gte=MAY_2022).exists()
    assert StudyRecord.objects.exists()
    assert not StudyRecord.objects.filter(unit__due_on__gte=MAY_2022.date()).exists()


def test_completing_a_register_again_would_propose_no_other_catch_ups(seeded):
    absent = Mark.objects.filter(status=MarkStatus.ABSENT, session__is_compulsory=True)
    have = set(CatchUp.objects.values_list("session", "enrolment", "due_on"))

    for register in Register.objects.select_related("session__cohort"):
        assert catch_ups.propose(register.session, now=register.submitted_at) == 0
    assert set(CatchUp.objects.values_list("session", "enrolment", "due_on")) == have
    assert {(session, enrolment) for session, enrolment, _ in have} == set(absent.values_list("session", "enrolment"))


def test_most_people_are_on_track(seeded):
    items = items_for(Enrolment.objects.all(), now=MAY_2022)

    on_track = [pk for pk in items if measure(items[pk]).standing.key not in {"below", "out_of_reach"}]

    assert 60 < len(on_track) < 90


@pytest.mark.parametrize("count", [1, 961])
def test_any_number_of_people_has_facilitators_and_mentors(intakes, count):
    cohorts, the_team = intakes

    enrol_many(count, cohorts, the_team, clock.at(dt.date(2021, 10, 25), dt.time(9)))

    assert Enrolment.objects.count() == Mentoring.objects.count() == count
    assert not Mark.objects.exists()


def test_the_demo_says_how_many_it_added():
    *_, last = build(clock.at(dt.date(2021, 10, 25), dt.time(9)), people=5)

    assert last == "5 more participants on 1 further cohort"


def test_fewer_people_than_none_are_refused(settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match="from 0 on"):
        call_command("demo", "--prepare", "--people", "-1")
