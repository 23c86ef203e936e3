"""What can be done with accounts, roles and invitations."""

import datetime as dt
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from npq_portal import clock
from npq_portal.audit.models import Event
from npq_portal.users import tasks
from npq_portal.users.actions import accounts, invitations, roles
from npq_portal.users.models import Invitation, Role, RoleAssignment, User, UserQuerySet
from tests.factories.users import LONG_AGO, RoleAssignmentFactory, UserFactory, administrator

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 5, 16, 8, 0, tzinfo=dt.UTC)
TODAY = dt.date(2022, 5, 16)
DAY = dt.timedelta(days=1)


def actions_about(person):
    return list(Event.objects.about(person).order_by("pk").values_list("action", flat=True))


class TestAccounts:
    def test_a_person_is_made_once_whatever_the_case_of_the_address(self):
        first = accounts.create_person("Ana@School.Example.org ", "Ana Nguyễn", by=None)
        second = accounts.create_person("ana@school.example.org", "Somebody Else", by=None)

        assert second == first
        assert (second.email, second.full_name) == ("ana@school.example.org", "Ana Nguyễn")
        assert actions_about(first) == ["account.created"]
        assert not first.has_usable_password()

    def test_whoever_is_made_twice_at_one_moment_is_one_person(self, monkeypatch):
        known = UserFactory(email="ana@school.example.org")
        # The other one's row appears between our look and our insert.
        looks = iter([User.objects.none()])
        real = UserQuerySet.by_email
        monkeypatch.setattr(UserQuerySet, "by_email", lambda people, email: next(looks, real(people, email)))
        monkeypatch.setattr(User, "full_clean", lambda self: None)

        assert accounts.create_person("ana@school.example.org", "Ana", by=None) == known

    @pytest.mark.parametrize(
        "email", ["", "ana", "ana@localhost", "ana@a\nb.org", "a\0na@b.org", "mıke@b.org", "a@b.org, c@d.org"]
    )
    def test_nobody_is_made_with_a_bad_address(self, email):
        with pytest.raises(ValidationError):
            accounts.create_person(email, "Ana", by=None)

        assert not User.objects.exists()

    @pytest.mark.parametrize("name", ["", "\u200b", "Ana\nBcc: x", "A\0na", "Ana\u202e"])
    def test_nobody_is_made_with_a_name_that_cannot_be_read_or_mailed(self, name):
        with pytest.raises(ValidationError):
            accounts.create_person("ana@school.example.org", name, by=None)

    @pytest.mark.parametrize("name", ["O'Brien", "Nguyễn", "Null", "X", "D'Souza-Smith"])
    def test_names_are_as_people_have_them(self, name):
        assert accounts.create_person("ana@school.example.org", name, by=None).full_name == name

    def test_two_spellings_of_an_address_are_refused_by_the_database(self):
        UserFactory(email="ana@school.example.org")

        with pytest.raises(IntegrityError), transaction.atomic():
            UserFactory(email="ANA@school.example.org")

    def test_a_person_is_renamed(self):
        person = UserFactory(full_name="Ana")

        accounts.rename(person, full_name="Ana Nguyễn", preferred_name="Annie", by=person)
        person.refresh_from_db()

        assert (str(person), person.first_name, person.get_short_name()) == ("Ana Nguyễn", "Annie", "Annie")
        assert person.get_full_name() == "Ana Nguyễn"
        assert actions_about(person) == ["account.renamed"]

    def test_an_address_is_changed_in_its_one_spelling(self):
        person = UserFactory()

        accounts.change_email(person, "New@School.example.org", by=person)

        assert User.objects.by_email("new@school.example.org").get() == person

    def test_an_address_that_somebody_has_is_refused(self):
        UserFactory(email="taken@school.example.org")

        with pytest.raises(ValidationError, match="Somebody has this e-mail address already."):
            accounts.change_email(UserFactory(), "TAKEN@school.example.org", by=None)

    def test_closing_an_account_takes_back_its_invitations(self):
        person, admin = UserFactory(), administrator()
        invitation = invitations.invite(person, by=admin, now=NOW)

        accounts.deactivate(person, now=NOW, on=TODAY, by=admin)
        person.refresh_from_db()
        invitation.refresh_from_db()

        assert (person.is_active, invitation.state(NOW)) == (False, Invitation.State.REVOKED)
        assert not person.holds(Role.ADMINISTRATOR)

    def test_nobody_closes_their_own_account(self):
        admin = administrator()

        with pytest.raises(accounts.OwnAccount):
            accounts.deactivate(admin, now=NOW, on=TODAY, by=admin)

    def test_the_last_administrator_stays(self):
        admin = administrator()
        UserFactory(is_active=False, roles=[Role.ADMINISTRATOR])

        with pytest.raises(roles.LastAdministrator):
            accounts.deactivate(admin, now=NOW, on=TODAY, by=None)

    def test_one_of_two_administrators_may_go(self):
        first, second = administrator(), administrator()

        assert accounts.deactivate(first, now=NOW, on=TODAY, by=second).is_active is False

    def test_a_closed_account_is_opened_again(self):
        person = UserFactory(is_active=False)

        accounts.reactivate(person, by=None)
        person.refresh_from_db()

        assert person.is_active
        assert actions_about(person) == ["account.reactivated"]


