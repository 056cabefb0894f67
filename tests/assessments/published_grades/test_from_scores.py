"""Grades that hung on one assessment each become those of reports, and none of them is lost."""

import datetime
import json
import os
import random
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from assessments.published_grades.from_scores import ScoredGrade, reports_of

ROOT = Path(settings.FIXTURE_DIRS[0]).parent
DAYS = [datetime.date(2024, 5, 1), datetime.date(2026, 5, 1)]
AT = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def test_no_grade_is_lost_or_made_up_and_no_report_says_two_things():
    chance = random.Random(6)
    for _ in range(300):
        grades = [
            ScoredGrade(
                force=chance.randint(1, 2),
                edition=chance.randint(1, 2),
                published_on=chance.choice(DAYS),
                link=chance.choice(["", "https://a.uk/", "https://b.uk/"]),
                criterion=chance.randint(1, 4),
                level=chance.randint(1, 3),
                by=1,
                at=AT + datetime.timedelta(hours=chance.randint(0, 9)),
            )
            for _ in range(chance.randint(0, 12))
        ]
        reports = reports_of(grades)
        said = {(each.force, each.edition, each.published_on, each.criterion, each.level) for each in grades}
        assert said == {
            (each.force, each.edition, each.published_on, criterion, level)
            for each in reports
            for criterion, level in each.levels.items()
        }
        titles = [(each.force, each.edition, each.published_on, each.title) for each in reports]
        assert len(titles) == len(set(titles))
        links = {(each.force, each.edition, each.published_on, each.link) for each in grades if each.link}
        assert links <= {(each.force, each.edition, each.published_on, each.link) for each in reports}


def test_an_installation_that_holds_some_is_upgraded(spare_database):
    command = [sys.executable, "-m", "tests.assessments.published_grades.upgraded"]
    environment = os.environ | {"DATABASE_URL": spare_database}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    first, later = "Report published on 1 May 2024", "Report published on 1 May 2026"
    assert json.loads(done.stdout) == {
        "reports": [
            ["north", first, "2024-05-01", "https://a.uk/", {"A": "l1", "B": "l2"}],
            ["north", f"{first} (2)", "2024-05-01", "https://a.uk/", {"B": "l1"}],
            ["north", later, "2026-05-01", "", {"C": "l2"}],
            ["south", first, "2024-05-01", "", {"A": "l2"}],
        ],
        "scores": ["peer", "self"],
    }
