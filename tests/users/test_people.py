"""The pages on which people are invited, found, given roles and shut out."""

import datetime as dt

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.urls import reverse

from npq_portal import clock
from npq_portal.users import tasks
from npq_portal.users.actions import invitations
from npq_portal.users.models import Invitation, Role, RoleAssignment, User
from tests.factories.users import RoleAssignmentFactory, UserFactory, administrator
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db
TODAY = dt.date(2022, 5, 16)


@pytest.fixture(autouse=True)
def _on_that_day():
    clock.move_to(clock.at(TODAY, dt.time(9)))


@pytest.fixture
def admin():
    return administrator(full_name="Ruth Adeyemi", email="ruth@hub.example.org")


@pytest.fixture
def client(admin):
    return client_for(admin)


@pytest.fixture
def manager():
    return UserFactory(full_name="Mo Khan", roles=[Role.PROGRAMME_MANAGER])


def wanted(**changed):
    return {
        "email": "ana@school.example.org",
        "full_name": "Ana Nguyễn",
        "roles": [Role.FACILITATOR],
        "starts_on": "2022-05-16",
    } | changed


def test_a_person_is_invited_with_roles(client, admin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as later:
        page = client.post(reverse("users:invite-person"), wanted(roles=["facilitator", "mentor"]), follow=True)
    person = User.objects.by_email("ana@school.example.org").get()

    assert "Ana Nguyễn is invited as facilitator and mentor." in page.content.decode()
    assert set(person.role_assignments.values_list("role", "starts_on")) == {("facilitator", TODAY), ("mentor", TODAY)}
    assert person.invitations.get().invited_by == admin
    assert len(later) == 1


def test_an_invitation_is_saved_while_the_queue_is_away(client, monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args):
        raise OSError("away")

    monkeypatch.setattr(tasks.send_invitation, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("users:invite-person"), wanted())
    tasks.send_waiting_invitations()

    assert response.status_code == 302
    assert mail.outbox[0].to == ["ana@school.example.org"]


def test_inviting_the_same_address_again_makes_nobody_new(client):
    client.post(reverse("users:invite-person"), wanted())
    client.post(reverse("users:invite-person"), wanted(email="ANA@School.example.org", full_name="Other"))

    assert User.objects.by_email("ana@school.example.org").get().full_name == "Ana Nguyễn"
    assert RoleAssignment.objects.filter(role=Role.FACILITATOR).count() == 1


def test_whoever_has_signed_in_gets_the_role_without_an_invitation(client):
    person = UserFactory(email="ana@school.example.org", full_name="Ana")
    invitations.invite(person, by=None, now=clock.now())
    invitations.accept(person, now=clock.now())

    page = client.post(reverse("users:invite-person"), wanted(), follow=True).content.decode()

    assert "Ana has signed in before and needs no invitation. Now also: facilitator." in page
    assert person.invitations.count() == 1


def test_a_closed_account_is_named_and_nothing_is_given(client):
    person = UserFactory(email="ana@school.example.org", is_active=False, last_login=clock.now())

    response = client.post(reverse("users:invite-person"), wanted())

    assert response.status_code == 422
    assert "The account of ana@school.example.org is closed." in response.content.decode()
    assert not person.role_assignments.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": ""}, "Enter an e-mail address."),
        ({"email": "ana@localhost"}, "Enter an e-mail address such as name@school.sch.uk."),
        ({"email": "mıke@school.example.org"}, "Enter an e-mail address such as name@school.sch.uk."),
        ({"email": "a" * 250 + "@b.org"}, "at most 254 characters"),
        ({"full_name": ""}, "Enter their name."),
        ({"full_name": "Ana\nBcc: evil@example.org"}, "Keep this on one line."),
        ({"full_name": "A\0na"}, "Null characters are not allowed."),
        ({"full_name": "\u200b"}, "Enter something that can be seen"),
        ({"full_name": "x" * 151}, "at most 150 characters"),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["headteacher"]}, "Choose from the roles listed."),
        ({"starts_on": ""}, "“First day of these roles” is missing."),
        ({"starts_on": "31/11/2022"}, "“First day of these roles” is not a date. Write it as 11/05/2022."),
        ({"starts_on": "2001-01-01"}, "Enter a day between 2015 and 2045."),
    ],
)
def test_bad_input_is_explained_at_the_place_and_nothing_is_saved(client, changed, sentence):
    before = User.objects.count()

    response = client.post(reverse("users:invite-person"), wanted(**changed))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert User.objects.count() == before


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER])
def test_a_manager_makes_nobody_as_mighty_as_themselves(manager, role):
    client = client_for(manager)

    response = client.post(reverse("users:invite-person"), wanted(roles=[role]))

    assert "Choose from the roles listed." in response.content.decode()
    assert role.value not in client.get(reverse("users:invite-person")).content.decode()


