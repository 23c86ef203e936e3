"""Who may do what with reminders. Permissions follow from the querysets."""

import rules

from cohorts.models import Cohort, DeliveryPartner


@rules.predicate
def can_see_reminders(user) -> bool:
    return DeliveryPartner.objects.managed_by(user).exists()


@rules.predicate
def can_change_rule(user, rule) -> bool:
    """A cohort's own rule is its managers' business; one that holds for everybody, the administrators'."""
    if rule.cohort is None:
        return user.is_administrator
    return Cohort.objects.managed_by(user).contains(rule.cohort)


@rules.predicate
def can_pause(user, partner) -> bool:
    """Managers stop and start the reminders of their partners; only administrators everybody's."""
    if partner is None:
        return user.is_administrator
    return DeliveryPartner.objects.managed_by(user).contains(partner)


rules.add_perm("reminders.see_reminders", can_see_reminders)
rules.add_perm("reminders.change_rule", can_change_rule)
rules.add_perm("reminders.pause_reminders", can_pause)
