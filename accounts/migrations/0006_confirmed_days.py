"""Roles that a group gave before their days were kept count from when the person last signed in."""

from django.db import migrations
from django.utils import timezone


def fill(apps, schema_editor):
    rows = apps.get_model("accounts", "Membership").objects.filter(by_group=True, user__last_login__isnull=False)
    for row in rows.select_related("user"):
        row.confirmed_on = timezone.localdate(row.user.last_login)
        row.save(update_fields=["confirmed_on"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_grants")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
