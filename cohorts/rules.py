"""Who may do what with cohorts. Permissions follow from the querysets, so that a list and a page never disagree."""

import rules

from cohorts.models import Cohort, DeliveryPartner


@rules.predicate
def can_manage_cohort(user, cohort) -> bool:
    return Cohort.objects.managed_by(user).contains(cohort)


@rules.predicate
def can_add_cohort(user) -> bool:
    return DeliveryPartner.objects.managed_by(user).exists()


rules.add_perm("cohorts.manage_cohort", can_manage_cohort)
rules.add_perm("cohorts.add_new_cohort", can_add_cohort)
