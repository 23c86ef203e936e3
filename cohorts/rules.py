"""Who may do what with cohorts. Permissions follow from the querysets, so that a list and a page never disagree."""

import rules

from cohorts.models import Blueprint, Cohort, DeliveryPartner, SchoolCalendar


@rules.predicate
def can_manage_cohort(user, cohort) -> bool:
    return Cohort.objects.managed_by(user).contains(cohort)


@rules.predicate
def can_add_cohort(user) -> bool:
    return DeliveryPartner.objects.managed_by(user).exists()


@rules.predicate
def can_change_calendar(user, calendar) -> bool:
    return SchoolCalendar.objects.managed_by(user).contains(calendar)


@rules.predicate
def can_change_blueprint(user, blueprint) -> bool:
    return Blueprint.objects.managed_by(user).contains(blueprint)


rules.add_perm("cohorts.manage_cohort", can_manage_cohort)
rules.add_perm("cohorts.add_new_cohort", can_add_cohort)
rules.add_perm("cohorts.change_school_calendar", can_change_calendar)
rules.add_perm("cohorts.change_delivery_model", can_change_blueprint)