def names_on(page):
    return [row["person"].full_name for row in page.context["rows"]]


def test_the_list_is_in_order_and_says_how_everybody_stands(client):
    UserFactory(full_name="Zoe")
    UserFactory(full_name="ben", last_login=clock.now())
    UserFactory(full_name="Closed", is_active=False)
    for name, state in [("Accepted", "accepted_at"), ("Back", "revoked_at")]:
        person = UserFactory(full_name=name)
        invitations.invite(person, by=None, now=clock.now())
        person.invitations.update(**{state: clock.now()})
    expired = invitations.invite(UserFactory(full_name="Late"), by=None, now=clock.now())
    Invitation.objects.filter(pk=expired.pk).update(expires_at=clock.now())

    page = client.get(reverse("users:list-accounts"))

    assert [(row["person"].full_name, row["standing"], row["tone"]) for row in page.context["rows"]] == [
        ("Accepted", "Has signed in", "good"),
        ("Back", "Taken back", ""),
        ("ben", "Has signed in", "good"),
        ("Closed", "Closed", "risk"),
        ("Late", "Expired", "warn"),
        ("Ruth Adeyemi", "Has signed in", "good"),
        ("Zoe", "Not invited", ""),
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "nguyễn ana"}, ["Ana Nguyễn"]),
        ({"q": "SCHOOL.example"}, ["Ana Nguyễn"]),
        ({"q": "50%_"}, []),
        ({"q": "a\0na"}, ["Ana Nguyễn"]),
        ({"role": "mentor"}, ["Ana Nguyễn"]),
        ({"role": "facilitator"}, []),
        ({"role": "king"}, ["Ana Nguyễn", "Ruth Adeyemi"]),
        ({"page": "99"}, ["Ana Nguyễn", "Ruth Adeyemi"]),
    ],
)
def test_people_are_found_by_name_address_and_role(client, query, names):
    UserFactory(full_name="Ana Nguyễn", email="ana@school.example.org", roles=[Role.MENTOR])

    assert names_on(client.get(reverse("users:list-accounts"), query)) == names


def test_an_empty_search_says_so_and_a_fragment_is_only_the_list(client):
    page = client.get(reverse("users:list-accounts"), {"q": "nobody"}, headers={"HX-Request": "true"}).content.decode()

    assert "Nobody fits this search." in page
    assert "<html" not in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_people(client, people, django_assert_num_queries):
    for _ in range(people):
        invitations.invite(UserFactory(roles=[Role.MENTOR]), by=None, now=clock.now())

    with django_assert_num_queries(5):
        client.get(reverse("users:list-accounts"))


