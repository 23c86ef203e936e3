"""What most pages of this app begin with. Strangers get 404; who may see but not act gets 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from cohorts.models import Cohort
from participants.models import Enrolment


def managed_cohort(request, slug: str) -> Cohort:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    return cohort


def visible_enrolment(request, pk: int, permission: str) -> Enrolment:
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_listing(), pk=pk)
    if not request.user.has_perm(permission, enrolment):
        raise PermissionDenied
    return enrolment


def posted(request):
    """What a form is bound to: what was posted, even if that is nothing, and nothing when the page is only opened."""
    return request.POST if request.method == "POST" else None


def posted_with_files(request):
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
