"""The managers' pages about reminders, as people use them."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.reminders.actions import defaults, history, plans
from npq_portal.reminders.models import Message, MessageAttempt, Pause, Reason, ReminderRule
from tests.browsing import faults_of, follow
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import StudyUnitFactory, TrainingSessionFactory
from tests.reminders.conftest import APRIL
from tests.reminders.test_plans import defer
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAY = dt.datetime(2022, 5, 16, 8, tzinfo=dt.UTC)
PAGES = ["list", "general", "own", "mistake", "messages", "sent", "message"]


@pytest.fixture
def running(intake):
    """A cohort in the middle of its programme: sent, planned, failed and paused messages."""
    defaults.load(now=APRIL)
    intake.rule.delete()
    for week in range(1, 12):
        TrainingSessionFactory(
            cohort=intake.cohort,
            title=f"Seminar {week + 5}: Leading behaviour",
            starts_at=intake.session.starts_at + dt.timedelta(weeks=2 * week),
        )
    StudyUnitFactory(cohort=intake.cohort)
    intake.own = ReminderRuleFactory(
        key="session-day-before",
        cohort=intake.cohort,
        name="Session coming up",
        body=ReminderRule.objects.get(key="session-day-before").body,
    )
    history.record_sent(intake.cohort, until=MAY)
    defer(intake.ben, on=dt.date(2022, 5, 13))
    plans.plan(MAY)
    intake.message = Message.objects.filter(state=Message.State.SENT).latest("pk")
    Message.objects.filter(pk=intake.message.pk).update(
        state=Message.State.DEAD, reason=Reason.REFUSED, sent_at=None, address="amara@school.example.org"
    )
    MessageAttempt.objects.filter(message=intake.message).update(outcome="permanent", code=550, answer="No such person")
    Pause.objects.create(
        partner=intake.cohort.partner, started_at=MAY, started_by=intake.manager, reason="Wrong dates in June"
    )
    clock.move_to(MAY)
    return intake


def address_of(name, running):
    return {
        "list": reverse("reminders:list-rules"),
        "general": ReminderRule.objects.get(key="session-week-before").get_absolute_url(),
        "own": running.own.get_absolute_url(),
        "mistake": running.own.get_absolute_url(),
        "messages": reverse("reminders:show-messages", args=[running.cohort.slug]),
        "sent": reverse("reminders:show-messages", args=[running.cohort.slug]) + "?show=sent",
        "message": running.message.get_absolute_url(),
    }[name]


def test_nobody_is_shut_out_and_nothing_scrolls_sideways(page, running):
    sign_in(page, running.manager)

    for name in PAGES:
        page.goto(address_of(name, running))
        if name == "mistake":
            page.get_by_label("Subject").fill("((nonsense))")
            follow(page.get_by_role("button", name="Save version 2").first)
            page.get_by_text("There is a problem").wait_for()
        assert (name, faults_of(page)) == (name, [])


def test_a_manager_reads_a_text_while_writing_it_and_saves_it(new_page, running):
    page = new_page()
    sign_in(page, running.manager)
    page.goto(running.own.get_absolute_url())

    page.get_by_label("Subject").fill("Soon, ((first_name)): ((session_title))")
    page.get_by_text("Soon, Amara: Seminar 6").wait_for()
    page.get_by_label("How many days").fill("3")
    page.get_by_role("button", name="Save version 2").first.click()
    page.get_by_text("Saved as version 2.").wait_for()

    running.own.refresh_from_db()
    assert (running.own.subject, running.own.offset_days) == ("Soon, ((first_name)): ((session_title))", -3)


def test_without_scripts_a_text_can_be_read_before_it_is_saved(new_page, running):
    page = new_page(width=390, java_script_enabled=False)
    sign_in(page, running.manager)
    page.goto(running.own.get_absolute_url())

    page.get_by_label("Subject").fill("Soon: ((session_title))")
    page.get_by_role("button", name="Show how it reads").click()

    assert page.locator("#preview strong").inner_text() == "Soon: Seminar 6: Leading behaviour"
    running.own.refresh_from_db()
    assert running.own.version == 1


def test_a_manager_finds_a_failed_message_and_sends_it_again(new_page, running):
    page = new_page(width=390)
    sign_in(page, running.manager)
    page.goto(reverse("reminders:show-messages", args=[running.cohort.slug]))

    page.get_by_role("link", name="Needs you").click()
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_text("The mail server refused it for good.").wait_for()
    Message.objects.filter(pk=running.message.pk).update(expires_at=MAY + dt.timedelta(days=1))
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("It is sent again, at once or when reminders may next go out.").wait_for()

    assert Message.objects.get(pk=running.message.pk).state == Message.State.RETRY
