"""Two delivery partners, each with a cohort in the middle of its programme: the objects that every URL can be asked about,
and everybody who can ask.

It is Wednesday 11 May 2022, 17:21 in England: a seminar has just ended and its register is open.
"""

import copy
import datetime as dt
import time
from http.cookies import SimpleCookie
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from cohorts.models import FacilitatorAssignment, PartnerManager
from npq_portal import clock
from npq_portal.demo.models import SentMail
from npq_portal.demo.roles import PEOPLE
from npq_portal.reminders.models import Anchor, Message, Pause, Reason
from npq_portal.users.actions import invitations
from npq_portal.users.models import Role
from npq_portal.users.views.account import link_token
from participants.actions import uploads
from sessions.actions import catch_ups, drafting, plan_versions, registers, subscriptions
from sessions.actions.registers import Change
from sessions.models import CatchUp
from sessions.replanning import Scope
from tests.factories.cohorts import (
    BlueprintFactory,
    CalendarPeriodFactory,
    CohortFactory,
    ComponentFactory,
    FacilitatorAssignmentFactory,
    GroupFactory,
    facilitator_of,
    manager_of,
)
from tests.factories.participants import (
    CoachingPeriodFactory,
    ConversationFactory,
    EnrolmentFactory,
    GroupMembershipFactory,
    MentoringFactory,
    StatusChangeFactory,
)
from tests.factories.reminders import MessageFactory, ReminderRuleFactory
from tests.factories.sessions import (
    StudyRecordFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.factories.users import UserFactory, administrator
from tests.signing_in import client_for

NOW = dt.datetime(2022, 5, 11, 16, 21, tzinfo=dt.UTC)
TODAY, YESTERDAY = dt.date(2022, 5, 11), dt.date(2022, 5, 10)
WEEK = dt.timedelta(weeks=1)
IDENTITIES = (
    "anonymous",
    "administrator",
    "manager",
    "foreign_manager",
    "facilitator",
    "former_facilitator",
    "mentor",
    "participant",
    "colleague",
    "stranger",
    "deactivated",
)
LIST = (
    "E-mail,First name,Last name,TRN,School\n"
    "nia.owen@school.example.org,Nia,Owen,9100001,Elm School\n"
    "wrong,Olu,Ade,9100002,Elm School\n"
)


def build() -> SimpleNamespace:
    """Everybody, under the names of ``IDENTITIES``; the ``own`` objects, which concern the first of each role; and the
    ``foreign`` ones, of another partner's cohort, which concern ``foreign_manager`` and ``stranger``."""
    clock.move_to(NOW)
    cohort = CohortFactory(name="November 2021", partner__name="Elm Hub", partner__slug="elm")
    other = CohortFactory(name="February 2022", partner__name="Oak Hub", partner__slug="oak")
    people = SimpleNamespace(
        administrator=administrator(full_name="Alex Brandt", email=PEOPLE[0].email),
        manager=manager_of(cohort, full_name="Ruth Adeyemi"),
        foreign_manager=manager_of(other, full_name="Tom Reeve"),
        facilitator=facilitator_of(cohort, full_name="Sam Iqbal"),
        former_facilitator=FacilitatorAssignmentFactory(
            cohort=cohort, ends_on=YESTERDAY, facilitator__full_name="Priya Nair"
        ).facilitator,
        mentor=UserFactory(full_name="Helen Marsh", roles=[Role.MENTOR]),
        deactivated=UserFactory(full_name="Gone Away", roles=[Role.ADMINISTRATOR]),
    )
    enrolment = EnrolmentFactory(
        cohort=cohort,
        participant__user__full_name="Chloe Nyambura",
        # As long as addresses of schools are, and wider than a phone.
        participant__user__email="chloe.nyambura.whitcombe@staldhelmsprimary.example.org",
    )
    colleague = EnrolmentFactory(cohort=cohort, participant__user__full_name="Ben Whitcombe")
    stranger = EnrolmentFactory(cohort=other, participant__user__full_name="Elif Demir")
    people.participant, people.colleague = enrolment.participant.user, colleague.participant.user
    people.stranger = stranger.participant.user
    MentoringFactory(enrolment=enrolment, mentor=people.mentor)
    shared = {
        "programme": cohort.programme,
        "general_rule": ReminderRuleFactory(name="A week before a session"),
        "venue": VenueFactory(name="Elm Hall"),
        "calendar": cohort.calendar,
        "blueprint": ComponentFactory(blueprint__programme=cohort.programme, blueprint__name="As it ships").blueprint,
        "mail": SentMail.objects.create(recipient="a@example.org", subject="Seminar 6", body="Dear Amara", sent_at=NOW),
        "person_to_be": PEOPLE[0].key,
    }
    world = SimpleNamespace(people=people)
    world.own = SimpleNamespace(
        **shared, **objects_of(cohort, enrolment, colleague, people.manager, people.facilitator, people.mentor)
    )
    # The other cohort's facilitator and mentor are nobody we know.
    world.foreign = SimpleNamespace(
        **shared,
        **objects_of(
            other,
            stranger,
            EnrolmentFactory(cohort=other),
            people.foreign_manager,
            facilitator_of(other),
            MentoringFactory(enrolment=stranger).mentor,
        ),
    )
    # One client, because making one reads every static file anew.
    world.client = Client()
    world.cookies = {"anonymous": SimpleCookie()} | {who: cookies_of(getattr(people, who)) for who in IDENTITIES[1:]}
    people.deactivated.is_active = False
    people.deactivated.save()
    return world


def objects_of(cohort, enrolment, colleague, manager, facilitator, mentor) -> dict:
    """One object of every kind, all of this cohort."""
    session = TrainingSessionFactory(cohort=cohort, join_url="https://meet.example.org/seminar-5")
    before = TrainingSessionFactory(cohort=cohort, title="Seminar 4", starts_at=session.starts_at - WEEK)
    conference = TrainingSessionFactory(
        cohort=cohort,
        title="Conference 3: Implementation",
        starts_at=session.starts_at + WEEK,
        delivery="in_person",
        venue=VenueFactory(directions="Step-free at the side.", capacity=1),
    )
    changes = [Change(who.pk, "absent", None, "", 0) for who in (enrolment, colleague)]
    registers.save_marks(before, changes, now=before.ends_at, by=facilitator)
    registers.submit(before, now=before.ends_at, by=facilitator)
    registers.save_marks(session, [Change(enrolment.pk, "late", 10, "", 0)], now=NOW, by=facilitator)
    handed_in = CatchUp.objects.get(enrolment=enrolment)
    catch_ups.submit(handed_in, reflection="Routines matter.", now=NOW, by=enrolment.participant.user)
    StatusChangeFactory(enrolment__cohort=cohort, enrolment__status="deferred")
    unit = StudyUnitFactory(cohort=cohort, url="https://example.org/m4")
    StudyRecordFactory(unit=unit, enrolment=enrolment)
    period = CoachingPeriodFactory(cohort=cohort, opens_on=TODAY, due_on=TODAY + 2 * WEEK)
    rule = ReminderRuleFactory(cohort=cohort, anchor=Anchor.SESSION_START)
    days = CalendarPeriodFactory(calendar__partner=cohort.partner)
    blueprint = BlueprintFactory(partner=cohort.partner, programme=cohort.programme)
    seminar = ComponentFactory(
        blueprint=blueprint,
        placement={"by": "half_term", "half_term": 2, "week": 1, "start": "15:45", "end": "17:15"},
    )
    ComponentFactory(blueprint=blueprint, title="Clinic", after=[seminar.key], unknown=["its venue"])
    invited = UserFactory(roles=[Role.PARTICIPANT])
    invitation = invitations.invite(invited, by=manager, now=NOW)
    cancelled = TrainingSessionFactory(
        cohort=cohort, title="Seminar 7", starts_at=session.starts_at + 2 * WEEK, status="cancelled"
    )
    draft = plan_versions.open_draft(cohort, by=manager, now=NOW)
    a_week_later = {"scope": Scope.THIS, "days": 7, "is_exact": False, "now": NOW, "by": manager}
    drafting.move(draft, f"session-{conference.component_key}", **a_week_later, shown=draft.fingerprint)
    membership = GroupMembershipFactory(group__cohort=cohort, group__name="Group A", enrolment=enrolment)
    GroupFactory(cohort=cohort, name="Group B")
    return {
        "cohort": cohort,
        "group": membership.group,
        "membership": membership,
        "partner": cohort.partner,
        "own_calendar": days.calendar,
        "days": days,
        "own_blueprint": blueprint,
        "component": seminar,
        "management": PartnerManager.objects.get(partner=cohort.partner, manager=manager),
        "assignment": FacilitatorAssignment.objects.get(cohort=cohort, facilitator=facilitator),
        "enrolment": enrolment,
        "deferred": cohort.enrolments.get(status="deferred"),
        "session": session,
        "cancelled": cancelled,
        "draft": draft,
        "version": cohort.plan_versions.get(number=1),
        "unit": unit,
        "period": period,
        "catch_up": handed_in,
        "conversation": ConversationFactory(enrolment=enrolment, mentor=mentor),
        "upload": uploads.receive(cohort, file_name="people.csv", content=LIST.encode(), now=NOW, by=manager),
        "rule": rule,
        "message": MessageFactory(
            recipient=enrolment.participant.user,
            rule=rule,
            cohort=cohort,
            state=Message.State.DEAD,
            reason=Reason.REFUSED,
            anchor_id=session.pk,
        ),
        "pause": Pause.objects.create(
            partner=cohort.partner, started_at=NOW, started_by=manager, reason="Wrong dates in June"
        ),
        "person": invited,
        "role": invited.role_assignments.get(),
        "invitation": invitation,
        "invitation_link": invitations.claim(invitation, now=NOW),
        "address_link": link_token(enrolment.participant.user, "new@example.org"),
        "calendar_link": subscriptions.renew(enrolment.participant.user, now=NOW, by=enrolment.participant.user),
        "passkey": passkey_of(enrolment.participant.user),
    }


def passkey_of(user) -> Authenticator:
    """A passkey as allauth keeps it: what the browser once said when the passkey was made."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(bytes(16), b"credential of %d" % user.pk, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    attested = AttestationObject.create("none", AuthenticatorData.create(bytes(32), flags, 0, made), {})
    said = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    credential = {
        "id": websafe_encode(made.credential_id),
        "rawId": websafe_encode(made.credential_id),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(attested)},
    }
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": credential}
    )


def cookies_of(user) -> SimpleCookie:
    """The cookies of somebody who has just signed in: pages that ask for that are to show themselves, not the question."""
    client = client_for(user)
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "code", "at": time.time(), "reauthenticated": True}]
    session.save()
    return client.cookies


def client_of(world: SimpleNamespace, identity: str) -> Client:
    """The one client of this world, signed in as somebody for one request; what that does to the cookies is forgotten."""
    world.client.cookies = copy.deepcopy(world.cookies[identity])
    return world.client
