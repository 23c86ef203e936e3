"""Support pages for accounts. People use the portal; this is for mending what the portal cannot."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from npq_portal.users.models import Invitation, RoleAssignment, User

# Django's own sign-in form asks for a password, which nobody has, and knows no second factor.
admin.site.login = secure_admin_login(admin.site.login)


class RoleAssignmentInline(admin.TabularInline):
    model = RoleAssignment
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["full_name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "role_assignments__role"]
    search_fields = ["full_name", "email"]
    ordering = ["full_name", "pk"]
    fields = [
        "email",
        "full_name",
        "preferred_name",
        "is_active",
        "is_staff",
        "is_superuser",
        "joined_at",
        "last_login",
    ]
    readonly_fields = ["joined_at", "last_login"]
    inlines = [RoleAssignmentInline]

    def has_delete_permission(self, request, obj=None):
        """People are deactivated: what they did stays theirs."""
        return False


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(admin.ModelAdmin):
    list_display = ["user", "role", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__email"]
    autocomplete_fields = ["user"]
    ordering = ["-starts_on", "pk"]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ["user", "invited_by", "created_at", "sent_at", "expires_at", "accepted_at", "revoked_at"]
    list_select_related = ["user", "invited_by"]
    search_fields = ["user__full_name", "user__email"]
    ordering = ["-created_at", "-pk"]
    fields = ["user", "invited_by", "created_at", "sent_at", "expires_at", "accepted_at", "revoked_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
