"""Frameworks on the administration site: to read where published, to edit where not, and never an error page."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

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
from tests.factories import LevelFactory, UserFactory, small_edition

pytestmark = pytest.mark.django_db
NAMES = {model: model._meta.model_name for model in (Edition, Level, Criterion, Statement, Counterpart, LevelTitle)}
ALL = [*NAMES, Framework, Publication, Link]


@pytest.fixture
def superuser(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def page(model, act, *args):
    return reverse(f"admin:frameworks_{model._meta.model_name}_{act}", args=args)


@pytest.mark.parametrize("model", ALL)
def test_every_list_and_record_opens(model, client, superuser):
    assert client.get(page(model, "changelist")).status_code == 200
    row = model.objects.order_by("pk").first()
    if row:
        assert client.get(page(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", NAMES)
def test_what_is_published_can_be_read_and_not_changed(model, client, superuser):
    row = model.objects.order_by("pk").first()
    before = list(model.objects.order_by("pk").values())
    assert client.get(page(model, "change", row.pk)).context["has_change_permission"] is False
    assert client.post(page(model, "change", row.pk), {"text": "Other", "title": "Other"}).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert list(model.objects.order_by("pk").values()) == before


def test_a_lock_can_be_neither_made_nor_changed_nor_deleted(client, superuser, ci_sam):
    lock = ci_sam.publication
    for address in (
        page(Publication, "add"),
        page(Publication, "change", lock.pk),
        page(Publication, "delete", lock.pk),
    ):
        assert client.post(address, {"post": "yes"}).status_code == 403
    assert Publication.objects.count() == 5


def test_deleting_by_the_list_leaves_what_is_published(client, superuser):
    rows = Statement.objects.order_by("pk")
    chosen = {"action": "delete_selected", "_selected_action": [rows[0].pk, rows[1].pk], "post": "yes"}
    before = rows.count()
    assert client.post(page(Statement, "changelist"), chosen).status_code == 403
    assert Statement.objects.count() == before


def test_a_draft_can_be_edited(client, superuser):
    edition = small_edition()
    level = edition.levels.order_by("rank").first()
    fields = {"edition": edition.pk, "code": level.code, "name": "Beginning", "rank": 1, "builds": "alone"}
    assert client.post(page(Level, "change", level.pk), fields).status_code == 302
    level.refresh_from_db()
    assert level.name == "Beginning"
    assert LogEntry.objects.count() == 1


def test_a_published_edition_is_not_offered_for_new_levels(client, superuser, ci_sam):
    fields = {"edition": ci_sam.pk, "code": "6", "name": "Sixth", "rank": 6, "builds": "alone"}
    response = client.post(page(Level, "add"), fields)
    assert response.context["adminform"].form.errors.keys() == {"edition"}


def test_a_statement_moved_into_a_published_edition_is_refused_with_a_message(client, superuser, ci_sam):
    own = Statement.objects.filter(criterion__edition=small_edition()).order_by("pk").first()
    theirs = ci_sam.criteria.order_by("position").first()
    fields = {"criterion": theirs.pk, "level": own.level_id, "aspect": "descriptor", "position": 99, "text": "Ours"}
    response = client.post(page(Statement, "change", own.pk), fields, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Nothing was changed. The database refused it: "
        "This edition is published: its words never change. Make a draft copy to edit."
    ]
    own.refresh_from_db()
    assert own.criterion_id != theirs.pk


def test_the_status_of_an_edition_is_not_a_field(client, superuser):
    edition = small_edition(label="Own", source="A report")
    fields = {"framework": edition.framework_id, "label": "Renamed", "status": "published", "rule": "best_fit"}
    fields |= {"rule_owner": "ours", "share_substantial": 0.85, "share_some": 0.4, "rule_enough": 0}
    fields |= {"rule_enough_of": "each", "rule_share_of": "judged"}
    assert client.post(page(Edition, "change", edition.pk), fields).status_code == 302
    edition.refresh_from_db()
    assert (edition.label, edition.status) == ("Renamed", "draft")


def test_the_slug_of_a_published_framework_is_not_a_field(client, superuser, ci_sam):
    framework = ci_sam.framework
    fields = {
        "slug": "other",
        "kind": "graded",
        "title": "Renamed",
        "publisher": "P",
        "licence": "L",
        "attribution": "A",
    }
    assert client.post(page(Framework, "change", framework.pk), fields).status_code == 302
    framework.refresh_from_db()
    assert (framework.slug, framework.kind, framework.title) == ("ci-sam", "maturity", "Renamed")


def test_staff_without_permission_see_nothing(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(page(Edition, "changelist")).status_code == 403


@pytest.fixture
def other_staff(client):
    """Sign somebody in who may do everything on the site by permission, and administers no frameworks."""
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="frameworks"))
    client.force_login(user)


@pytest.mark.parametrize("model", ALL)
def test_no_permission_opens_frameworks_to_other_staff(model, client, other_staff):
    row = model.objects.order_by("pk").first()
    changed = page(model, "change", row.pk) if row else page(model, "add")
    assert [client.get(each).status_code for each in (page(model, "changelist"), changed)] == [403, 403]
    assert "frameworks" not in {app["app_label"] for app in client.get(reverse("admin:index")).context["app_list"]}


def test_staff_who_administer_frameworks_edit_drafts_and_read_what_is_published(client, ci_sam):
    client.force_login(UserFactory(is_staff=True, is_framework_administrator=True))
    draft = small_edition().levels.order_by("rank").first()
    assert client.get(page(Level, "change", draft.pk)).context["has_change_permission"] is True
    published = ci_sam.levels.order_by("rank").first()
    assert client.get(page(Level, "change", published.pk)).context["has_change_permission"] is False
    assert {app["app_label"] for app in client.get(reverse("admin:index")).context["app_list"]} == {"frameworks"}


def test_a_framework_administrator_who_is_not_staff_has_no_way_in(client, framework_administrator):
    client.force_login(framework_administrator)
    assert client.get(page(Edition, "changelist")).status_code in {302, 403}


def test_the_site_knows_people_forces_and_frameworks_and_nothing_that_a_force_writes():
    apps = {model._meta.app_label for model in site._registry}
    assert {"assessments", "maturity", "inspections", "evidence", "history", "competency"} & apps == set()
    assert {model for model in site._registry if model._meta.app_label == "frameworks"} == set(ALL)


def test_the_site_runs_under_the_strict_policy(client, superuser):
    level = LevelFactory()
    response = client.get(page(Level, "change", level.pk))
    assert "script-src 'self';" in response.headers["Content-Security-Policy"] + ";"
    text = response.text
    assert "<script>" not in text
    assert " style=" not in text
    assert "onclick=" not in text
