"""Who may invite whom, and who may change accounts and roles."""

import rules

from npq_portal.users.models import Role, RoleAssignment, User

# What a programme manager may make somebody; the others are given by administrators.
GIVEN_BY_MANAGERS = (Role.FACILITATOR, Role.MENTOR, Role.PARTICIPANT)


def roles_given_by(user: User) -> list[Role]:
    """The roles that this person may give to others."""
    if user.is_administrator:
        return list(Role)
    return list(GIVEN_BY_MANAGERS) if user.holds(Role.PROGRAMME_MANAGER) else []


@rules.predicate
def can_invite(user) -> bool:
    return bool(roles_given_by(user))


@rules.predicate
def can_manage_invitations(user, person) -> bool:
    """Taking an invitation back closes the account, so its holder's roles must all be this person's to give: a manager
    who invites somebody once more does not come to decide about an administrator."""
    return (
        can_invite(user)
        and person != user
        and User.objects.visible_to(user).contains(person)
        and not RoleAssignment.objects.filter(user=person).exclude(role__in=roles_given_by(user)).exists()
    )


@rules.predicate
def can_manage_accounts(user) -> bool:
    return user.is_administrator


rules.add_perm("users.invite_person", can_invite)
rules.add_perm("users.manage_invitation", can_manage_invitations)
rules.add_perm("users.manage_account", can_manage_accounts)
