"""Columns for the keys of people's addresses and names."""

import config.texts.key_field
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='email_key',
            field=config.texts.key_field.TextKeyField('email', default='', editable=False, fold='address'),
        ),
        migrations.AddField(
            model_name='user',
            name='name_found',
            field=config.texts.key_field.TextKeyField('name', default='', editable=False, fold='found'),
        ),
    ]
