"""The managers' pages about reminders."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.reminders.actions import delivery, plans, reminder_rules
from npq_portal.reminders.models import (
    Anchor,
    Audience,
    Heartbeat,
    Message,
    MessageAttempt,
    Pause,
    Reason,
    RefusedAddress,
    ReminderRule,
)
from npq_portal.users.models import Role, User
from participants.models import Enrolment
from tests.factories.cohorts import CohortFactory, PartnerManagerFactory, facilitator_of, manager_of
from tests.factories.participants import CoachingPeriodFactory, EnrolmentFactory, MentoringFactory
from tests.factories.reminders import MessageFactory, ReminderRuleFactory
from tests.factories.sessions import CatchUpFactory, StudyRecordFactory, StudyUnitFactory, TrainingSessionFactory
from tests.factories.users import UserFactory, administrator
from tests.reminders.conftest import APRIL, DUE
from tests.reminders.test_plans import defer
from tests.signing_in import client_for

State = Message.State
RULES = reverse("reminders:list-rules")


@pytest.fixture(autouse=True)
def _in_april():
    clock.move_to(APRIL)


@pytest.fixture
def manager(planned):
    return client_for(planned.manager)


@pytest.fixture
def own(planned):
    """The cohort's own version of the rule."""
    return ReminderRuleFactory(key=planned.rule.key, cohort=planned.cohort, name="Own version")


def entries(rule, **changes):
    """What the form of a rule sends."""
    return {
        "name": rule.name,
        "amount": "7",
        "unit": "days",
        "direction": "before",
        "local_time": "16:00",
        "audience": rule.audience,
        "subject": rule.subject,
        "body": rule.body,
        "is_on": "on",
        "based_on": str(rule.version),
    } | changes


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# The list of rules


def test_rules_read_as_sentences(manager, own):
    page = manager.get(RULES).content.decode()

    assert "7 days before a session starts, at 16:00" in page
    assert "Participants</td>" in page
    assert "Every cohort" in page
    assert "November 2021 cohort" in page


@pytest.mark.parametrize(
    ("offset", "unit", "words"),
    [
        (0, "days", "on the day when a session starts"),
        (-1, "working_days", "1 working day before a session starts"),
        (2, "days", "2 days after a session starts"),
    ],
)
def test_the_timing_of_a_rule_in_words(offset, unit, words):
    assert ReminderRuleFactory.build(offset_days=offset, unit=unit).timing == words


def test_a_portal_without_rules_says_where_they_come_from(cohort):
    assert "load_reminder_rules" in client_for(administrator()).get(RULES).content.decode()


def test_a_manager_without_cohorts_sees_that_there_are_none(db):
    user = PartnerManagerFactory().manager

    assert "There is no cohort yet." in client_for(user).get(RULES).content.decode()


def test_the_list_says_when_reminders_do_not_run(manager):
    Heartbeat.objects.create(job=Heartbeat.SEND, last_run_at=APRIL - dt.timedelta(hours=3))

    assert "Reminders do not run" in manager.get(RULES).content.decode()


# One rule


def test_the_page_of_a_rule_shows_a_persons_message_its_runs_and_who_would_get_it(manager, planned, own):
    defer(planned.ben, on=dt.date(2022, 4, 20))

    page = manager.get(own.get_absolute_url()).content.decode()

    assert "As Amara Okafor sees it" in page
    assert "Wed 4 May 2022, 16:00" in page
    assert "<strong>1 of 2</strong> people would get it, about Seminar 5: Curriculum and assessment." in page
    assert "Reminders stop during a deferral." in page


def test_the_next_person_is_one_click_away(manager, own):
    assert "As Ben Price sees it" in manager.get(own.get_absolute_url(), {"person": "1"}).content.decode()


@pytest.mark.parametrize("number", ["-1", "x", "１", "9" * 20])
def test_a_wrong_number_of_a_person_shows_the_first(manager, own, number):
    assert "As Amara Okafor sees it" in manager.get(own.get_absolute_url(), {"person": number}).content.decode()