def test_a_manager_sees_whom_they_invited_and_themselves(manager, admin):
    mine = invitations.invite(UserFactory(full_name="Mine"), by=manager, now=clock.now())
    theirs = invitations.invite(UserFactory(full_name="Theirs"), by=admin, now=clock.now())
    client = client_for(manager)

    assert names_on(client.get(reverse("users:list-accounts"))) == ["Mine", "Mo Khan"]
    assert client.post(reverse("users:resend-invitation", args=[mine.pk])).status_code == 302
    assert client.post(reverse("users:resend-invitation", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("users:revoke-invitation", args=[theirs.pk])).status_code == 404


def test_a_manager_who_invites_an_administrator_once_more_cannot_take_that_back(manager):
    chief = UserFactory(roles=[Role.ADMINISTRATOR])
    invitation = invitations.invite(chief, by=manager, now=clock.now())

    for name in ("resend-invitation", "revoke-invitation"):
        assert client_for(manager).post(reverse(f"users:{name}", args=[invitation.pk])).status_code == 403

    assert User.objects.get(pk=chief.pk).is_active


def test_nobody_sends_their_own_invitation(manager):
    own = invitations.invite(manager, by=None, now=clock.now())

    assert client_for(manager).post(reverse("users:resend-invitation", args=[own.pk])).status_code == 403


def said(client, name, pk, data=None):
    """What the page says after a POST."""
    page = client.post(reverse(f"users:{name}", args=[pk]), data or {}, follow=True)
    return [str(message) for message in page.context["messages"]]


@pytest.fixture
def invitation(admin):
    return invitations.invite(UserFactory(full_name="Ana", email="ana@school.example.org"), by=admin, now=clock.now())


def test_an_invitation_is_sent_again(client, invitation):
    assert said(client, "resend-invitation", invitation.pk) == [
        "A new invitation goes to ana@school.example.org. The earlier link stops working."
    ]
    assert said(client, "resend-invitation", invitation.pk) == [
        "This invitation was taken back, or a newer one has replaced it."
    ]


def test_an_invitation_is_taken_back(client, invitation):
    assert said(client, "revoke-invitation", invitation.pk) == [
        "The invitation of Ana is taken back. Its link no longer works."
    ]


def test_an_invitation_that_was_taken_up_stays(client, invitation):
    invitations.accept(invitation.user, now=clock.now())

    assert said(client, "resend-invitation", invitation.pk) == ["Ana has signed in already and needs no invitation."]
    assert said(client, "revoke-invitation", invitation.pk) == [
        "Ana has signed in already. Deactivate the account instead."
    ]


def test_a_closed_account_gets_no_invitation(client, invitation):
    User.objects.filter(pk=invitation.user_id).update(is_active=False, last_login=clock.now())

    assert said(client, "resend-invitation", invitation.pk) == [
        "The account of Ana is closed. An administrator can reopen it."
    ]


def test_a_persons_page_shows_roles_and_invitations(client, invitation):
    RoleAssignmentFactory(user=invitation.user, role=Role.MENTOR, ends_on=TODAY - dt.timedelta(days=1))
    RoleAssignmentFactory(user=invitation.user, role=Role.FACILITATOR)

    page = client.get(reverse("users:show-person", args=[invitation.user_id])).content.decode()

    assert "From 1 January 2021 until further notice" in page
    assert "1 January 2021 to 15 May 2022" in page
    assert "About to be sent" in page
    assert "Close this account" in page


def test_on_their_own_page_an_administrator_cannot_shut_themselves_out(client, admin):
    invitations.invite(admin, by=None, now=clock.now())

    page = client.get(reverse("users:show-person", args=[admin.pk])).content.decode()

    assert "Close this account" not in page
    assert "Take back" not in page


def test_a_role_is_given_for_some_days(client, invitation):
    given = {"role": "mentor", "starts_on": "2022-05-16", "ends_on": "2022-06-16"}

    assert said(client, "grant-role", invitation.user_id, given) == ["Ana is mentor now."]
    assert list(invitation.user.role_assignments.values_list("role", "ends_on")) == [("mentor", dt.date(2022, 6, 16))]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"role": "", "starts_on": "2022-05-16"}, "Choose a role."),
        ({"role": "king", "starts_on": "2022-05-16"}, "Choose a role from the list."),
        ({"role": "mentor", "starts_on": "2022-05-16", "ends_on": "2022-05-15"}, "The last day is before the first."),
        ({"role": "mentor", "starts_on": "9999-01-01"}, "Enter a day between 2015 and 2045."),
    ],
)
def test_a_role_with_bad_days_is_explained(client, invitation, given, sentence):
    response = client.post(reverse("users:grant-role", args=[invitation.user_id]), given)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not invitation.user.role_assignments.exists()


def test_a_role_is_ended(client, invitation):
    held = RoleAssignmentFactory(user=invitation.user, role=Role.MENTOR)

    asked = client.get(reverse("users:end-role", args=[held.pk]))
    sentences = said(client, "end-role", held.pk, {"ends_on": "2022-05-16"})
    held.refresh_from_db()

    assert "Ana has the role mentor." in asked.content.decode()
    assert sentences == ["Ana’s role mentor has its end."]
    assert held.ends_on == TODAY


def test_a_role_that_is_over_is_not_ended_again(client, invitation):
    over = RoleAssignmentFactory(user=invitation.user, role=Role.MENTOR, ends_on=TODAY - dt.timedelta(days=1))
    address = reverse("users:end-role", args=[over.pk])

    assert client.get(address).status_code == 404
    assert client.post(address, {"ends_on": "2022-06-16"}).status_code == 404
    assert address not in client.get(reverse("users:show-person", args=[invitation.user_id])).content.decode()


def test_a_role_that_has_its_end_is_not_given_for_longer_by_ending_it(client, invitation):
    held = RoleAssignmentFactory(user=invitation.user, role=Role.MENTOR, ends_on=TODAY)

    response = client.post(reverse("users:end-role", args=[held.pk]), {"ends_on": "2022-06-16"})
    held.refresh_from_db()

    assert response.status_code == 422
    assert "The role ends on 16 May 2022 already." in response.content.decode()
    assert held.ends_on == TODAY


