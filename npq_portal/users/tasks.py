"""Sending invitations. What waits stands in the database; a task only says “look now”."""

import logging
from smtplib import SMTPException

from celery import shared_task
from django.db import transaction

from npq_portal import clock
from npq_portal.users import mail
from npq_portal.users.actions import invitations
from npq_portal.users.models import Invitation

logger = logging.getLogger(__name__)


@shared_task(name="users.send_invitation")
def send_invitation(invitation_id):
    """Send one invitation's e-mail, unless it has been sent. A failure is tried again with the next look round."""
    invitation = Invitation.objects.select_related("user", "invited_by").get(pk=invitation_id)
    token = invitations.claim(invitation, now=clock.now())
    if token is None:
        return
    try:
        mail.send_invitation(invitation, token)
    except (SMTPException, OSError):
        logger.warning("Invitation %s could not be sent; the next look round tries again.", invitation_id)
        invitations.release(invitation, token=token)
    else:
        invitations.mark_sent(invitation, token=token, now=clock.now())


@shared_task(name="users.send_waiting_invitations")
def send_waiting_invitations():
    """Send every invitation that has yet to go out: those whose task was lost or whose mail server was away."""
    for invitation_id in Invitation.objects.to_send(clock.now()).order_by("pk").values_list("pk", flat=True):
        send_invitation(invitation_id)


def send_soon(invitation):
    """Start sending once the invitation is saved. Without a broker it stays saved, and the next look round sends it."""
    transaction.on_commit(lambda: send_invitation.delay(invitation.pk), robust=True)
