"""The database that is kept between runs is made anew whenever anything changes that it was made of."""

import json

import pytest

from tests.databases import LOCK, is_current, marks

READ = "assessments/models/answers.py"
FILES = (READ, "assessments/migrations/0001_initial.py", "fixtures/forces.yaml", LOCK, ".venv/django.py")


@pytest.fixture
def project(tmp_path):
    """Return the folder of a project; one of its files has nothing to do with the database."""
    for name in (*FILES, "assessments/views.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("As it was.")
    return tmp_path


@pytest.fixture
def made_of(project):
    """Return what is written down of a database that was made there."""
    return json.dumps(marks(project, [project / READ, project / ".venv/django.py"]))


def test_what_it_is_made_of(made_of):
    assert set(json.loads(made_of)) == {"", *FILES} - {".venv/django.py"}


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("assessments/views.py", True),
        (READ, False),
        ("assessments/migrations/0001_initial.py", False),
        ("assessments/migrations/0002_more.py", False),
        ("evidence/migrations/0001_initial.py", False),
        ("history/management/commands/migrate.py", False),
        ("fixtures/forces.yaml", False),
        (LOCK, False),
    ],
)
def test_it_is_kept_until_one_of_them_changes(project, made_of, name, is_kept):
    assert is_current(made_of, project)
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("Changed.")
    assert is_current(made_of, project) == is_kept


def test_it_is_made_anew_where_a_file_is_gone_or_another_python_runs(project, made_of, monkeypatch):
    (project / READ).unlink()
    assert not is_current(made_of, project)
    (project / READ).write_text("As it was.")
    assert is_current(made_of, project)
    monkeypatch.setattr("tests.databases.VERSIONS", "Python 4")
    assert not is_current(made_of, project)


@pytest.mark.parametrize("written", ["", "[]", "{", "null"])
def test_what_cannot_be_read_counts_for_nothing(project, written):
    assert not is_current(written, project)