def test_a_change_is_saved_as_the_next_version_and_reaches_planned_messages(manager, own):
    response = manager.post(own.get_absolute_url(), entries(own, amount="2", local_time="08:00"))

    own.refresh_from_db()
    assert (own.offset_days, own.local_time, own.version) == (-2, dt.time(8), 2)
    assert said(response) == ["Saved as version 2. Planned messages follow within five minutes."]
    assert Event.objects.get(action="reminder_rule.changed").details == {"version": 2, "is_on": True}


def test_a_rule_whose_time_is_after_its_sessions_begin_says_so(manager, own):
    own.offset_days, own.local_time = 0, dt.time(18)
    own.save()

    assert "or it would always come too late" in manager.get(own.get_absolute_url()).content.decode()


def test_a_reminder_can_come_after_and_be_switched_off(manager, own):
    changed = entries(own, direction="after", amount="1")
    del changed["is_on"]

    manager.post(own.get_absolute_url(), changed)

    own.refresh_from_db()
    assert (own.offset_days, own.is_on) == (1, False)
    assert "Switched off" in manager.get(own.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subject": "Hello ((frist_name))"}, "((frist_name)) cannot be filled in here. Use one of these:"),
        ({"body": "Hello ((first_name)"}, "A placeholder is not finished"),
        ({"subject": ""}, "“Subject” is missing."),
        ({"subject": "Two\nlines"}, "Keep this on one line."),
        ({"local_time": "06:00"}, "Choose a time from 07:30 to 18:30"),
        ({"local_time": "25:00"}, "“Time” is not a time. Write it as 15:45."),
        ({"amount": "121"}, "Enter at most 120 days."),
        ({"amount": "-1"}, "Enter 0 or more days."),
        ({"amount": ""}, "“How many days” is missing."),
        ({"direction": "sideways"}, "Select a valid choice."),
        ({"audience": "mentors"}, "Select a valid choice."),
        ({"body": "x" * 4001}, "at most 4000 characters"),
        ({"body": "Dear \x00"}, "Null characters are not allowed."),
    ],
)
def test_a_mistake_is_explained_at_its_place_and_nothing_is_saved(manager, own, changes, sentence):
    response = manager.post(own.get_absolute_url(), entries(own, **changes))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert ReminderRule.objects.get(pk=own.pk).version == 1


def test_no_register_can_be_missing_before_its_session(manager, planned):
    rule = ReminderRuleFactory(
        cohort=planned.cohort, anchor=Anchor.REGISTER_UNTAKEN, audience=Audience.FACILITATORS, offset_days=1
    )

    response = manager.post(rule.get_absolute_url(), entries(rule, direction="before"))

    assert response.status_code == 422
    assert "No register is missing before its session has ended." in response.content.decode()
    assert manager.post(rule.get_absolute_url(), entries(rule, direction="before", amount="0")).status_code == 302


def test_two_people_who_change_a_rule_at_once_learn_of_each_other(manager, own):
    ReminderRule.objects.filter(pk=own.pk).update(version=2)

    response = manager.post(own.get_absolute_url(), entries(own))

    assert response.status_code == 422
    assert "Somebody changed this rule since you opened it." in response.content.decode()


def test_a_text_can_be_read_before_it_is_saved(manager, own):
    response = manager.post(
        own.get_absolute_url(), entries(own, subject="Hello ((first_name))", action="preview"), HTTP_HX_REQUEST="true"
    )

    assert "<strong>Hello Amara</strong>" in response.content.decode()
    assert "<h1>" not in response.content.decode()
    assert ReminderRule.objects.get(pk=own.pk).version == 1


def test_an_unfinished_text_can_be_read_as_well(manager, own):
    response = manager.post(own.get_absolute_url(), entries(own, subject="Hello ((", action="preview"))

    assert response.status_code == 200


def test_a_name_is_never_markup(manager, planned, own):
    User.objects.filter(pk=planned.amara.participant.user.pk).update(preferred_name="<b>Eve</b>")

    assert "<b>Eve" not in manager.get(own.get_absolute_url()).content.decode()


