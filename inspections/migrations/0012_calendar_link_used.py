"""When a calendar link was last used."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0011_own_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='calendarlink',
            name='used_on',
            field=models.DateField(blank=True, null=True, verbose_name='last used'),
        ),
    ]
