"""The two intakes of 2021/22 that the portal was made for, rehearsed whole."""

import datetime as dt
import io

import pytest
from django.core.management import call_command

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.demo.building.enrolling import enrol_all
from npq_portal.demo.building.intakes import PLANNED_AT, build_intakes, build_team
from npq_portal.reminders import facts, occurrences
from npq_portal.reminders.actions import defaults
from npq_portal.reminders.models import Anchor

SUMMER, WINTER = dt.timedelta(hours=1), dt.timedelta(0)
CLOCK_CHANGES = [
    (dt.date(2022, 3, 27), WINTER, SUMMER),
    (dt.date(2022, 10, 30), SUMMER, WINTER),
    (dt.date(2023, 3, 26), WINTER, SUMMER),
]


def rehearse(slug):
    out = io.StringIO()
    call_command("rehearse", slug, stdout=out)
    return out.getvalue()


@pytest.fixture
def intakes(db):
    """Both, with their 72 people, before anything has happened."""
    the_team = build_team()
    november, february = build_intakes(the_team)
    enrol_all(november, february, the_team)
    defaults.load(now=PLANNED_AT)
    return november, february


def test_a_rehearsal_of_either_intake_prints_the_same_list_twice(intakes):
    for cohort in intakes:
        printed = rehearse(cohort.slug)

        assert printed == rehearse(cohort.slug)
        assert int(printed.splitlines()[-1].removesuffix(" messages.").replace(",", "")) > 50 * cohort.places


def test_every_message_of_either_intake_goes_out_at_its_local_time_on_both_sides_of_each_clock_change(intakes):
    for cohort in Cohort.objects.filter(pk__in=[intake.pk for intake in intakes]):
        messages = occurrences.all_of(facts.read(cohort))

        assert {(message.rule.pk, clock.local(message.slot.moment).time()) for message in messages} == {
            (rule.pk, rule.local_time)
            for rule in facts.read(cohort).rules
            if rule.anchor != Anchor.CATCH_UP_DUE  # nobody has missed anything yet
        }
        for changes_on, before, after in CLOCK_CHANGES:
            offsets = {
                side: {
                    clock.local(message.slot.moment).utcoffset()
                    for message in messages
                    if 1 <= days(message, changes_on) * sign <= 28
                }
                for side, sign in (("before", -1), ("after", 1))
            }
            assert offsets == {"before": {before}, "after": {after}}, changes_on


def days(message, changes_on):
    """How many days after the change of the clocks a message goes out."""
    return (message.slot.day - changes_on).days
