"""When a directory last named a person's group, and since when nothing older of theirs opens anything."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_text_keys_unique'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='confirmed_on',
            field=models.DateField(blank=True, help_text='The last single sign-on that named the group.', null=True, verbose_name='last confirmed'),
        ),
        migrations.AddField(
            model_name='user',
            name='grants_ended_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='What was made for them before that moment is over: tokens, calendar links, streams.', null=True),
        ),
    ]
