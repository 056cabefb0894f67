"""Columns for the keys of the register's references, titles and names."""

import config.texts.key_field
from django.db import migrations

from inspections.append_only import ALL
from config.append_only import off, on


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0002_text_keys'),
        ('frameworks', '0002_lock'),
        ('inspections', '0006_paper_speaks_by_assessment'),
    ]

    operations = [
        migrations.RunPython(off(ALL), on(ALL)),
        migrations.AddField(
            model_name='governanceboard',
            name='name_found',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='boardpaper',
            name='title_key',
            field=config.texts.key_field.TextKeyField('title', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='boardseat',
            name='role_key',
            field=config.texts.key_field.TextKeyField('role', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='finding',
            name='reference_found',
            field=config.texts.key_field.TextKeyField('reference', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='finding',
            name='reference_key',
            field=config.texts.key_field.TextKeyField('reference', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='finding',
            name='text_found',
            field=config.texts.key_field.TextKeyField('text', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='governanceboard',
            name='name_key',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='title_found',
            field=config.texts.key_field.TextKeyField('title', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='title_key',
            field=config.texts.key_field.TextKeyField('title', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='savedview',
            name='name_key',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='submission',
            name='name_key',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='same'),
        ),
        migrations.RunPython(on(ALL), off(ALL)),
    ]
