"""What a message says."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.reminders import facts, mail, occurrences, wording
from npq_portal.reminders.actions import defaults
from npq_portal.reminders.models import Anchor, Audience, Message
from sessions.models import TrainingSession
from tests.factories.participants import (
    AssessmentWindowFactory,
    CoachingPeriodFactory,
    EnrolmentFactory,
    MentoringFactory,
)
from tests.factories.reminders import MessageFactory, ReminderRuleFactory
from tests.factories.sessions import CatchUpFactory, StudyUnitFactory, TrainingSessionFactory, VenueFactory
from tests.reminders.conftest import APRIL, DUE

PORTAL = "http://127.0.0.1:8000"


def read(cohort, rule):
    """The first message of a rule, as it would be sent."""
    known = facts.read(cohort)
    first = min(occurrences.of_rule(rule, known), key=lambda each: (each.slot.moment, each.user.pk))
    return wording.render(rule, first.user, first.enrolment_id, first.point.thing, known, APRIL)[1]


def words_of(cohort, anchor, text, **fields):
    return read(cohort, ReminderRuleFactory(anchor=anchor, body=text, subject="S", **fields))


def test_a_session_is_described(intake):
    TrainingSession.objects.update(preparation="Module 4, activity 5.", preparation_minutes=40)
    text = "((session_title)) | ((session_day)) | ((session_times)) | ((facilitator)) | ((preparation)) | ((preparation_minutes))"

    assert words_of(intake.cohort, Anchor.SESSION_START, text) == (
        "Seminar 5: Curriculum and assessment | Wednesday 11 May 2022 | 15:45 to 17:15 | Sam Field | "
        "Module 4, activity 5 (about 40 min) | 40"
    )


def test_preparation_of_unknown_length_is_named_alone(intake):
    TrainingSession.objects.update(preparation="Module 4, activity 5")

    assert words_of(intake.cohort, Anchor.SESSION_START, "((preparation))") == "Module 4, activity 5"


def test_a_session_without_facilitator_or_preparation_says_so(cohort):
    EnrolmentFactory(cohort=cohort)
    TrainingSessionFactory(cohort=cohort)

    assert words_of(cohort, Anchor.SESSION_START, "((facilitator)), ((preparation)), ((preparation_minutes))") == (
        "to be announced, nothing in particular, 0"
    )


def test_an_online_session_is_joined_through_the_portal_which_guards_the_link(intake):
    TrainingSession.objects.update(join_url="https://meet.example.org/secret")

    assert words_of(intake.cohort, Anchor.SESSION_START, "((how_to_join))") == (
        "Online: join from 15:30 through your page in the portal."
    )


@pytest.mark.parametrize(
    ("venue", "sentence"),
    [
        (None, "In person: the place is still to be announced."),
        (
            {"name": "Hall", "address": "1 High Street,\nLondon", "directions": "Ring the bell."},
            "In person at Hall. 1 High Street, London. Ring the bell.",
        ),
        ({"name": "Hall", "address": "", "directions": ""}, "In person at Hall."),
    ],
)
def test_a_session_in_person_says_where(intake, venue, sentence):
    place = VenueFactory(**venue) if venue else None
    TrainingSession.objects.update(delivery=TrainingSession.Delivery.IN_PERSON, venue=place)

    assert words_of(intake.cohort, Anchor.SESSION_START, "((how_to_join))") == sentence


def test_every_link_leads_to_its_page(intake):
    unit = StudyUnitFactory(cohort=intake.cohort)
    catch_up = CatchUpFactory(session=intake.session, enrolment=intake.ben)
    session = intake.session.pk

    assert words_of(intake.cohort, Anchor.SESSION_START, "((session_link))") == f"{PORTAL}/sessions/{session}/"
    assert words_of(intake.cohort, Anchor.STUDY_DUE, "((study_link))") == f"{PORTAL}/sessions/study/{unit.pk}/"
    assert words_of(
        intake.cohort, Anchor.REGISTER_UNTAKEN, "((register_link))", audience=Audience.FACILITATORS, offset_days=1
    ) == (f"{PORTAL}/sessions/{session}/register/")
    assert words_of(intake.cohort, Anchor.CATCH_UP_DUE, "((session_title)) by ((due_day)): ((catch_up_link))") == (
        f"Seminar 5: Curriculum and assessment by Wednesday 8 June 2022: {PORTAL}/sessions/catch-ups/{catch_up.pk}/"
    )


def test_self_study_coaching_the_window_and_the_start_are_described(intake):
    StudyUnitFactory(cohort=intake.cohort)
    CoachingPeriodFactory(cohort=intake.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    AssessmentWindowFactory(cohort=intake.cohort)

    assert words_of(intake.cohort, Anchor.STUDY_DUE, "((study_title)), ((due_day)), ((study_time))") == (
        "Module 4: Behaviour, Sunday 29 May 2022, 3 h"
    )
    assert words_of(intake.cohort, Anchor.COACHING_DUE, "((coaching_title)), ((due_day)), ((mentor))") == (
        "Coaching conversation, Tuesday 31 May 2022, your mentor"
    )
    assert words_of(intake.cohort, Anchor.ASSESSMENT_OPENS, "((opens_day)) to ((closes_day))") == (
        "Monday 17 April 2023 to Tuesday 25 April 2023"
    )
    assert words_of(
        intake.cohort, Anchor.PROGRAMME_START, "((programme)), ((cohort)), ((start_day)), ((portal_link))"
    ) == (f"NPQ Senior Leadership, November 2021 cohort, Monday 1 November 2021, {PORTAL}/")


def test_a_participant_reads_the_name_of_their_mentor(intake):
    CoachingPeriodFactory(cohort=intake.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    MentoringFactory(enrolment=intake.amara, mentor__full_name="Grace Lee")

    assert words_of(intake.cohort, Anchor.COACHING_DUE, "((mentor))") == "Grace Lee"


def test_the_html_of_a_mail_makes_links_of_the_portals_own_pages_only():
    html = mail.as_html("Subject <b>", f"Dear <i>Eve</i>,\nread\n\n{PORTAL}/my/ or https://evil.org/", "Foot & hand")

    assert "<title>Subject &lt;b&gt;</title>" in html
    assert "<p>Dear &lt;i&gt;Eve&lt;/i&gt;,<br>\nread</p>" in html
    assert f'<a href="{PORTAL}/my/">{PORTAL}/my/</a> or https://evil.org/' in html
    assert "Foot &amp; hand" in html


@given(name=st.text(max_size=60), brand=st.text(max_size=60))
def test_no_name_and_no_brand_can_add_a_header_or_an_address(name, brand):
    message = MessageFactory.build(
        recipient=None,
        rule=None,
        cohort=None,
        subject=f"Hello {' '.join(name.split())}",
        body=name,
        address="a@example.org",
    )
    backend = get_connection("django.core.mail.backends.locmem.EmailBackend")
    try:
        written = mail.write(message, brand=brand, reply_to="r@example.org", connection=backend).message().as_bytes()
    except (ValueError, UnicodeError):
        # A name that no mail can carry is refused, and the message fails alone.
        return
    parsed = message_from_bytes(written, policy=policy.default)

    assert set(parsed.keys()) == {
        *("Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Message-ID", "Date", "Auto-Submitted")
    }
    assert [address.addr_spec for address in parsed["From"].addresses] == ["npq@example.org"]
    assert [address.addr_spec for address in parsed["To"].addresses] == ["a@example.org"]


def test_a_message_that_was_never_attempted_carries_the_day_it_was_due():
    message = MessageFactory.build(
        recipient=None, rule=None, cohort=None, subject="S", body="B", address="a@example.org"
    )
    backend = get_connection("django.core.mail.backends.locmem.EmailBackend")

    written = mail.write(message, brand="Hub", reply_to="r@example.org", connection=backend)

    assert written.extra_headers["Date"] == "Wed, 04 May 2022 16:00:00 +0100"
    assert message.due_at == DUE


def test_the_shipped_rules_are_loaded_once_and_what_was_changed_stays(db):
    assert defaults.load(now=APRIL) == 13
    rule = ReminderRuleFactory._meta.model.objects.get(key="study-overdue")
    rule.subject = "Changed"
    rule.save()

    assert defaults.load(now=APRIL) == 0
    rule.refresh_from_db()
    assert rule.subject == "Changed"


def test_every_shipped_rule_can_be_written(intake):
    intake.rule.delete()
    defaults.load(now=APRIL)
    StudyUnitFactory(cohort=intake.cohort)
    CoachingPeriodFactory(cohort=intake.cohort, opens_on=dt.date(2022, 5, 1), due_on=dt.date(2022, 5, 31))
    AssessmentWindowFactory(cohort=intake.cohort)
    MentoringFactory(enrolment=intake.amara)
    CatchUpFactory(session=intake.session, enrolment=intake.ben)
    known = facts.read(intake.cohort)

    texts = [
        wording.render(each.rule, each.user, each.enrolment_id, each.point.thing, known, APRIL)
        for each in occurrences.all_of(known)
    ]

    assert {each.rule.key for each in occurrences.all_of(known)} == {rule.key for rule in known.rules}
    assert not [text for pair in texts for text in pair if "((" in text or "  " in text]


def test_a_rule_cannot_speak_to_those_whom_its_anchor_does_not_concern():
    rule = ReminderRuleFactory.build(anchor=Anchor.STUDY_DUE, audience=Audience.MANAGERS, subject="S", body="B")

    with pytest.raises(ValidationError, match="When self-study is due, this cannot go to programme managers."):
        rule.clean()


def test_a_ledger_row_names_what_it_is(intake):
    message = MessageFactory(recipient=intake.amara.participant.user, occurrence="session:1:2022-05-11T14:45Z")

    assert str(message) == "session:1:2022-05-11T14:45Z to Amara Okafor"
    assert str(message.rule).startswith("Rule ")
    assert not Message().may_be_sent_again