def test_a_manager_reads_a_general_rule_and_makes_a_version_for_a_cohort(manager, planned):
    page = manager.get(planned.rule.get_absolute_url()).content.decode()
    assert "administrators change it" in page

    response = manager.post(reverse("reminders:copy-rule", args=[planned.rule.pk]), {"cohort": planned.cohort.slug})

    own = ReminderRule.objects.get(cohort=planned.cohort)
    assert response.url == own.get_absolute_url()
    assert (own.key, own.body) == (planned.rule.key, planned.rule.body)
    assert "A version for one cohort" not in manager.get(planned.rule.get_absolute_url()).content.decode()


def test_a_cohort_gets_only_one_version_of_its_own(manager, planned, own):
    response = manager.post(reverse("reminders:copy-rule", args=[planned.rule.pk]), {"cohort": planned.cohort.slug})

    assert said(response) == ["Choose a cohort that has no version of its own yet."]
    with pytest.raises(reminder_rules.OwnRuleExists):
        reminder_rules.copy_for(planned.rule, planned.cohort, now=APRIL, by=planned.manager)


def test_two_managers_who_copy_at_once_make_one_version(manager, planned, monkeypatch):
    def too_late(*arguments, **options):
        raise reminder_rules.OwnRuleExists

    monkeypatch.setattr(reminder_rules, "copy_for", too_late)

    response = manager.post(reverse("reminders:copy-rule", args=[planned.rule.pk]), {"cohort": planned.cohort.slug})

    assert said(response) == ["This cohort has its own version of that rule already."]


def test_a_manager_cannot_change_the_rule_of_every_cohort(manager, planned):
    assert manager.post(planned.rule.get_absolute_url(), entries(planned.rule)).status_code == 403


def test_an_administrator_changes_the_rule_of_every_cohort(planned):
    other = CohortFactory()
    client = client_for(administrator())

    page = client.get(planned.rule.get_absolute_url(), {"cohort": other.slug}).content.decode()
    client.post(planned.rule.get_absolute_url(), entries(planned.rule, amount="3"))

    assert "has nothing that this reminder is about" in page
    assert "There is nothing to remind of." in page
    assert ReminderRule.objects.get(pk=planned.rule.pk).offset_days == -3


def test_a_rule_without_any_cohort_has_nothing_to_show(db):
    client = client_for(administrator())
    rule = ReminderRuleFactory()

    assert "No cohort you can see" in client.get(rule.get_absolute_url()).content.decode()
    assert said(client.post(reverse("reminders:test-rule", args=[rule.pk]))) == [
        "There is nobody whose message could be shown."
    ]


def test_a_test_goes_to_the_one_who_asks_and_to_nobody_else(manager, planned, mailoutbox):
    response = manager.post(reverse("reminders:test-rule", args=[planned.rule.pk]))

    assert [mail.to for mail in mailoutbox] == [[planned.manager.email]]
    assert mailoutbox[0].subject == "Test: Seminar 5: Curriculum and assessment on Wednesday 11 May 2022"
    assert said(response) == [f"Sent to {planned.manager.email}, as Amara Okafor would read it."]