def test_the_last_administrators_role_is_not_ended(client, admin):
    response = client.post(reverse("users:end-role", args=[admin.role_assignments.get().pk]), {"ends_on": "2022-05-16"})

    assert response.status_code == 422
    assert "This is the only administrator left." in response.content.decode()


def test_an_address_is_changed_and_the_old_one_is_told(client, invitation):
    changed = {"email": "Ana@New.example.org"}

    sentences = said(client, "change-person-email", invitation.user_id, changed)

    assert sentences == ["Ana signs in with ana@new.example.org from now on."]
    assert mail.outbox[0].to == ["ana@school.example.org"]


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("ruth@hub.example.org", "Somebody has this e-mail address already."),
        ("ANA@school.example.org", "This is the address that you have already."),
        ("ana", "Enter an e-mail address such as name@school.sch.uk."),
    ],
)
def test_an_address_that_cannot_be_is_refused(client, invitation, email, sentence):
    response = client.post(reverse("users:change-person-email", args=[invitation.user_id]), {"email": email})

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_closing_an_account_asks_first_and_signs_out_at_once(client, invitation):
    theirs = client_for(invitation.user)

    asked = client.get(reverse("users:deactivate-account", args=[invitation.user_id]))
    sentences = said(client, "deactivate-account", invitation.user_id)

    assert "signed out everywhere at once" in asked.content.decode()
    assert sentences == ["The account of Ana is closed. What they did stays recorded."]
    assert not get_user(theirs).is_authenticated
    assert theirs.get(reverse("users:show-account")).status_code == 302


def test_a_closed_account_is_opened_again(client, invitation):
    said(client, "deactivate-account", invitation.user_id)
    page = client.get(reverse("users:show-person", args=[invitation.user_id])).content.decode()

    assert "Open this account again" in page
    assert said(client, "reactivate-account", invitation.user_id) == ["The account of Ana is open again."]


def test_nobody_closes_their_own_account(client, admin):
    assert said(client, "deactivate-account", admin.pk) == [
        "Nobody closes their own account. Ask another administrator."
    ]


def test_the_only_working_administrator_is_not_closed(client, admin):
    RoleAssignment.objects.filter(user=admin).update(ends_on=TODAY)
    other = administrator(full_name="Other")
    RoleAssignment.objects.filter(user=other).update(ends_on=None)

    assert said(client, "deactivate-account", other.pk) == [
        "This is the only administrator left. Make somebody else administrator first."
    ]


PAGES = [
    ("get", "invite-person", None),
    ("get", "list-accounts", None),
    ("get", "show-person", "person"),
    ("post", "grant-role", "person"),
    ("post", "change-person-email", "person"),
    ("get", "deactivate-account", "person"),
    ("post", "deactivate-account", "person"),
    ("post", "reactivate-account", "person"),
    ("get", "end-role", "role"),
    ("post", "resend-invitation", "invitation"),
    ("post", "revoke-invitation", "invitation"),
]
INVITING = {"invite-person", "list-accounts"}
ABOUT_INVITATIONS = {"resend-invitation", "revoke-invitation"}


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize(("method", "name", "about"), PAGES)
def test_who_may_open_what(method, name, about, role, invitation):
    held = RoleAssignmentFactory(user=invitation.user, role=Role.MENTOR)
    keys = {"person": [invitation.user_id], "role": [held.pk], "invitation": [invitation.pk], None: []}
    client = client_for(UserFactory(roles=[role] if role else []))

    status = getattr(client, method)(reverse(f"users:{name}", args=keys[about])).status_code

    if role == Role.ADMINISTRATOR:
        assert status in {200, 302, 422}
    elif name in INVITING:
        assert status == (200 if role == Role.PROGRAMME_MANAGER else 403)
    else:
        assert status == (404 if name in ABOUT_INVITATIONS else 403)


@pytest.mark.parametrize(("method", "name", "about"), PAGES)
def test_strangers_are_asked_to_sign_in(method, name, about):
    from_nowhere = client_for(UserFactory(is_active=False))

    response = getattr(from_nowhere, method)(reverse(f"users:{name}", args=[1] if about else []))

    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(("method", "name", "about"), [page for page in PAGES if page[2]])
def test_what_does_not_exist_is_not_found(client, method, name, about):
    assert getattr(client, method)(reverse(f"users:{name}", args=[10**30])).status_code == 404


@pytest.mark.parametrize(
    "name", sorted(ABOUT_INVITATIONS | {"grant-role", "reactivate-account", "change-person-email"})
)
def test_looking_changes_nothing(client, name, invitation):
    assert client.get(reverse(f"users:{name}", args=[invitation.pk])).status_code == 405
