"""The menu under a person's name."""

from django.urls import reverse

from npq_portal.ui.navigation import NavItem


def account_menu(request) -> list[NavItem]:
    """My account and security for everybody, accounts for those who invite, support pages for those who mend."""
    if not request.user.is_authenticated:
        return []
    items = [
        NavItem("My account", reverse("users:show-account"), "person"),
        NavItem("Security", reverse("mfa_index"), "lock"),
    ]
    if request.user.has_perm("users.invite_person"):
        items.append(NavItem("Accounts", reverse("users:list-accounts"), "people"))
    if request.user.is_staff:
        items.append(NavItem("Support pages", reverse("admin:index"), "settings"))
    return items
