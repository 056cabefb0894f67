"""By their keys the names in a room are there once."""

import config.texts.key_field
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("maturity", "0003_text_keys_filled")]

    operations = [
        migrations.RemoveConstraint(
            model_name='group',
            name='one_group_per_name',
        ),
        migrations.RemoveConstraint(
            model_name='participant',
            name='one_seat_per_name',
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=config.texts.key_field.UniqueText(fields=('workshop', 'name_key'), name='one_group_per_name', violation_error_message='This workshop has a group of that name already.'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=config.texts.key_field.UniqueText(fields=('workshop', 'name_key'), name='one_seat_per_name', violation_error_message='Somebody in this workshop has that name already.'),
        ),
    ]
