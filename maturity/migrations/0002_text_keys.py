"""Columns for the keys of the names in a room."""

import config.texts.key_field
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('maturity', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='group',
            name='name_key',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='participant',
            name='name_key',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='same'),
        ),
    ]
