"""Whoever is taken out of a room, the votes that are void then, and the lock."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('maturity', '0004_text_keys_unique'),
    ]

    operations = [
        migrations.AddField(
            model_name='participant',
            name='out_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='taken out'),
        ),
        migrations.AddField(
            model_name='vote',
            name='void_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When its seat was taken out, where that was before the reveal.', null=True),
        ),
        migrations.AddField(
            model_name='workshop',
            name='locked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
