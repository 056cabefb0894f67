"""By their keys units, rounds and published reports are there once."""

import config.texts.key_field
from django.db import migrations

from assessments.append_only import ALL
from config.append_only import off, on


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_text_keys_filled")]

    operations = [
        migrations.RunPython(off(ALL), on(ALL)),
        migrations.RemoveConstraint(
            model_name='assessment',
            name='one_assessment_per_round',
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'edition', 'subject_key', 'round_key'), name='one_assessment_per_round', violation_error_message='There is an assessment of this unit with this framework and round already.'),
        ),
        migrations.RemoveConstraint(
            model_name='publishedreport',
            name='one_report_of_a_title_and_day',
        ),
        migrations.AddConstraint(
            model_name='publishedreport',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'edition', 'title_key', 'published_on'), name='one_report_of_a_title_and_day', violation_error_message='A report of this title and day is recorded already. Correct that one instead.'),
        ),
        migrations.RunPython(on(ALL), off(ALL)),
    ]
