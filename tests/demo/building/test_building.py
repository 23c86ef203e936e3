"""The example people and their past."""

import datetime as dt

import pytest

from cohorts.models import Cohort
from cohorts.plans import calendar_of
from npq_portal import clock
from npq_portal.demo.building import build
from npq_portal.demo.models import SentMail
from npq_portal.demo.roles import PEOPLE
from npq_portal.reminders.models import Message
from npq_portal.users.models import User
from participants.models import Conversation, Enrolment
from sessions.engagement import measure
from sessions.engagement_rows import items_for
from sessions.models import CatchUp, Mark, TrainingSession

pytestmark = pytest.mark.django_db

MAY_2022 = clock.at(dt.date(2022, 5, 16), dt.time(9))


def standings(name):
    """How many active people of an intake stand where."""
    cohort = Cohort.objects.get(name=name)
    enrolments = list(Enrolment.objects.filter(cohort=cohort).active().select_related("participant__user"))
    items = items_for(enrolments, now=MAY_2022)
    below = [
        (enrolment.participant.user.full_name, figure.standing.key)
        for enrolment in enrolments
        if (figure := measure(items[enrolment.pk])).standing.key in {"below", "out_of_reach"}
    ]
    return len(enrolments), sorted(below)


def test_on_16_may_2022_both_intakes_stand_where_the_story_says():
    list(build(MAY_2022))

    assert standings("November 2021") == (
        28,
        [
            ("Chloe Nyambura", "below"),
            ("Daniel Pryce", "out_of_reach"),
            ("Elif Demir", "below"),
            ("Farah Siddiqui", "below"),
        ],
    )
    assert standings("February 2022") == (41, [])
    assert CatchUp.objects.filter(state=CatchUp.State.SUBMITTED).count() == 3
    half_done = TrainingSession.objects.get(cohort__name="November 2021", short_title="Sem 5")
    assert Mark.objects.filter(session=half_done).count() == 8
    assert not Mark.objects.filter(session__cohort__name="February 2022", session__short_title="Sem 2").exists()
    assert set(User.objects.values_list("email", flat=True)) >= {person.email for person in PEOPLE}
    schools = calendar_of(half_done.cohort.calendar)
    talks = Conversation.objects.all()
    assert [talk.held_on for talk in talks if not schools.is_open(talk.held_on)] == []
    assert not User.objects.exclude(email__endswith="example.org").exists()
    assert Message.objects.filter(state=Message.State.SENT, sent_at__lt=MAY_2022).count() > 800
    assert not Message.objects.filter(
        state=Message.State.SENT, sent_at__gte=MAY_2022 + dt.timedelta(minutes=1)
    ).exists()
    assert SentMail.objects.exists()
    assert abs(clock.now() - MAY_2022) < dt.timedelta(minutes=1)


def test_before_the_start_nothing_has_happened():
    list(build(clock.at(dt.date(2021, 10, 25), dt.time(9))))

    assert Enrolment.objects.count() == 72
    assert not Mark.objects.exists()
