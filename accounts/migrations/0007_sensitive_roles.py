"""A force says which roles may have files marked OFFICIAL-SENSITIVE."""

import accounts.roles
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_confirmed_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='force',
            name='sensitive_roles',
            field=models.JSONField(blank=True, default=accounts.roles.have_sensitive, verbose_name='roles that may have files marked OFFICIAL-SENSITIVE'),
        ),
    ]
