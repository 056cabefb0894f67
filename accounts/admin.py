"""People, forces and roles on the administration site. What is done here opens no force."""

from allauth.account import admin as account_admin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as social_admin
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.forms import EmailInLowerCase
from accounts.models import Force, GroupRole, Membership, User
from accounts.notices import account_changed, group_mapped
from config.admin_refusals import RefusalsAsMessages

# The site's own form for signing in knows no limit on attempts; allauth's does.
admin.site.login = secure_admin_login(admin.site.login)
# Secrets are nobody's to read, and the provider of the single sign-on is set in the environment. Both modules have
# registered theirs by now.
_REGISTERED = (account_admin, auth_admin, mfa_admin, social_admin)
for model in (Authenticator, SocialApp, SocialToken, EmailAddress, SocialAccount, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
# The status after something is saved.
FOUND = 302
# What lets somebody do anything at all: only a superuser gives it or takes it away.
POWERS = ("is_staff", "is_superuser", "is_framework_administrator", "groups", "user_permissions")


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
    """Roles in forces: read, and ended. Whoever runs a force gives them, by an invitation or on the page of people."""

    model = Membership
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_add_permission


class ForSuperusers(RefusalsAsMessages):
    """Mixed into a ModelAdmin, before it: no permission that is granted opens its pages to others."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_module_permission = has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class SignInAdmin(ForSuperusers, admin.ModelAdmin):
    """What somebody signs in with: read and removed. Whoever could add one here could sign in as anybody."""

    list_display = ["__str__", "user"]
    ordering = ["pk"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


admin.site.register([EmailAddress, SocialAccount], SignInAdmin)


@admin.register(Group)
class GroupAdmin(ForSuperusers, auth_admin.GroupAdmin):
    """Groups of permissions: whoever changes one changes what all of its people may do."""


def _is_above(person: User | None, asker) -> bool:
    """Return whether somebody may more on this site than whoever asks."""
    if person is None or asker.is_superuser:
        return False
    return person.is_superuser or person.is_framework_administrator or bool(_granted(person) - _granted(asker))


def _granted(person) -> set[int]:
    """Return the keys of their permissions. Also where they are switched off, since they may be switched on again."""
    direct = person.user_permissions.values_list("pk", flat=True)
    by_group = person.groups.filter(permissions__isnull=False).values_list("permissions", flat=True)
    return {*direct, *by_group}


def _may_take_over(person: User | None, asker) -> bool:
    """Return whether whoever asks may set what somebody signs in with: of people of a force, a superuser alone."""
    if person is None or asker.is_superuser:
        return True
    return not (_is_above(person, asker) or person.memberships.exists())


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
        ("What they may do", {"fields": ["is_active", *POWERS]}),
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
        own = () if _may_take_over(obj, request.user) else ("email",)
        return [*super().get_readonly_fields(request, obj), *held, *own]

    def user_change_password(self, request, id, form_url=""):
        """Set a password of somebody who may no more than whoever asks. They are told."""
        person = self.get_object(request, unquote(id))
        if not _may_take_over(person, request.user):
            raise PermissionDenied
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == FOUND:
            account_changed(person, "password", at=person.email, by=request.user)
        return response

    def save_related(self, request, form, formsets, change):
        """Save what hangs on somebody; whose address has changed is told at the one that they had."""
        super().save_related(request, form, formsets, change)
        if change and "email" in form.changed_data:
            account_changed(form.instance, "e-mail address", at=form.initial["email"], by=request.user)

    def has_change_permission(self, request, obj=None):
        """Return False, too, for the record of somebody who may more: a new password would make the asker them."""
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
    # The rest a force decides for itself.
    fields = ["name", "code", "region"]
    prepopulated_fields = {"code": ["name"]}

    def get_prepopulated_fields(self, request, obj=None):
        # A code is what fixtures know a force by: it is made once, from the name.
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(GroupRole)
class GroupRoleAdmin(ForSuperusers, admin.ModelAdmin):
    """Whoever maps a group gives its people roles in a force: the force's people are told."""

    list_display = ["group", "force", "role"]
    list_filter = ["role", "force"]
    search_fields = ["group"]
    ordering = ["force__name", "role", "group"]
    autocomplete_fields = ["force"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        group_mapped(form.instance, by=request.user, on=timezone.localdate())