class TestRoles:
    def test_a_role_is_given_from_a_day(self):
        person, admin = UserFactory(), administrator()

        roles.grant(person, Role.MENTOR, starts_on=TODAY, by=admin)

        assert list(User.objects.in_role(Role.MENTOR, TODAY)) == [person]
        assert not User.objects.in_role(Role.MENTOR, TODAY - DAY).exists()
        assert Event.objects.about(person).get().actor == admin

    def test_what_was_read_before_does_not_hide_a_new_role(self):
        person = UserFactory()
        before = person.roles

        roles.grant(person, Role.MENTOR, starts_on=LONG_AGO, by=None)

        assert (before, person.roles) == (frozenset(), {Role.MENTOR})

    def test_giving_a_role_twice_changes_nothing(self):
        person = UserFactory(roles=[Role.MENTOR])

        held = roles.grant(person, Role.MENTOR, starts_on=TODAY, by=None)

        assert held.starts_on == LONG_AGO
        assert actions_about(person) == []

    def test_a_role_that_was_to_begin_later_begins_earlier(self):
        later = RoleAssignmentFactory(starts_on=TODAY + DAY, role=Role.MENTOR)

        roles.grant(later.user, Role.MENTOR, starts_on=TODAY, by=None)

        assert [row.starts_on for row in RoleAssignment.objects.all()] == [TODAY]

    def test_a_role_for_some_days_stands_beside_a_later_one(self):
        later = RoleAssignmentFactory(starts_on=TODAY + 30 * DAY, role=Role.MENTOR)

        roles.grant(later.user, Role.MENTOR, starts_on=TODAY, ends_on=TODAY + DAY, by=None)

        assert RoleAssignment.objects.count() == 2

    def test_a_last_day_before_the_first_is_refused(self):
        with pytest.raises(ValidationError, match="The last day is before the first."):
            roles.grant(UserFactory(), Role.MENTOR, starts_on=TODAY, ends_on=TODAY - DAY, by=None)

    def test_a_role_holds_until_the_end_of_its_last_day(self):
        assignment = RoleAssignmentFactory(role=Role.MENTOR)

        roles.end(assignment, on=TODAY, by=None)
        assignment.refresh_from_db()

        assert [assignment.is_over(TODAY), assignment.is_over(TODAY + DAY)] == [False, True]
        assert User.objects.in_role(Role.MENTOR, TODAY).exists()
        assert not User.objects.in_role(Role.MENTOR, TODAY + DAY).exists()
        assert str(assignment) == f"{assignment.user}: Mentor"

    def test_a_role_that_has_not_begun_is_taken_back(self):
        assignment = RoleAssignmentFactory(starts_on=TODAY + DAY)

        roles.end(assignment, on=TODAY, by=None)

        assert not RoleAssignment.objects.exists()

    def test_a_last_day_is_moved_earlier_but_never_later(self):
        assignment = RoleAssignmentFactory(role=Role.MENTOR, ends_on=TODAY - DAY)

        with pytest.raises(roles.EndsAlready):
            roles.end(assignment, on=TODAY, by=None)
        roles.end(assignment, on=TODAY - 2 * DAY, by=None)
        assignment.refresh_from_db()

        assert assignment.ends_on == TODAY - 2 * DAY

    def test_the_last_administrator_keeps_the_role(self):
        admin = administrator()
        RoleAssignmentFactory(role=Role.ADMINISTRATOR, ends_on=TODAY + DAY)

        with pytest.raises(roles.LastAdministrator):
            roles.end(admin.role_assignments.get(), on=TODAY, by=admin)

    def test_one_of_two_administrators_may_end(self):
        first, _ = administrator(), administrator()

        roles.end(first.role_assignments.get(), on=TODAY, by=first)

        assert first.role_assignments.get().ends_on == TODAY


