"""By their keys units, rounds and actions are there once."""

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
        migrations.RunPython(on(ALL), off(ALL)),
    ]
