"""Every page of sessions, as axe and a small screen see it."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from sessions.actions import catch_ups, registers
from sessions.actions.registers import Change
from sessions.models import CatchUp
from tests.browsing import faults_of, follow
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory, StatusChangeFactory
from tests.factories.sessions import (
    MarkFactory,
    StudyRecordFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2022, 5, 11, 16, 21, tzinfo=dt.UTC)
NAMES = ["Amara Okafor", "Ben Whitcombe", "Chloe Nyambura", "Daniel Pryce", "Elif Demir"]
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def pages():
    """Who opens what: each page of the app, in the states that look different."""
    clock.move_to(NOW)
    cohort = CohortFactory(name="November 2021")
    sam, ruth = facilitator_of(cohort, full_name="Sam Iqbal"), manager_of(cohort, full_name="Ruth Adeyemi")
    people = [EnrolmentFactory(cohort=cohort, participant__user__full_name=name) for name in NAMES]
    StatusChangeFactory(enrolment__cohort=cohort, enrolment__participant__user__full_name="Zoe Marsh")
    seminar = TrainingSessionFactory(cohort=cohort, join_url="https://meet.example.org/x", preparation="Read chapter 4")
    before = TrainingSessionFactory(cohort=cohort, starts_at=seminar.starts_at - WEEK, title="Seminar 4")
    long_before = TrainingSessionFactory(cohort=cohort, starts_at=seminar.starts_at - 6 * WEEK, title="Seminar 3")
    conference = TrainingSessionFactory(
        cohort=cohort,
        title="Conference 3: Implementation",
        starts_at=seminar.starts_at + WEEK,
        delivery="in_person",
        venue=VenueFactory(directions="Step-free at the side."),
    )
    for person in people:
        MarkFactory(session=before, enrolment=person, status="absent", marked_by=sam)
        MarkFactory(session=long_before, enrolment=person, marked_by=sam)
    changes = zip(people, ["present", "late", "absent", "excused"], strict=False)
    registers.save_marks(seminar, [Change(p.pk, status, None, "", 0) for p, status in changes], now=NOW, by=sam)
    registers.submit(before, now=NOW, by=sam)
    registers.submit(long_before, now=NOW - 5 * WEEK, by=sam)
    waiting, to_do = CatchUp.objects.order_by("pk")[:2]
    waiting = catch_ups.submit(waiting, reflection="Routines.", now=NOW, by=waiting.enrolment.participant.user)
    unit = StudyUnitFactory(cohort=cohort, url="https://example.org/m4")
    StudyRecordFactory(unit=unit, enrolment=people[0])

    def at(name, *args):
        return reverse(f"sessions:{name}", args=args)

    return [
        (sam, at("list-registers")),
        (sam, at("take-register", seminar.pk)),
        (sam, at("complete-register", seminar.pk)),
        (sam, at("show-mark", seminar.pk, people[1].pk)),
        (ruth, at("take-register", before.pk)),
        (sam, at("take-register", long_before.pk)),
        (sam, at("take-register", conference.pk)),
        (people[2].participant.user, at("show-session", before.pk)),
        (sam, at("show-session", conference.pk)),
        (people[0].participant.user, at("show-unit", unit.pk)),
        (sam, at("show-unit", unit.pk)),
        (sam, at("list-catch-ups")),
        (sam, at("show-catch-up", waiting.pk)),
        (to_do.enrolment.participant.user, at("show-catch-up", to_do.pk)),
        (people[0].participant.user, at("show-calendar")),
    ]


def test_nobody_is_shut_out_of_a_page_and_nothing_scrolls_sideways(page, pages):
    """Light and dark, on the narrowest phone, a usual one and a laptop; each page is loaded once."""
    found = []
    for user, address in pages:
        sign_in(page, user)
        page.goto(address)
        found += faults_of(page)

    assert found == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_four_answers_stand_under_each_other_whatever_is_asked_besides(page, pages, width):
    sign_in(page, pages[1][0])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(pages[1][1])

    rights = page.evaluate("[...document.querySelectorAll('.seg')].map(it => it.getBoundingClientRect().right)")
    cut_off = page.evaluate(
        "[...document.querySelectorAll('.flush')].filter(it => it.scrollWidth > it.clientWidth).length"
    )

    assert (len(rights), len(set(rights)), cut_off) == (5, 1, 0)


def test_a_printed_register_shows_each_mark_without_colours(page, pages):
    sign_in(page, pages[1][0])
    page.goto(pages[1][1])
    page.emulate_media(media="print")

    styles = page.evaluate(
        "[...document.querySelectorAll('.seg label:has(:checked)')].map(it => getComputedStyle(it))"
        ".map(({color, outlineStyle}) => `${color} ${outlineStyle}`)"
    )

    assert styles == ["rgb(0, 0, 0) solid"] * 4


def test_a_calendar_link_is_shown_to_everybody(page, pages):
    sign_in(page, pages[-1][0])
    page.goto(pages[-1][1])

    follow(page.get_by_role("button", name="Make my calendar link"))

    page.get_by_text("Your link is ready.").wait_for()
    assert faults_of(page) == []
