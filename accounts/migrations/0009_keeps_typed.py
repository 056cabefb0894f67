"""Whether the browsers of a force's people keep what is typed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_sent_forms'),
    ]

    operations = [
        migrations.AddField(
            model_name='force',
            name='keeps_typed',
            field=models.BooleanField(default=True, help_text="What somebody typed and didn't save yet is kept in their browser, locked, for a day at most.", verbose_name='browsers keep what is typed'),
        ),
    ]
