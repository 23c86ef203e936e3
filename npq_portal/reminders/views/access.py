"""What every page about reminders begins with."""

from django.http import Http404

from cohorts.models import Cohort


def require_manager(user) -> None:
    """Only those who manage for a delivery partner, and administrators, know of these pages."""
    if not user.has_perm("reminders.see_reminders"):
        raise Http404


def cohorts_of(user):
    """The cohorts whose reminders somebody manages."""
    return Cohort.objects.managed_by(user).for_listing()
