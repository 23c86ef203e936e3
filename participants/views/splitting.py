"""Dividing a whole cohort into groups: shown first, then done exactly so."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cohorts.models import Group
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import count
from participants.actions import enrolments, groups
from participants.actions.refusals import Refusal
from participants.forms.groups import SplitForm
from participants.views.fetching import managed_cohort
from participants.views.groups import first_day

# Where a refusal is said; elsewhere it concerns the whole form.
FIELD_OF = {groups.TooManyGroups: "number", groups.NobodyLeft: "kind", enrolments.UnlikelyDay: "starts_on"}


@require_http_methods(["GET", "POST"])
def split_cohort(request, slug):
    """Asked with an address, shows who would be in which group; posted, puts them there."""
    cohort = managed_cohort(request, slug)
    asked = request.POST if request.method == "POST" else request.GET if "starts_on" in request.GET else None
    kind = request.GET.get("kind")
    initial = {"kind": kind if kind in Group.Kind.values else None, "starts_on": first_day(request, cohort)}
    form, division = SplitForm(asked, initial=initial), None
    if form.is_valid():
        wanted = form.cleaned_data | {"kind": Group.Kind(form.cleaned_data["kind"])}
        try:
            division = groups.propose_split(cohort, **wanted)
            if request.method == "POST":
                made = groups.split(cohort, **wanted, seen=request.POST.get("seen", ""), by=request.user)
                text = (
                    f"{count(division.people, 'person is,people are')} in {count(len(made), 'new group,new groups')}."
                )
                messages.success(request, text)
                return redirect("participants:list-groups", cohort.slug)
        except Refusal as refusal:
            form.add_error(FIELD_OF.get(type(refusal)), refusal.sentence)
    context = {"cohort": cohort, "form": form, "division": division, "typed": _typed(form) if division else []}
    return render_page(request, "participants/split_cohort.html", context, status=422 if form.errors else 200)


def _typed(form) -> list[tuple[str, str]]:
    """What was asked for, to be sent again with the button that does it."""
    return [(name, form.data.get(name, "")) for name in form.fields]
