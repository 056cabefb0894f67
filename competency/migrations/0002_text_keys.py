"""Columns for the keys of profiles, roles and teams."""

import config.texts.key_field
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0002_text_keys'),
        ('competency', '0001_initial'),
        ('frameworks', '0002_lock'),
    ]

    operations = [
        migrations.AddField(
            model_name='roleprofile',
            name='title_found',
            field=config.texts.key_field.TextKeyField('title', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='team',
            name='name_found',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='profile',
            name='label_key',
            field=config.texts.key_field.TextKeyField('label', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='roleprofile',
            name='title_key',
            field=config.texts.key_field.TextKeyField('title', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='team',
            name='name_key',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='same'),
        ),
    ]