def test_a_test_that_the_mail_server_does_not_take_is_no_error(manager, planned, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1

    response = manager.post(reverse("reminders:test-rule", args=[planned.rule.pk]))

    assert said(response) == ["The mail server did not take the test. Nothing was sent to anybody."]


@pytest.mark.parametrize(
    ("state", "fields", "words"),
    [
        (State.SENT, {"sent_at": DUE}, "✓ Sent to 2"),
        (State.DEAD, {"reason": Reason.REFUSED}, "! 2 failed"),
        (State.RETRY, {}, "● 2 on their way"),
        (State.MISSED, {"reason": Reason.PLANNED_TOO_LATE}, "! Missed"),
        (State.CANCELLED, {"reason": Reason.BY_HAND}, "● Not sent"),
    ],
)
def test_a_past_run_says_what_became_of_it(manager, planned, state, fields, words):
    Message.objects.update(state=state, **fields)
    clock.move_to(DUE + dt.timedelta(days=1))

    assert words in manager.get(planned.rule.get_absolute_url()).content.decode()


def test_who_would_get_it_leaves_out_closed_accounts_refused_addresses_and_what_is_done(manager, planned):
    unit = StudyUnitFactory(cohort=planned.cohort)
    rule = ReminderRuleFactory(anchor=Anchor.STUDY_DUE, subject="Soon", body="Soon.")
    for name in ("Closed Account", "Refused Address", "Done Already"):
        EnrolmentFactory(cohort=planned.cohort, participant__user__full_name=name)
    people = {each.participant.user.full_name: each for each in Enrolment.objects.all()}
    User.objects.filter(full_name="Closed Account").update(is_active=False)
    RefusedAddress.objects.create(address=people["Refused Address"].participant.user.email, refused_at=APRIL)
    StudyRecordFactory(unit=unit, enrolment=people["Done Already"], done_at=APRIL)

    page = manager.get(rule.get_absolute_url()).content.decode()

    assert "<strong>2 of 5</strong>" in page
    for reason in (Reason.INACTIVE, Reason.ADDRESS_REFUSED, Reason.DONE):
        assert reason.label in page


def test_a_staff_rule_and_a_catch_up_can_be_looked_at(manager, planned):
    CatchUpFactory(session=planned.session, enrolment=planned.ben)
    MentoringFactory(enrolment=planned.amara, mentor__full_name="Grace Lee")
    CoachingPeriodFactory(cohort=planned.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    mentors = ReminderRuleFactory(anchor=Anchor.COACHING_DUE, audience=Audience.MENTORS, subject="S", body="B")
    catch_up = ReminderRuleFactory(anchor=Anchor.CATCH_UP_DUE, offset_days=-3, subject="S", body="B")

    assert "As Grace Lee sees it" in manager.get(mentors.get_absolute_url()).content.decode()
    page = manager.get(catch_up.get_absolute_url()).content.decode()
    assert "As Ben Price sees it" in page
    assert "Catch-up: Seminar 5: Curriculum and assessment" in page


# Pausing


def test_a_manager_stops_and_starts_the_reminders_of_their_partner(manager, planned):
    partner = planned.cohort.partner
    manager.post(reverse("reminders:pause-reminders"), {"partner": partner.slug, "reason": "Wrong dates"})
    manager.post(reverse("reminders:pause-reminders"), {"partner": partner.slug})

    pause = Pause.objects.get()
    page = manager.get(RULES).content.decode()
    assert f"Reminders of {partner} are paused" in page
    assert "Wrong dates" in page
    assert "Everything is paused." in page
    messages_page = manager.get(reverse("reminders:show-messages", args=[planned.cohort.slug])).content.decode()
    assert "Reminders are paused" in messages_page

    for _ in range(2):
        manager.post(reverse("reminders:resume-reminders", args=[pause.pk]))
    pause.refresh_from_db()
    assert pause.ended_by == planned.manager
    assert Event.objects.filter(action="reminders.resumed").count() == 1


def test_a_reason_of_two_lines_is_refused(manager, planned):
    response = manager.post(
        reverse("reminders:pause-reminders"), {"partner": planned.cohort.partner.slug, "reason": "a\nb"}
    )

    assert said(response) == ["Give the reason in one line of at most 200 characters."]
    assert not Pause.objects.exists()


def test_only_an_administrator_stops_everybodys(manager, planned):
    assert manager.post(reverse("reminders:pause-reminders")).status_code == 403
    client = client_for(administrator())
    client.post(reverse("reminders:pause-reminders"))

    pause = Pause.objects.get()
    assert pause.partner is None
    assert "Reminders of everybody are paused" in manager.get(RULES).content.decode()
    assert manager.post(reverse("reminders:resume-reminders", args=[pause.pk])).status_code == 403
    assert "Let them go on" in client.get(RULES).content.decode()
    client.post(reverse("reminders:resume-reminders", args=[pause.pk]))
    assert not Pause.objects.in_force().exists()


def test_another_partner_cannot_be_paused(manager):
    other = CohortFactory().partner

    assert manager.post(reverse("reminders:pause-reminders"), {"partner": other.slug}).status_code == 404


# Messages


def messages_of(cohort):
    return reverse("reminders:show-messages", args=[cohort.slug])


def test_what_comes_is_listed(manager, planned):
    page = manager.get(messages_of(planned.cohort)).content.decode()

    assert "Amara Okafor" in page
    assert "Wed 4 May 2022, 16:00" in page


@pytest.mark.parametrize(
    ("shown", "state", "fields", "words"),
    [
        ("sent", State.SENT, {"sent_at": DUE}, "✓ Sent"),
        ("failed", State.DEAD, {"reason": Reason.REFUSED}, "The mail server refused it for good."),
        ("unsent", State.MISSED, {"reason": Reason.PLANNED_TOO_LATE}, "Its moment had passed"),
        ("unsent", State.CANCELLED, {"reason": Reason.DEFERRED}, "Reminders stop during a deferral."),
    ],
)
def test_what_was_sent_and_what_was_not_is_listed_with_the_reason(manager, planned, shown, state, fields, words):
    Message.objects.update(state=state, **fields)

    assert words in manager.get(messages_of(planned.cohort), {"show": shown}).content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "Nothing is planned."),
        ({"show": "sent"}, "Nothing has been sent yet."),
        ({"show": "failed"}, "Nothing needs you"),
        ({"show": "unsent"}, "No message was called back"),
        ({"q": "nobody"}, "No message matches."),
        ({"show": "no such thing"}, "Nothing is planned."),
    ],
)
def test_an_empty_list_explains_itself(manager, planned, query, words):
    Message.objects.all().delete()

    assert words in manager.get(messages_of(planned.cohort), query).content.decode()


