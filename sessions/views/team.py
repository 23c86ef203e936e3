"""Adding somebody to a cohort's team. The page of the team is the cohorts'; only here is known what they would take."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from cohorts.actions.team import NotAFacilitator
from cohorts.models import Cohort
from cohorts.views.team import team_page
from npq_portal import clock
from sessions.actions import teaching
from sessions.actions.clash_checks import Clashing
from sessions.forms.clashes import AssignForm


@require_POST
def assign_facilitator(request, slug):
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    form = AssignForm(request.POST, on=request.user.acting_on)
    if form.is_valid() and _assign(form, cohort, request.user):
        messages.success(request, f"{form.cleaned_data['facilitator']} facilitates the {cohort}.")
        return redirect("cohorts:show-team", cohort.slug)
    return team_page(request, cohort, form, status=422)


def _assign(form: AssignForm, cohort: Cohort, user) -> bool:
    """Assign who the form names; what stands in the way is said at the form."""
    typed = {name: form.cleaned_data[name] for name in ("facilitator", "starts_on")}
    try:
        teaching.assign(cohort, **typed, accepting=form.acceptance, now=clock.now(), by=user)
    except NotAFacilitator:
        form.add_error("starts_on", "This person is not a facilitator on that day. Give them the role first.")
    except ValidationError as error:
        form.add_error(None, error)
    except Clashing as why:
        form.refuse(why)
    return form.is_valid()
