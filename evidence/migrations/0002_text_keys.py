"""Columns for the keys of what the shelf's items are found by."""

import config.texts.key_field
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('evidence', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='name_found',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='item',
            name='shows_found',
            field=config.texts.key_field.TextKeyField('shows', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='item',
            name='text_found',
            field=config.texts.key_field.TextKeyField('text', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='item',
            name='title_found',
            field=config.texts.key_field.TextKeyField('title', default='', editable=False, fold='found'),
        ),
    ]