class TestInvitations:
    def test_an_invitation_waits_is_sent_expires(self):
        invitation = invitations.invite(UserFactory(), by=None, now=NOW)
        waiting = invitation.state(NOW)
        token = invitations.claim(invitation, now=NOW)
        invitations.mark_sent(invitation, token=token, now=NOW)
        invitation.refresh_from_db()

        assert waiting == Invitation.State.WAITING
        assert invitation.state(NOW + 13 * DAY) == Invitation.State.SENT
        assert invitation.state(NOW + 14 * DAY) == Invitation.State.EXPIRED
        assert str(invitation) == f"Invitation of {invitation.user}"

    def test_the_token_is_kept_nowhere(self):
        invitation = invitations.invite(UserFactory(), by=None, now=NOW)

        token = invitations.claim(invitation, now=NOW)

        assert Invitation.objects.by_token(token).get() == invitation
        assert token not in str(Invitation.objects.values().get())
        assert token not in str(list(Event.objects.values()))

    def test_a_second_worker_gets_nothing_to_send(self):
        invitation = invitations.invite(UserFactory(), by=None, now=NOW)

        assert invitations.claim(invitation, now=NOW) is not None
        assert invitations.claim(invitation, now=NOW + dt.timedelta(minutes=4)) is None

    def test_a_worker_that_died_is_followed_by_another(self):
        invitation = invitations.invite(UserFactory(), by=None, now=NOW)
        invitations.claim(invitation, now=NOW)

        assert invitations.claim(invitation, now=NOW + dt.timedelta(minutes=5)) is not None

    def test_a_worker_that_comes_late_does_not_mark_the_others_mail(self):
        invitation = invitations.invite(UserFactory(), by=None, now=NOW)
        late = invitations.claim(invitation, now=NOW)
        invitations.claim(invitation, now=NOW + dt.timedelta(minutes=5))

        invitations.mark_sent(invitation, token=late, now=NOW)
        invitation.refresh_from_db()

        assert invitation.sent_at is None

    def test_a_second_invitation_replaces_the_first(self):
        person = UserFactory()
        first = invitations.invite(person, by=None, now=NOW)
        second = invitations.invite(person, by=None, now=NOW + DAY)
        first.refresh_from_db()

        assert [first.state(NOW), second.state(NOW)] == [Invitation.State.REVOKED, Invitation.State.WAITING]

    def test_whoever_has_signed_in_needs_none(self):
        person = UserFactory()
        invitations.invite(person, by=None, now=NOW)
        invitations.accept(person, now=NOW)
        invitations.accept(person, now=NOW + DAY)

        with pytest.raises(invitations.SignedInAlready):
            invitations.invite(person, by=None, now=NOW)
        with pytest.raises(invitations.SignedInAlready):
            invitations.revoke(person.invitations.get(), by=person, now=NOW)
        assert actions_about(person) == ["invitation.made", "invitation.accepted"]

    @pytest.mark.parametrize("has_accepted", [True, False])
    def test_a_closed_account_is_not_opened_by_inviting(self, has_accepted):
        person = UserFactory(last_login=NOW)
        invitations.invite(person, by=None, now=NOW)
        if has_accepted:
            invitations.accept(person, now=NOW)
        accounts.deactivate(person, now=NOW, on=TODAY, by=None)

        with pytest.raises(invitations.AccountClosed):
            invitations.invite(person, by=None, now=NOW)

    def test_taking_back_an_invitation_shuts_out_whoever_never_signed_in(self):
        person, admin = UserFactory(), administrator()
        invitation = invitations.invite(person, by=admin, now=NOW)

        invitations.revoke(invitation, by=admin, now=NOW)
        invitations.revoke(invitation, by=admin, now=NOW)
        person.refresh_from_db()

        assert not person.is_active
        assert actions_about(person) == ["invitation.made", "invitation.revoked"]
        with pytest.raises(invitations.TakenBack):
            invitations.resend(invitation, by=admin, now=NOW)

    def test_inviting_again_lets_them_in_again(self):
        person, admin = UserFactory(), administrator()
        invitations.revoke(invitations.invite(person, by=admin, now=NOW), by=admin, now=NOW)

        invitations.invite(person, by=admin, now=NOW)
        person.refresh_from_db()

        assert person.is_active

    def test_an_account_that_was_closed_before_its_first_sign_in_is_not_opened_by_inviting(self):
        person = UserFactory()
        invitations.revoke(invitations.invite(person, by=None, now=NOW), by=administrator(), now=NOW)
        accounts.deactivate(person, now=NOW, on=TODAY, by=None)

        with pytest.raises(invitations.AccountClosed):
            invitations.invite(person, by=None, now=NOW)

    def test_taking_back_an_expired_invitation_does_not_make_a_closed_account_one_to_invite(self):
        person = UserFactory()
        expired = invitations.invite(person, by=None, now=NOW - 20 * DAY)
        accounts.deactivate(person, now=NOW, on=TODAY, by=None)
        invitations.revoke(expired, by=administrator(), now=NOW)

        with pytest.raises(invitations.AccountClosed):
            invitations.invite(person, by=None, now=NOW)

    def test_an_account_that_support_opens_and_closes_stays_closed(self):
        person = UserFactory(is_active=False, is_uninvited=True)
        for is_active in (True, False):
            person.is_active = is_active
            person.full_clean()
            person.save()

        with pytest.raises(invitations.AccountClosed):
            invitations.invite(person, by=None, now=NOW)

    def test_taking_back_an_invitation_leaves_others_alone(self):
        admin, known = administrator(), UserFactory(last_login=NOW)
        invitations.revoke(invitations.invite(known, by=admin, now=NOW), by=admin, now=NOW)
        twice = UserFactory()
        first = invitations.invite(twice, by=admin, now=NOW)
        invitations.invite(twice, by=admin, now=NOW)
        Invitation.objects.filter(pk=first.pk).update(revoked_at=None)
        invitations.revoke(first, by=admin, now=NOW)
        known.refresh_from_db()
        twice.refresh_from_db()

        assert (known.is_active, twice.is_active) == (True, True)

    def test_an_expired_invitation_is_renewed_once(self):
        admin = administrator()
        old = invitations.invite(UserFactory(), by=admin, now=NOW)

        renewed = invitations.resend(old, by=None, now=NOW + 20 * DAY)

        assert (renewed.user, renewed.invited_by) == (old.user, admin)
        with pytest.raises(invitations.TakenBack):
            invitations.resend(old, by=None, now=NOW + 20 * DAY)


