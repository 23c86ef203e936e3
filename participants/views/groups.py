"""The groups of a cohort: the list, one group with its people, and everything that changes them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Cohort, Group
from npq_portal.ui.csv import csv_response
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import count, plain_date
from participants.actions import enrolments, groups
from participants.actions.refusals import Refusal
from participants.forms.groups import EndGroupForm, GroupForm, MoveForm, NameForm, PeopleForm
from participants.group_lists import COLUMNS, book_of, csv_rows, people_in
from participants.models import Enrolment, GroupMembership
from participants.views.fetching import managed_cohort, posted

AT_THE_DAY = (enrolments.UnlikelyDay, groups.OverlapsAnother)


def first_day(request, cohort: Cohort):
    """From when somebody is likely to be put into a group: today, or the start of a cohort that has not begun."""
    return max(request.user.acting_on, cohort.starts_on)


def _visible_group(request, pk) -> Group:
    groups_seen = Group.objects.visible_to(request.user).select_related("cohort__programme", "cohort__partner")
    return get_object_or_404(groups_seen, pk=pk)


def _managed_group(request, pk) -> Group:
    group = _visible_group(request, pk)
    if not request.user.has_perm("cohorts.manage_cohort", group.cohort):
        raise PermissionDenied
    return group


@require_safe
def list_groups(request, slug):
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).for_listing(), slug=slug)
    book = book_of(cohort, on=request.user.acting_on)
    if request.GET.get("format") == "csv":
        return csv_response(f"groups-{cohort.slug}.csv", COLUMNS, csv_rows(book))
    context = {
        "cohort": cohort,
        "book": book,
        "may_manage": request.user.has_perm("cohorts.manage_cohort", cohort),
    }
    return render_page(request, "participants/list_groups.html", context)


@require_http_methods(["GET", "POST"])
def add_group(request, slug):
    cohort = managed_cohort(request, slug)
    form = GroupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            kind, name = Group.Kind(form.cleaned_data["kind"]), form.cleaned_data["name"]
            return redirect(groups.make(cohort, kind=kind, name=name, by=request.user))
        except ValidationError as error:
            form.add_error("name", error.messages)
    context = {"cohort": cohort, "form": form}
    return render_page(request, "participants/add_group.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def show_group(request, pk):
    """Who is in a group; those who manage the cohort put more people in."""
    group = _visible_group(request, pk)
    may_manage = request.user.has_perm("cohorts.manage_cohort", group.cohort)
    if request.method == "POST" and not may_manage:
        raise PermissionDenied
    today = request.user.acting_on
    is_over = group.ends_on is not None
    candidates = candidates_for(group, today) if may_manage and not is_over else {}
    choices = [(pk, label) for pk, (_, label) in candidates.items()]
    form = PeopleForm(posted(request), choices=choices, initial={"starts_on": first_day(request, group.cohort)})
    if request.method == "POST" and form.is_valid():
        chosen = [candidates[pk][0] for pk in form.cleaned_data["people"]]
        try:
            number = groups.put_in(group, chosen, starts_on=form.cleaned_data["starts_on"], by=request.user)
            day = plain_date(form.cleaned_data["starts_on"])
            messages.success(request, f"{count(number, 'person is,people are')} in {group} from {day}.")
            return redirect(group)
        except Refusal as refusal:
            form.add_error("starts_on" if isinstance(refusal, AT_THE_DAY) else None, refusal.sentence)
    members = list(people_in(group.memberships).for_listing())
    context = {
        "group": group,
        "cohort": group.cohort,
        "may_manage": may_manage,
        "is_over": is_over,
        "members": [each for each in members if each.ends_on is None or each.ends_on >= today],
        "former": [each for each in members if each.ends_on is not None and each.ends_on < today],
        "form": form if candidates else None,
    }
    return render_page(request, "participants/show_group.html", context, status=422 if form.errors else 200)


def candidates_for(group: Group, day) -> dict[int, tuple[Enrolment, str]]:
    """By number, those who can be put into a group, each with what is said beside their box."""
    placed = {
        row.enrolment_id: row
        for row in GroupMembership.objects.filter(group__cohort=group.cohort_id, kind=group.kind)
        .not_over(day)
        .select_related("group")
        .order_by("starts_on", "pk")
    }
    found = {}
    for enrolment in Enrolment.objects.filter(cohort=group.cohort_id, status__in=groups.TAKING_PART).for_listing():
        last = placed.get(enrolment.pk)
        if last is None or last.group_id != group.pk or last.ends_on is not None:
            found[enrolment.pk] = enrolment, f"{enrolment.participant}{f' · in {last.group}' if last else ''}"
    return found


@require_http_methods(["GET", "POST"])
def edit_group(request, pk):
    group = _managed_group(request, pk)
    form = NameForm(posted(request), initial={"name": group.name})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(groups.rename(group, name=form.cleaned_data["name"], by=request.user))
        except ValidationError as error:
            form.add_error("name", error.messages)
    context = {"group": group, "cohort": group.cohort, "form": form}
    return render_page(request, "participants/edit_group.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def end_group(request, pk):
    group = _managed_group(request, pk)
    form = EndGroupForm(posted(request), initial={"ends_on": request.user.acting_on})
    if request.method == "POST" and form.is_valid():
        try:
            groups.end(group, ends_on=form.cleaned_data["ends_on"], by=request.user)
            messages.success(request, f"{group} ends on {plain_date(form.cleaned_data['ends_on'])}.")
            return redirect("participants:list-groups", group.cohort.slug)
        except Refusal as refusal:
            form.add_error("ends_on" if isinstance(refusal, AT_THE_DAY) else None, refusal.sentence)
    people = people_in(group.memberships.not_over(request.user.acting_on)).count()
    context = {"group": group, "cohort": group.cohort, "form": form, "people": people}
    return render_page(request, "participants/end_group.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def move_member(request, pk):
    """Somebody goes to another group of the kind from a day on, or to none."""
    memberships = GroupMembership.objects.visible_to(request.user).filter(ends_on=None)
    member = get_object_or_404(memberships.for_listing().select_related("group__cohort__programme"), pk=pk)
    group, cohort = member.group, member.group.cohort
    if not request.user.has_perm("cohorts.manage_cohort", cohort):
        raise PermissionDenied
    others = {
        str(other.pk): other
        for other in Group.objects.filter(cohort=cohort, kind=group.kind, ends_on=None).in_order()
        if other.pk != group.pk
    }
    starts_on = max(request.user.acting_on, member.starts_on)
    form = MoveForm(posted(request), groups=others.values(), initial={"starts_on": starts_on})
    if request.method == "POST" and form.is_valid():
        try:
            _move(member, others.get(form.cleaned_data["to"]), form.cleaned_data["starts_on"], request)
            return redirect(group)
        except Refusal as refusal:
            form.add_error("starts_on" if isinstance(refusal, AT_THE_DAY) else "to", refusal.sentence)
    context = {
        "member": member,
        "group": group,
        "cohort": cohort,
        "person": member.enrolment.participant,
        "form": form,
    }
    return render_page(request, "participants/move_member.html", context, status=422 if form.errors else 200)


def _move(member: GroupMembership, to: Group | None, day, request) -> None:
    person = member.enrolment.participant
    if to is None:
        groups.take_out(member, from_on=day, by=request.user)
        messages.success(request, f"{person} is not in {member.group} from {plain_date(day)}.")
    else:
        groups.put_in(to, [member.enrolment], starts_on=day, by=request.user)
        messages.success(request, f"{person} is in {to} from {plain_date(day)}.")
