"""By their keys people's addresses and names are there once."""

import config.texts.key_field
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_text_keys_filled")]

    operations = [
        migrations.RemoveConstraint(
            model_name='user',
            name='one_user_per_email_in_any_case',
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=config.texts.key_field.UniqueText(fields=('email_key',), name='one_user_per_email_in_any_case', violation_error_message='Somebody has this e-mail address already.'),
        ),
    ]
