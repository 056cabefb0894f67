"""What leaves a force is recorded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_text_keys_unique'),
        ('history', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('event', models.CharField(choices=[('file.gap_report', 'Gap report'), ('file.scoring_sheet', 'Scoring sheet'), ('file.signed_report', 'Signed report'), ('file.rounds', 'Rounds compared'), ('file.workshop_summary', 'Summary of a workshop'), ('file.workshop_sheets', 'Printed sheets of a workshop'), ('file.fieldwork_pack', 'Fieldwork pack'), ('file.coverage', 'Coverage grid'), ('file.register', 'Register of findings'), ('file.board_paper', 'Board paper'), ('file.evidence', 'File of evidence'), ('file.record', 'Whole record of an assessment'), ('file.history', 'History'), ('file.sign_ins', 'Sign-ins'), ('file.departures', 'What left'), ('feed.calendar', 'Calendar, by its secret address'), ('api.assessments', 'Assessments, by the API'), ('api.gaps', 'Gaps, by the API'), ('api.report', 'Gap report, by the API'), ('api.scores', 'Levels, by the API'), ('api.published_grades', 'Published grades, by the API'), ('api.actions', 'Actions, by the API'), ('api.findings', 'Findings, by the API')], max_length=40)),
                ('assessment', models.BigIntegerField(null=True)),
                ('row', models.CharField(blank=True, max_length=40, verbose_name='number of what it is of')),
                ('form', models.CharField(blank=True, max_length=10, verbose_name='kind of file')),
                ('marking', models.CharField(blank=True, max_length=20)),
                ('way', models.CharField(blank=True, max_length=40)),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('force', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.force')),
            ],
            options={
                'indexes': [models.Index(fields=['force', 'id'], name='departures_of_a_force')],
            },
        ),
    ]
