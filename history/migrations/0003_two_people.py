"""A disposal says which two people agreed that what was signed be deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_text_keys_unique"),
        ('history', '0002_departures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='disposal',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='disposal',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by__isnull', True), ('confirmed_by__isnull', True)), models.Q(('asked_by__isnull', False), ('confirmed_by__isnull', False), models.Q(('asked_by', models.F('confirmed_by')), _negated=True)), _connector='OR'), name='two_people_delete_what_was_signed'),
        ),
    ]