@pytest.mark.parametrize("stage", [Cohort.Stage.DRAFT, Cohort.Stage.CLOSED])
def test_a_cohort_that_does_not_run_says_that_its_reminders_rest(manager, planned, stage):
    Message.objects.all().delete()
    Cohort.objects.update(stage=stage)

    page = manager.get(messages_of(planned.cohort)).content.decode()

    assert "The reminders of a cohort rest while it is a draft, and after it is closed." in page


def test_messages_are_found_by_person_and_rule(manager, planned):
    other = ReminderRuleFactory()

    by_name = manager.get(messages_of(planned.cohort), {"q": "amara"}).content.decode()
    by_rule = manager.get(messages_of(planned.cohort), {"rule": other.key}).content.decode()

    assert "Amara Okafor" in by_name
    assert "Ben Price" not in by_name
    assert "No message matches." in by_rule


def test_the_list_can_be_downloaded(manager, planned):
    Message.objects.filter(recipient=planned.ben.participant.user).delete()

    response = manager.get(messages_of(planned.cohort), {"format": "csv"})

    assert b"".join(response.streaming_content).decode().splitlines()[1:] == [
        f"2022-05-04 16:00,Amara Okafor,{planned.rule.name},{planned.rule.name},Planned,,"
    ]


def test_a_planned_message_is_shown_as_it_would_read_now(manager, planned):
    page = manager.get(Message.objects.earliest("pk").get_absolute_url()).content.decode()

    assert "How it would read now" in page
    assert "Dear Amara," in page
    assert "The mail server has not had it." in page


def test_a_sent_message_is_shown_as_it_was_sent(manager, planned):
    message = Message.objects.earliest("pk")
    Message.objects.filter(pk=message.pk).update(
        state=State.SENT, sent_at=DUE, date_header=DUE, subject="As sent", body="Exactly this.", rule_version=1
    )
    MessageAttempt.objects.create(message=message, started_at=DUE, ended_at=DUE, outcome="accepted")
    MessageAttempt.objects.create(
        message=message, started_at=DUE, ended_at=DUE, outcome="temporary", code=451, answer="Later"
    )

    page = manager.get(message.get_absolute_url()).content.decode()

    assert "Sent on Wednesday 4 May 2022, 16:00" in page
    assert "Exactly this." in page
    assert "Not taken for now (451)" in page


