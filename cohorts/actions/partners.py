"""Delivery partners and who manages for them."""

import datetime as dt

from django.db import transaction

from cohorts.models import DeliveryPartner, PartnerManager
from npq_portal.audit import log
from npq_portal.users.models import Role, User


class NotAManager(Exception):
    """The person does not hold the programme manager's role on the first day."""


@transaction.atomic
def save(partner: DeliveryPartner, *, by: User | None) -> DeliveryPartner:
    """Keep a new or changed partner with its brand; raises ``ValidationError``."""
    is_new = partner.pk is None
    partner.full_clean()
    partner.save()
    log.record("partner.added" if is_new else "partner.changed", subject=partner, by=by)
    return partner


@transaction.atomic
def assign_manager(partner: DeliveryPartner, *, manager: User, starts_on: dt.date, by: User | None) -> PartnerManager:
    """Let somebody manage all of the partner's cohorts from a local day on.

    Raises ``NotAManager``, or ``ValidationError`` when they do so already.
    """
    if not User.objects.in_role(Role.PROGRAMME_MANAGER, starts_on).contains(manager):
        raise NotAManager
    assignment = PartnerManager(partner=partner, manager=manager, starts_on=starts_on)
    assignment.full_clean()
    assignment.save()
    log.record("manager.assigned", subject=partner, by=by, manager=manager.pk, starts_on=str(starts_on))
    return assignment


@transaction.atomic
def release_manager(assignment: PartnerManager, *, ends_on: dt.date, by: User | None) -> PartnerManager:
    """End somebody's managing; ``ends_on`` is its last local day. Raises ``ValidationError`` when before the first."""
    assignment.ends_on = ends_on
    assignment.full_clean()
    assignment.save(update_fields=["ends_on"])
    log.record(
        "manager.released", subject=assignment.partner, by=by, manager=assignment.manager_id, ends_on=str(ends_on)
    )
    return assignment
