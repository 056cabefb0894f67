"""The rule of each edition, with the thresholds that the installation had, and what a digest is made of."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

from frameworks.models import lock
from frameworks.rule.former_thresholds import former_thresholds


def lock_off(apps, schema_editor):
    lock.remove(schema_editor.connection)


def lock_on(apps, schema_editor):
    lock.install(schema_editor.connection)


def name_thresholds(apps, schema_editor):
    had = former_thresholds()
    editions = apps.get_model("frameworks", "Edition").objects.using(schema_editor.connection.alias)
    editions.update(share_substantial=had.substantial, share_some=had.some)


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0003_predecessors'),
    ]

    operations = [
        migrations.RunPython(lock_off, lock_on),
        migrations.AddField(
            model_name='edition',
            name='rule_enough',
            field=models.FloatField(default=0.0, help_text='Of first match: the share, 0 to 1, that is judged before anything is suggested.', validators=[MinValueValidator(0), MaxValueValidator(1)]),
        ),
        migrations.AddField(
            model_name='edition',
            name='rule_enough_of',
            field=models.CharField(choices=[('each', 'of the statements of each level'), ('all', 'of all statements together')], default='each', max_length=5),
        ),
        migrations.AddField(
            model_name='edition',
            name='rule_examples',
            field=models.TextField(blank=True, help_text='Worked examples, one on each line: what is answered, and the level that comes of it.'),
        ),
        migrations.AddField(
            model_name='edition',
            name='rule_owner',
            field=models.CharField(choices=[('ours', "This product's"), ('publisher', "The publisher's")], default='ours', max_length=10, verbose_name='whose rule it is'),
        ),
        migrations.AddField(
            model_name='edition',
            name='rule_partly_counts',
            field=models.BooleanField(default=False, help_text='Of first match: a partly counts for any, none and at least, as a yes does.'),
        ),
        migrations.AddField(
            model_name='edition',
            name='rule_place',
            field=models.TextField(blank=True, help_text='Where the publisher says it: the document and the page.'),
        ),
        migrations.AddField(
            model_name='edition',
            name='rule_rows',
            field=models.TextField(blank=True, help_text='Of first match: a level and its condition on each line.'),
        ),
        migrations.AddField(
            model_name='edition',
            name='rule_share_of',
            field=models.CharField(choices=[('judged', 'of what is judged'), ('applicable', 'of all that apply')], default='judged', max_length=10),
        ),
        migrations.AddField(
            model_name='edition',
            name='rule_words',
            field=models.TextField(blank=True, help_text="The publisher's own sentence for it, word for word."),
        ),
        migrations.AddField(
            model_name='edition',
            name='share_some',
            field=models.FloatField(default=0.4, help_text='From which share on, 0 to 1, a level is partly true.', validators=[MinValueValidator(0), MaxValueValidator(1)]),
        ),
        migrations.AddField(
            model_name='edition',
            name='share_substantial',
            field=models.FloatField(default=0.85, help_text='From which share on, 0 to 1, a level is substantially true.', validators=[MinValueValidator(0), MaxValueValidator(1)]),
        ),
        migrations.AddField(
            model_name='publication',
            name='digest_version',
            field=models.PositiveSmallIntegerField(default=1, help_text='What the digest is made of: 1 is the words and the scale, 2 the rule besides.'),
        ),
        migrations.AddField(
            model_name='statement',
            name='mark',
            field=models.CharField(blank=True, help_text="A word that the edition's rule asks for, like must.", max_length=40),
        ),
        migrations.AlterField(
            model_name='edition',
            name='rule',
            field=models.CharField(choices=[('best_fit', 'Best fit'), ('cumulative', 'Cumulative'), ('distance_from_good', 'Distance from Good'), ('coverage', 'Coverage'), ('first_match', 'First match')], max_length=20, verbose_name='how a level is suggested'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('share_some__gte', 0), ('share_substantial__gte', models.F('share_some')), ('share_substantial__lte', 1)), name='shares_from_0_to_1', violation_error_message='Shares are from 0 to 1, and substantially true is no less than partly true.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('rule_enough__gte', 0), ('rule_enough__lte', 1)), name='enough_from_0_to_1', violation_error_message='The share that is enough is from 0 to 1.'),
        ),
        migrations.RunPython(name_thresholds, migrations.RunPython.noop),
        migrations.RunPython(lock_on, lock_off),
    ]