def test_a_message_about_something_that_is_gone_says_so(manager, planned):
    message = MessageFactory(cohort=planned.cohort, rule=planned.rule, anchor_id=10**9)

    assert "It was never written" in manager.get(message.get_absolute_url()).content.decode()


def test_a_failed_message_is_sent_again_and_its_address_gets_another_chance(manager, planned):
    message = Message.objects.earliest("pk")
    Message.objects.filter(pk=message.pk).update(
        state=State.DEAD, reason=Reason.REFUSED, address="a@example.org", attempts=1
    )
    RefusedAddress.objects.create(address="a@example.org", refused_at=APRIL)
    assert "Send again" in manager.get(message.get_absolute_url()).content.decode()

    response = manager.post(reverse("reminders:retry-message", args=[message.pk]))

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.RETRY, 0)
    assert not RefusedAddress.objects.exists()
    assert said(response) == ["It is sent again, at once or when reminders may next go out."]


def test_a_message_that_was_held_back_for_its_address_gives_the_address_another_chance(manager, planned):
    address = planned.amara.participant.user.email
    RefusedAddress.objects.create(address=address, refused_at=APRIL)
    delivery.Sender().send_due(now=DUE)
    message = Message.objects.get(reason=Reason.ADDRESS_REFUSED)
    assert "Send again" in manager.get(message.get_absolute_url()).content.decode()

    manager.post(reverse("reminders:retry-message", args=[message.pk]))

    assert not RefusedAddress.objects.exists()
    assert delivery.Sender().send_due(now=DUE) == {"sent": 1}


def test_a_message_that_has_not_failed_is_not_sent_again(manager, planned):
    response = manager.post(reverse("reminders:retry-message", args=[Message.objects.earliest("pk").pk]))

    assert said(response) == ["Only a message that failed, or whose address is refused, can be sent again."]


def test_a_message_is_not_sent_again_when_it_makes_no_sense_any_more(manager, planned):
    Message.objects.update(state=State.DEAD, reason=Reason.REFUSED)
    clock.move_to(planned.session.starts_at)

    response = manager.post(reverse("reminders:retry-message", args=[Message.objects.earliest("pk").pk]))

    assert said(response) == ["It is too late: this was to be read before Wednesday 11 May 2022, 15:45."]


def test_a_message_is_cancelled_by_hand_and_planning_leaves_it_so(manager, planned):
    message = Message.objects.earliest("pk")
    response = manager.post(reverse("reminders:cancel-message", args=[message.pk]))
    again = manager.post(reverse("reminders:cancel-message", args=[message.pk]))

    plans.plan(APRIL)

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.CANCELLED, Reason.BY_HAND)
    assert said(response) == ["Cancelled; it is not sent."]
    assert said(again)[-1] == "This message has gone out or was called back already."


# What the pages cost


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_messages_costs_the_same_for_any_number(planned, django_assert_num_queries, rows):
    Message.objects.all().delete()
    MessageFactory.create_batch(rows, cohort=planned.cohort, rule=planned.rule)
    client = client_for(planned.manager)

    with django_assert_num_queries(6):
        client.get(messages_of(planned.cohort))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_rules_costs_the_same_for_any_number(cohort, django_assert_num_queries, rows):
    ReminderRuleFactory.create_batch(rows)
    CohortFactory.create_batch(rows, partner=cohort.partner, programme=cohort.programme)
    client = client_for(manager_of(cohort))

    with django_assert_num_queries(9):
        client.get(RULES)


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_of_a_rule_costs_the_same_for_any_number_of_people(cohort, django_assert_num_queries, people):
    EnrolmentFactory.create_batch(people, cohort=cohort)
    TrainingSessionFactory.create_batch(people, cohort=cohort)
    rule = ReminderRuleFactory()
    client = client_for(manager_of(cohort))

    with django_assert_num_queries(24):
        client.get(rule.get_absolute_url())


