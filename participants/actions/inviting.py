"""Inviting the people of a cohort who have not been asked in yet."""

import datetime as dt

from django.db import models, transaction

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.users.actions.invitations import LASTS
from npq_portal.users.models import Invitation, User
from participants.models import Enrolment


def not_invited(cohort: Cohort) -> models.QuerySet[User]:
    """Active participants who have never been invited and never signed in."""
    return User.objects.filter(
        participant__enrolments__in=Enrolment.objects.filter(cohort=cohort).active(),
        is_active=True,
        last_login=None,
        invitations=None,
    ).order_by("pk")


@transaction.atomic
def invite(cohort: Cohort, *, now: dt.datetime, by: User) -> int:
    """Invite them all; how many that were. Their e-mails are sent afterwards, by a task."""
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    people = list(not_invited(cohort))
    Invitation.objects.bulk_create(
        Invitation(user=person, invited_by=by, created_at=now, expires_at=now + LASTS) for person in people
    )
    log.record_each("invitation.made", subjects=people, by=by)
    log.record("cohort.invited", subject=cohort, by=by, people=len(people))
    return len(people)
