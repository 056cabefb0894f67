"""Frameworks on the administration site. What is published can be read there and not changed."""

from django.contrib import admin

from config.admin_refusals import RefusalsAsMessages
from frameworks.models import (
    Counterpart,
    Criterion,
    Edition,
    Framework,
    Level,
    LevelTitle,
    Link,
    Publication,
    Statement,
)


class ForFrameworkAdministrators(RefusalsAsMessages, admin.ModelAdmin):
    """Pages for superusers and framework administrators alone: no permission that is granted opens them to others."""

    def has_module_permission(self, request):
        return request.user.is_active and (request.user.is_superuser or request.user.is_framework_administrator)

    def has_add_permission(self, request):
        return self.has_module_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_change_permission = has_delete_permission = has_view_permission


class FrameworkPartAdmin(ForFrameworkAdministrators):
    """Rows that belong to an edition, read-only once it is published. `edition` is the lookup that leads to it."""

    edition = "edition"
    list_per_page = 50
    show_full_result_count = False

    def published(self, obj) -> bool:
        """Return whether the object belongs to a published edition."""
        return type(obj)._default_manager.filter(pk=obj.pk, **{f"{self.edition}__publication__isnull": False}).exists()

    def has_change_permission(self, request, obj=None):
        return (obj is None or not self.published(obj)) and self.has_module_permission(request)

    has_delete_permission = has_change_permission

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "edition":
            kwargs["queryset"] = Edition.objects.filter(publication=None).select_related("framework").order_by("pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Framework)
class FrameworkAdmin(ForFrameworkAdministrators):
    list_display = ["title", "publisher", "kind", "slug"]
    ordering = ["title"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug", "kind"] if obj and obj.editions.filter(publication__isnull=False).exists() else []


@admin.register(Edition)
class EditionAdmin(FrameworkPartAdmin):
    list_display = ["framework", "label", "status", "rule"]
    list_filter = ["status", "framework"]
    list_select_related = ["framework"]
    ordering = ["framework__title", "label"]
    raw_id_fields = ["supersedes"]
    # An edition is published by locking it, never by choosing a word from a list.
    readonly_fields = ["status"]

    def published(self, obj) -> bool:
        return Publication.objects.filter(edition=obj).exists()


@admin.register(Publication)
class PublicationAdmin(ForFrameworkAdministrators):
    list_display = ["edition", "at", "by", "digest"]
    list_select_related = ["edition__framework", "by"]
    ordering = ["-at", "-pk"]

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Level)
class LevelAdmin(FrameworkPartAdmin):
    list_display = ["edition", "rank", "code", "name", "builds"]
    list_filter = ["edition"]
    list_select_related = ["edition__framework"]
    ordering = ["edition", "rank"]


@admin.register(Criterion)
class CriterionAdmin(FrameworkPartAdmin):
    list_display = ["code", "title", "kind", "scored", "graded", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition__framework"]
    search_fields = ["code", "title"]
    ordering = ["edition", "position"]
    raw_id_fields = ["parent"]


@admin.register(Statement)
class StatementAdmin(FrameworkPartAdmin):
    edition = "criterion__edition"
    list_display = ["text", "criterion", "level", "aspect", "position"]
    list_filter = ["criterion__edition", "aspect"]
    list_select_related = ["criterion", "level"]
    search_fields = ["text", "code"]
    ordering = ["criterion__edition", "criterion__position", "level__rank", "aspect", "position", "pk"]
    raw_id_fields = ["criterion", "level"]


@admin.register(Counterpart)
class CounterpartAdmin(FrameworkPartAdmin):
    edition = "stronger__criterion__edition"
    list_display = ["stronger", "weaker"]
    list_select_related = ["stronger", "weaker"]
    ordering = ["pk"]
    raw_id_fields = ["stronger", "weaker"]


@admin.register(LevelTitle)
class LevelTitleAdmin(FrameworkPartAdmin):
    edition = "criterion__edition"
    list_display = ["title", "criterion", "level"]
    list_select_related = ["criterion", "level"]
    ordering = ["criterion__edition", "criterion__position", "level__rank"]
    raw_id_fields = ["criterion", "level"]


@admin.register(Link)
class LinkAdmin(ForFrameworkAdministrators):
    list_display = ["source", "relation", "target", "author"]
    list_select_related = ["source", "target"]
    ordering = ["pk"]
    raw_id_fields = ["source", "target"]