# Who may open what


def people_of(planned):
    """Somebody in each role, of this cohort and of another."""
    other = CohortFactory()
    return {
        "administrator": administrator(),
        "manager": planned.manager,
        "facilitator": planned.facilitator,
        "mentor": MentoringFactory(enrolment=planned.amara).mentor,
        "participant": planned.amara.participant.user,
        "foreign manager": manager_of(other),
        "foreign facilitator": facilitator_of(other),
        "former manager": PartnerManagerFactory(partner=planned.cohort.partner, ends_on=dt.date(2022, 1, 1)).manager,
        "nobody": UserFactory(roles=[Role.PARTICIPANT]),
    }


ADMINISTRATOR, MANAGER, FOREIGN_MANAGER = "administrator", "manager", "foreign manager"
ACCESS = {
    "list": {ADMINISTRATOR: 200, MANAGER: 200, FOREIGN_MANAGER: 200},
    "general rule": {ADMINISTRATOR: 200, MANAGER: 200, FOREIGN_MANAGER: 200},
    "own rule": {ADMINISTRATOR: 200, MANAGER: 200},
    "messages": {ADMINISTRATOR: 200, MANAGER: 200},
    "message": {ADMINISTRATOR: 200, MANAGER: 200},
    "POST pause": {ADMINISTRATOR: 302, MANAGER: 302},
    "POST resume": {ADMINISTRATOR: 302, MANAGER: 302},
    "POST copy": {ADMINISTRATOR: 302, MANAGER: 302, FOREIGN_MANAGER: 302},
    "POST test": {ADMINISTRATOR: 302, MANAGER: 302},
    "POST retry": {ADMINISTRATOR: 302, MANAGER: 302},
    "POST cancel": {ADMINISTRATOR: 302, MANAGER: 302},
    "POST own rule": {ADMINISTRATOR: 422, MANAGER: 422},
}


@pytest.mark.parametrize("page", ACCESS)
def test_who_may_open_what(planned, own, page):
    message = Message.objects.earliest("pk")
    pause = Pause.objects.create(partner=planned.cohort.partner, started_at=APRIL, started_by=planned.manager)
    addresses = {
        "list": RULES,
        "general rule": planned.rule.get_absolute_url(),
        "own rule": own.get_absolute_url(),
        "messages": messages_of(planned.cohort),
        "message": message.get_absolute_url(),
        "pause": reverse("reminders:pause-reminders"),
        "resume": reverse("reminders:resume-reminders", args=[pause.pk]),
        "copy": reverse("reminders:copy-rule", args=[planned.rule.pk]),
        "test": reverse("reminders:test-rule", args=[own.pk]),
        "retry": reverse("reminders:retry-message", args=[message.pk]),
        "cancel": reverse("reminders:cancel-message", args=[message.pk]),
    }
    name = page.removeprefix("POST ")
    found = {}
    for who, user in people_of(planned).items():
        client = client_for(user)
        if page.startswith("POST"):
            answer = client.post(addresses[name], {"partner": planned.cohort.partner.slug})
        else:
            answer = client.get(addresses[name])
        found[who] = answer.status_code

    assert {who: status for who, status in found.items() if status != 404} == ACCESS[page]


def test_whoever_is_not_signed_in_is_asked_to(client):
    assert client.get(RULES).status_code == 302


def test_an_administrator_looks_at_the_ledger_on_the_support_pages(planned):
    user = administrator(is_staff=True, is_superuser=True)
    client = client_for(user)

    for model in ("reminderrule", "message", "messageattempt", "heartbeat", "pause", "refusedaddress"):
        assert client.get(reverse(f"admin:reminders_{model}_changelist")).status_code == 200
    assert client.get(reverse("admin:reminders_message_add")).status_code == 403
