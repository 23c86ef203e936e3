"""The menu under a person's name."""

from npq_portal.ui.navigation import NavItem, page_of


def account_menu(request) -> list[NavItem]:
    """My account and security for everybody, accounts for those who invite, support pages for those who mend."""
    if not request.user.is_authenticated:
        return []
    items = [
        NavItem("My account", page_of("users:show-account"), "person"),
        NavItem("Security", page_of("mfa_index"), "lock"),
    ]
    if request.user.has_perm("users.invite_person"):
        items.append(NavItem("Accounts", page_of("users:list-accounts"), "people"))
    if request.user.is_staff:
        items.append(NavItem("Support pages", page_of("admin:index"), "settings"))
    return items
