"""People, forces and roles on the administration site."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as social_admin
from allauth.socialaccount.models import SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils import timezone

from accounts.forms import EmailInLowerCase
from accounts.models import Force, GroupRole, Membership, User
from config.admin_refusals import RefusalsAsMessages

# The site's own form for signing in knows no limit on attempts; allauth's does.
admin.site.login = secure_admin_login(admin.site.login)
# Secrets are nobody's to read, and the provider of the single sign-on is set in the environment. Both modules have
# registered theirs by now.
_REGISTERED = (mfa_admin, social_admin)
for model in (Authenticator, SocialApp, SocialToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
# What lets somebody do anything at all: only a superuser gives it or takes it away.
POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class NewUserForm(EmailInLowerCase, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class UserForm(EmailInLowerCase, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict = {}


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


def _is_above(person: User | None, asker) -> bool:
    return person is not None and person.is_superuser and not asker.is_superuser


@admin.register(User)
class UserAdmin(RefusalsAsMessages, auth_admin.UserAdmin):
    form = UserForm
    add_form = NewUserForm
    inlines = [MembershipInline]
    list_display = ["email", "name", "is_active", "is_framework_administrator", "is_staff"]
    list_filter = ["is_active", "is_framework_administrator", "is_staff"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    actions = ["sign_out_everywhere", "take_second_factor_away"]
    readonly_fields = ["last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("What they may do", {"fields": ["is_active", "is_framework_administrator", *POWERS]}),
        ("Dates", {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request, queryset):
        count = sum(user.sign_out(at=timezone.now()) for user in queryset)
        messages.success(request, f"{count} sign-in{'' if count == 1 else 's'} ended.")

    @admin.action(description="Take the second factor away (lost phone or key)", permissions=["change"])
    def take_second_factor_away(self, request, queryset):
        """Remove the people's apps, keys and recovery codes. Only a superuser does: it weakens their account."""
        if not request.user.is_superuser:
            messages.error(request, "Only a superuser takes a second factor away.")
            return
        Authenticator.objects.filter(user__in=queryset).delete()
        for user in queryset:
            user.sign_out(at=timezone.now())
        messages.success(
            request, "They sign in with their password alone, and are asked to set a new one up if they need it."
        )

    def get_readonly_fields(self, request, obj=None):
        held = () if request.user.is_superuser else POWERS
        return [*super().get_readonly_fields(request, obj), *held]

    def has_change_permission(self, request, obj=None):
        """Return False, too, for a superuser's record where the asker is none: a new password would make them one."""
        return not _is_above(obj, request.user) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not _is_above(obj, request.user) and super().has_delete_permission(request, obj)

    def get_inlines(self, request, obj):
        return self.inlines if obj else []


@admin.register(Force)
class ForceAdmin(RefusalsAsMessages, admin.ModelAdmin):
    list_display = ["name", "code", "region"]
    list_filter = ["region"]
    search_fields = ["name", "code"]
    ordering = ["name"]
    prepopulated_fields = {"code": ["name"]}

    def get_prepopulated_fields(self, request, obj=None):
        # A code is what fixtures know a force by: it is made once, from the name.
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(GroupRole)
class GroupRoleAdmin(RefusalsAsMessages, admin.ModelAdmin):
    list_display = ["group", "force", "role"]
    list_filter = ["role", "force"]
    search_fields = ["group"]
    ordering = ["force__name", "role", "group"]
    autocomplete_fields = ["force"]

    def has_view_permission(self, request, obj=None):
        """Return False for all but superusers: whoever maps a group gives its people roles in any force."""
        return request.user.is_superuser

    has_module_permission = has_add_permission = has_change_permission = has_delete_permission = has_view_permission
