"""The e-mails about accounts and invitations."""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from npq_portal.users.models import Invitation, User


def send(name: str, to: str, **context) -> None:
    """Send the e-mail whose words stand in ``templates/users/email/<name>_subject.txt`` and ``…_message.txt``."""
    context |= {"portal_name": settings.PORTAL_NAME, "reply_to": settings.REPLY_TO_EMAIL}
    subject = " ".join(render_to_string(f"users/email/{name}_subject.txt", context).split())
    text = render_to_string(f"users/email/{name}_message.txt", context).strip()
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], reply_to=[settings.REPLY_TO_EMAIL]).send()


def send_invitation(invitation: Invitation, token: str) -> None:
    send(
        "invitation",
        invitation.user.email,
        person=invitation.user,
        invited_by=invitation.invited_by,
        link=settings.PORTAL_URL + reverse("users:accept-invitation", args=[token]),
        expires_at=invitation.expires_at,
    )


def send_address_check(user: User, email: str, token: str, *, lasts: dt.timedelta) -> None:
    """Ask at the new address whether it is theirs."""
    link = settings.PORTAL_URL + reverse("users:confirm-email", args=[token])
    send("address_check", email, person=user, link=link, hours=round(lasts / dt.timedelta(hours=1)))


def send_address_taken(email: str) -> None:
    """Tell whoever has an address that it was asked for a second time."""
    send("address_taken", email)


def send_address_changed(user: User, old_email: str) -> None:
    """Tell the old address, in case somebody else did this."""
    send("address_changed", old_email, person=user)
