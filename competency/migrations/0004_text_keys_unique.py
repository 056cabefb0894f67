"""By their keys profiles, roles and teams are there once."""

import config.texts.key_field
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("competency", "0003_text_keys_filled")]

    operations = [
        migrations.RemoveConstraint(
            model_name='profile',
            name='one_competency_profile_per_label',
        ),
        migrations.RemoveConstraint(
            model_name='roleprofile',
            name='one_role_profile_per_title',
        ),
        migrations.RemoveConstraint(
            model_name='team',
            name='one_team_per_name',
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=config.texts.key_field.UniqueText(fields=('person', 'force', 'edition', 'label_key'), name='one_competency_profile_per_label', violation_error_message='You have a profile with this name already.'),
        ),
        migrations.AddConstraint(
            model_name='roleprofile',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'edition', 'title_key'), name='one_role_profile_per_title', violation_error_message='The force has a role profile with this title already.'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'name_key'), name='one_team_per_name', violation_error_message='The force has a team with this name already.'),
        ),
    ]
