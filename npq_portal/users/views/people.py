"""Who has an account, and in what roles: the administrators' pages."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from npq_portal import clock
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of
from npq_portal.ui.words import plain_date
from npq_portal.users import mail
from npq_portal.users.actions import accounts, roles
from npq_portal.users.forms import LastDayForm, NewEmailForm, RoleForm
from npq_portal.users.models import Role, RoleAssignment, User

LAST = "This is the only administrator left. Make somebody else administrator first."
ENDS = "The role ends on {} already. To let it hold for longer, give it again from the day after."


def standing(person, now):
    """Where somebody is between being entered and being signed in: words, and their colour."""
    if not person.is_active:
        return "Closed", "risk"
    if person.last_login:
        return "Has signed in", "good"
    if not person.latest_invitations:
        return "Not invited", ""
    state = person.latest_invitations[0].state(now)
    return state.label, {"sent": "info", "expired": "warn", "accepted": "good"}.get(state.value, "")


def row_of(person, user, now):
    latest = person.latest_invitations[0] if person.latest_invitations else None
    is_pending = latest and latest.state(now) in {"sent", "waiting", "expired"} and person != user
    label, tone = standing(person, now)
    return {
        "person": person,
        "roles": [Role(held.role).label for held in person.roles_held],
        "standing": label,
        "tone": tone,
        "invitation": latest if is_pending and not person.last_login else None,
    }


@permission_required("users.invite_person", raise_exception=True)
@require_safe
def list_accounts(request):
    user, now = request.user, clock.now()
    words, role = request.GET.get("q", "").replace("\0", "")[:100], request.GET.get("role", "")
    people = User.objects.visible_to(user).named(words).for_listing(user.acting_on)
    if role in Role.values:
        people = people.filter(pk__in=User.objects.in_role(role, user.acting_on).values("pk"))
    page = page_of(people, request)
    context = {
        "page": page,
        "rows": [row_of(person, user, now) for person in page],
        "words": words,
        "role": role,
        "roles": Role.choices,
        "may_manage": user.has_perm("users.manage_account"),
    }
    return render_page(request, "users/accounts.html", context, fragment="accounts")


def person_page(request, person, *, role_form=None, email_form=None):
    held = list(person.role_assignments.order_by("starts_on", "pk"))
    context = {
        "person": person,
        "is_self": person == request.user,
        "assignments": [(row, row.is_over(request.user.acting_on)) for row in held],
        "role_form": role_form or RoleForm(initial={"starts_on": request.user.acting_on}),
        "email_form": email_form or NewEmailForm(user=person),
        "form": role_form or email_form,
        "invitations": [(row, row.state(clock.now())) for row in person.invitations.order_by("-created_at", "-pk")],
    }
    return render_page(request, "users/person.html", context, status=422 if role_form or email_form else 200)


def person_of(request, pk):
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


@permission_required("users.manage_account", raise_exception=True)
@require_safe
def show_person(request, pk):
    return person_page(request, person_of(request, pk))


@permission_required("users.manage_account", raise_exception=True)
@require_POST
@reauthentication_required
def grant_role(request, pk):
    person = person_of(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return person_page(request, person, role_form=form)
    given = form.cleaned_data
    roles.grant(person, given["role"], starts_on=given["starts_on"], ends_on=given["ends_on"], by=request.user)
    messages.success(request, f"{person} is {Role(given['role']).label.lower()} now.")
    return redirect("users:show-person", pk=pk)


@permission_required("users.manage_account", raise_exception=True)
@require_http_methods(["GET", "POST"])
@reauthentication_required
def end_role(request, pk):
    held = RoleAssignment.objects.filter(user__in=User.objects.visible_to(request.user)).select_related("user")
    assignment = get_object_or_404(held.exclude(ends_on__lt=request.user.acting_on), pk=pk)
    form = LastDayForm(request.POST or None, initial={"ends_on": request.user.acting_on})
    if form.is_valid():
        try:
            roles.end(assignment, on=form.cleaned_data["ends_on"], by=request.user)
        except roles.LastAdministrator:
            form.add_error("ends_on", LAST)
        except roles.EndsAlready:
            form.add_error("ends_on", ENDS.format(plain_date(assignment.ends_on)))
        else:
            messages.success(request, f"{assignment.user}’s role {assignment.get_role_display().lower()} has its end.")
            return redirect("users:show-person", pk=assignment.user_id)
    context = {"assignment": assignment, "form": form}
    return render_page(request, "users/end_role.html", context, status=422 if form.errors else 200)


@permission_required("users.manage_account", raise_exception=True)
@require_POST
@reauthentication_required
def change_person_email(request, pk):
    person = person_of(request, pk)
    form, old = NewEmailForm(request.POST, user=person), person.email
    if form.is_valid():
        try:
            accounts.change_email(person, form.cleaned_data["email"], by=request.user)
        except ValidationError as error:
            form.add_error("email", error.messages)
        else:
            mail.send_address_changed(person, old)
            messages.success(request, f"{person} signs in with {form.cleaned_data['email']} from now on.")
            return redirect("users:show-person", pk=pk)
    return person_page(request, person, email_form=form)


@permission_required("users.manage_account", raise_exception=True)
@require_http_methods(["GET", "POST"])
@reauthentication_required
def deactivate_account(request, pk):
    person = person_of(request, pk)
    if request.method == "POST":
        try:
            accounts.deactivate(person, now=clock.now(), on=request.user.acting_on, by=request.user)
        except accounts.OwnAccount:
            messages.error(request, "Nobody closes their own account. Ask another administrator.")
        except roles.LastAdministrator:
            messages.error(request, LAST)
        else:
            messages.success(request, f"The account of {person} is closed. What they did stays recorded.")
        return redirect("users:show-person", pk=pk)
    return render_page(request, "users/deactivate.html", {"person": person})


@permission_required("users.manage_account", raise_exception=True)
@require_POST
def reactivate_account(request, pk):
    person = accounts.reactivate(person_of(request, pk), by=request.user)
    messages.success(request, f"The account of {person} is open again.")
    return redirect("users:show-person", pk=pk)
