"""By their keys the register's references, titles and names are there once."""

import config.texts.key_field
from django.db import migrations

from inspections.append_only import ALL
from config.append_only import off, on


class Migration(migrations.Migration):
    dependencies = [("inspections", "0008_text_keys_filled")]

    operations = [
        migrations.RunPython(off(ALL), on(ALL)),
        migrations.RemoveConstraint(
            model_name='boardpaper',
            name='one_paper_of_a_title_and_version',
        ),
        migrations.RemoveConstraint(
            model_name='boardseat',
            name='one_seat_per_role',
        ),
        migrations.RemoveConstraint(
            model_name='finding',
            name='one_finding_per_reference',
        ),
        migrations.RemoveConstraint(
            model_name='governanceboard',
            name='one_board_of_a_name',
        ),
        migrations.RemoveConstraint(
            model_name='inspection',
            name='one_inspection_of_a_title',
        ),
        migrations.RemoveConstraint(
            model_name='savedview',
            name='one_saved_view_of_a_name',
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='one_submission_of_a_name',
        ),
        migrations.AddConstraint(
            model_name='boardpaper',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'title_key', 'version'), name='one_paper_of_a_title_and_version', violation_error_message='There is a paper of this title already. Choose another title.'),
        ),
        migrations.AddConstraint(
            model_name='boardseat',
            constraint=config.texts.key_field.UniqueText(fields=('board', 'role_key'), name='one_seat_per_role', violation_error_message='This board has that role already.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'reference_key'), name='one_finding_per_reference', violation_error_message='The register has a finding with this reference already.'),
        ),
        migrations.AddConstraint(
            model_name='governanceboard',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'name_key'), name='one_board_of_a_name', violation_error_message='This force has a board of this name already.'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'title_key'), name='one_inspection_of_a_title', violation_error_message='The register has an inspection of this title already.'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'by', 'name_key'), name='one_saved_view_of_a_name', violation_error_message='You have a view of this name already.'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=config.texts.key_field.UniqueText(fields=('force', 'name_key'), name='one_submission_of_a_name', violation_error_message='There is a batch of this name already.'),
        ),
        migrations.RunPython(on(ALL), off(ALL)),
    ]