class TestSending:
    @pytest.fixture
    def invitation(self):
        person = UserFactory(full_name="Ana Nguyễn", email="ana@school.example.org")
        return invitations.invite(person, by=administrator(full_name="Ruth Adeyemi"), now=clock.now())

    def test_the_invitation_says_who_invites_and_where_to_go(self, invitation, settings):
        tasks.send_invitation(invitation.pk)
        [message] = mail.outbox
        token = message.body.split("/invitations/")[1].split("/")[0]

        assert message.subject == f"Your invitation to {settings.PORTAL_NAME}"
        assert message.body.startswith("Dear Ana,\n\nRuth Adeyemi has invited you to")
        assert (message.to, message.reply_to) == (["ana@school.example.org"], [settings.REPLY_TO_EMAIL])
        assert Invitation.objects.by_token(token).get() == invitation

    def test_sending_twice_sends_once(self, invitation):
        tasks.send_invitation(invitation.pk)
        tasks.send_invitation(invitation.pk)
        tasks.send_waiting_invitations()

        assert len(mail.outbox) == 1

    def test_a_mail_server_that_is_away_is_asked_again(self, invitation, settings, monkeypatch):
        def refuse(*args, **kwargs):
            raise SMTPException("away")

        with monkeypatch.context() as away:
            away.setattr("django.core.mail.EmailMessage.send", refuse)
            tasks.send_invitation(invitation.pk)
        missed = len(mail.outbox)
        tasks.send_waiting_invitations()

        assert (missed, len(mail.outbox)) == (0, 1)

    def test_nothing_goes_to_whoever_was_not_invited_after_all(self, invitation):
        invitations.revoke(invitation, by=administrator(), now=clock.now())

        tasks.send_invitation(invitation.pk)

        assert mail.outbox == []

    def test_an_invitation_from_the_portal_itself_names_nobody(self, settings):
        tasks.send_invitation(invitations.invite(UserFactory(), by=None, now=clock.now()).pk)

        assert f"You are invited to {settings.PORTAL_NAME}, where" in mail.outbox[0].body

    def test_marks_in_names_stay_as_they_are(self):
        person = UserFactory(full_name="Miriam O’Brien & Co <b>", preferred_name="Mim & <b>")
        tasks.send_invitation(invitations.invite(person, by=None, now=clock.now()).pk)

        assert mail.outbox[0].body.startswith("Dear Mim & <b>,")


def test_support_is_made_without_a_password():
    support = User.objects.create_superuser("help@hub.example.org", password="ignored")

    assert (support.is_staff, support.is_superuser, support.has_usable_password()) == (True, True, False)
    assert str(support) == "Support"


def test_somebody_without_a_name_is_called_by_address():
    assert User(email="x@y.org").first_name == "x@y.org"
    assert str(User(email="x@y.org")) == "x@y.org"
