"""The first person of a new installation: everybody else is invited by somebody in the portal."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from npq_portal import clock
from npq_portal.users.actions import accounts, invitations, roles
from npq_portal.users.models import Role
from npq_portal.users.tasks import send_invitation


class Command(BaseCommand):
    help = "Make somebody administrator and send them their invitation."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *, email, full_name, **options):
        try:
            person, invitation = self.invite(email, full_name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except invitations.AccountClosed as error:
            raise CommandError(f"The account {email} is closed. An administrator has to reopen it first.") from error
        if invitation is None:
            self.stdout.write(f"{person} has signed in before and is administrator now.")
            return
        send_invitation(invitation.pk)
        invitation.refresh_from_db()
        if invitation.sent_at is None:
            raise CommandError("The invitation is saved, but its e-mail could not be sent. Check the EMAIL_ settings.")
        self.stdout.write(f"{person} is administrator. The invitation went to {person.email}.")

    @transaction.atomic
    def invite(self, email, full_name):
        person = accounts.create_person(email, full_name, by=None)
        roles.grant(person, Role.ADMINISTRATOR, starts_on=clock.today(), by=None)
        try:
            return person, invitations.invite(person, by=None, now=clock.now())
        except invitations.SignedInAlready:
            return person, None
