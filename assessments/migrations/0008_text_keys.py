"""Columns for the keys of units, rounds, published reports and actions."""

import config.texts.key_field
from django.db import migrations

from assessments.append_only import ALL
from config.append_only import off, on


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0002_text_keys'),
        ('assessments', '0007_scores_of_self_and_peers'),
        ('frameworks', '0002_lock'),
    ]

    operations = [
        migrations.RunPython(off(ALL), on(ALL)),
        migrations.AddField(
            model_name='action',
            name='title_found',
            field=config.texts.key_field.TextKeyField('title', default='', editable=False, fold='found'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='round_key',
            field=config.texts.key_field.TextKeyField('round_label', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='subject_key',
            field=config.texts.key_field.TextKeyField('subject', default='', editable=False, fold='same'),
        ),
        migrations.AddField(
            model_name='publishedreport',
            name='title_key',
            field=config.texts.key_field.TextKeyField('title', default='', editable=False, fold='same'),
        ),
        migrations.RunPython(on(ALL), off(ALL)),
    ]
